// The command line: one binary, one file per command. Parses, dispatches, and turns what happened into an exit code:
// 0 well, 1 the answer is no, 2 wrong use, 3 no agent or device reached, 4 cannot start here. Errors go to stderr.
#pragma once

#include <functional>
#include <string>

namespace holdfast::cli {

inline constexpr int well = 0;
inline constexpr int answer_is_no = 1;
inline constexpr int wrong_use = 2;
inline constexpr int not_reached = 3;
inline constexpr int cannot_start = 4;

struct RunOptions {
  std::string config = "/etc/holdfast";
  std::string journal = "/var/lib/holdfast/journal.db";
  std::string socket;  // empty: the default of this user
  std::string agent;   // name of this gateway in ids and topics; empty: the host's name
  std::string log_level = "info";
};

// `run` is the composition root's: it runs the agent until it is told to stop and returns the exit code.
int command_line(int argc, char** argv, const std::function<int(const RunOptions&)>& run);

}  // namespace holdfast::cli
