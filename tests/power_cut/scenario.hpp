// One whole incident of the reference branch with an agent that is killed on the way, twice: the mains fail, the plan
// responds, the mains come back, the plan returns, the incident is closed. The agent is started again at once each
// time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/live/live_branch.hpp"

namespace holdfast::testing {

enum class Side { before, unsynced, synced };  // of a commit: see tests/shims/kill_at_commit.cpp
const char* to_string(Side side);

struct Kill {
  std::uint64_t commit = 0;  // counted from the start of that process; 0: not killed
  Side side = Side::before;
};

struct Kills {
  Kill first;   // of the agent's first life
  Kill second;  // of the one that recovers from it

  std::string text() const;
};

struct Outcome {
  std::vector<std::string> complaints{};   // what must hold whatever was killed; empty: well
  std::vector<std::string> writes{};       // accepted ones, in order
  std::vector<std::string> final_state{};  // of outlets and interfaces
  std::uint64_t commits = 0;               // of the first life
  std::uint64_t commits_before = 0;        // of these, before the mains failed
  int killed = 0;                          // how often
};

class Scenario {
 public:
  explicit Scenario(const Kills& kills);
  Outcome run();
  std::string keep_folder();  // its path

 private:
  static LiveOptions options();
  void start_life();
  void tend();
  std::string how_it_stands();  // for a complaint
  void wait(const std::string& what, bool (Scenario::*fact)());
  void stop();
  void judge();
  std::uint64_t commits_of_life(int life) const;

  bool watching() { return branch_.all_devices_answer(); }
  bool responded();
  bool closed();

  Kills kills_;
  LiveBranch branch_;
  Outcome outcome_;
  int life_ = 0;
};

// In what an outcome differs from the one of an agent that nobody killed; empty when in nothing.
std::string difference(const Outcome& reference, const Outcome& outcome);

}  // namespace holdfast::testing
