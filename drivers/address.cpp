#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <cctype>
#include <charconv>

#include "drivers/address_reach.hpp"
#include "drivers/driver.hpp"
#include "drivers/serial_address.hpp"

namespace holdfast::drivers {
namespace {

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<void> take_host(std::string_view text, Address& address) {
  address.host = std::string{text};
  std::transform(address.host.begin(), address.host.end(), address.host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text.empty()) return make_error(Code::invalid_argument, "the host is missing");
  const bool numeric = text.find_first_not_of("0123456789.") == std::string_view::npos;
  boost::system::error_code not_numeric;
  if (numeric) boost::asio::ip::make_address_v4(address.host, not_numeric);
  if (not_numeric) return make_error(Code::invalid_argument, "'{}' is no IPv4 address", text);
  const auto odd = std::find_if(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) == 0 && c != '-' && c != '.' && c != '_';
  });
  if (odd != text.end()) return make_error(Code::invalid_argument, "'{}' cannot stand in a host name", *odd);
  return {};
}

Result<void> take_bracketed(std::string_view text, Address& address) {
  boost::system::error_code wrong;
  const auto v6 = boost::asio::ip::make_address_v6(std::string{text}, wrong);
  if (wrong) return make_error(Code::invalid_argument, "'{}' is no IPv6 address", text);
  address.host = v6.to_string();
  return {};
}

Result<void> take_port(std::string_view text, Address& address) {
  const std::optional<unsigned> port = number(text);
  if (!port || *port == 0 || *port > 65535) {
    return make_error(Code::invalid_argument, "the port '{}' is not within 1 to 65535", text);
  }
  address.port = static_cast<std::uint16_t>(*port);
  return {};
}

}  // namespace

Result<void> take_authority(std::string_view text, Address& address) {
  std::string_view rest;
  Result<void> host;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return make_error(Code::invalid_argument, "the ']' is missing");
    host = take_bracketed(text.substr(1, close - 1), address);
    rest = text.substr(close + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (text.find(':', std::min(colon + 1, text.size())) != std::string_view::npos) {
      return make_error(Code::invalid_argument, "an IPv6 address stands in brackets: [{}]", text);
    }
    host = take_host(text.substr(0, colon), address);
    rest = text.substr(colon);
  }
  if (!host || rest.empty()) return host;
  if (!rest.starts_with(':')) return make_error(Code::invalid_argument, "'{}' behind the host is not a port", rest);
  return take_port(rest.substr(1), address);
}

namespace {

Result<void> take_unit(std::string_view text, Address& address) {
  if (text.empty()) return {};
  const std::optional<unsigned> unit = number(text);
  const bool rtu = address.transport == Transport::rtu_over_tcp;  // there 0 means all and is never answered
  if (!unit || (rtu ? *unit < 1 || *unit > 247 : *unit > 247 && *unit != 255)) {
    return make_error(Code::invalid_argument, "the unit '{}' is not within {}", text,
                      rtu ? "1 to 247" : "0 to 247, or 255");
  }
  address.unit = static_cast<std::uint8_t>(*unit);
  return {};
}

// --- what stands behind the scheme

Result<void> take_snmp(std::string_view rest, Address& address) {
  const std::size_t slash = rest.find('/');
  const Result<void> authority = take_authority(rest.substr(0, slash), address);
  if (!authority || slash == std::string_view::npos) return authority;
  return make_error(Code::invalid_argument, "nothing may follow the host of an SNMP device, not '{}'",
                    rest.substr(slash));
}

Result<void> take_modbus(std::string_view rest, Address& address) {
  const std::size_t slash = rest.find('/');
  const Result<void> authority = take_authority(rest.substr(0, slash), address);
  if (!authority || slash == std::string_view::npos) return authority;
  return take_unit(rest.substr(slash + 1), address);
}

// One row for each way to write an address.
struct AddressForm {
  std::string_view name;
  std::string_view form;  // as people are shown it
  model::Protocol protocol;
  Transport transport;
  std::uint16_t port;  // unless the address says one
  Result<void> (*take)(std::string_view rest, Address& address);
};

constexpr AddressForm schemes[] = {
    {"snmp", "snmp://HOST[:PORT]", model::Protocol::snmp, Transport::plain, 161, take_snmp},
    {"modbus+tcp", "modbus+tcp://HOST[:PORT]/UNIT", model::Protocol::modbus, Transport::plain, 502, take_modbus},
    {"modbus+rtuovertcp", "modbus+rtuovertcp://HOST:PORT/UNIT", model::Protocol::modbus, Transport::rtu_over_tcp, 502,
     take_modbus},
    {"modbus+rtu", "modbus+rtu:///dev/TTY?baud=19200&parity=even&unit=1", model::Protocol::modbus, Transport::serial, 0,
     take_serial_line},
};

std::string forms() {
  std::string text = "nut://HOST/UPS, icmp://HOST, tcp://HOST:PORT, dns://SERVER/NAME, http://HOST/PATH";
  for (const AddressForm& scheme : schemes) {
    const bool last = &scheme == std::end(schemes) - 1;
    text += fmt::format("{}{}", last ? " or " : ", ", scheme.form);
  }
  return text;
}

Result<Address> parsed(std::string_view uri) {
  if (constexpr std::string_view replay = "replay:"; uri.starts_with(replay)) {
    Address address;
    address.path = std::string{uri.substr(replay.size())};
    if (address.path.starts_with("//")) address.path.erase(0, 2);
    if (address.path.empty()) return make_error(Code::invalid_argument, "the file is missing: replay:/path/to/capture");
    return address;
  }
  const std::size_t end = uri.find("://");
  if (end == std::string_view::npos) {
    return make_error(Code::invalid_argument, "it does not begin with a protocol; write {}", forms());
  }
  const std::string_view name = uri.substr(0, end);
  if (const auto other = parse_reach_or_nut(name, uri.substr(end + 3))) return *other;
  const auto scheme =
      std::find_if(std::begin(schemes), std::end(schemes), [&](const AddressForm& s) { return s.name == name; });
  if (scheme == std::end(schemes)) {
    return make_error(Code::invalid_argument, "the protocol '{}' is unknown; write {}", name, forms());
  }
  Address address;
  address.protocol = scheme->protocol;
  address.transport = scheme->transport;
  address.port = scheme->port;
  const Result<void> taken = scheme->take(uri.substr(end + 3), address);
  if (!taken) return taken.error();
  return address;
}

}  // namespace

std::string Address::line_key() const {
  if (protocol == model::Protocol::nut || protocol == model::Protocol::reach) return reach_line_key(*this);
  if (!path.empty()) return "replay:" + path;
  const auto scheme = std::find_if(std::begin(schemes), std::end(schemes), [this](const AddressForm& s) {
    return s.protocol == protocol && s.transport == transport;
  });
  const std::string_view name = scheme == std::end(schemes) ? "unknown" : scheme->name;
  if (transport == Transport::serial) return fmt::format("{}://{}", name, serial.tty);
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", name, v6 ? "[" : "", host, v6 ? "]" : "", port);
}

Result<Address> parse_address(const std::string& uri) {
  Result<Address> address = parsed(uri);
  if (!address) return with_context(address.error(), "address '{}'", uri);
  return address;
}

}  // namespace holdfast::drivers
