// What the window takes from people: their words about incidents, and evidence. Everything is checked here, before it
// reaches the engine, so that whoever spoke hears at once what was wrong with it.

#include <fmt/format.h>

#include <algorithm>

#include "agent/cli/moment.hpp"
#include "agent/cli/window.hpp"
#include "agent/detect/nearest.hpp"
#include "agent/engine/describe.hpp"
#include "agent/engine/given.hpp"
#include "agent/load/day.hpp"

namespace holdfast::cli {

namespace json = boost::json;
using engine::PersonsWord;
using Verb = PersonsWord::Verb;

namespace {

constexpr std::size_t longest_text = 2000;  // bytes of one field: it goes into the journal and to the centre
constexpr std::size_t most_services = 200;
constexpr std::int64_t longest_span_s = 366LL * 24 * 3600;

serve::Reply refuse(const std::string& why) { return {400, json::serialize(json::object{{"error", why}})}; }

std::string text_of(const json::object& body, const char* key) {
  const auto* value = body.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

// A name that a person gives goes beside the user that the kernel vouches for: "li (as root)".
std::string speaker(const json::object& body, const std::string& user) {
  const std::string by = text_of(body, "by");
  return by.empty() ? user : fmt::format("{} (as {})", by, user);
}

// Keys of a person's word, and where they go.
using Text = std::string PersonsWord::*;
const std::vector<std::pair<const char*, Text>>& word_texts() {
  using Word = PersonsWord;
  static const std::vector<std::pair<const char*, Text>> all{
      {"incident", &Word::incident}, {"step", &Word::step},      {"reason", &Word::reason},
      {"text", &Word::text},         {"origin", &Word::origin},  {"disruption", &Word::disruption},
      {"plan", &Word::plan},         {"grade", &Word::grade},    {"lost_from", &Word::lost_from},
      {"lost_to", &Word::lost_to},   {"made_up", &Word::made_up}};
  return all;
}

template <class Map>
std::string unknown_name(const char* what, const Map& known, const std::string& name) {
  if (name.empty() || known.contains(name)) return "";
  std::vector<std::string> names;
  for (const auto& [id, each] : known) names.push_back(id);
  const std::string near = detect::nearest_of(name, names);
  return fmt::format("there is no {} `{}`{}", what, name,
                     near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
}

std::string too_long(const json::object& body) {
  for (const auto& [key, value] : body)
    if (value.is_string() && value.as_string().size() > longest_text)
      return fmt::format("`{}` is longer than {} bytes", std::string_view(key), longest_text);
  return "";
}

// Puts the times of a statement in one form; what is wrong with them, or empty.
std::string mend_times(PersonsWord& word) {
  if (word.lost_from.empty() && word.lost_to.empty()) return "";
  const auto from = parse_moment(word.lost_from, "");
  const auto to = parse_moment(word.lost_to, "");
  if (!from || !to)
    return "`lost_from` and `lost_to` are times of RFC 3339, such as 2026-03-01T14:05:00Z, or both empty";
  if (*to < *from) return "`lost_to` is earlier than `lost_from`";
  word.lost_from = engine::rfc3339(*from);
  word.lost_to = engine::rfc3339(*to);
  return "";
}

// What is missing of it, or empty.
std::string shortcoming(PersonsWord& word) {
  switch (word.verb) {
    case Verb::raise:
    case Verb::warn:
      if (word.text.empty()) return "`text` must say what has happened";
      if (!incident::origin_from(word.origin) || word.origin == incident::to_string(incident::Origin::agent))
        return "`origin` must be staff, customer or outside";
      return "";
    case Verb::reconcile:
      if (word.services.size() != 1) return "`services` must name one service";
      if (word.made_up.empty()) return "`made_up` must say how the data were made up";
      return mend_times(word);
    case Verb::waive:
      if (word.services.size() != 1) return "`services` must name one service";
      return word.reason.empty() ? "`reason` must say why" : "";
    default: return "";
  }
}

std::string unknown_names(const model::Site& site, const PersonsWord& word) {
  std::string why = unknown_name("disruption", site.disruptions, word.disruption);
  if (why.empty()) why = unknown_name("plan", site.plans, word.plan);
  for (const std::string& service : word.services)
    if (why.empty()) why = unknown_name("service", site.services, service);
  return why;
}

}  // namespace

// {"verb", and what belongs to it}; who it is, the socket knows.
serve::Reply Window::take_word(const serve::Request& request) {
  boost::system::error_code problem;
  const json::value parsed = json::parse(request.body, problem);
  if (problem || !parsed.is_object()) return refuse("the body is not a JSON object");
  const json::object& body = parsed.as_object();
  if (const std::string why = too_long(body); !why.empty()) return refuse(why);
  const auto verb = engine::verb_from(text_of(body, "verb"));
  if (!verb) return refuse("`verb` is none that the agent knows");
  PersonsWord word;
  word.verb = *verb;
  word.who = speaker(body, request.who);
  for (const auto& [key, member] : word_texts()) word.*member = text_of(body, key);
  if (const auto* services = body.if_contains("services"); services != nullptr && !services->is_null()) {
    const json::array* names = services->if_array();
    const bool fits = names != nullptr && names->size() <= most_services &&
                      std::ranges::all_of(*names, [](const json::value& each) { return each.is_string(); });
    if (!fits) return refuse(fmt::format("`services` is a list of up to {} names", most_services));
    for (const auto& each : *names) word.services.emplace_back(each.as_string());
  }
  if (const auto* lasts = body.if_contains("lasts_s"); lasts != nullptr && !lasts->is_null()) {
    if (!lasts->is_int64() || lasts->as_int64() < 0 || lasts->as_int64() > longest_span_s)
      return refuse("`lasts_s` is a whole number of seconds up to a year");
    word.lasts = std::chrono::seconds{lasts->as_int64()};
  }
  if (const std::string why = shortcoming(word); !why.empty()) return refuse(why);
  if (const std::string why = unknown_names(parts_.engine.site(), word); !why.empty()) return refuse(why);
  parts_.turns.give(std::move(word));
  return {202, R"({"taken":true})"};
}

json::object Window::evidence() const {
  return engine::describe_evidence(parts_.engine.site(), parts_.turns.state(), today());
}

// {"resource", "by"?, "on"?: default today, "value"?, "text"?}
serve::Reply Window::take_evidence(const serve::Request& request) {
  boost::system::error_code problem;
  const json::value parsed = json::parse(request.body, problem);
  if (problem || !parsed.is_object()) return refuse("the body is not a JSON object");
  const json::object& body = parsed.as_object();
  if (const std::string why = too_long(body); !why.empty()) return refuse(why);
  const model::Day this_day = today();
  engine::EvidenceGiven given{
      text_of(body, "resource"), this_day, {}, text_of(body, "text"), speaker(body, request.who)};
  if (const std::string on = text_of(body, "on"); !on.empty()) {
    const auto day = load::parse_day(on);
    if (!day) return refuse(fmt::format("`{}` is no day: a year, a month and a day, such as 2026-03-31", on));
    given.on = *day;
  }
  if (const auto* value = body.if_contains("value"); value != nullptr && !value->is_null()) {
    if (!value->is_number()) return refuse("`value` is no number");
    given.value = value->to_number<double>();
  }
  if (const std::string why = engine::refusal(parts_.engine.site(), parts_.turns.state(), given, this_day);
      !why.empty())
    return refuse(why);
  parts_.turns.give(std::move(given));
  return {202, R"({"taken":true})"};
}

}  // namespace holdfast::cli
