#include "agent/cli/unnamed.hpp"

#include <algorithm>

#include "drivers/snmp/oid_pattern.hpp"

namespace holdfast::cli {

namespace {

using drivers::snmp::OidPattern;

std::vector<OidPattern> patterns_of(const model::Profile& profile) {
  std::vector<OidPattern> patterns;
  const auto add = [&](const std::string& oid) {
    if (const auto pattern = OidPattern::parse(oid)) patterns.push_back(*pattern);
  };
  for (const model::PointSpec& spec : profile.points) {
    for (const model::Origin& origin : spec.origins) {
      if (const auto* address = std::get_if<model::SnmpAddress>(&origin.address)) add(address->oid);
    }
    if (!spec.write) continue;
    if (const auto* write = std::get_if<model::SnmpWrite>(&spec.write->address)) {
      add(write->oid);
      for (const auto& [state, oid] : write->oids) add(oid);
    }
  }
  return patterns;
}

}  // namespace

std::vector<drivers::WalkRow> unnamed_rows(const std::vector<drivers::WalkRow>& rows, const model::Profile& profile) {
  const std::vector<OidPattern> patterns = patterns_of(profile);
  std::vector<drivers::WalkRow> unnamed;
  for (const drivers::WalkRow& row : rows) {
    const auto oid = drivers::snmp::parse_oid(row.address);
    const bool is_named = oid && std::any_of(patterns.begin(), patterns.end(), [&](const OidPattern& pattern) {
                            return pattern.row_of(*oid).has_value();
                          });
    if (oid && !is_named) unnamed.push_back(row);
  }
  return unnamed;
}

bool is_general(const model::Profile& profile) {
  constexpr int what_every_agent_has = 10;
  return !profile.recognised_by.empty() &&
         std::all_of(profile.recognised_by.begin(), profile.recognised_by.end(),
                     [](const model::Recognition& by) { return by.priority <= what_every_agent_has; });
}

Result<std::string> with_unit(const std::string& address, int unit) {
  const std::size_t scheme_end = address.find("://");
  if (!address.starts_with("modbus+") || scheme_end == std::string::npos) {
    return make_error(Code::invalid_argument, "only Modbus has units; {} is no address of Modbus", address);
  }
  const auto twice = [&] {
    return make_error(Code::invalid_argument, "{} names its unit already; leave --unit out", address);
  };
  if (address.starts_with("modbus+rtu://")) {  // the path is the line; the unit stands behind the ?
    const std::size_t query = address.find('?');
    if (query == std::string::npos) return fmt::format("{}?unit={}", address, unit);
    const std::string rest = address.substr(query + 1);
    if (rest.starts_with("unit=") || rest.find("&unit=") != std::string::npos) return twice();
    return fmt::format("{}&unit={}", address, unit);
  }
  const std::size_t slash = address.find('/', scheme_end + 3);
  if (slash != std::string::npos && slash + 1 < address.size()) return twice();
  return fmt::format("{}/{}", address.substr(0, slash), unit);
}

}  // namespace holdfast::cli
