// How a device is to be asked over SNMP, on the command line: the same words as in a site's files. A pass phrase is
// named, never typed: what is typed stands in the list of processes and in the shell's history.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "agent/model/snmp_access.hpp"
#include "drivers/driver.hpp"

namespace holdfast::cli {

struct SnmpOptions {
  std::string community;
  std::string secret;          // names below secrets/ of the site's folder, or of systemd's credentials
  std::string privacy_secret;  // empty: `secret` serves both
  std::string version = "v2c";
  std::string user;
  std::string authentication = "none";
  std::string privacy = "none";
  std::string context;
};

// Must outlive the command.
void offer_snmp(CLI::App& command, SnmpOptions& options);
void offer_snmp_access(CLI::App& command, SnmpOptions& options);  // all but --community

// invalid_argument: a combination that cannot be, or a secret that is not there or too short.
Result<drivers::Secrets> read_access(const SnmpOptions& options, const std::string& config, model::SnmpAccess& access);

}  // namespace holdfast::cli
