#include "agent/cli/found.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agent/cli/table.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_name = 40;
constexpr int longest_title = 60;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters, digits and -, beginning with a letter; empty when nothing of the text is left.
std::string fit_name(std::string_view text) {
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  const std::string_view host = is_number ? text : text.substr(0, text.find('.'));
  std::string name;
  for (char c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool fits = is_letter(c) || is_digit(c) || c == '_';
    if (fits) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  const auto first = std::find_if(name.begin(), name.end(), is_letter);
  if (first == name.end()) return "";
  if (first != name.begin()) name = "device-" + name;
  name.resize(std::min(name.size(), longest_name));
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name;
}

// What manufacturers set and nobody changed says nothing.
bool is_nameless(const std::string& name) {
  constexpr const char* usual[] = {"", "unknown", "none", "localhost", "default", "system", "name", "not-set", "snmp"};
  return std::any_of(std::begin(usual), std::end(usual), [&](const char* each) { return name == each; });
}

std::string host_of(const std::string& address) {
  const std::size_t begin = address.find("://");
  std::string host = begin == std::string::npos ? address : address.substr(begin + 3);
  host = host.substr(0, host.find_first_of(":/"));
  std::replace(host.begin(), host.end(), '.', '-');
  return host;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string title_of(const Found& found) {
  const std::string text = printable(found.description.substr(0, found.description.find_first_of("\r\n")));
  return shortened(text.empty() ? found.profile_title : text, longest_title);
}

}  // namespace

void give_names(std::vector<Found>& found) {
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.sort_key < b.sort_key; });
  std::set<std::string> taken;
  for (Found& each : found) {
    std::string name = fit_name(each.system_name);
    if (is_nameless(name)) {
      const char* const unknown = each.address.starts_with("modbus") ? "modbus" : "device";
      name = fmt::format("{}-{}", each.device_class.empty() ? unknown : each.device_class, host_of(each.address));
    }
    std::string unique = name;
    for (int number = 2; !taken.insert(unique).second; ++number) unique = fmt::format("{}-{}", name, number);
    each.name = unique;
  }
}

// The keys that say how it is asked, where that is not as usual.
std::string access_of(const Found& found, const char* mark) {
  const model::SnmpAccess& access = found.access;
  std::string lines;
  const auto say = [&](const char* key, const std::string& word) {
    lines += fmt::format("{}{:<7} = {}\n", mark, key, quoted(word));
  };
  if (access.version != model::SnmpVersion::v2c) say("version", to_string(access.version));
  if (!access.user.empty()) say("user", access.user);
  if (access.authentication != model::Authentication::none) say("auth", to_string(access.authentication));
  if (access.privacy != model::Privacy::none) say("privacy", to_string(access.privacy));
  if (!access.privacy_secret.empty()) say("privacy_secret", "secret:" + access.privacy_secret);
  if (!access.context.empty()) say("context", access.context);
  return lines;
}

std::string block_of(const Found& found) {
  const bool is_known = !found.profile.empty();
  const char* const mark = is_known ? "" : "# ";
  std::string block;
  if (!is_known) {
    block += fmt::format("# {}: {}\n", found.address, printable(found.why_not));
    block += "# name one that fits, or write one: docs/adding-a-device.md\n";
  }
  if (is_known && found.is_general) {
    block +=
        "# Known only by what every agent tells of itself. More than a host or a switch? docs/adding-a-device.md\n";
  }
  block += fmt::format("{}[device.{}]\n", mark, found.name);
  if (const std::string title = title_of(found); !title.empty()) {
    block += fmt::format("{}title   = {}\n", mark, quoted(title));
  }
  block += fmt::format("{}profile = {}\n", mark, quoted(found.profile));
  block += fmt::format("{}address = {}\n", mark, quoted(found.address));
  block += access_of(found, mark);
  if (!found.secret.empty()) {
    block += fmt::format("{}secret  = {}\n", mark, quoted("secret:" + found.secret));
  } else if (!found.is_usual) {
    block += fmt::format(
        "# secret = \"secret:{0}\"     it answers to the community that was given {1}; put that into secrets/{0}, mode "
        "0600\n",
        found.name, found.community == 0 ? "first" : fmt::format("as number {}", found.community + 1));
  }
  return block;
}

std::string found_text(const std::vector<Found>& found, const Layout& layout) {
  Table table({{"address"}, {"name"}, {"class"}, {"profile"}, {"says", Align::left, Shrink::first}});
  for (const Found& each : found) {
    table.add({printable(each.address), each.name, each.device_class.empty() ? "-" : each.device_class,
               each.profile.empty() ? Cell{"-", Tone::warning} : Cell{each.profile},
               printable(each.description.empty() ? each.object_id : each.description)});
  }
  return table.empty() ? "" : table.text(layout);
}

json::value found_json(const std::vector<Found>& found) {
  json::array devices;
  for (const Found& each : found) {
    json::object device{{"name", each.name},
                        {"address", each.address},
                        {"class", each.device_class},
                        {"profile", each.profile},
                        {"title", printable(title_of(each))},
                        {"sysName", printable(each.system_name)},
                        {"sysDescr", printable(each.description)},
                        {"sysObjectID", each.object_id}};
    if (each.access.version != model::SnmpVersion::v2c) device["version"] = to_string(each.access.version);
    if (each.profile.empty()) device["why_not"] = printable(each.why_not);
    if (!each.is_usual) device["community_number"] = each.community + 1;
    devices.push_back(std::move(device));
  }
  return {{"devices", std::move(devices)}};
}

}  // namespace holdfast::cli
