#include "drivers/snmp/objects.hpp"

#include <algorithm>

namespace holdfast::drivers::snmp {

const OidPattern& Patterns::of(const std::string& oid) const {
  const auto known = parsed_.find(oid);
  if (known != parsed_.end()) return known->second;
  Result<OidPattern> parsed = OidPattern::parse(oid);
  return parsed_.emplace(oid, parsed ? std::move(*parsed) : OidPattern{}).first->second;
}

void Objects::put(const Binding& binding) {
  if (is_value(binding.syntax)) {
    put(binding.oid, {binding.raw, model::Reason::none});
  } else if (binding.syntax == Syntax::other) {
    put(binding.oid, {std::nullopt, model::Reason::not_understood});
  }
}

bool Objects::has_below(const Oid& prefix) const {
  const auto first = objects_.lower_bound(prefix);
  return first != objects_.end() && (first->first == prefix || is_below(prefix, first->first));
}

const Answer* Objects::find(const Oid& oid) const {
  const auto found = objects_.find(oid);
  return found == objects_.end() ? nullptr : &found->second;
}

std::vector<Answers::Instance> Objects::instances(const model::PointAddress& address) const {
  std::vector<Instance> found;
  const auto* snmp = std::get_if<model::SnmpAddress>(&address);
  if (snmp == nullptr) return found;
  const OidPattern& pattern = patterns_.of(snmp->oid);
  if (pattern.prefix().empty()) return found;
  if (pattern.is_plain()) {
    if (const Answer* answer = find(pattern.prefix())) found.push_back({model::Row{}, answer});
    return found;
  }
  for (auto at = objects_.lower_bound(pattern.prefix()); at != objects_.end(); ++at) {
    if (!is_below(pattern.prefix(), at->first)) break;
    const std::optional<model::Row> row = pattern.row_of(at->first);
    if (!row) continue;
    // The first of several objects for one row counts. A scalar takes what it can get, in order.
    const bool known =
        pattern.is_ambiguous() && pattern.has_row() &&
        std::any_of(found.begin(), found.end(), [&](const Instance& other) { return other.index == *row; });
    if (!known) found.push_back({*row, &at->second});
  }
  return found;
}

const Answer* Objects::at(const model::PointAddress& address, const model::Row& index) const {
  const auto* snmp = std::get_if<model::SnmpAddress>(&address);
  if (snmp == nullptr) return nullptr;
  const OidPattern& pattern = patterns_.of(snmp->oid);
  if (pattern.prefix().empty()) return nullptr;
  if (const std::optional<Oid> oid = pattern.with(index)) return find(*oid);
  for (const Instance& instance : instances(address)) {
    if (!pattern.has_row() || instance.index == index) return instance.answer;
  }
  return nullptr;
}

}  // namespace holdfast::drivers::snmp
