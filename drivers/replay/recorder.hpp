// Makes captures: walks everything that an agent says below some OIDs, and writes it down.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drivers/replay/capture.hpp"
#include "drivers/snmp/agent.hpp"

namespace holdfast::drivers::replay {

struct Walk {
  std::vector<snmp::Oid> from;
  Duration timeout{};  // of one exchange
  SteadyTime deadline{};
  std::function<void(std::size_t rows, const snmp::Oid& at)> on_progress;  // may be empty
};

struct Walked {
  Rows rows;
  std::vector<std::string> gaps;  // where the agent fell silent and the walk went on behind, or stopped, and why
};

// An agent that does not answer big questions is asked for one row at a time; a place where it stays silent is skipped,
// a few times. `agent` and `clock` outlive the call. An error only when it has not said anything at all.
platform::Awaitable<Result<Walked>> walk_agent(snmp::Agent* agent, platform::Clock* clock, Walk walk);

// The rows of `after` that `before` does not have, or has otherwise.
Rows changes(const Rows& before, const Rows& after);

// As parse_capture() reads it. Every line of `remarks` becomes a comment at the top.
std::string capture_text(const std::vector<std::string>& remarks, const std::vector<Moment>& moments);

}  // namespace holdfast::drivers::replay
