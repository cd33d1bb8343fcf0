#include "tests/power_cut/scenario.hpp"

#include <fmt/format.h>
#include <csignal>

#include <algorithm>
#include <cstring>

#include "tests/support/wait_for.hpp"

namespace holdfast::testing {

namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 90s;       // for each part of the scenario, on an overloaded machine
constexpr auto between_asks = 50ms;  // the agent is asked for its status, not besieged
constexpr int lives_that_are_killed = 2;

std::vector<std::string> outputs_of(const json::object& state) {
  std::vector<std::string> outputs;
  for (const auto& outlet : state.at("outlets").as_array())
    outputs.push_back(
        fmt::format("outlet {} {}", outlet.at("number").to_number<int>(), outlet.at("on").as_bool() ? "on" : "off"));
  for (const char* box : {"core-switch", "router"})
    for (const auto& interface : state.at(box).at("interfaces").as_array())
      outputs.push_back(fmt::format("{} {} is {}, set {}", box, interface.at("name").as_string().c_str(),
                                    interface.at("status").as_string().c_str(),
                                    interface.at("admin").as_string().c_str()));
  return outputs;
}

// Interfaces follow their administrator, and what hangs on them, a little later.
bool interfaces_have_followed(const json::object& state) {
  for (const char* box : {"core-switch", "router"})
    for (const auto& interface : state.at(box).at("interfaces").as_array())
      if (interface.at("status") != interface.at("admin")) return false;
  return true;
}

std::string side_by_side(const char* what, const std::vector<std::string>& wanted,
                         const std::vector<std::string>& found) {
  if (wanted == found) return "";
  std::string text = fmt::format("        {:32} {}\n", std::string(what) + " wanted", "found");
  for (std::size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
    const std::string left = i < wanted.size() ? wanted[i] : "-";
    const std::string right = i < found.size() ? found[i] : "-";
    text += fmt::format("  {:5} {:32} {}\n", left == right ? "" : "---->", left, right);
  }
  return text;
}

std::string text_of(const Kill& kill) {
  return kill.commit == 0 ? "not killed" : fmt::format("killed at commit {}, {}", kill.commit, to_string(kill.side));
}

}  // namespace

const char* to_string(Side side) {
  switch (side) {
    case Side::before: return "before";
    case Side::unsynced: return "unsynced";
    case Side::synced: return "synced";
  }
  return "?";
}

std::string Kills::text() const {
  return fmt::format("first life {}; second life {}", text_of(first), text_of(second));
}

// The demo's plan and short waits, but deadlines that a restart on an overloaded machine stays within: a step of the
// response that is found past its own does nothing and says so (docs/decisions/0004), which is another test's business.
LiveOptions Scenario::options() {
  LiveOptions options;
  for (const char* step : {"shed-signage", "shed-printers", "lte-up", "fibre-down"})
    options.settings.push_back({fmt::format("plan.ride-through.step {}", step), "timeout", "\"120s\""});
  return options;
}

Scenario::Scenario(const Kills& kills) : kills_(kills), branch_(options()) {}

std::string Scenario::keep_folder() {
  branch_.keep_folder();
  return branch_.file("");
}

void Scenario::start_life() {
  ++life_;
  const Kill kill = life_ == 1 ? kills_.first : life_ == 2 ? kills_.second : Kill{};
  const std::string counter = branch_.file(fmt::format("commits-{}", life_));
  write_file(counter, std::string(sizeof(std::uint64_t), '\0'));
  branch_.spawn_agent(with_shims({"kill_at_commit"}, {"KILL_COUNT=" + counter, fmt::format("KILL_AT={}", kill.commit),
                                                      fmt::format("KILL_SIDE={}", to_string(kill.side))}));
}

std::uint64_t Scenario::commits_of_life(int life) const {
  const std::string bytes = read_file(branch_.file(fmt::format("commits-{}", life)));
  std::uint64_t number = 0;
  if (bytes.size() == sizeof number) std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

// Starts the next life when this one was killed as planned.
void Scenario::tend() {
  const auto ended = branch_.agent().wait(0ms);
  if (!ended) return;
  if (ended->signal != SIGKILL || life_ > lives_that_are_killed)
    throw std::runtime_error(
        fmt::format("life {} ended by itself: code {}, signal {}", life_, ended->code, ended->signal));
  ++outcome_.killed;
  start_life();
}

std::string Scenario::how_it_stands() {
  const auto status = branch_.ask("/status");
  if (!status) return "the agent does not answer";
  std::string text;
  for (const auto& device : status->at("devices").as_array())
    if (device.at("contact") != "ok") text += fmt::format("{} does not answer, ", device.at("id").as_string().c_str());
  const auto incident = incident_in(*status, "mains-lost");
  if (!incident) return text + "there is no incident";
  text += fmt::format("the incident is {}", incident->at("state").as_string().c_str());
  if (incident->at("run").is_object())
    for (const auto& step : incident->at("run").at("steps").as_array())
      text += fmt::format(", {} {}", step.at("id").as_string().c_str(), step.at("state").as_string().c_str());
  return text;
}

void Scenario::wait(const std::string& what, bool (Scenario::*fact)()) {
  auto next_ask = std::chrono::steady_clock::now();
  const bool came = wait_for(patience, [&] {
    tend();
    if (std::chrono::steady_clock::now() < next_ask) return false;
    const bool holds = (this->*fact)();
    next_ask = std::chrono::steady_clock::now() + between_asks;
    return holds;
  });
  if (!came) throw std::runtime_error(fmt::format("{}: not in time; {}", what, how_it_stands()));
}

// The last step of the response is behind it.
bool Scenario::responded() {
  const auto status = branch_.ask("/status");
  const auto incident = status ? incident_in(*status, "mains-lost") : std::nullopt;
  if (!incident || !incident->at("run").is_object()) return false;
  const json::array& steps = incident->at("run").at("steps").as_array();
  return std::ranges::any_of(
      steps, [](const json::value& step) { return step.at("id") == "watch" && step.at("state") == "verified"; });
}

bool Scenario::closed() {
  const auto status = branch_.ask("/status");
  const auto incident = status ? incident_in(*status, "mains-lost") : std::nullopt;
  return incident && incident->at("state") == "closed";
}

// A life that was to be killed may still be, while it ends.
void Scenario::stop() {
  for (;;) {
    wait("every device answers at the end", &Scenario::watching);
    branch_.agent().send(SIGTERM);
    const auto ended = branch_.agent().wait(10s);
    if (ended && ended->signal == SIGKILL && life_ <= lives_that_are_killed) {
      ++outcome_.killed;
      start_life();
      continue;
    }
    if (!ended || ended->signal != 0 || ended->code != 0)
      outcome_.complaints.emplace_back("the last life did not end well after SIGTERM");
    return;
  }
}

void Scenario::judge() {
  const BranchLog log = branch_.log();
  const std::vector<Recorded> events = branch_.events();
  outcome_.writes = log.accepted();
  wait_for(3s, [this] { return interfaces_have_followed(branch_.state()); });
  outcome_.final_state = outputs_of(branch_.state());
  for (const Written& write : log.writes) {
    if (!write.accepted) outcome_.complaints.push_back("the branch refused " + write.text());
    const bool intended = std::ranges::any_of(events, [&](const Recorded& event) {
      return event.type == "step.intent" && event.text("point") == write.point() &&
             event.text("wanted") == write.word() && event.steady_us <= write.t_us;
    });
    if (!intended) outcome_.complaints.push_back("no intent in the journal before " + write.text());
  }
  for (const char* once : {"incident.detected", "incident.declared", "incident.closed"})
    if (const auto found = count(events, once); found != 1)
      outcome_.complaints.push_back(fmt::format("{} events {}, not one", found, once));
  if (const std::string unsound = complaint_of_verifier(branch_.journal()); !unsound.empty())
    outcome_.complaints.push_back(unsound);
  const std::string said = branch_.agent_log();
  for (const char* alarm : {"AddressSanitizer", "LeakSanitizer", "runtime error:", "set aside", " failed: "})
    if (said.find(alarm) != std::string::npos)
      outcome_.complaints.push_back(fmt::format("the agent's log says '{}'", alarm));
}

Outcome Scenario::run() {
  try {
    branch_.command("generator fail");
    start_life();
    wait("every device answers", &Scenario::watching);
    outcome_.commits_before = commits_of_life(1);
    branch_.command("mains off");
    wait("the response is complete", &Scenario::responded);
    branch_.command("mains on");
    wait("the incident is closed", &Scenario::closed);
    outcome_.commits = commits_of_life(1);
    stop();
    judge();
  } catch (const std::exception& problem) {
    outcome_.complaints.emplace_back(problem.what());
  }
  return outcome_;
}

std::string difference(const Outcome& reference, const Outcome& outcome) {
  std::string text;
  for (const auto& complaint : outcome.complaints) text += "  " + complaint + "\n";
  text += side_by_side("writes", reference.writes, outcome.writes);
  text += side_by_side("state at the end", reference.final_state, outcome.final_state);
  return text;
}

}  // namespace holdfast::testing
