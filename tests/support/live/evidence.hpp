// What the two records of a run say: the simulated branch's own log, which judges the agent, and the agent's journal.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::testing {

// A write that the branch received, as its log has it. Times are CLOCK_BOOTTIME in microseconds in both records.
struct Written {
  std::int64_t t_us = 0;
  std::string device;
  std::string what;  // "outlet.7.command", "interface.3.admin"
  std::int64_t value = 0;
  bool accepted = false;

  std::string text() const;   // "pdu-a outlet.7.command 2"
  std::string point() const;  // what a plan calls it: "pdu-a.outlet.7.status"
  std::string word() const;   // what a plan calls the value: "off"
};

struct Changed {  // a change in the simulated world
  std::int64_t t_us = 0;
  std::string what;
  std::string value;
};

struct BranchLog {
  std::vector<Written> writes;  // accepted or not
  std::vector<Changed> changes;

  // The sequence of accepted writes, each as text.
  std::vector<std::string> accepted() const;
  std::optional<Changed> change(const std::string& what, const std::string& value, std::int64_t after_us = 0) const;
};
BranchLog read_branch_log(const std::string& path);

struct Recorded {
  std::uint64_t seq = 0;
  std::string type;
  std::string subject;
  std::int64_t steady_us = 0;
  std::int64_t wall_us = 0;
  bool wall_certain = false;
  boost::json::object data;

  std::string text(const char* key) const;  // empty when there is none
};

// All events of a journal, which an agent may be writing. Empty while there is none.
std::vector<Recorded> read_journal(const std::string& path);

std::size_t count(const std::vector<Recorded>& events, const std::string& type, const std::string& subject = "");

// The types and subjects, one a line: for messages of failed tests.
std::string listing(const std::vector<Recorded>& events);

// What docs/verify-journal says against the journal; empty when it is sound.
std::string complaint_of_verifier(const std::string& path);

}  // namespace holdfast::testing
