#include "drivers/snmp/questions.hpp"

#include <algorithm>
#include <set>

namespace holdfast::drivers::snmp {

using model::Origin;
using model::PointSpec;

namespace {

// A poll asks for one lane or several together, seldom for a single point.
constexpr std::size_t most_kept = 8;

// A column below a column that is walked anyway.
void drop_covered(std::set<Oid>& columns) {
  for (auto at = columns.begin(); at != columns.end();) {
    const bool covered = at != columns.begin() && is_below(*std::prev(at), *at);
    at = covered ? columns.erase(at) : std::next(at);
  }
}

}  // namespace

struct Asked::Found {
  std::set<Oid> objects;
  std::set<Oid> columns;
};

Asked::Asked(const std::vector<PointSpec>& points, const Patterns& patterns)
    : points_(points), patterns_(patterns), known_(points.size()) {}

bool Asked::is_asked(std::size_t spec, std::size_t origin) const {
  const Point& point = known_[spec];
  if (!point.is_known) return true;
  if (point.absent[origin]) return false;
  // The state of an enumeration may be told by any of its origins; a quantity stays where it was found.
  const bool is_state = points_[spec].kind == model::Kind::enumeration;
  return is_state || point.last_used < 0 || static_cast<int>(origin) <= point.last_used;
}

void Asked::ask_address(const model::PointAddress& address, const std::optional<model::Row>& index,
                        Found& found) const {
  const auto* snmp = std::get_if<model::SnmpAddress>(&address);
  if (snmp == nullptr) return;
  const OidPattern& pattern = patterns_.of(snmp->oid);
  if (pattern.prefix().empty()) return;
  std::optional<Oid> object;
  if (pattern.is_plain()) object = pattern.prefix();
  if (!object && index) object = pattern.with(*index);
  if (object) {
    found.objects.insert(std::move(*object));
  } else {
    found.columns.insert(pattern.prefix());
  }
}

void Asked::ask_origin(const Origin& origin, const Target& target, Found& found) const {
  std::optional<model::Row> index;
  if (target.row) index = index_of(origin.rows, *target.row);
  ask_address(origin.address, index, found);
  ask_address(origin.decoding.exponent, index, found);
  ask_address(origin.rows.from, index, found);
  ask_address(origin.rows.limit, index, found);
  for (const model::Guard& guard : origin.where) ask_address(guard.address, index, found);
  if (origin.derivation == model::Derivation::none) return;
  for (std::size_t spec = 0; spec < points_.size(); ++spec) {
    if (points_[spec].name != origin.derived_from) continue;
    for (std::size_t i = 0; i < points_[spec].origins.size(); ++i) {
      if (is_asked(spec, i)) ask_origin(points_[spec].origins[i], Target{spec, std::nullopt}, found);
    }
  }
}

std::shared_ptr<const Questions> Asked::questions(const std::vector<Target>& targets) {
  const auto kept = kept_.find(targets);
  if (kept != kept_.end()) return kept->second;
  if (kept_.size() >= most_kept) kept_.clear();
  return kept_[targets] = std::make_shared<const Questions>(made_for(targets));
}

Questions Asked::made_for(const std::vector<Target>& targets) const {
  Found found;
  for (const Target& target : targets) {
    const std::vector<Origin>& origins = points_[target.spec].origins;
    for (std::size_t i = 0; i < origins.size(); ++i) {
      if (is_asked(target.spec, i)) ask_origin(origins[i], target, found);
    }
  }
  drop_covered(found.columns);
  std::erase_if(found.objects, [&](const Oid& object) {
    return std::any_of(found.columns.begin(), found.columns.end(),
                       [&](const Oid& column) { return is_below(column, object); });
  });
  Questions questions;
  questions.objects.assign(found.objects.begin(), found.objects.end());
  questions.columns.assign(found.columns.begin(), found.columns.end());
  return questions;
}

void Asked::learn(const std::vector<Target>& targets, const std::vector<Reading>& readings, const Objects& objects) {
  std::vector<int> last_used(points_.size(), -1);
  for (const Reading& reading : readings) last_used[reading.spec] = std::max(last_used[reading.spec], reading.origin);
  for (const Target& target : targets) {
    if (target.row) continue;  // one row says nothing of the table
    const PointSpec& spec = points_[target.spec];
    const int used = last_used[target.spec];
    Point& point = known_[target.spec];
    if (point.is_known == (used >= 0)) continue;
    kept_.clear();
    if (used < 0) {
      point = Point{};  // whatever was left out may have it now
      continue;
    }
    point.is_known = true;
    point.last_used = used;
    point.absent.resize(spec.origins.size());
    for (std::size_t i = 0; i < spec.origins.size(); ++i) {
      const Origin& origin = spec.origins[i];
      const bool has_address = !std::holds_alternative<std::monostate>(origin.address);
      point.absent[i] = has_address && objects.instances(origin.address).empty();
    }
  }
}

void Asked::forget() {
  known_.assign(points_.size(), Point{});
  kept_.clear();
}

}  // namespace holdfast::drivers::snmp
