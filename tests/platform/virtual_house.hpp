// What every test of tasks needs: a loop, a virtual clock, and tasks whose failure fails the test unless it is
// expected.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <utility>
#include <vector>

#include "platform/tasks.hpp"
#include "platform/virtual_clock.hpp"

namespace holdfast::platform {

struct VirtualHouse {
  boost::asio::io_context loop;
  VirtualClock clock{loop};
  std::vector<std::string> fatal;  // "task: what"
  TaskGroup tasks{loop.get_executor(), clock,
                  [this](const std::string& name, const std::string& what) { fatal.push_back(name + ": " + what); }};
  std::vector<std::string> log;

  // All of the log, "first; second".
  std::string said() const {
    std::string all;
    for (const std::string& line : log) all += (all.empty() ? "" : "; ") + line;
    return all;
  }

  SteadyTime in(Duration span) const { return clock.steady() + span; }
};

}  // namespace holdfast::platform
