#include "drivers/snmp/report.hpp"

#include <array>
#include <utility>

namespace holdfast::drivers::snmp {
namespace {

const std::array<std::pair<Oid, Report>, 11> reports{{
    {{1, 3, 6, 1, 6, 3, 15, 1, 1, 1}, Report::unsupported_level},
    {{1, 3, 6, 1, 6, 3, 15, 1, 1, 2}, Report::not_in_time_window},
    {{1, 3, 6, 1, 6, 3, 15, 1, 1, 3}, Report::unknown_user},
    {{1, 3, 6, 1, 6, 3, 15, 1, 1, 4}, Report::unknown_engine},
    {{1, 3, 6, 1, 6, 3, 15, 1, 1, 5}, Report::wrong_digest},
    {{1, 3, 6, 1, 6, 3, 15, 1, 1, 6}, Report::decryption_error},
    {{1, 3, 6, 1, 6, 3, 11, 2, 1, 1}, Report::unknown_security_model},
    {{1, 3, 6, 1, 6, 3, 11, 2, 1, 2}, Report::invalid_message},
    {{1, 3, 6, 1, 6, 3, 11, 2, 1, 3}, Report::unknown_pdu_handler},
    {{1, 3, 6, 1, 6, 3, 12, 1, 4}, Report::unavailable_context},
    {{1, 3, 6, 1, 6, 3, 12, 1, 5}, Report::unknown_context},
}};

std::string sentence(Report report, const model::SnmpAccess& access) {
  const std::string authentication = to_string(access.authentication);
  const std::string privacy = to_string(access.privacy);
  switch (report) {
    case Report::unsupported_level:
      return fmt::format(
          "the device does not let SNMP user '{}' ask with auth {} and privacy {}; set there and here "
          "the same",
          access.user, authentication, privacy);
    case Report::not_in_time_window:
      return "the device says that our idea of its boots and time is wrong, and does not say what is right";
    case Report::unknown_user: return fmt::format("the device knows no SNMP user '{}'", access.user);
    case Report::unknown_engine: return "the device says that it is another SNMP engine than it was";
    case Report::wrong_digest:
      return fmt::format("the pass phrase of SNMP user '{}' is wrong, or its auth protocol is not {}", access.user,
                         authentication);
    case Report::decryption_error:
      return fmt::format("the privacy pass phrase of SNMP user '{}' is wrong, or its privacy protocol is not {}",
                         access.user, privacy);
    case Report::unknown_security_model: return "the device does not know the user-based security of SNMP v3";
    case Report::invalid_message:
      return access.privacy == model::Privacy::none
                 ? std::string{"the device finds our SNMP v3 message invalid"}
                 : fmt::format(
                       "the device cannot read our message: the privacy pass phrase of SNMP user '{}' is "
                       "wrong, or its privacy protocol is not {}",
                       access.user, privacy);
    case Report::unknown_pdu_handler:
      return access.context.empty() ? std::string{"the device does not answer this kind of SNMP v3 request"}
                                    : fmt::format("the device serves nothing in context '{}'", access.context);
    case Report::unavailable_context: return fmt::format("context '{}' is not available now", access.context);
    case Report::unknown_context: return fmt::format("the device knows no context '{}'", access.context);
    case Report::other: break;
  }
  return "the device reports an error that SNMP v3 does not name";
}

}  // namespace

Report report_of(const Oid& name) {
  for (const auto& [prefix, report] : reports) {
    if (is_below(prefix, name)) return report;
  }
  return Report::other;
}

Error error_of(Report report, const model::SnmpAccess& access) {
  return Error{Code::device_refused, sentence(report, access)};
}

}  // namespace holdfast::drivers::snmp
