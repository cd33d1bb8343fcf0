#include "drivers/replay/mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "drivers/replay/mask_text.hpp"
#include "drivers/text.hpp"

namespace holdfast::drivers::replay {
namespace {

using snmp::Binding;
using snmp::Oid;
using snmp::Syntax;

constexpr std::size_t shortest_known = 5;      // shorter texts stand in others by chance
constexpr std::size_t shortest_community = 4;  // likewise
constexpr std::size_t mac_octets = 6;
constexpr std::uint8_t first_not_a_version = 16;  // 5.1.6.7 in a text is firmware, 81.2.3.4 is an address

const Oid mib2{1, 3, 6, 1, 2, 1};
const Oid description{1, 3, 6, 1, 2, 1, 1, 1, 0};
const Oid physical_address{1, 3, 6, 1, 2, 1, 2, 2, 1, 6};

// Words of the language, too: only a text that is nothing else is one of them.
constexpr std::array<const char*, 2> usual{"public", "private"};

bool is_usual(const std::string& community) {
  return std::any_of(usual.begin(), usual.end(), [&](const char* each) { return community == each; });
}

struct Standard {
  const char* oid;
  Identity identity;
};

constexpr Standard standards[] = {
    {"1.3.6.1.2.1.1.4.0", Identity::contact},             // sysContact
    {"1.3.6.1.2.1.1.5.0", Identity::name},                // sysName
    {"1.3.6.1.2.1.1.6.0", Identity::location},            // sysLocation
    {"1.3.6.1.2.1.47.1.1.1.1.11.{n}", Identity::serial},  // entPhysicalSerialNum
    {"1.3.6.1.2.1.47.1.1.1.1.15.{n}", Identity::serial},  // entPhysicalAssetID
};

// Tables of mib-2 whose index holds IPv4 addresses: where each begins behind the column.
struct Addressed {
  Oid columns;  // behind mib-2
  std::vector<std::size_t> places;
};

const std::vector<Addressed> addressed = {
    {{3, 1, 1}, {2}},         // atTable: interface, 1, address
    {{4, 20, 1}, {0}},        // ipAddrTable
    {{4, 21, 1}, {0}},        // ipRouteTable
    {{4, 22, 1}, {1}},        // ipNetToMediaTable: interface, address
    {{4, 24, 4, 1}, {0, 9}},  // ipCidrRouteTable: destination, mask, service, next hop
    {{6, 13, 1}, {0, 5}},     // tcpConnTable: address, port, address, port
    {{7, 5, 1}, {0}},         // udpTable
    {{15, 3, 1}, {0}},        // bgpPeerTable
};

// Tables whose index, or whose every row, tells of others: newer address tables, forwarding tables, neighbours;
// programs; users and views of SNMP.
const std::vector<Oid> left_out = {
    {1, 3, 6, 1, 2, 1, 4, 24, 7}, {1, 3, 6, 1, 2, 1, 4, 32},
    {1, 3, 6, 1, 2, 1, 4, 34},    {1, 3, 6, 1, 2, 1, 4, 35},
    {1, 3, 6, 1, 2, 1, 4, 37},    {1, 3, 6, 1, 2, 1, 6, 19},
    {1, 3, 6, 1, 2, 1, 6, 20},    {1, 3, 6, 1, 2, 1, 7, 7},
    {1, 3, 6, 1, 2, 1, 17, 4, 3}, {1, 3, 6, 1, 2, 1, 17, 7, 1, 2},
    {1, 3, 6, 1, 2, 1, 25, 4},  // what runs on it, with command lines
    {1, 3, 6, 1, 2, 1, 25, 6},    {1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2},
    {1, 3, 6, 1, 6, 3, 15},       {1, 3, 6, 1, 6, 3, 16},
    {1, 3, 6, 1, 6, 3, 18},
};

std::optional<Identity> identity_of_name(const std::string& name) {
  if (name == "device.name") return Identity::name;
  if (name == "device.location") return Identity::location;
  if (name == "device.contact") return Identity::contact;
  const std::string last = name.substr(name.find_last_of('.') + 1);
  for (const char* serial : {"serial", "imei", "imsi", "iccid", "phone", "msisdn"}) {
    if (last == serial) return Identity::serial;
  }
  return std::nullopt;
}

std::string replacement(Identity identity, const std::string& text) {
  if (is_placeholder(text)) return text;
  switch (identity) {
    case Identity::serial: return shape_of(text);
    case Identity::name: return "name";
    case Identity::location: return "location";
    case Identity::contact: return "contact";
  }
  return text;
}

// A name that says more than the model's default one does.
bool is_telling(const std::string& text) {
  if (text.size() < shortest_known || is_placeholder(text)) return false;
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '-'; });
}

bool holds_word(const Oid& oid, const std::string& word) {
  const auto same = [](std::uint32_t number, char c) { return number == static_cast<unsigned char>(c); };
  return std::search(oid.begin(), oid.end(), word.begin(), word.end(), same) != oid.end();
}

bool is_same_word(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::vector<IdentityObject> identity_objects(const model::Profile& profile) {
  std::vector<IdentityObject> objects;
  const auto add = [&](const std::string& oid, Identity identity) {
    if (const auto pattern = snmp::OidPattern::parse(oid)) objects.push_back({*pattern, identity});
  };
  for (const Standard& each : standards) add(each.oid, each.identity);
  for (const model::PointSpec& spec : profile.points) {
    const std::optional<Identity> identity = identity_of_name(spec.name);
    if (!identity) continue;
    for (const model::Origin& origin : spec.origins) {
      if (const auto* address = std::get_if<model::SnmpAddress>(&origin.address)) add(address->oid, *identity);
    }
  }
  return objects;
}

Mask::Mask(std::vector<IdentityObject> objects, std::vector<std::string> communities)
    : objects_(std::move(objects)), communities_(std::move(communities)) {
  for (const std::string& community : communities_) {
    if (!is_usual(community)) given_.push_back(community);
  }
  communities_.insert(communities_.end(), usual.begin(), usual.end());
}

std::optional<Identity> Mask::identity_of(const Oid& oid) const {
  for (const IdentityObject& object : objects_) {
    if (object.oid.row_of(oid)) return object.identity;
  }
  return std::nullopt;
}

void Mask::learn(const Rows& rows) {
  const auto described = rows.find(description);
  const std::string says = described == rows.end() ? "" : text_of(described->second.raw);
  for (const auto& [oid, binding] : rows) {
    if (binding.syntax == Syntax::ip_address) {
      masked_address(text_of(binding.raw));
    } else if (binding.syntax == Syntax::octets) {
      const std::optional<Identity> identity = identity_of(oid);
      const std::string text = readable(text_of(binding.raw));
      if (!identity || !is_telling(text)) continue;
      // A name that the description holds is the model's; it is what the device is known by.
      // But that of a general system begins "Linux HOST ...".
      const bool is_host = says.starts_with("Linux " + text + " ");
      if (*identity != Identity::serial && !is_host && says.find(text) != std::string::npos) continue;
      known_.emplace(text, replacement(*identity, text));
    }
  }
}

Rows Mask::masked(const Rows& rows) {
  Rows result;
  for (const auto& [oid, binding] : rows) {
    if (std::optional<Binding> each = masked(binding)) result.insert_or_assign(each->oid, *each);
  }
  return result;
}

std::optional<Binding> Mask::masked(const Binding& binding) {
  const std::optional<Oid> oid = masked_oid(binding.oid);
  if (!oid) return std::nullopt;
  Binding result = binding;
  result.oid = *oid;
  const std::optional<Identity> identity = identity_of(binding.oid);
  if (binding.syntax == Syntax::ip_address) {
    result.raw.value = masked_address(text_of(binding.raw));
  } else if (binding.syntax == Syntax::octets) {
    const auto& octets = std::get<std::string>(binding.raw.value);
    const bool is_mac =
        octets.size() == mac_octets && (snmp::is_below(physical_address, binding.oid) || !is_readable(octets));
    if (identity) {
      result.raw.value = replacement(*identity, octets);
    } else {
      result.raw.value = is_mac ? octets.substr(0, 3) + std::string(3, '\0') : masked_text(octets);
    }
  } else if (identity && snmp::is_value(binding.syntax)) {
    const bool is_unsigned = std::holds_alternative<std::uint64_t>(binding.raw.value);
    if (is_unsigned) result.raw.value = std::uint64_t{1};
    if (std::holds_alternative<std::int64_t>(binding.raw.value)) result.raw.value = std::int64_t{1};
  }
  return result;
}

Rows Mask::without_communities(const Rows& rows) const {
  Rows result;
  for (const auto& [oid, binding] : rows) {
    if (holds_community(oid)) continue;
    Binding each = binding;
    if (each.syntax == Syntax::octets) {
      each.raw.value = without_communities(std::get<std::string>(binding.raw.value));
    }
    result.emplace(oid, std::move(each));
  }
  return result;
}

std::string Mask::without_communities(std::string text) const {
  for (const std::string& community : communities_) {
    if (is_same_word(text, community)) return "community";
  }
  for (const std::string& community : given_) {
    if (community.size() >= shortest_community) text = replaced(std::move(text), community, "community");
  }
  return text;
}

bool Mask::holds_community(const Oid& oid) const {
  return std::any_of(communities_.begin(), communities_.end(), [&](const std::string& community) {
    return community.size() >= shortest_community && holds_word(oid, community);
  });
}

std::string Mask::masked_text(const std::string& octets) {
  std::string text = without_communities(octets);
  for (const auto& [known, instead] : known_) text = replaced(std::move(text), known, instead);
  text = without_labelled_secrets(std::move(text));
  text = without_mail_addresses(std::move(text));
  text = without_mac_addresses(std::move(text));
  return masked_addresses(text);
}

// Dotted quads in a text: those known from elsewhere, and those that cannot well be a version.
std::string Mask::masked_addresses(const std::string& text) {
  const auto belongs = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!belongs(text[at])) {
      result += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && belongs(text[end])) ++end;
    const std::string quad = text.substr(at, end - at);
    const std::optional<Ipv4> address = ipv4_of(quad);
    const bool is_version = at > 0 && (std::isalpha(static_cast<unsigned char>(text[at - 1])) != 0);
    const bool is_meant = address && is_public(*address) &&
                          (addresses_.contains(quad) || (address->front() >= first_not_a_version && !is_version));
    result += is_meant ? masked_address(quad) : quad;
    at = end;
  }
  return result;
}

std::string Mask::masked_address(const std::string& dotted) {
  const std::optional<Ipv4> address = ipv4_of(dotted);
  if (!address || !is_public(*address)) return dotted;
  const auto found = addresses_.find(dotted);
  if (found != addresses_.end()) return found->second;
  constexpr std::size_t hosts = 254;
  const std::size_t count = addresses_.size();
  const char* network = count < hosts ? "192.0.2" : "198.51.100";  // RFC 5737
  return addresses_.emplace(dotted, fmt::format("{}.{}", network, count % hosts + 1)).first->second;
}

std::optional<Oid> Mask::masked_oid(Oid oid) {
  for (const Oid& prefix : left_out) {
    if (snmp::is_below(prefix, oid)) return std::nullopt;
  }
  if (holds_community(oid)) return std::nullopt;
  for (const Addressed& table : addressed) {
    Oid prefix = mib2;
    prefix.insert(prefix.end(), table.columns.begin(), table.columns.end());
    if (!snmp::is_below(prefix, oid)) continue;
    for (const std::size_t place : table.places) {
      const std::size_t begin = prefix.size() + 1 + place;
      if (begin + 4 > oid.size()) continue;
      const std::string dotted = fmt::format("{}.{}.{}.{}", oid[begin], oid[begin + 1], oid[begin + 2], oid[begin + 3]);
      const std::optional<Ipv4> instead = ipv4_of(masked_address(dotted));
      if (instead) std::copy(instead->begin(), instead->end(), oid.begin() + static_cast<std::ptrdiff_t>(begin));
    }
  }
  return oid;
}

}  // namespace holdfast::drivers::replay
