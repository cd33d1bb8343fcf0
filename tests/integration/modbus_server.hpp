// An independent Modbus device: tests/support/modbus_server.py, on pymodbus. Ended with the object.
#pragma once

#include <optional>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace holdfast::testing {

class ModbusServer {
 public:
  enum class Kind { tcp, rtu_over_tcp, rtu };
  // `registers` is the path of a TOML file. Returns when it can be talked to; throws when it cannot.
  ModbusServer(Kind kind, const std::string& registers);

  std::string address(int unit) const;  // as in files

 private:
  TempFolder folder_;
  std::optional<Process> line_;  // two pseudo terminals back to back
  std::optional<Process> server_;
  Kind kind_;
  std::string port_;
};

}  // namespace holdfast::testing
