#include "agent/poll/polled.hpp"

#include <algorithm>

#include "platform/log.hpp"

namespace holdfast::poll {

using drivers::Target;
using model::Lane;
using model::PointId;

namespace {

constexpr std::size_t rows_at_most =
    1024;                                  // of one table: a device that invents rows for ever must not fill the memory
constexpr std::size_t tables_a_part = 4;   // columns walked before others get their turn
constexpr std::size_t light_singles = 32;  // about what fits into one PDU
constexpr std::size_t singles_an_exchange = 4;  // at worst: registers that lie far apart
constexpr std::size_t exchanges_a_table = 8;    // a walk of some dozens of rows

bool is_numeric(model::Kind kind) { return kind == model::Kind::integer || kind == model::Kind::number; }

// Whether what the profile offers under a known point's name is that point.
bool fits(const model::PointInfo& known, const model::PointSpec& spec) {
  const bool kinds = known.kind == spec.kind || (is_numeric(known.kind) && is_numeric(spec.kind));
  return kinds && known.unit == spec.unit;
}

Duration shortest_of(const model::Device& device) { return std::min({device.fast, device.normal, device.slow}); }

// Long enough that two failed polls in a row, or one that fails slowly, do not yet make a sample old.
Duration window_of(Duration interval, Duration timeout) { return std::max(3 * interval, interval + 2 * timeout); }

}  // namespace

void Wanted::drop_unbegun(Lanes lanes) {
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    if (lanes.test(lane) && next_part_[lane] == 0) lanes_.reset(lane);
  }
}

std::optional<Errand> Wanted::take(const std::array<std::vector<Part>, lane_count>& parts) {
  Errand errand;
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    if (!lanes_.test(lane) || parts[lane].size() != 1 || !parts[lane].front().light) continue;
    const std::vector<Target>& targets = parts[lane].front().targets;
    errand.part.targets.insert(errand.part.targets.end(), targets.begin(), targets.end());
    errand.lanes.set(lane);
  }
  if (errand.lanes.any()) {
    errand.completes = errand.lanes;
    lanes_ &= ~errand.lanes;
    return errand;
  }
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    if (!lanes_.test(lane)) continue;
    const std::size_t part = next_part_[lane]++;
    if (part < parts[lane].size()) {
      errand.part = parts[lane][part];
      errand.lanes.set(lane);
    }
    if (part + 1 >= parts[lane].size()) {
      lanes_.reset(lane);
      next_part_[lane] = 0;
      errand.completes = errand.lanes;
    }
    if (errand.lanes.any()) return errand;
  }
  return std::nullopt;
}

Polled::Polled(std::size_t index, PolledDevice made, model::Points& points, const std::set<PointId>& watched,
               PointStore& store)
    : contact(made.device.id, shortest_of(made.device)),
      index_(index),
      made_(std::move(made)),
      points_(points),
      watched_(watched),
      store_(store) {
  for (const Lane lane : {Lane::fast, Lane::normal, Lane::slow}) {
    groups_[number(lane)] = store_.add_group(index_, window_of(interval(lane), made_.device.timeout));
  }
  offer_points();
}

void Polled::offer_points() {
  const model::Device& device = made_.device;
  specs_.assign(made_.profile.points.size(), {});
  for (std::size_t spec = 0; spec < specs_.size(); ++spec) {
    if (!made_.profile.points[spec].is_table()) intern(spec, std::nullopt);
  }
  for (std::uint32_t i = 0; i < points_.size(); ++i) {
    const PointId point{i};
    if (points_.info(point).device != device.id) continue;
    const std::optional<Target> target = target_named(points_.info(point).name);
    if (!target || !fits(points_.info(point), made_.profile.points[target->spec])) continue;
    const Lane lane = watched_.contains(point) ? Lane::fast : made_.profile.points[target->spec].lane;
    store_.add(point, groups_[number(lane)], made_.profile.points[target->spec].deadband,
               watched_.contains(point) ? PointStore::Watch::yes : PointStore::Watch::no);
    adopt(point, *target);
  }
  build_parts();
}

void Polled::renew() {
  if (made_.driver) made_.driver->renew();
}

Question Polled::question(SteadyTime now) const {
  if (!made_.recogniser) return Question::none;
  if (recognise_at_ && now >= *recognise_at_) return Question::what_is_it;
  if (!made_.driver) return recognise_at_ ? Question::is_it_the_same : Question::what_is_it;
  const std::optional<SteadyTime>& answered = contact.health.last_answer;
  const bool silent = contact.lost() && answered && now - *answered >= long_silence;
  return silent ? Question::is_it_the_same : Question::none;
}

bool Polled::become(drivers::Recognised recognised, const model::Stamp& stamp, Batch& batch) {
  const bool is_that = made_.driver && made_.profile.id == recognised.profile.id &&
                       made_.profile.completed_by == recognised.profile.completed_by;
  if (!is_that) {
    forget(stamp, batch);
    made_.profile = std::move(recognised.profile);
    made_.driver = std::move(recognised.driver);
    offer_points();
  }
  recognise_at_.reset();
  if (!not_offered().empty()) look_again_later(stamp.steady);
  return !is_that;
}

void Polled::not_recognised(const model::Stamp& stamp, Batch& batch) {
  forget(stamp, batch);
  look_again_later(stamp.steady);
}

void Polled::forget(const model::Stamp& stamp, Batch& batch) {
  spoil(model::Reason::not_available, stamp, batch);
  for (const std::size_t group : groups_) store_.forget(group);
  made_.driver.reset();
  made_.profile = {};
  specs_.clear();
  targets_.clear();
  parts_ = {};
  probe_ = {};
  due.clear();
  urgent.clear();
  missed = {};
}

std::vector<PointId> Polled::not_offered() const {
  std::vector<PointId> points;
  for (const PointId point : watched_) {
    const model::PointInfo& info = points_.info(point);
    if (info.device == made_.device.id && info.name != "contact" && !targets_.contains(point)) points.push_back(point);
  }
  return points;
}

// A Modbus table has a known size and lies among the other registers: reading it is not a walk.
bool Polled::walks(const Target& target) const {
  return !target.row && made_.profile.protocol == model::Protocol::snmp && made_.profile.points[target.spec].is_table();
}

void Polled::build_parts() {
  std::array<std::vector<Target>, lane_count> singles;
  std::array<std::vector<Target>, lane_count> tables;
  for (std::size_t spec = 0; spec < specs_.size(); ++spec) {
    const model::PointSpec& described = made_.profile.points[spec];
    if (described.is_table()) {
      const Target whole{spec, std::nullopt};
      (walks(whole) ? tables : singles)[number(described.lane)].push_back(whole);
      for (const auto& [row, point] : specs_[spec].rows) {
        if (store_.watched(point)) singles[number(Lane::fast)].push_back(Target{spec, row});
      }
    } else if (specs_[spec].scalar) {
      singles[number(lane_of(*specs_[spec].scalar))].push_back(Target{spec, std::nullopt});
    }
  }
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    if (!singles[lane].empty()) {
      const std::size_t count = singles[lane].size();
      parts_[lane].push_back(
          Part{singles[lane], count <= light_singles, static_cast<int>(1 + count / singles_an_exchange)});
    }
    for (std::size_t i = 0; i < tables[lane].size(); i += tables_a_part) {
      const std::size_t end = std::min(i + tables_a_part, tables[lane].size());
      Part part;
      part.targets.assign(tables[lane].begin() + static_cast<std::ptrdiff_t>(i),
                          tables[lane].begin() + static_cast<std::ptrdiff_t>(end));
      part.light = false;
      part.exchanges = static_cast<int>((end - i) * exchanges_a_table);
      parts_[lane].push_back(std::move(part));
    }
    if (probe_.targets.empty() && !parts_[lane].empty()) probe_.targets = {parts_[lane].front().targets.front()};
  }
}

LaneIntervals Polled::intervals() const {
  LaneIntervals intervals;
  if (profile() == nullptr) intervals[number(Lane::normal)] = interval(Lane::normal);
  for (const Lane lane : {Lane::fast, Lane::normal, Lane::slow}) {
    if (!parts_[number(lane)].empty()) intervals[number(lane)] = interval(lane);
  }
  return intervals;
}

// At worst every target is asked for by itself.
Duration Polled::patience(const Part& part) const {
  const model::Quirks& quirks = made_.profile.quirks;
  const auto pauses = static_cast<int>(part.targets.size()) + 1;
  return part.exchanges * made_.device.timeout + quirks.pause_after_connect + pauses * quirks.pause_between;
}

Duration Polled::interval(Lane lane) const {
  switch (lane) {
    case Lane::fast: return made_.device.fast;
    case Lane::normal: return made_.device.normal;
    case Lane::slow: return made_.device.slow;
  }
  return made_.device.normal;
}

Lanes Polled::seldom_read() const {
  Lanes lanes;
  for (const Lane lane : {Lane::fast, Lane::normal, Lane::slow})
    lanes.set(number(lane), interval(lane) > Backoff::longest);
  return lanes;
}

model::PointInfo Polled::describe(std::size_t spec, const std::optional<model::Row>& row) const {
  const model::PointSpec& described = made_.profile.points[spec];
  model::PointInfo info;
  info.device = made_.device.id;
  info.name = name_of(Target{spec, row});
  info.unit = described.unit;
  info.kind = described.kind;
  info.states = described.states();
  info.writable = described.write.has_value();
  return info;
}

// Nothing when somebody knows a point of this name that is measured otherwise: it would be read for what it is not.
std::optional<PointId> Polled::intern(std::size_t spec, const std::optional<model::Row>& row) {
  const PointId point = points_.intern(describe(spec, row));
  if (fits(points_.info(point), made_.profile.points[spec])) return point;
  return std::nullopt;
}

std::optional<PointId> Polled::scalar(std::size_t spec) const {
  if (spec >= specs_.size()) return std::nullopt;
  return specs_[spec].scalar;
}

std::vector<PointId> Polled::rows(std::size_t spec) const {
  std::vector<PointId> points;
  if (spec >= specs_.size()) return points;
  for (const auto& [row, point] : specs_[spec].rows) points.push_back(point);
  return points;
}

std::optional<PointId> Polled::point_for(std::size_t spec, const model::Row& row) {
  if (spec >= specs_.size() || !made_.profile.points[spec].is_table()) return std::nullopt;
  const auto known = specs_[spec].rows.find(row);
  if (known != specs_[spec].rows.end()) return known->second;
  if (specs_[spec].rows.size() >= rows_at_most) return std::nullopt;
  const std::optional<PointId> point = intern(spec, row);
  if (!point) return std::nullopt;
  adopt(*point, Target{spec, row});
  if (specs_[spec].rows.size() == rows_at_most) {
    platform::log::warning("{}: the table {} has more than {} rows, the others are left out", made_.device.id,
                           made_.profile.points[spec].name, rows_at_most);
  }
  return point;
}

void Polled::adopt(PointId point, Target target) {
  const model::PointSpec& described = made_.profile.points[target.spec];
  store_.add(point, groups_[number(described.lane)], described.deadband, PointStore::Watch::no);  // unless it is there
  targets_[point] = target;
  if (target.row) {
    specs_[target.spec].rows.emplace(*target.row, point);
  } else {
    specs_[target.spec].scalar = point;
  }
}

std::optional<Target> Polled::target_of(PointId point) const {
  const auto found = targets_.find(point);
  if (found == targets_.end()) return std::nullopt;
  return found->second;
}

std::optional<Target> Polled::find_target(PointId point) {
  if (const std::optional<Target> known = target_of(point)) return known;
  const std::optional<Target> target = target_named(points_.info(point).name);
  if (!target || !fits(points_.info(point), made_.profile.points[target->spec])) return std::nullopt;
  adopt(point, *target);
  return target;
}

std::optional<Target> Polled::target_named(const std::string& name) const {
  for (std::size_t spec = 0; spec < specs_.size(); ++spec) {
    const model::PointSpec& described = made_.profile.points[spec];
    if (!described.is_table()) {
      if (described.name == name) return Target{spec, std::nullopt};
      continue;
    }
    const std::optional<model::Row> row = model::row_of(described.name, name);
    if (row) return Target{spec, row};
  }
  return std::nullopt;
}

std::string Polled::name_of(const Target& target) const {
  const std::string& name = made_.profile.points.at(target.spec).name;
  return target.row ? model::row_name(name, *target.row) : name;
}

std::vector<PointId> Polled::points() const {
  std::vector<PointId> points;
  for (const SpecPoints& spec : specs_) {
    if (spec.scalar) points.push_back(*spec.scalar);
    for (const auto& [row, point] : spec.rows) points.push_back(point);
  }
  return points;
}

Lane Polled::lane_of(PointId point) const {
  const std::optional<std::size_t> group = store_.group_of(point);
  for (const Lane lane : {Lane::fast, Lane::normal, Lane::slow}) {
    if (group == groups_[number(lane)]) return lane;
  }
  return Lane::normal;
}

void Polled::spoil(model::Reason reason, const model::Stamp& stamp, Batch& batch) {
  for (const std::size_t group : groups_) store_.spoil(group, reason, stamp, batch);
}

}  // namespace holdfast::poll
