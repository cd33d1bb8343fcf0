#include "agent/load/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

struct SingleTable {
  const char* name;
  void (*read)(const Node&, Draft&, Report&);
};

struct NamedTable {
  const char* kind;
  void (*read)(const std::string&, const Node&, Draft&, Report&);
};

constexpr std::array<SingleTable, 6> single_tables{{{"site", read_site},
                                                    {"mqtt", read_mqtt},
                                                    {"limits", read_limits},
                                                    {"traps", read_traps},
                                                    {"bia", read_bia},
                                                    {"energy", read_energy}}};

constexpr std::array<NamedTable, 16> named_tables{{{"source", read_source},
                                                   {"device", read_device},
                                                   {"link", read_link},
                                                   {"uplink", read_uplink},
                                                   {"system", read_system},
                                                   {"external", read_external},
                                                   {"service", read_service},
                                                   {"load", read_load},
                                                   {"disruption", read_disruption},
                                                   {"plan", read_plan},
                                                   {"scenario", read_scenario},
                                                   {"resource", read_resource},
                                                   {"risk", read_risk},
                                                   {"role", read_role},
                                                   {"person", read_person},
                                                   {"duty", read_duty}}};

std::vector<std::string> table_names() {
  std::vector<std::string> names;
  for (const SingleTable& table : single_tables) names.emplace_back(table.name);
  for (const NamedTable& table : named_tables) names.emplace_back(table.kind);
  return names;
}

// True when this is the first of its name; else both places are reported.
bool declare(const std::string& kind, const std::string& id, const Place& place, Draft& draft, Report& report) {
  if (const Declared* first = draft.find(kind, id)) {
    report.error(place, fmt::format("[{}{}{}] is there twice", kind, id.empty() ? "" : ".", id),
                 "each name may be used once; rename or remove one of the two", {first->place});
    return false;
  }
  draft.declared.push_back({kind, id, place});
  return true;
}

struct Numbers {
  int first = 0;
  int last = 0;
  std::string before, after;
};

// "teller-{1..6}": the numbers and what stands around them.
std::optional<Numbers> range_in(const std::string& key) {
  const std::size_t open = key.find('{');
  const std::size_t dots = key.find("..", open == std::string::npos ? 0 : open);
  const std::size_t close = key.find('}', dots == std::string::npos ? 0 : dots);
  if (open == std::string::npos || dots == std::string::npos || close == std::string::npos) return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t to, int& out) {
    const char* end = key.data() + to;
    const auto [at, error] = std::from_chars(key.data() + from, end, out);
    return error == std::errc{} && at == end && from < to && (to - from == 1 || key[from] != '0') && out >= 0;
  };
  Numbers numbers;
  if (!number(open + 1, dots, numbers.first) || !number(dots + 2, close, numbers.last)) return std::nullopt;
  numbers.before = key.substr(0, open);
  numbers.after = key.substr(close + 1);
  return numbers;
}

// Names that would read as something else in `needs` and in conditions.
bool is_reserved(const std::string& id) {
  constexpr std::array<std::string_view, 14> words = {"step", "site", "mqtt", "limits", "and",      "or",  "not",
                                                      "in",   "has",  "true", "false",  "at_least", "age", "rate"};
  const auto is_kind = [&](const NamedTable& table) { return id == table.kind; };
  return std::find(words.begin(), words.end(), id) != words.end() ||
         std::any_of(named_tables.begin(), named_tables.end(), is_kind);
}

void read_one(const NamedTable& table, const std::string& id, const Node& node, const Place& place, Draft& draft,
              Report& report) {
  if (!check_name(report, id, place, table.kind)) return;
  if (is_reserved(id)) {
    report.error(place, fmt::format("`{}` is a word of the language and cannot be a name", id));
    return;
  }
  if (!declare(table.kind, id, place, draft, report)) return;
  table.read(id, node, draft, report);
}

void read_range(const NamedTable& table, const Entry& entry, Draft& draft, Report& report) {
  constexpr int most = 500;
  const std::optional<Numbers> numbers = range_in(entry.key);
  if (!numbers || numbers->first > numbers->last || numbers->last - numbers->first >= most) {
    report.error(entry.key_place(), fmt::format("`{}` is not a range of names", entry.key),
                 fmt::format("write [{}.\"teller-{{1..6}}\"]; at most {} at once; {{n}} in texts below is the number",
                             table.kind, most));
    return;
  }
  for (int n = numbers->first; n <= numbers->last; ++n) {
    const std::string row = std::to_string(n);
    draft.expanded.push_back(with_row(entry.value, row));
    read_one(table, numbers->before + row + numbers->after, draft.expanded.back(), entry.key_place(), draft, report);
  }
}

void read_named(const NamedTable& table, const Entry& group, Draft& draft, Report& report) {
  const Node& node = group.value;
  if (node.type != Node::Type::table) {
    report.error(group.key_place(), fmt::format("`{}` wants a name: [{}.NAME]", table.kind, table.kind));
    return;
  }
  for (const Entry& entry : node.entries) {
    if (entry.value.type != Node::Type::table) {
      report.error(entry.key_place(), fmt::format("`{}` stands in no named table", entry.key),
                   fmt::format("begin with a name: [{}.NAME]", table.kind));
    } else if (entry.key.find('{') != std::string::npos) {
      read_range(table, entry, draft, report);
    } else {
      read_one(table, entry.key, entry.value, entry.key_place(), draft, report);
    }
  }
}

bool read_known(const Entry& entry, Draft& draft, Report& report) {
  for (const SingleTable& table : single_tables) {
    if (entry.key != table.name) continue;
    if (declare(table.name, "", entry.key_place(), draft, report)) table.read(entry.value, draft, report);
    return true;
  }
  for (const NamedTable& table : named_tables) {
    if (entry.key != table.kind) continue;
    read_named(table, entry, draft, report);
    return true;
  }
  return false;
}

}  // namespace

void read_tables(const Node& root, Draft& draft, Report& report) {
  for (const Entry& entry : root.entries) {
    if (read_known(entry, draft, report)) continue;
    const bool table = entry.value.type == Node::Type::table || entry.value.type == Node::Type::list;
    report.error(entry.key_place(), fmt::format("unknown {} `{}`", table ? "table" : "key", entry.key),
                 suggest(entry.key, table_names(), "tables"));
  }
}

}  // namespace holdfast::load
