// The branch's own record of what happened to it, by which tests judge the agent: JSON lines, one write(2) each.
// A line is in the file before the answer to the write that caused it leaves.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "platform/time.hpp"

namespace holdfast::branch {

Duration boot_time_now();  // CLOCK_BOOTTIME

struct ReceivedWrite {
  std::string device;
  std::string_view protocol;  // "snmp", "modbus"
  std::string what;           // "outlet.3.command", "input.preferred"; empty if nothing is there
  std::string address;        // OID, or "holding 5"
  boost::json::value value;
  bool accepted = false;
  std::string why;  // when refused
};

class Log {
 public:
  explicit Log(const std::string& path);  // empty: keep no log; throws std::system_error
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void write(const ReceivedWrite& received);
  void change(Duration at, Duration model_time, std::string_view what, std::string_view value);
  void command(std::string_view from, std::string_view line, std::string_view answer);
  const std::string& path() const { return path_; }

 private:
  void append(Duration at, std::string_view kind, boost::json::object fields);

  std::string path_;
  int fd_ = -1;
};

}  // namespace holdfast::branch
