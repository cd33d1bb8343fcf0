// The part of a turn in which a person says what shows that something readiness relies on still serves.

#include <fmt/format.h>

#include <cmath>

#include "agent/continuity/evidence.hpp"
#include "agent/continuity/in_words.hpp"
#include "agent/detect/nearest.hpp"
#include "agent/engine/given.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;
using continuity::in_words;
using std::chrono::sys_days;

namespace {

json::value number_or_null(const std::optional<double>& value) {
  if (!value) return nullptr;
  return *value;
}

// The first doubt is the one that is told.
const char* shown_as(const model::Resource& resource, const continuity::Evidence& evidence, model::Day today) {
  if (resource.least && !evidence.value) return "missing";
  const auto last = continuity::last_day(resource, evidence);
  if (last && sys_days(*last) < sys_days(today)) return "lapsed";
  if (resource.least && evidence.value && *evidence.value < *resource.least) return "too-low";
  return "counts";
}

}  // namespace

std::string refusal(const model::Site& site, const State& state, const EvidenceGiven& given, model::Day today) {
  const auto resource = site.resources.find(given.resource);
  if (resource == site.resources.end()) {
    std::vector<std::string> known;
    for (const auto& [id, each] : site.resources) known.push_back(id);
    const std::string near = detect::nearest_of(given.resource, known);
    return fmt::format("there is no resource `{}`{}", given.resource,
                       near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
  }
  if (!given.on.ok()) return "the day is none of the calendar";
  if (sys_days(given.on) > sys_days(today))
    return fmt::format("{} lies in the future: by the agent's clock it is {}", in_words(given.on), in_words(today));
  if (given.value && !std::isfinite(*given.value)) return "the value is no number";
  const model::Resource& about = resource->second;
  if (about.least && !given.value)
    return fmt::format("{} wants a value{}: at least {:g}", given.resource,
                       about.unit.empty() ? "" : " in " + about.unit, *about.least);
  const auto known = continuity::evidence_of(site, state.evidence);
  const auto shown = known.find(given.resource);
  if (shown != known.end() && sys_days(given.on) < sys_days(shown->second.on))
    return fmt::format("what shows {} is newer already, of {}", given.resource, in_words(shown->second.on));
  return "";
}

void TurnBuilder::take(const EvidenceGiven& given) {
  if (!refusal(engine_.site_, state_, given, engine_.calendar_.date_of(now_.wall)).empty()) return;
  state_.evidence[given.resource] = {given.on, given.value, given.text, given.who};
  const model::Resource& resource = engine_.site_.resources.at(given.resource);
  event("evidence.given", given.resource,
        {{"title", resource.title},
         {"on", in_words(given.on)},
         {"value", number_or_null(given.value)},
         {"unit", resource.unit},
         {"text", given.text},
         {"who", given.who}});
}

json::object describe_evidence(const model::Site& site, const State& state, model::Day today) {
  const auto known = continuity::evidence_of(site, state.evidence);
  json::array resources;
  for (const auto& [id, resource] : site.resources) {
    json::object about{{"id", id},
                       {"title", resource.title},
                       {"kind", resource.kind},
                       {"owner", resource.owner},
                       {"unit", resource.unit},
                       {"least", number_or_null(resource.least)},
                       {"serves", json::array(resource.serves.begin(), resource.serves.end())},
                       {"shown", "missing"},
                       {"on", nullptr},
                       {"until", nullptr},
                       {"value", nullptr},
                       {"text", ""},
                       {"who", ""}};
    if (const auto shown = known.find(id); shown != known.end()) {
      const auto last = continuity::last_day(resource, shown->second);
      about["shown"] = shown_as(resource, shown->second, today);
      about["on"] = in_words(shown->second.on);
      if (last) about["until"] = in_words(*last);
      about["value"] = number_or_null(shown->second.value);
      about["text"] = shown->second.text;
      about["who"] = shown->second.who;
    }
    resources.push_back(std::move(about));
  }
  return {{"today", in_words(today)}, {"resources", std::move(resources)}};
}

}  // namespace holdfast::engine
