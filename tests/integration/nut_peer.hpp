// A real upsd with dummy-ups as the driver of its UPSs, in a folder of its own and on a free port.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace holdfast::testing {

class NutPeer {
 public:
  // UPSs by name, each with the lines of its dummy device: "ups.status: OL". Users: "admin" with password "secret" may
  // set and command, "guest" with password "secret" may not. Throws std::runtime_error when it does not come up.
  explicit NutPeer(const std::map<std::string, std::string>& upses);

  std::uint16_t port() const { return port_; }
  std::string address(const std::string& ups) const;

  void start_driver(const std::string& ups);  // it comes up by itself
  Process& driver(const std::string& ups) { return *drivers_.at(ups); }
  Process& server() { return *server_; }
  void start_server();

  // Sets a variable of a dummy device by NUT's own client, which waits until the driver has taken it.
  bool set(const std::string& ups, const std::string& variable, const std::string& value) const;

 private:
  std::vector<std::string> environment() const;
  void wait_for_driver(const std::string& ups) const;

  TempFolder folder_;
  std::uint16_t port_;
  std::map<std::string, std::unique_ptr<Process>> drivers_;
  std::unique_ptr<Process> server_;
};

}  // namespace holdfast::testing
