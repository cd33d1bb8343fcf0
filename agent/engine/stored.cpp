#include "agent/engine/stored.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::value span_json(const std::optional<Duration>& span) {
  if (!span) return nullptr;
  return span->count();
}

json::value assessment_json(const std::optional<incident::Assessment>& assessment) {
  if (!assessment) return nullptr;
  return json::object{{"services", texts_json(assessment->services)},
                      {"lasts", span_json(assessment->lasts)},
                      {"grade", assessment->grade},
                      {"who", assessment->who},
                      {"text", assessment->text}};
}

incident::Assessment assessment_from(const json::value& value) {
  return {StoredReader::texts(value.at("services")), StoredReader::span(value.at("lasts")),
          StoredReader::text(value.at("grade")), StoredReader::text(value.at("who")),
          StoredReader::text(value.at("text"))};
}

json::object grading_json(const incident::GradeState& grading) {
  json::array held, set;
  json::object reached;
  for (const auto& [rule, since] : grading.held) held.push_back({{"rule", rule}, {"since", time_json(since)}});
  for (const auto& [grade, at] : grading.reached) reached[grade] = time_json(at);
  for (const auto& each : grading.set)
    set.push_back(
        {{"from", each.from}, {"to", each.to}, {"who", each.who}, {"reason", each.reason}, {"at", time_json(each.at)}});
  return {{"rules", grading.rules},
          {"grade", grading.grade},
          {"held", std::move(held)},
          {"reached", std::move(reached)},
          {"set", std::move(set)}};
}

json::array obligations_json(const std::vector<incident::DueObligation>& obligations) {
  json::array list;
  for (const auto& each : obligations) list.push_back({{"id", each.id}, {"due", time_json(each.due)}});
  return list;
}

json::object asked_json(const std::map<std::string, incident::Asked>& questions) {
  json::object all;
  for (const auto& [key, asked] : questions)
    all[key] = {{"since", time_json(asked.since)},
                {"latest", time_json(asked.latest)},
                {"roles", texts_json(asked.roles)},
                {"reached", asked.reached}};
  return all;
}

}  // namespace

json::value time_json(const std::optional<SteadyTime>& time) {
  if (!time) return nullptr;
  return time->time_since_epoch().count();
}

json::object stamp_json(const model::Stamp& stamp) {
  return {{"steady_us", stamp.steady.time_since_epoch().count()},
          {"wall_us", stamp.wall.time_since_epoch().count()},
          {"certain", stamp.wall_certain}};
}

json::array texts_json(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

json::object evidence_json(const std::map<std::string, continuity::Evidence>& evidence) {
  json::object all;
  for (const auto& [resource, shown] : evidence)
    all[resource] = {{"day", std::chrono::sys_days(shown.on).time_since_epoch().count()},
                     {"value", shown.value ? json::value(*shown.value) : json::value(nullptr)},
                     {"text", shown.text},
                     {"who", shown.who}};
  return all;
}

std::map<std::string, continuity::Evidence> evidence_from(const json::value& stored) {
  std::map<std::string, continuity::Evidence> all;
  for (const auto& [resource, shown] : stored.as_object()) {
    continuity::Evidence evidence;
    const auto days = std::chrono::days{shown.at("day").to_number<int>()};
    evidence.on = std::chrono::sys_days{days};
    if (!shown.at("value").is_null()) evidence.value = shown.at("value").to_number<double>();
    evidence.text = StoredReader::text(shown.at("text"));
    evidence.who = StoredReader::text(shown.at("who"));
    all.emplace(resource, std::move(evidence));
  }
  return all;
}

json::object incident_json(const incident::Incident& incident) {
  json::array history, consequences;
  for (const auto& step : incident.history)
    history.push_back({{"to", incident::to_string(step.to)},
                       {"at", stamp_json(step.at)},
                       {"who", step.who},
                       {"reason", step.reason}});
  for (const auto& each : incident.consequences)
    consequences.push_back(
        {{"disruption", each.disruption}, {"since", stamp_json(each.since)}, {"cleared", each.cleared}});
  json::object data;
  for (const auto& [service, said] : incident.data)
    data[service] = {{"lost_from", said.lost_from},
                     {"lost_to", said.lost_to},
                     {"made_up", said.made_up},
                     {"waiver", said.waiver},
                     {"who", said.who}};
  return {{"id", incident.id},
          {"disruption", incident.disruption},
          {"title", incident.title},
          {"state", incident::to_string(incident.state)},
          {"opened", stamp_json(incident.opened)},
          {"last_good", time_json(incident.last_good)},
          {"first_bad", time_json(incident.first_bad)},
          {"cause_unsure", incident.cause_unsure},
          {"run", incident.run},
          {"plan", incident.plan},
          {"relapses", incident.relapses},
          {"history", std::move(history)},
          {"origin", incident::to_string(incident.origin)},
          {"is_warning", incident.is_warning},
          {"expected_at", time_json(incident.expected_at)},
          {"service", incident.service},
          {"consequences", std::move(consequences)},
          {"part_of", incident.part_of},
          {"assessment", assessment_json(incident.assessment)},
          {"affected", json::array(incident.affected.begin(), incident.affected.end())},
          {"data", std::move(data)},
          {"return_waits", incident.return_waits},
          {"over", time_json(incident.over)},
          {"asked", asked_json(incident.asked)},
          {"grading", grading_json(incident.grading)},
          {"obligations", obligations_json(incident.obligations)}};
}

std::optional<SteadyTime> StoredReader::time(const json::value& value) const {
  if (value.is_null()) return std::nullopt;
  return SteadyTime{Duration{value.to_number<std::int64_t>()}} + shift_;
}

std::optional<Duration> StoredReader::span(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return Duration{value.to_number<std::int64_t>()};
}

std::vector<std::string> StoredReader::texts(const json::value& value) {
  std::vector<std::string> list;
  for (const auto& item : value.as_array()) list.push_back(text(item));
  return list;
}

model::Stamp StoredReader::stamp(const json::value& json) const {
  return {*time(json.at("steady_us")), WallTime{Duration{json.at("wall_us").to_number<std::int64_t>()}},
          json.at("certain").as_bool()};
}

incident::GradeState StoredReader::grading(const json::value& json) const {
  incident::GradeState grading;
  grading.rules = text(json.at("rules"));
  grading.grade = text(json.at("grade"));
  for (const auto& each : json.at("held").as_array())
    grading.held.emplace_back(text(each.at("rule")), *time(each.at("since")));
  for (const auto& [grade, at] : json.at("reached").as_object()) grading.reached[grade] = *time(at);
  for (const auto& each : json.at("set").as_array())
    grading.set.push_back({text(each.at("from")), text(each.at("to")), text(each.at("who")), text(each.at("reason")),
                           *time(each.at("at"))});
  return grading;
}

incident::Incident StoredReader::incident(const json::value& json) const {
  incident::Incident incident;
  incident.id = text(json.at("id"));
  incident.disruption = text(json.at("disruption"));
  incident.title = text(json.at("title"));
  incident.state = incident::state_from(text(json.at("state"))).value();
  incident.opened = stamp(json.at("opened"));
  incident.last_good = time(json.at("last_good"));
  incident.first_bad = time(json.at("first_bad"));
  incident.cause_unsure = json.at("cause_unsure").as_bool();
  incident.run = text(json.at("run"));
  incident.relapses = json.at("relapses").to_number<int>();
  for (const auto& step : json.at("history").as_array())
    incident.history.push_back({incident::state_from(text(step.at("to"))).value(), stamp(step.at("at")),
                                text(step.at("who")), text(step.at("reason"))});
  if (!json.as_object().contains("origin")) return incident;  // version 1 knew no more
  incident.plan = text(json.at("plan"));
  incident.origin = incident::origin_from(text(json.at("origin"))).value();
  incident.is_warning = json.at("is_warning").as_bool();
  incident.expected_at = time(json.at("expected_at"));
  incident.service = text(json.at("service"));
  for (const auto& each : json.at("consequences").as_array())
    incident.consequences.push_back(
        {text(each.at("disruption")), stamp(each.at("since")), each.at("cleared").as_bool()});
  incident.part_of = text(json.at("part_of"));
  if (!json.at("assessment").is_null()) incident.assessment = assessment_from(json.at("assessment"));
  for (const std::string& service : texts(json.at("affected"))) incident.affected.insert(service);
  for (const auto& [service, said] : json.at("data").as_object())
    incident.data[service] = {text(said.at("lost_from")), text(said.at("lost_to")), text(said.at("made_up")),
                              text(said.at("waiver")), text(said.at("who"))};
  if (const auto* waits = json.as_object().if_contains("return_waits")) incident.return_waits = waits->as_bool();
  if (const auto* over = json.as_object().if_contains("over")) {
    incident.over = time(*over);
  } else if (json.at("awaits_data").as_bool()) {  // as it was written once
    incident.over = incident.history.back().at.steady;
  }
  incident.grading = grading(json.at("grading"));
  for (const auto& each : json.at("obligations").as_array())
    incident.obligations.push_back({text(each.at("id")), *time(each.at("due"))});
  if (const auto* questions = json.as_object().if_contains("asked"))
    for (const auto& [key, asked] : questions->as_object())
      incident.asked[key] = {*time(asked.at("since")), *time(asked.at("latest")), texts(asked.at("roles")),
                             asked.at("reached").as_bool()};
  return incident;
}

}  // namespace holdfast::engine
