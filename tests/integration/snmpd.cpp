#include "tests/integration/snmpd.hpp"

#include <cstdlib>
#include <fstream>
#include <utility>

#include "tests/support/free_port.hpp"

namespace holdfast::testing {

Snmpd::Snmpd(std::string configuration) : configuration_(std::move(configuration)), port_(free_port()) {
  char pattern[] = "/tmp/holdfast-snmpd-XXXXXX";
  folder_ = mkdtemp(pattern);
  start();
}

Snmpd::~Snmpd() {
  process_.reset();
  std::filesystem::remove_all(folder_);
}

void Snmpd::start() {
  std::ofstream(folder_ + "/snmpd.conf") << configuration_ << "engineBoots " << boots_ << "\n";
  ProcessOptions options;
  options.argv = {"snmpd",
                  "-f",
                  "-C",
                  "-c",
                  folder_ + "/snmpd.conf",
                  "-Lf",
                  "/dev/null",
                  "-p",
                  folder_ + "/pid",
                  "udp:127.0.0.1:" + std::to_string(port_)};
  options.environment = {"SNMP_PERSISTENT_DIR=" + folder_ + "/state", "MIBS=", "SNMPCONFPATH=" + folder_};
  process_ = std::make_unique<Process>(options);
}

void Snmpd::restart(int boots) { restart(boots, configuration_); }

void Snmpd::restart(int boots, std::string configuration) {
  process_.reset();
  configuration_ = std::move(configuration);
  boots_ = boots;
  start();
}

}  // namespace holdfast::testing
