#include "tests/support/live/live_branch.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <csignal>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "agent/serve/local_server.hpp"
#include "tests/support/wait_for.hpp"

namespace holdfast::testing {

namespace json = boost::json;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s;  // for a start on an overloaded machine; a well one needs a fraction of a second

int connect_to(const std::string& path) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("the simulated branch does not listen at " + path);
  timeval limit{30, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  return descriptor;
}

std::string read_line(int descriptor) {
  std::string line;
  for (char next = 0; ::recv(descriptor, &next, 1, 0) == 1 && next != '\n';) line += next;
  return line;
}

}  // namespace

std::string holdfast_binary() { return std::getenv("HOLDFAST_BIN"); }

std::vector<std::string> with_shims(const std::vector<std::string>& names, std::vector<std::string> settings) {
  std::string preload = "LD_PRELOAD=";
  for (const auto& name : names) {
    const fs::path library = fs::path(holdfast_binary()).parent_path() / "shims" / ("lib" + name + ".so");
    if (!fs::exists(library)) throw std::runtime_error(library.string() + " is not built");
    preload += library.string() + " ";
  }
  settings.push_back(preload);
  // A sanitized agent would refuse to start behind a library that is not its own.
  const char* options = std::getenv("ASAN_OPTIONS");
  settings.push_back(std::string("ASAN_OPTIONS=") + (options ? std::string(options) + ":" : "") +
                     "verify_asan_link_order=0");
  return settings;
}

LiveBranch::LiveBranch(const LiveOptions& options) : folder_(std::make_unique<TempFolder>()) {
  ProcessOptions program;
  program.argv = {std::getenv("BRANCH_BIN"), "--ports", file("ports.json"),  "--control",
                  file("control.sock"),      "--log",   file("branch.jsonl")};
  program.argv.insert(program.argv.end(), options.branch.begin(), options.branch.end());
  program.output_file = file("branch.log");
  branch_ = std::make_unique<Process>(program);
  if (!wait_for(patience, [&] { return fs::exists(file("ports.json")) || !branch_->running(); }) ||
      !fs::exists(file("ports.json")))
    throw std::runtime_error("the simulated branch did not start: " + read_file(file("branch.log")));
  const json::object ports = json::parse(read_file(file("ports.json"))).as_object();
  for (const auto& [device, port] : ports) ports_[std::string(device)] = port.to_number<std::uint16_t>();
  control_ = connect_to(file("control.sock"));
  copy_site(config(), ports_, options.broker, options.settings);
}

LiveBranch::~LiveBranch() {
  agent_.reset();
  branch_.reset();
  if (control_ >= 0) ::close(control_);
  if (keep_) [[maybe_unused]]
    const auto* kept = folder_.release();
}

std::string LiveBranch::command(const std::string& line) {
  const std::string text = line + "\n";
  if (::send(control_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the simulated branch has gone: " + read_file(file("branch.log")));
  const std::string answer = read_line(control_);
  if (!answer.starts_with("ok"))
    throw std::runtime_error("the simulated branch does not take '" + line + "': " + answer);
  return answer.size() > 3 ? answer.substr(3) : "";
}

json::object LiveBranch::state() { return json::parse(command("state")).as_object(); }

std::vector<std::string> LiveBranch::agent_command() const {
  return {holdfast_binary(), "run",      "--config", config(),  "--journal",
          journal(),         "--socket", socket(),   "--agent", "gateway-1"};
}

void LiveBranch::spawn_agent(const std::vector<std::string>& environment) {
  ProcessOptions program;
  program.argv = agent_command();
  program.environment = environment;
  program.output_file = file("agent.log");
  agent_ = std::make_unique<Process>(program);
}

void LiveBranch::start_agent(const std::vector<std::string>& environment) {
  spawn_agent(environment);
  if (!wait_for(patience, [this] { return !agent_->running() || ask("/status"); }) || !agent_->running())
    throw std::runtime_error("the agent did not start:\n" + agent_log());
}

bool LiveBranch::all_devices_answer() {
  const auto status = ask("/status");
  if (!status) return false;
  for (const auto& device : status->at("devices").as_array())
    if (device.at("contact") != "ok") return false;
  return true;
}

void LiveBranch::start_watching(const std::vector<std::string>& environment) {
  const std::size_t lives = count(events(), "agent.started");
  start_agent(environment);
  // Devices may answer before the first turn is committed.
  const auto watches = [&] { return all_devices_answer() && count(events(), "agent.started") > lives; };
  if (!wait_for(patience, watches))
    throw std::runtime_error("not every device answers the agent, or nothing is journalled:\n" + agent_log());
}

std::string LiveBranch::stop_agent(std::chrono::milliseconds limit) {
  agent_->send(SIGTERM);
  const auto ended = agent_->wait(limit);
  if (!ended) return "the agent did not end in time after SIGTERM";
  if (ended->signal != 0) return "the agent was ended by signal " + std::to_string(ended->signal);
  if (ended->code != 0) return "the agent ended with code " + std::to_string(ended->code) + ":\n" + agent_log();
  return "";
}

std::optional<json::object> LiveBranch::ask(const std::string& path) {
  serve::Request request;
  request.method = "GET";
  request.path = path;
  const auto reply = serve::ask_agent(socket(), request, 5s);
  if (!reply || reply->status != 200) return std::nullopt;
  return json::parse(reply->json).as_object();
}

void LiveBranch::keep_folder() { keep_ = true; }

std::optional<json::object> incident_in(const json::object& status, const std::string& disruption) {
  for (const auto& incident : status.at("incidents").as_array())
    if (incident.at("disruption") == json::value(disruption)) return incident.as_object();
  return std::nullopt;
}

}  // namespace holdfast::testing
