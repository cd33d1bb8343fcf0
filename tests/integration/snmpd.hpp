// Debian's snmpd on a free port of loopback, with a folder of its own; ended with this.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/process.hpp"

namespace holdfast::testing {

class Snmpd {
 public:
  explicit Snmpd(std::string configuration);
  ~Snmpd();

  std::uint16_t port() const { return port_; }
  std::string address() const { return "snmp://127.0.0.1:" + std::to_string(port_); }
  Process& process() { return *process_; }

  // Ends it and starts it again with this many engine boots behind it (it adds one itself).
  void restart(int boots);
  void restart(int boots, std::string configuration);

 private:
  void start();
  std::string configuration_;
  int boots_ = 0;
  std::string folder_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

}  // namespace holdfast::testing
