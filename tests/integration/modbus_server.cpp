#include "tests/integration/modbus_server.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "tests/support/wait_for.hpp"

namespace holdfast::testing {

using namespace std::chrono_literals;

ModbusServer::ModbusServer(Kind kind, const std::string& registers) : kind_(kind) {
  const std::string script = std::string(std::getenv("HOLDFAST_SOURCE_DIR")) + "/tests/support/modbus_server.py";
  ProcessOptions program;
  program.output_file = folder_.file("said");
  program.argv = {script, kind == Kind::tcp ? "tcp" : kind == Kind::rtu ? "rtu" : "rtuovertcp", registers};
  if (kind == Kind::rtu) {
    port_ = folder_.file("master");
    const std::string slave = folder_.file("slave");
    ProcessOptions pair;
    pair.argv = {"socat", "pty,raw,echo=0,link=" + port_, "pty,raw,echo=0,link=" + slave};
    line_.emplace(pair);
    const auto is_there = [&] { return std::filesystem::exists(port_) && std::filesystem::exists(slave); };
    if (!wait_for(10s, is_there)) throw std::runtime_error("no pair of pseudo terminals");
    program.argv.push_back(slave);
  }
  server_.emplace(program);
  const std::string mark = "listening ";
  std::string said;
  const auto is_up = [&] {
    said = read_file(program.output_file);
    return said.starts_with(mark) && said.ends_with('\n');
  };
  if (!wait_for(20s, is_up)) throw std::runtime_error("the Modbus server does not start: " + said);
  if (kind != Kind::rtu) port_ = said.substr(mark.size(), said.find('\n') - mark.size());
}

std::string ModbusServer::address(int unit) const {
  if (kind_ == Kind::tcp) return fmt::format("modbus+tcp://127.0.0.1:{}/{}", port_, unit);
  if (kind_ == Kind::rtu_over_tcp) return fmt::format("modbus+rtuovertcp://127.0.0.1:{}/{}", port_, unit);
  return fmt::format("modbus+rtu://{}?baud=19200&parity=none&unit={}", port_, unit);
}

}  // namespace holdfast::testing
