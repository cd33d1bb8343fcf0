#include "drivers/snmp/envelope.hpp"

namespace holdfast::drivers::snmp {
namespace {

constexpr std::int64_t largest = 0x7FFFFFFF;
constexpr std::uint8_t address_tag = 0x40;
constexpr std::uint8_t trap_v1 = 0xA4;
constexpr std::uint8_t inform = 0xA6;
constexpr std::uint8_t trap_v2 = 0xA7;

// A community, then one PDU.
std::optional<Envelope> open_message(ber::Reader message, model::SnmpVersion version) {
  Envelope envelope;
  envelope.version = version;
  if (!message.octets(255)) return std::nullopt;
  const auto pdu = message.next();
  if (!pdu || !message.at_end()) return std::nullopt;
  envelope.pdu = pdu->tag;
  if (pdu->tag != trap_v1) return envelope;
  ber::Reader inside{pdu->content};
  const auto enterprise = inside.object_id();
  const auto address = inside.take(address_tag);
  if (!enterprise || !address || address->size() != 4) return std::nullopt;
  for (const std::uint8_t octet : *address) envelope.agent = envelope.agent << 8 | octet;
  return envelope;
}

std::optional<Envelope> secured(ber::Reader message) {
  Envelope envelope;
  envelope.version = model::SnmpVersion::v3;
  auto header = message.sequence();
  if (!header) return std::nullopt;
  const auto id = header->integer(0, largest);
  const auto size = header->integer(484, largest);
  const auto flags = header->octets(1);
  const auto model = header->integer(3, 3);
  if (!id || !size || !flags || flags->size() != 1 || !model || !header->at_end()) return std::nullopt;
  envelope.is_authenticated = (static_cast<std::uint8_t>(flags->front()) & 0x01) != 0;
  auto parameters = message.sequence(ber::octets_tag);
  if (!parameters) return std::nullopt;
  auto inside = parameters->sequence();
  if (!inside || !parameters->at_end()) return std::nullopt;
  auto engine = inside->octets(32);
  const auto boots = inside->integer(0, largest);
  const auto time = inside->integer(0, largest);
  auto user = inside->octets(32);
  const auto authentication = inside->octets(64);
  const auto privacy = inside->octets(8);
  if (!engine || !boots || !time || !user || !authentication || !privacy || !inside->at_end()) return std::nullopt;
  const auto content = message.next();  // plain or encrypted
  if (!content || !message.at_end()) return std::nullopt;
  envelope.message_id = static_cast<std::int32_t>(*id);
  envelope.boots = static_cast<std::uint32_t>(*boots);
  envelope.time = static_cast<std::uint32_t>(*time);
  envelope.engine = std::move(*engine);
  envelope.user = std::move(*user);
  return envelope;
}

}  // namespace

std::optional<Envelope> envelope_of(ber::View datagram) {
  ber::Reader outside{datagram};
  auto message = outside.sequence();
  if (!message || !outside.at_end()) return std::nullopt;
  const auto version = message->integer(0, 3);
  if (!version || *version == 2) return std::nullopt;
  if (*version == 3) return secured(*message);
  return open_message(*message, *version == 0 ? model::SnmpVersion::v1 : model::SnmpVersion::v2c);
}

bool Envelope::is_unasked() const {
  if (version == model::SnmpVersion::v3) return true;
  return version == model::SnmpVersion::v1 ? pdu == trap_v1 : pdu == inform || pdu == trap_v2;
}

}  // namespace holdfast::drivers::snmp
