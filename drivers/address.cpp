#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <cctype>
#include <charconv>

#include "drivers/address_reach.hpp"
#include "drivers/driver.hpp"

namespace holdfast::drivers {
namespace {

constexpr const char* forms =
    "snmp://HOST[:PORT], nut://HOST/UPS, icmp://HOST, tcp://HOST:PORT, dns://SERVER/NAME, http://HOST/PATH or "
    "modbus+tcp://HOST[:PORT]/UNIT";

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
  if (!unit || (*unit > 247 && *unit != 255)) {
    return make_error(Code::invalid_argument, "the unit '{}' is not within 0 to 247, or 255", text);
  }
  address.unit = static_cast<std::uint8_t>(*unit);
  return {};
}

Result<Address> parsed(std::string_view uri) {
  Address address;
  constexpr std::string_view replay = "replay:";
  if (uri.starts_with(replay)) {
    address.path = std::string{uri.substr(replay.size())};
    if (address.path.starts_with("//")) address.path.erase(0, 2);
    if (address.path.empty()) return make_error(Code::invalid_argument, "the file is missing: replay:/path/to/capture");
    return address;
  }
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end == std::string_view::npos) {
    return make_error(Code::invalid_argument, "it does not begin with a protocol; write {}", forms);
  }
  const std::string_view scheme = uri.substr(0, scheme_end);
  if (const auto other = parse_reach_or_nut(scheme, uri.substr(scheme_end + 3))) return *other;
  if (scheme == "snmp") {
    address.protocol = model::Protocol::snmp;
    address.port = 161;
  } else if (scheme == "modbus+tcp") {
    address.protocol = model::Protocol::modbus;
    address.port = 502;
  } else {
    return make_error(Code::invalid_argument, "the protocol '{}' is unknown; write {}", scheme, forms);
  }
  const std::string_view rest = uri.substr(scheme_end + 3);
  const std::size_t slash = rest.find('/');
  const Result<void> authority = take_authority(rest.substr(0, slash), address);
  if (!authority) return authority.error();
  if (slash == std::string_view::npos) return address;
  if (address.protocol == model::Protocol::snmp) {
    return make_error(Code::invalid_argument, "nothing may follow the host of an SNMP device, not '{}'",
                      rest.substr(slash));
  }
  const Result<void> unit = take_unit(rest.substr(slash + 1), address);
  if (!unit) return unit.error();
  return address;
}

}  // namespace

std::string Address::line_key() const {
  if (protocol == model::Protocol::nut || protocol == model::Protocol::reach) return reach_line_key(*this);
  if (!path.empty()) return "replay:" + path;
  const char* scheme = protocol == model::Protocol::snmp ? "snmp" : "modbus+tcp";
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", scheme, v6 ? "[" : "", host, v6 ? "]" : "", port);
}

Result<Address> parse_address(const std::string& uri) {
  Result<Address> address = parsed(uri);
  if (!address) return with_context(address.error(), "address '{}'", uri);
  return address;
}

}  // namespace holdfast::drivers
