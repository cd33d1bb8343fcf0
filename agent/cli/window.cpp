#include "agent/cli/window.hpp"

#include <algorithm>

#include "agent/engine/describe.hpp"
#include "agent/engine/describe_readiness.hpp"
#include "agent/poll/describe.hpp"
#include "version.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

double milliseconds(Duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

serve::Reply refuse(const std::string& why) { return {400, json::serialize(json::object{{"error", why}})}; }

// Keys of a person's word, and where they go.
using Text = std::string engine::PersonsWord::*;
const std::vector<std::pair<const char*, Text>>& word_texts() {
  using Word = engine::PersonsWord;
  static const std::vector<std::pair<const char*, Text>> all{
      {"incident", &Word::incident}, {"step", &Word::step},      {"reason", &Word::reason},
      {"text", &Word::text},         {"origin", &Word::origin},  {"disruption", &Word::disruption},
      {"plan", &Word::plan},         {"grade", &Word::grade},    {"lost_from", &Word::lost_from},
      {"lost_to", &Word::lost_to},   {"made_up", &Word::made_up}};
  return all;
}

}  // namespace

void Window::open_on(serve::LocalServer& server) {
  server.on("GET", "/status", [this](const serve::Request&) { return serve::Reply{200, json::serialize(status())}; });
  server.on("GET", "/points", [this](const serve::Request& request) {
    const auto only = request.query.find("device");
    return serve::Reply{200, json::serialize(points(only == request.query.end() ? "" : only->second))};
  });
  server.on("GET", "/readiness", [this](const serve::Request&) {
    return serve::Reply{
        200, json::serialize(engine::describe_readiness(parts_.engine, parts_.turns.state(), parts_.clock.steady()))};
  });
  server.on("POST", "/word", [this](const serve::Request& request) { return take_word(request); });
}

void Window::note_lag(Duration lag) { worst_lag_ = std::max(worst_lag_, lag); }

json::object Window::device(const std::string& id) const {
  const SteadyTime now = parts_.clock.steady();
  json::object snapshot = poll::describe_device(parts_.poller, parts_.engine.site(), id, now);
  for (const char* figure : {"last_answer_ms", "latency_ms", "rounds", "failed", "skipped"}) snapshot.erase(figure);
  json::object values = poll::describe_points(parts_.poller, parts_.points, id, now);
  for (auto& [name, sample] : values) sample.as_object().erase("age_ms");
  snapshot["points"] = std::move(values);
  return snapshot;
}

json::object Window::status() const {
  const platform::Instant now = parts_.clock.now();
  json::object object = engine::describe(parts_.engine, parts_.turns.state(), now.steady);
  const auto last = parts_.journal.last();
  const auto& figures = parts_.turns.figures();
  const model::Site& site = parts_.engine.site();
  json::array devices;
  for (const auto& device : parts_.poller.devices())
    devices.push_back(poll::describe_device(parts_.poller, site, device, now.steady));
  object["site"] = site.id;
  object["title"] = site.title;
  object["agent"] = parts_.agent;
  object["version"] = HOLDFAST_VERSION;
  object["now"] = engine::rfc3339(now.wall);
  object["wall_certain"] = now.wall_certain;
  object["up_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(now.steady - parts_.since).count();
  object["devices"] = std::move(devices);
  object["journal"] = {{"path", parts_.journal_path},
                       {"epoch", last.epoch},
                       {"seq", last.seq},
                       {"commits", parts_.journal.commits()},
                       {"error", figures.commit_error}};
  object["figures"] = {{"turns", figures.turns},
                       {"commits", figures.commits},
                       {"slowest_commit_ms", milliseconds(figures.slowest_commit)},
                       {"worst_lag_ms", milliseconds(worst_lag_)},
                       {"inputs_refused", figures.refused}};
  object["broker"] = nullptr;
  if (parts_.publisher) {
    const auto& health = parts_.publisher->health();
    object["broker"] = {{"uri", site.broker.uri},
                        {"connected", health.connected},
                        {"error", health.last_error},
                        {"published", health.published},
                        {"waiting", last.seq - std::min(last.seq, health.acknowledged.seq)}};
  }
  return object;
}

json::object Window::points(const std::string& only) const {
  const SteadyTime now = parts_.clock.steady();
  json::object devices;
  for (const auto& device : parts_.poller.devices()) {
    if (!only.empty() && device != only) continue;
    json::object object = poll::describe_device(parts_.poller, parts_.engine.site(), device, now);
    object["points"] = poll::describe_points(parts_.poller, parts_.points, device, now);
    devices[device] = std::move(object);
  }
  return {{"devices", std::move(devices)}};
}

// A person's word from the box: {"verb", and what belongs to it}; who it is, the socket knows.
serve::Reply Window::take_word(const serve::Request& request) {
  boost::system::error_code problem;
  const json::value body = json::parse(request.body, problem);
  if (problem || !body.is_object()) return refuse("the body is not a JSON object");
  const auto text = [&](const char* key) -> std::string {
    const auto* value = body.as_object().if_contains(key);
    return value && value->is_string() ? std::string(value->as_string()) : "";
  };
  const auto verb = engine::verb_from(text("verb"));
  if (!verb) return refuse("`verb` is none that the agent knows");
  engine::PersonsWord word;
  word.verb = *verb;
  word.who = request.who;
  for (const auto& [key, member] : word_texts()) word.*member = text(key);
  if (const auto* services = body.as_object().if_contains("services"); services && services->is_array())
    for (const auto& each : services->as_array())
      if (each.is_string()) word.services.emplace_back(each.as_string());
  if (const auto* lasts = body.as_object().if_contains("lasts_s"); lasts && lasts->is_int64() && lasts->as_int64() >= 0)
    word.lasts = std::chrono::seconds{lasts->as_int64()};
  parts_.turns.give(std::move(word));
  return {202, R"({"taken":true})"};
}

}  // namespace holdfast::cli
