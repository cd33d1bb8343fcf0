// The simulated branch as a whole: the physical model, the devices that show it, and what drives them. One thread, one
// loop.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tests/branch/commands.hpp"
#include "tests/branch/control_socket.hpp"
#include "tests/branch/log.hpp"
#include "tests/branch/loop.hpp"
#include "tests/branch/modbus_server.hpp"
#include "tests/branch/snmp_agent.hpp"
#include "tests/branch/timeline.hpp"

namespace holdfast::branch {

struct BranchSettings {
  SiteSettings site;
  SnmpAgent::Settings snmp;
  double speed = 1;             // model time for one second of real time
  std::uint16_t port_base = 0;  // 0: free ports
  std::string timeline;         // paths; empty: none
  std::string control;
  std::string log;
};

class Branch {
 public:
  explicit Branch(const BranchSettings& settings);  // binds everything; throws std::exception with a sentence

  const std::map<std::string, std::uint16_t>& ports() const { return ports_; }
  void stop_when_readable(int fd);
  void run();  // until `quit`, or the descriptor given above

 private:
  void add_snmp_devices(std::uint16_t base);
  void add_modbus_devices(std::uint16_t base);
  Duration model_now() const;
  void bring_up_to_date();
  void log_changes();
  std::string command(std::string_view from, const std::string& line);
  Duration until_next_happening() const;

  BranchSettings settings_;
  Duration start_;  // CLOCK_BOOTTIME at model time 0
  Loop loop_;
  Log log_;
  Site site_;
  Faults faults_;
  Commands commands_;
  Timeline timeline_;
  SnmpAgent snmp_;
  ModbusServer modbus_;
  std::unique_ptr<ControlSocket> control_;
  std::map<std::string, std::uint16_t> ports_;
  bool stop_ = false;
};

}  // namespace holdfast::branch
