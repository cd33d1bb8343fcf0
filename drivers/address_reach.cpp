#include "drivers/address_reach.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>

namespace holdfast::drivers {
namespace {

struct Form {
  std::string_view name;
  ProbeKind kind;
  std::uint16_t port;        // default; 0: none
  std::string_view options;  // those that it has beside the common ones, each between blanks
};

constexpr std::array<Form, 5> forms{{
    {"icmp", ProbeKind::icmp, 0, " "},
    {"tcp", ProbeKind::tcp, 0, " "},
    {"dns", ProbeKind::dns, 53, " type "},
    {"http", ProbeKind::http, 80, " status "},
    {"https", ProbeKind::https, 443, " status verify "},
}};
constexpr std::string_view common_options = " interface source window ";

const Form& form_of(ProbeKind kind) {
  return *std::find_if(forms.begin(), forms.end(), [&](const Form& form) { return form.kind == kind; });
}

bool names(std::string_view list, std::string_view word) {
  return !word.empty() && list.find(fmt::format(" {} ", word)) != std::string_view::npos;
}

Error wrong(std::string_view key, std::string_view value, std::string_view allowed) {
  return make_error(Code::invalid_argument, "{}={}: {}", key, value, allowed);
}

Result<int> number_within(std::string_view key, std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
    return wrong(key, text, fmt::format("a number within {} to {} is wanted", least, most));
  }
  return value;
}

bool is_interface(std::string_view text) {
  return !text.empty() && text.size() <= 15 && text != "." && text != ".." &&  // IFNAMSIZ - 1
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c >= 0x7F || c == '/'; });
}

Result<void> take_option(std::string_view key, std::string_view value, ReachOptions& options) {
  if (key == "interface") {
    if (!is_interface(value)) return wrong(key, value, "that cannot be the name of an interface");
    options.route.interface = std::string{value};
  } else if (key == "source") {
    boost::system::error_code odd;
    options.route.source = boost::asio::ip::make_address(std::string{value}, odd);
    if (odd) return wrong(key, value, "an address of this box is wanted");
  } else if (key == "window") {
    const Result<int> window = number_within(key, value, 1, 1000);
    if (!window) return window.error();
    options.window = *window;
  } else if (key == "status") {
    const Result<int> status = number_within(key, value, 100, 599);
    if (!status) return status.error();
    options.status = *status;
  } else if (key == "verify") {
    if (value != "on" && value != "off") return wrong(key, value, "allowed: on, off");
    options.verify = value == "on" ? Verify::on : Verify::off;
  } else {
    if (value != "a" && value != "aaaa") return wrong(key, value, "allowed: a, aaaa");
    options.record = value == "a" ? RecordType::a : RecordType::aaaa;
  }
  return {};
}

Result<void> take_options(std::string_view text, const Form& form, ReachOptions& options) {
  std::set<std::string_view> seen;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    const std::string_view key = one.substr(0, equals);
    if (!names(common_options, key) && !names(form.options, key)) {
      return make_error(Code::invalid_argument, "the option '{}' is unknown; allowed:{}{}", key, common_options,
                        form.options.substr(1));
    }
    if (equals == std::string_view::npos) return make_error(Code::invalid_argument, "the option {} has no value", key);
    if (!seen.insert(key).second) return make_error(Code::invalid_argument, "the option {} stands twice", key);
    const Result<void> taken = take_option(key, one.substr(equals + 1), options);
    if (!taken) return taken;
  }
  return {};
}

// RFC 1035, 2.3.4: labels of 1 to 63 octets, 255 in all on the wire.
bool is_domain_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > 253) return false;
  std::size_t label = 0;
  for (const unsigned char c : name) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
    } else if ((std::isalnum(c) == 0 && c != '-' && c != '_') || ++label > 63) {
      return false;
    }
  }
  return label > 0;
}

bool is_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](unsigned char c) { return c > ' ' && c < 0x7F && c != '#'; });
}

Result<void> take_path(std::string_view path, const Form& form, Address& address) {
  switch (form.kind) {
    case ProbeKind::icmp:
    case ProbeKind::tcp:
      if (path.empty() || path == "/") return {};
      return make_error(Code::invalid_argument, "nothing but options may follow the target, not '{}'", path);
    case ProbeKind::dns:
      if (!path.empty()) path.remove_prefix(1);
      if (!is_domain_name(path)) {
        return make_error(Code::invalid_argument, "'{}' is no name to look up; write dns://SERVER/NAME", path);
      }
      address.path = std::string{path};
      return {};
    case ProbeKind::http:
    case ProbeKind::https:
      if (!is_path(path)) return make_error(Code::invalid_argument, "'{}' is no path; escape with %XX", path);
      address.path = path.empty() ? "/" : std::string{path};
      return {};
  }
  return {};
}

Result<void> check_target(const Form& form, const Address& address) {
  if (form.kind == ProbeKind::icmp && address.port != 0) {
    return make_error(Code::invalid_argument, "ICMP has no ports; write icmp://HOST");
  }
  if (form.kind == ProbeKind::tcp && address.port == 0) {
    return make_error(Code::invalid_argument, "the port is missing; write tcp://HOST:PORT");
  }
  boost::system::error_code is_name;
  const auto target = boost::asio::ip::make_address(address.host, is_name);
  const auto& source = address.reach.route.source;
  if (!is_name && source && source->is_v4() != target.is_v4()) {
    return make_error(Code::invalid_argument, "the source {} and the target {} are not of one family",
                      source->to_string(), address.host);
  }
  return {};
}

Result<Address> parse_reach(const Form& form, std::string_view rest) {
  Address address;
  address.protocol = model::Protocol::reach;
  address.port = form.port;
  address.reach.kind = form.kind;
  const std::size_t question = std::min(rest.find('?'), rest.size());
  const std::string_view target = rest.substr(0, question);
  const std::size_t slash = std::min(target.find('/'), target.size());
  const Result<void> authority = take_authority(target.substr(0, slash), address);
  if (!authority) return authority.error();
  const Result<void> path = take_path(target.substr(slash), form, address);
  if (!path) return path.error();
  const std::string_view options = rest.substr(std::min(question + 1, rest.size()));
  const Result<void> taken = take_options(options, form, address.reach);
  if (!taken) return taken.error();
  const Result<void> checked = check_target(form, address);
  if (!checked) return checked.error();
  return address;
}

bool is_ups_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

Result<Address> parse_nut(std::string_view rest) {
  Address address;
  address.protocol = model::Protocol::nut;
  address.port = 3493;  // RFC 9271, 9
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const Result<void> authority = take_authority(rest.substr(0, slash), address);
  if (!authority) return authority.error();
  const std::string_view ups = rest.substr(std::min(slash + 1, rest.size()));
  if (ups.empty()) return make_error(Code::invalid_argument, "the name of the UPS is missing; write nut://HOST/UPS");
  if (!is_ups_name(ups)) return make_error(Code::invalid_argument, "'{}' cannot be the name of a UPS", ups);
  address.path = std::string{ups};
  return address;
}

std::string authority_of(const Address& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + address.host + "]" : address.host;
  return address.port == 0 ? host : fmt::format("{}:{}", host, address.port);
}

}  // namespace

std::optional<Result<Address>> parse_reach_or_nut(std::string_view scheme, std::string_view rest) {
  if (scheme == "nut") return parse_nut(rest);
  for (const Form& form : forms) {
    if (form.name == scheme) return parse_reach(form, rest);
  }
  return std::nullopt;
}

const char* usual_profile(const Address& address) {
  if (address.protocol == model::Protocol::nut) return "nut/ups";
  if (address.protocol != model::Protocol::reach) return nullptr;
  switch (address.reach.kind) {
    case ProbeKind::icmp: return "reach/icmp";
    case ProbeKind::tcp: return "reach/tcp";
    case ProbeKind::dns: return "reach/dns";
    case ProbeKind::http:
    case ProbeKind::https: return "reach/http";
  }
  return nullptr;
}

std::string reach_line_key(const Address& address) {
  if (address.protocol == model::Protocol::nut) return "nut://" + authority_of(address);
  const ReachOptions& options = address.reach;
  const std::string_view slash = options.kind == ProbeKind::dns ? "/" : "";
  std::string key = fmt::format("{}://{}{}{}?window={}", form_of(options.kind).name, authority_of(address), slash,
                                address.path, options.window);
  if (!options.route.interface.empty()) key += "&interface=" + options.route.interface;
  if (options.route.source) key += "&source=" + options.route.source->to_string();
  if (options.status) key += fmt::format("&status={}", *options.status);
  if (options.verify == Verify::off) key += "&verify=off";
  if (options.record == RecordType::aaaa) key += "&type=aaaa";
  return key;
}

}  // namespace holdfast::drivers
