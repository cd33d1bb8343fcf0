#include "tests/support/pure/engine_branch.hpp"

#include <stdexcept>

namespace holdfast::test {

using namespace std::chrono_literals;

namespace {

constexpr Duration beat = 100ms;
constexpr Duration fresh_for = 500ms;

model::Value state_of(std::string name) { return model::Enumeration{std::move(name), 0}; }

void enumeration(model::Points& points, const std::string& device, const std::string& name,
                 std::vector<std::string> states, bool writable = false) {
  points.intern({device, name, "", model::Kind::enumeration, std::move(states), writable});
}

}  // namespace

model::Step EngineBranch::write_step(std::string id, std::string point, std::string state) {
  model::Step step;
  step.id = std::move(id);
  step.title = step.id;
  step.action = model::WriteAction{std::move(point), state_of(std::move(state))};
  return step;
}

model::Site EngineBranch::default_site() {
  model::Site site;
  site.id = "branch-1";
  site.switch_limit = {6, 10min};
  for (const char* id : {"ups", "meter", "pdu", "router"}) {
    site.devices[id].id = id;
    site.devices[id].address = "snmp://127.0.0.1";
  }
  model::Disruption lost;
  lost.id = "mains-lost";
  lost.title = "Mains lost";
  lost.when = R"(ups.output.source == "on_battery")";
  lost.witnesses = {"meter.input.voltage < 90"};
  lost.raise_after = 1s;
  lost.clear_when = R"(ups.output.source == "normal")";
  lost.clear_after = 3s;
  lost.verify_within = 2s;
  site.disruptions[lost.id] = lost;
  model::Plan plan;
  plan.id = "ride-through";
  plan.on = {"mains-lost"};
  plan.steps.push_back(write_step("shed-1", "pdu.outlet.1.status", "off"));
  plan.steps.push_back(write_step("shed-2", "pdu.outlet.2.status", "off"));
  model::Step back = write_step("restore-1", "pdu.outlet.1.status", "on");
  back.when = R"(step.shed-1.state == "verified")";
  plan.restore.push_back(back);
  plan.restore.push_back(write_step("restore-2", "pdu.outlet.2.status", "on"));
  site.plans[plan.id] = plan;
  model::Service service;
  service.id = "cash";
  service.title = "Cash withdrawal";
  service.rto = 60s;
  service.up_when = R"(router.interface.2.status == "up")";
  site.services[service.id] = service;
  return site;
}

void EngineBranch::add_points(model::Points& points) {
  enumeration(points, "ups", "output.source", {"normal", "on_battery", "bypass"});
  points.intern({"ups", "battery.charge", "%", model::Kind::number, {}, false});
  points.intern({"meter", "input.voltage", "V", model::Kind::number, {}, false});
  for (const char* outlet : {"outlet.1.status", "outlet.2.status", "outlet.3.status"})
    enumeration(points, "pdu", outlet, {"on", "off"}, true);
  enumeration(points, "router", "interface.2.status", {"up", "down"});
}

EngineBranch::EngineBranch(model::Site site) {
  add_points(points);
  now.steady = SteadyTime{1000s};
  now.wall = WallTime{1'767'225'600s};
  now.wall_certain = true;
  auto made =
      engine::Engine::make(std::move(site), points, plan::Mode::real, [](model::PointId) { return Duration{200ms}; });
  if (!made) throw std::runtime_error(made.error().message);
  engine.emplace(std::move(*made));
  state = engine->fresh();
  values = {{"ups.output.source", state_of("normal")},
            {"ups.battery.charge", 100.0},
            {"meter.input.voltage", 230.0},
            {"pdu.outlet.1.status", state_of("on")},
            {"pdu.outlet.2.status", state_of("on")},
            {"pdu.outlet.3.status", state_of("on")},
            {"router.interface.2.status", state_of("up")}};
  give(engine::Started{"test", "boot-1", ""});
}

void EngineBranch::mains(bool on) {
  set("ups.output.source", state_of(on ? "normal" : "on_battery"));
  set("meter.input.voltage", on ? 230.0 : 0.0);
}

void EngineBranch::set(const std::string& point, model::Value value) { values[point] = std::move(value); }

engine::Turn EngineBranch::give(engine::Input input) {
  inputs.emplace_back(input, now);
  engine::Turn turn = engine->turn(state, input, now);
  state = turn.state;
  wake_ = turn.wake;
  events.insert(events.end(), turn.events.begin(), turn.events.end());
  for (const auto& effect : turn.effects)
    if (const auto* request = std::get_if<plan::Operate>(&effect)) carry_out(*request);
  return turn;
}

void EngineBranch::carry_out(const plan::Operate& request) {
  operations.push_back(request);
  if (!obey) return;
  if (values[request.point] != request.wanted) writes.push_back(request.point + "=" + model::to_string(request.wanted));
  values[request.point] = request.wanted;
  if (answer_late) return;
  using Outcome = plan::OperateResult::Outcome;
  const auto result = [&](Outcome outcome, std::optional<model::Value> seen) {
    return plan::OperateResult{request.run, request.step, request.attempt, request.fence, outcome, std::move(seen), ""};
  };
  give(result(Outcome::acknowledged, std::nullopt));
  give(result(Outcome::confirmed, request.wanted));
}

void EngineBranch::sample_all() {
  std::map<std::string, engine::Samples> rounds;
  for (const auto& [name, value] : values) {
    const auto id = points.find(name).value();
    const std::string& device = points.info(id).device;
    if (silent.contains(device)) continue;
    model::Sample sample{value, model::Quality::good, model::Reason::none, now, now.steady + fresh_for};
    rounds[device].samples.push_back({id, sample});
  }
  for (auto& [device, round] : rounds) give(std::move(round));
}

void EngineBranch::pass(Duration span) {
  const SteadyTime end = now.steady + span;
  while (now.steady < end) {
    now.steady += beat;
    now.wall += beat;
    if (wake_ && *wake_ <= now.steady) give(engine::TimerDue{});
    sample_all();
  }
}

void EngineBranch::restart() {
  const std::string bytes = engine->encode(state, "boot-1", now);
  auto restored = engine->decode(bytes, engine::Engine::state_version, points, "boot-1", now);
  if (!restored) throw std::runtime_error(restored.error().message);
  state = std::move(*restored);
  answer_late = false;
  obey = true;
  give(engine::Started{"test", "boot-1", ""});
}

std::size_t EngineBranch::count(const std::string& type) const {
  std::size_t found = 0;
  for (const auto& event : events) found += event.type == type ? 1 : 0;
  return found;
}

const engine::Event* EngineBranch::last(const std::string& type) const {
  for (auto it = events.rbegin(); it != events.rend(); ++it)
    if (it->type == type) return &*it;
  return nullptr;
}

const incident::Incident* EngineBranch::incident() const {
  return state.incidents.empty() ? nullptr : &state.incidents.rbegin()->second;
}

std::string EngineBranch::incident_state() const {
  return incident() ? incident::to_string(incident()->state) : "none";
}

std::string EngineBranch::step(const std::string& id) const {
  for (auto it = events.rbegin(); it != events.rend(); ++it)
    if (it->subject == id && it->type.starts_with("step.") && it->type != "step.held") return it->type.substr(5);
  return "pending";
}

}  // namespace holdfast::test
