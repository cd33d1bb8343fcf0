#include "agent/engine/describe_extent.hpp"

#include "agent/engine/closing.hpp"
#include "agent/engine/describe.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::array texts(const auto& list) { return json::array(list.begin(), list.end()); }

json::array consequences(const Engine& engine, const incident::Incident& incident) {
  json::array list;
  for (const auto& each : incident.consequences) {
    const auto known = engine.site().disruptions.find(each.disruption);
    list.push_back({{"disruption", each.disruption},
                    {"title", known == engine.site().disruptions.end() ? "" : known->second.title},
                    {"since", rfc3339(each.since.wall)},
                    {"cleared", each.cleared}});
  }
  return list;
}

json::value assessment(const incident::Incident& incident) {
  if (!incident.assessment) return nullptr;
  const auto& said = *incident.assessment;
  return json::object{{"services", texts(said.services)},
                      {"lasts_ms", milliseconds(said.lasts)},
                      {"grade", said.grade},
                      {"who", said.who},
                      {"text", said.text}};
}

}  // namespace

json::object describe_extent(const Engine& engine, const State& state, const incident::Incident& incident,
                             const model::Stamp& now) {
  json::array data;
  for (const auto& [service, said] : incident.data)
    data.push_back({{"service", service},
                    {"lost_from", said.lost_from},
                    {"lost_to", said.lost_to},
                    {"made_up", said.made_up},
                    {"waiver", said.waiver},
                    {"who", said.who}});
  const Awaited awaited = awaited_by(engine, state, incident, now);
  return {
      {"origin", incident::to_string(incident.origin)},
      {"is_warning", incident.is_warning},
      {"expected_ms", incident.expected_at ? milliseconds(*incident.expected_at - now.steady) : json::value(nullptr)},
      {"service", incident.service},
      {"plan_named", incident.plan},
      {"part_of", incident.part_of.empty() ? json::value(nullptr) : json::value(incident.part_of)},
      {"consequences", consequences(engine, incident)},
      {"assessment", assessment(incident)},
      {"affected", texts(incident.affected)},
      {"data", std::move(data)},
      {"return_waits", incident.return_waits},
      {"over", incident.over.has_value()},
      {"awaits_services", texts(awaited.services)},
      {"awaits_data", texts(awaited.data)}};
}

}  // namespace holdfast::engine
