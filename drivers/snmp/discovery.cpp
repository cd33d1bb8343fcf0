#include "drivers/snmp/discovery.hpp"

#include <optional>

namespace holdfast::drivers::snmp {
namespace {

constexpr std::int64_t largest = 0x7FFFFFFF;
constexpr std::uint8_t reportable = 0x04;
constexpr std::uint8_t protected_message = 0x03;
constexpr std::int64_t user_based = 3;
constexpr std::uint8_t get_tag = 0xA0;
constexpr std::uint8_t report_tag = 0xA8;
constexpr std::uint8_t counter_tag = 0x41;
const Oid usm_statistics{1, 3, 6, 1, 6, 3, 15, 1, 1};

Error odd(const char* what) { return make_error(Code::protocol_violation, "the answer to the discovery {}", what); }

bool header_is_right(ber::Reader header, std::int32_t message_id) {
  const auto id = header.integer(0, largest);
  const auto size = header.integer(484, largest);  // RFC 3412, 6: HeaderData
  const auto flags = header.octets(1);
  const auto model = header.integer(1, largest);
  if (!id || !size || !flags || !model || !header.at_end()) return false;
  const bool plain = flags->size() == 1 && (static_cast<std::uint8_t>(flags->front()) & protected_message) == 0;
  return *id == message_id && plain && *model == user_based;
}

std::optional<DiscoveredEngine> engine_in(const std::string& parameters) {
  ber::Reader outside{{reinterpret_cast<const std::uint8_t*>(parameters.data()), parameters.size()}};
  auto inside = outside.sequence();
  if (!inside || !outside.at_end()) return std::nullopt;
  auto id = inside->octets(32);
  const auto boots = inside->integer(0, largest);
  const auto time = inside->integer(0, largest);
  const auto user = inside->octets(32);
  const auto authentication = inside->octets(64);
  const auto privacy = inside->octets(8);
  if (!id || !boots || !time || !user || !authentication || !privacy || !inside->at_end()) return std::nullopt;
  if (id->size() < 5) return std::nullopt;
  return DiscoveredEngine{std::move(*id), static_cast<std::uint32_t>(*boots), static_cast<std::uint32_t>(*time)};
}

// One of the counters of usmStats, all of which come with the engine's id.
bool is_usm_report(ber::Reader scoped) {
  const auto engine = scoped.octets(32);
  const auto context = scoped.octets(255);
  auto report = scoped.sequence(report_tag);
  if (!engine || !context || !report || !scoped.at_end()) return false;
  const auto request = report->integer(-largest - 1, largest);
  const auto status = report->integer(0, largest);
  const auto index = report->integer(0, largest);
  auto bindings = report->sequence();
  if (!request || !status || !index || !bindings || !report->at_end()) return false;
  auto binding = bindings->sequence();
  if (!binding || !bindings->at_end()) return false;
  const auto name = binding->object_id();
  const auto counter = binding->take(counter_tag);
  return name && counter && binding->at_end() && is_below(usm_statistics, *name);
}

}  // namespace

ber::Bytes discovery_message(std::int32_t message_id) {
  const std::string flags(1, static_cast<char>(reportable));
  const ber::Bytes nothing = ber::octets("");
  const ber::Bytes zero = ber::integer(0);
  const ber::Bytes header =
      ber::sequence({ber::integer(message_id), ber::integer(65507), ber::octets(flags), ber::integer(user_based)});
  const ber::Bytes security = ber::sequence({nothing, zero, zero, nothing, nothing, nothing});
  const ber::Bytes get = ber::sequence({ber::integer(message_id), zero, zero, ber::sequence({})}, get_tag);
  return ber::sequence(
      {ber::integer(3), header, ber::element(ber::octets_tag, security), ber::sequence({nothing, nothing, get})});
}

Result<DiscoveredEngine> discovered_engine(ber::View datagram, std::int32_t message_id) {
  ber::Reader outside{datagram};
  auto message = outside.sequence();
  if (!message || !outside.at_end()) return odd("is no SNMP message");
  if (!message->integer(3, 3)) return odd("is not of SNMP v3");
  const auto header = message->sequence();
  if (!header || !header_is_right(*header, message_id)) return odd("has another header than it must have");
  const auto parameters = message->octets(512);
  std::optional<DiscoveredEngine> engine;
  if (parameters) engine = engine_in(*parameters);
  if (!engine) return odd("names no engine");
  const auto scoped = message->sequence();
  if (!scoped || !message->at_end() || !is_usm_report(*scoped)) return odd("is no Report");
  return *engine;
}

}  // namespace holdfast::drivers::snmp
