// [site], [mqtt], [limits] and [traps]: what there is once in a site.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "agent/load/day.hpp"
#include "agent/load/readers.hpp"
#include "platform/zone_database.hpp"

namespace holdfast::load {
namespace {

// "mqtt://host" or "mqtt://host:port". Says what is wrong, "" if nothing.
std::string wrong_with_broker(const std::string& uri) {
  const std::string scheme = "mqtt://";
  if (uri.starts_with("mqtts://")) return "encrypted connections (mqtts) are not there yet";
  if (!uri.starts_with(scheme)) return "a broker's address begins with mqtt://";
  std::string host = uri.substr(scheme.size());
  std::string port;
  if (host.starts_with("[")) {
    const std::size_t close = host.find(']');
    if (close == std::string::npos) return "the bracket of the IPv6 address is not closed";
    if (close + 1 < host.size()) {
      if (host[close + 1] != ':') return "after the IPv6 address only :PORT may follow";
      port = host.substr(close + 2);
      if (port.empty()) return "a port is a number from 1 to 65535";
    }
    host = host.substr(1, close - 1);
  } else if (const std::size_t colon = host.find(':'); colon != std::string::npos) {
    port = host.substr(colon + 1);
    if (port.empty()) return "a port is a number from 1 to 65535";
    host.resize(colon);
  }
  const auto in_host = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
  };
  if (host.empty() || !std::all_of(host.begin(), host.end(), in_host)) return "the host is missing or not a host name";
  const auto digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (!port.empty()) {
    if (port.size() > 5 || !std::all_of(port.begin(), port.end(), digit)) return "a port is a number from 1 to 65535";
    const int number = std::stoi(port);
    if (number < 1 || number > 65535) return "a port is a number from 1 to 65535";
  }
  return "";
}

bool is_numeric_address(const std::string& text) {
  in6_addr bytes{};
  return inet_pton(AF_INET, text.c_str(), &bytes) == 1 || inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

// The zone as the machine knows it.
void take_zone(const Node& node, model::Site& site, Report& report) {
  Result<Zone> zone = platform::find_zone(node.text);
  if (zone) {
    site.zone = std::move(*zone);
  } else if (zone.error().code == Code::not_found) {
    const std::string near = nearest(node.text, platform::zone_names());
    report.error(node.place(), fmt::format("\"{}\" is not a time zone", node.text),
                 fmt::format("{}use a name of the tz database: Asia/Shanghai, Europe/Berlin, UTC",
                             near.empty() ? "" : fmt::format("did you mean \"{}\"?  ", near)));
  } else {
    report.error(node.place(), zone.error().message, "is the package tzdata installed and whole?");
  }
}

void read_holidays(Fields& fields, model::Site& site) {
  const Node* list = fields.list("holidays");
  if (list == nullptr) return;
  for (const Node& item : list->items) {
    const std::optional<model::Day> day = day_of(fields.report(), "holidays", item);
    if (!day) continue;
    if (std::ranges::find(site.holidays, *day) != site.holidays.end()) {
      fields.report().error(item.place(), "this day is named twice");
    } else {
      site.holidays.push_back(*day);
    }
  }
}

}  // namespace

void read_site(const Node& node, Draft& draft, Report& report) {
  model::Site& site = draft.site;
  Fields fields(node, report);
  if (const Node* id = fields.text("id", site.id, Presence::required)) check_name(report, site.id, id->place(), "site");
  fields.text("title", site.title);
  if (const Node* zone = fields.text("timezone", site.timezone)) {
    take_zone(*zone, site, report);
  }
  read_holidays(fields, site);
  if (const Node* role = fields.text("operator", site.operator_role))
    draft.names.push_back({NameUse::Kind::role, role});
  if (const Node* rules = fields.text("rules", site.rules.id)) draft.rules_name = rules;
  fields.choice<std::string>("gateway", site.gateway, {{"beside", "beside"}, {"router", "router"}});
  fields.finish();
}

void read_mqtt(const Node& node, Draft& draft, Report& report) {
  model::Broker& broker = draft.site.broker;
  Fields fields(node, report);
  if (const Node* uri = fields.text("broker", broker.uri, Presence::required)) {
    const std::string wrong = wrong_with_broker(broker.uri);
    if (!wrong.empty()) {
      report.error(uri->place(), fmt::format("\"{}\" is not the address of a broker", broker.uri),
                   wrong + "; for example mqtt://10.42.0.5:1883");
    }
  }
  fields.text("user", broker.user);
  fields.secret("secret", broker.secret);
  fields.finish();
}

void read_traps(const Node& node, Draft& draft, Report& report) {
  model::TrapPort& traps = draft.site.traps;
  Fields fields(node, report);
  std::int64_t port = 0;
  fields.any("port", Presence::required);
  fields.integer("port", port, 1, 65535);
  traps.port = static_cast<std::uint16_t>(port);
  if (const Node* address = fields.text("address", traps.address); address && !is_numeric_address(traps.address)) {
    report.error(address->place(), fmt::format("\"{}\" is not an address of this box", traps.address),
                 "write a numeric address, \"0.0.0.0\" for all of IPv4, \"::\" for all of IPv6");
  }
  fields.finish();
}

void read_limits(const Node& node, Draft& draft, Report& report) {
  model::SwitchLimit& limit = draft.site.switch_limit;
  Fields fields(node, report);
  std::int64_t switches = limit.switches;
  fields.integer("switches", switches, 1, 1000);
  limit.switches = static_cast<int>(switches);
  fields.duration("per", limit.per, {.least = std::chrono::seconds{1}});
  fields.finish();
}

}  // namespace holdfast::load
