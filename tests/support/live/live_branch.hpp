// A simulated branch and the real agent beside it, as two processes on free loopback ports with a folder of their own.
// The test drives the branch by its control socket and judges by the branch's log and the agent's journal.
// Neither outlives the object. Everything that can fail while setting up throws std::runtime_error.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/live/evidence.hpp"
#include "tests/support/live/site_copy.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace holdfast::testing {

struct LiveOptions {
  std::vector<Setting> settings = quick_times();
  std::vector<std::string> branch = {"--return-delay", "0.05", "--battery-wh", "2000"};  // its options
  std::uint16_t broker = 1;                                                              // a port where nobody listens
};

class LiveBranch {
 public:
  explicit LiveBranch(const LiveOptions& options = {});  // starts the branch, not the agent
  ~LiveBranch();

  // --- the simulated branch ---
  std::string command(const std::string& line);  // what it answers after "ok"; throws when it refuses
  boost::json::object state();                   // what `state` answers
  BranchLog log() const { return read_branch_log(file("branch.jsonl")); }
  std::uint16_t port(const std::string& device) const { return ports_.at(device); }

  // --- the agent ---
  void spawn_agent(const std::vector<std::string>& environment = {});  // does not wait
  void start_agent(const std::vector<std::string>& environment = {});  // returns when it answers on its socket
  bool all_devices_answer();
  void start_watching(const std::vector<std::string>& environment =
                          {});  // start_agent, then every device answers and this life is journalled
  Process& agent() { return *agent_; }
  // SIGTERM. What is wrong with how it ended; empty when it said goodbye with code 0 in time.
  std::string stop_agent(std::chrono::milliseconds patience = std::chrono::seconds{5});
  std::string agent_log() const { return read_file(file("agent.log")); }

  // The agent's JSON on its local socket; nothing when it does not answer.
  std::optional<boost::json::object> ask(const std::string& path);
  std::vector<Recorded> events() const { return read_journal(journal()); }

  // --- the folder ---
  std::string file(const std::string& name) const { return folder_->file(name); }
  std::string config() const { return file("config"); }
  std::string journal() const { return file("journal.db"); }
  std::string socket() const { return file("agent.sock"); }
  std::vector<std::string> agent_command() const;
  void keep_folder();  // for a person to look at; its path is file("")

 private:
  std::unique_ptr<TempFolder> folder_;
  std::unique_ptr<Process> branch_;
  std::unique_ptr<Process> agent_;
  std::map<std::string, std::uint16_t> ports_;
  int control_ = -1;
  bool keep_ = false;
};

std::string holdfast_binary();

// Environment that loads libraries of tests/shims into a program: faults that no device can bring about.
std::vector<std::string> with_shims(const std::vector<std::string>& names, std::vector<std::string> settings = {});

// The incident of that disruption in what /status answers; nothing when there is none.
std::optional<boost::json::object> incident_in(const boost::json::object& status, const std::string& disruption);

}  // namespace holdfast::testing
