// The durable part of the state as JSON, version 2, and back. Steady times belong to a boot: in another boot they are
// moved by what the wall clock says has passed since (nothing, where either wall time was uncertain).

#include "agent/engine/engine.hpp"
#include "agent/engine/names.hpp"
#include "agent/engine/stored.hpp"
#include "agent/plan/plan_text.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::value value_json(const std::optional<model::Value>& value) {
  if (!value) return nullptr;
  return plan::value_to_json(*value);
}

json::object disruption_json(const detect::DisruptionState& state) {
  // While it is quiet, when it last looked good is a memory of samples: another life begins without it.
  const bool quiet = state.phase == detect::Phase::quiet;
  return {{"phase", detect::to_string(state.phase)},
          {"cause_unsure", state.cause_unsure},
          {"blind", state.blind},
          {"first_bad", time_json(quiet ? std::nullopt : state.first_bad)},
          {"last_good", time_json(quiet ? std::nullopt : state.last_good)},
          {"verify_due", time_json(state.verify_due)},
          {"confirmed_by", texts_json(state.confirmed_by)}};
}

json::array steps_json(const std::vector<plan::StepRun>& steps) {
  json::array list;
  for (const auto& step : steps)
    list.push_back({{"id", step.id},
                    {"state", plan::to_string(step.state)},
                    {"attempt", step.attempt},
                    {"before", value_json(step.before)},
                    {"wanted", value_json(step.wanted)},
                    {"seen", value_json(step.seen)},
                    {"begun", time_json(step.begun)},
                    {"deadline", time_json(step.deadline)},
                    {"unknown_since", time_json(step.unknown_since)},
                    {"verify_due", time_json(step.verify_due)},
                    {"reason", step.reason},
                    {"by", step.by}});
  return list;
}

json::object run_json(const plan::PlanRun& run) {
  return {{"id", run.id},
          {"incident", run.incident},
          {"plan", plan::plan_to_json(run.plan)},
          {"hash", run.hash},
          {"mode", plan::to_string(run.mode)},
          {"owner", run.owner},
          {"fence", run.fence},
          {"stage", plan::to_string(run.stage)},
          {"round", run.round},
          {"ended", run.ended},
          {"response", steps_json(run.response)},
          {"restore", steps_json(run.restore)}};
}

json::object service_json(const continuity::ServiceClock& clock) {
  return {{"level", continuity::to_string(clock.level)}, {"last_good", time_json(clock.last_good)},
          {"first_bad", time_json(clock.first_bad)},     {"down_since", time_json(clock.down_since)},
          {"good_since", time_json(clock.good_since)},   {"rto_missed", clock.rto_missed}};
}

// Reads what the writers above wrote.
class Reader : public StoredReader {
 public:
  using StoredReader::StoredReader;

  static std::optional<model::Value> value(const json::value& json) {
    if (json.is_null()) return std::nullopt;
    return plan::value_from_json(json).value();
  }
  detect::DisruptionState disruption(const json::value& json) const {
    detect::DisruptionState state;
    state.phase = detect::phase_from(text(json.at("phase"))).value();
    state.cause_unsure = json.at("cause_unsure").as_bool();
    state.blind = json.at("blind").as_bool();
    state.first_bad = time(json.at("first_bad"));
    state.last_good = time(json.at("last_good"));
    state.verify_due = time(json.at("verify_due"));
    state.confirmed_by = texts(json.at("confirmed_by"));
    return state;
  }

  std::vector<plan::StepRun> steps(const json::value& json) const {
    std::vector<plan::StepRun> steps;
    for (const auto& item : json.as_array()) {
      plan::StepRun step;
      step.id = text(item.at("id"));
      step.state = plan::step_state_from(text(item.at("state"))).value();
      step.attempt = item.at("attempt").to_number<int>();
      step.before = value(item.at("before"));
      step.wanted = value(item.at("wanted"));
      step.seen = value(item.at("seen"));
      step.begun = time(item.at("begun"));
      step.deadline = time(item.at("deadline"));
      step.unknown_since = time(item.at("unknown_since"));
      step.verify_due = time(item.at("verify_due"));
      step.reason = text(item.at("reason"));
      step.by = text(item.at("by"));
      steps.push_back(std::move(step));
    }
    return steps;
  }

  plan::PlanRun run(const json::value& json) const {
    plan::PlanRun run;
    run.id = text(json.at("id"));
    run.incident = text(json.at("incident"));
    run.plan = plan::plan_from_json(json.at("plan")).value();
    run.hash = text(json.at("hash"));
    run.mode = plan::mode_from(text(json.at("mode"))).value();
    run.owner = text(json.at("owner"));
    run.fence = json.at("fence").to_number<std::uint64_t>();
    run.stage = plan::stage_from(text(json.at("stage"))).value();
    run.round = json.at("round").to_number<int>();
    run.ended = json.at("ended").as_bool();
    run.response = steps(json.at("response"));
    run.restore = steps(json.at("restore"));
    return run;
  }

  continuity::ServiceClock service(const json::value& json) const {
    continuity::ServiceClock clock;
    clock.level = continuity::level_from(text(json.at("level"))).value();
    clock.last_good = time(json.at("last_good"));
    clock.first_bad = time(json.at("first_bad"));
    clock.down_since = time(json.at("down_since"));
    clock.good_since = time(json.at("good_since"));
    clock.rto_missed = json.at("rto_missed").as_bool();
    return clock;
  }
};

// How far the steady times of the saved state must move to mean the same moments in this boot.
Duration shift_between(const model::Stamp& saved, const model::Stamp& now) {
  const bool both_certain = saved.wall_certain && now.wall_certain;
  const Duration passed = both_certain ? std::max(Duration{}, now.wall - saved.wall) : Duration{};
  return (now.steady - passed) - saved.steady;
}

}  // namespace

std::string Engine::encode(const State& state, const std::string& boot, const model::Stamp& now) const {
  json::object disruptions, runs, services, outputs, health, on_batteries;
  json::array incidents;
  for (const auto& [id, disruption] : state.disruptions) disruptions[id] = disruption_json(disruption);
  for (const auto& [number, incident] : state.incidents)
    incidents.push_back({{"number", number}, {"incident", incident_json(incident)}});
  for (const auto& [id, run] : state.runs) runs[id] = run_json(run.run);
  for (const auto& [id, service] : state.services) services[id] = service_json(service);
  for (const auto& [name, told] : state.health) health[name] = continuity::to_string(told);
  for (const auto& [service, since] : state.on_batteries) on_batteries[service] = time_json(since);
  for (const auto& [point, output] : state.outputs) {
    json::array switched;
    for (const auto at : output.switched) switched.push_back(time_json(at));
    outputs[point] = {{"switched", std::move(switched)}, {"owner", output.owner}};
  }
  return json::serialize(
      json::object{{"boot", boot},
                   {"saved", stamp_json(now)},
                   {"monitor_only", state.monitor_only},
                   {"next_incident", state.next_incident},
                   {"next_run", state.next_run},
                   {"disruptions", std::move(disruptions)},
                   {"incidents", std::move(incidents)},
                   {"runs", std::move(runs)},
                   {"services", std::move(services)},
                   {"health", std::move(health)},
                   {"evidence", evidence_json(state.evidence)},
                   {"rpo_missed", json::array(state.rpo_missed.begin(), state.rpo_missed.end())},
                   {"readiness_misses", json::array(state.readiness_misses.begin(), state.readiness_misses.end())},
                   {"readiness_told", state.readiness_told},
                   {"on_batteries", std::move(on_batteries)},
                   {"outputs", std::move(outputs)}});
}

Result<State> Engine::decode(const std::string& bytes, int version, model::Points& points, const std::string& boot,
                             const model::Stamp& now) const {
  if (version < 1 || version > state_version)
    return make_error(Code::damaged, "the stored state has version {}, this program reads version {}", version,
                      state_version);
  try {
    const json::value stored = json::parse(bytes);
    const model::Stamp saved = Reader(Duration{}).stamp(stored.at("saved"));
    const bool same_boot = Reader::text(stored.at("boot")) == boot;
    const Reader reader(same_boot ? Duration{} : shift_between(saved, now));
    State state = fresh();
    state.monitor_only = Reader::text(stored.at("monitor_only"));
    state.next_incident = stored.at("next_incident").to_number<std::uint64_t>();
    state.next_run = stored.at("next_run").to_number<std::uint64_t>();
    for (const auto& [id, value] : stored.at("disruptions").as_object())
      if (detectors_.contains(id)) state.disruptions[id] = reader.disruption(value);
    for (const auto& item : stored.at("incidents").as_array())
      state.incidents.emplace(item.at("number").to_number<std::uint64_t>(), reader.incident(item.at("incident")));
    for (const auto& [id, value] : stored.at("services").as_object())
      if (site_.services.contains(id)) state.services[id] = reader.service(value);
    if (const auto* told = stored.as_object().if_contains("health"))
      for (const auto& [name, value] : told->as_object())
        if (graph_->find(name)) state.health[name] = continuity::health_from(Reader::text(value)).value();
    if (const auto* evidence = stored.as_object().if_contains("evidence")) state.evidence = evidence_from(*evidence);
    if (const auto* missed = stored.as_object().if_contains("rpo_missed"))
      for (const std::string& service : Reader::texts(*missed)) state.rpo_missed.insert(service);
    if (const auto* missed = stored.as_object().if_contains("readiness_misses"))
      for (const std::string& each : Reader::texts(*missed)) state.readiness_misses.insert(each);
    if (const auto* told = stored.as_object().if_contains("readiness_told")) state.readiness_told = Reader::text(*told);
    if (const auto* since = stored.as_object().if_contains("on_batteries"))
      for (const auto& [service, time] : since->as_object())
        if (site_.services.contains(service)) state.on_batteries.emplace(service, *reader.time(time));
    for (const auto& [point, value] : stored.at("outputs").as_object()) {
      plan::Output output;
      output.owner = Reader::text(value.at("owner"));
      for (const auto& at : value.at("switched").as_array()) output.switched.push_back(*reader.time(at));
      state.outputs.emplace(point, std::move(output));
    }
    PointNames names(site_, points);
    for (const auto& [id, value] : stored.at("runs").as_object()) {
      plan::PlanRun run = reader.run(value);
      auto compiled = plan::compile(run.plan, names);
      if (!compiled && run.ended) continue;  // only to be looked at
      if (!compiled) return with_context(compiled.error(), "{} cannot go on with this configuration", run.id);
      state.runs.emplace(id, Run{std::move(run), std::make_shared<const plan::CompiledPlan>(std::move(*compiled))});
    }
    return state;
  } catch (const std::exception& problem) {
    return make_error(Code::damaged, "the stored state cannot be read ({})", problem.what());
  }
}

}  // namespace holdfast::engine
