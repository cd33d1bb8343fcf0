// One device as the poller sees it: which points its profile offers, in which exchanges each lane is read, and what is
// wanted of it at present. Owned by the Poller; its Line works on it. Pure but for the driver that it holds.
//
// A lane's work is cut into parts, so that others on the line (and the device's own fast lane) get their turn in
// between: the first part holds single points, each further one up to four SNMP tables. Modbus tables are blocks of
// registers like everything else and are read along with the single points.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/poll/contact.hpp"
#include "agent/poll/missed.hpp"
#include "agent/poll/point_store.hpp"
#include "agent/poll/poller.hpp"
#include "agent/poll/wheel.hpp"

namespace holdfast::poll {

inline std::size_t number(model::Lane lane) { return static_cast<std::size_t>(lane); }

// Targets that one call of the driver reads.
struct Part {
  std::vector<drivers::Target> targets;
  bool light = true;  // small enough to be read along with other lanes
  int exchanges =
      1;  // how many it may take; each has the device's timeout, and the driver gives up at the first silence
};

// What is to be read next, and which lanes are complete with it.
struct Errand {
  Part part;
  Lanes lanes;      // that it belongs to
  Lanes completes;  // of these, the ones whose last part it is
};

// What one does not know of a device with a recogniser.
//
//   not recognised -------- what_is_it, at once; if nobody knows it, again every ten minutes, is_it_the_same meanwhile
//   recognised ------------ nothing; after a long silence is_it_the_same
//   without watched points- what_is_it every ten minutes: agents that have just started do not have all of theirs yet
enum class Question { none, what_is_it, is_it_the_same };

// Lanes that wait to be read, each with the part that comes next.
class Wanted {
 public:
  void add(model::Lane lane) { lanes_.set(number(lane)); }
  bool has(model::Lane lane) const { return lanes_.test(number(lane)); }
  bool empty() const { return lanes_.none(); }
  Lanes lanes() const { return lanes_; }
  void clear() { *this = Wanted{}; }
  void drop_unbegun(Lanes lanes);  // those that somebody else just read

  // All lanes that are light together, else the next part of the fastest lane.
  std::optional<Errand> take(const std::array<std::vector<Part>, lane_count>& parts);

 private:
  Lanes lanes_;
  std::array<std::size_t, lane_count> next_part_{};
};

class Polled {
 public:
  static constexpr Duration long_silence = std::chrono::seconds{30};  // in which one device may replace another
  static constexpr Duration look_again = std::chrono::minutes{10};

  // Registers the points that are known beforehand: the profile's scalars, and rows that somebody has named. `points`,
  // `watched` and `store` outlive it.
  Polled(std::size_t index, PolledDevice made, model::Points& points, const std::set<model::PointId>& watched,
         PointStore& store);

  std::size_t index() const { return index_; }
  const model::Device& config() const { return made_.device; }
  drivers::Driver& driver() { return *made_.driver; }  // of one that is recognised
  void renew();                                        // drops the connection, if there is one
  drivers::Recogniser& recogniser() { return *made_.recogniser; }
  const model::Profile* profile() const { return made_.driver ? &made_.profile : nullptr; }
  const std::string& line_key() const { return made_.line_key; }

  // What has to be asked before anything else is asked of it.
  Question question(SteadyTime now) const;
  // It has turned out to be this: what it had before is forgotten, `batch` says so. Nothing changes when it is that
  // already; true when it was not.
  bool become(drivers::Recognised recognised, const model::Stamp& stamp, Batch& batch);
  // It answers, and nobody knows what it is; what it had before is forgotten.
  void not_recognised(const model::Stamp& stamp, Batch& batch);
  void look_again_later(SteadyTime now) { recognise_at_ = now + look_again; }
  std::vector<model::PointId> not_offered() const;  // points that are watched, and that it does not have

  // Of lanes that have something to read; of a device that is not recognised, when it is asked what it is.
  LaneIntervals intervals() const;
  Duration interval(model::Lane lane) const;
  Lanes seldom_read() const;  // lanes whose next turn is further off than the longest back-off
  const std::array<std::vector<Part>, lane_count>& parts() const { return parts_; }
  const Part& probe() const { return probe_; }
  Duration patience(const Part& part) const;  // its exchanges, with the pauses that the device wants

  // The point that a reading belongs to. A row that nobody has seen before becomes a new point. Nothing for a reading
  // that cannot be: not in the profile, or one row too many.
  std::optional<model::PointId> point_for(std::size_t spec, const model::Row& row);
  std::optional<model::PointId> scalar(std::size_t spec) const;
  std::vector<model::PointId> rows(std::size_t spec) const;
  std::optional<drivers::Target> target_of(model::PointId point) const;
  std::optional<drivers::Target> target_named(const std::string& name) const;
  std::optional<drivers::Target> find_target(model::PointId point);  // a row that nobody has seen before is adopted
  const std::string& point_name(model::PointId point) const { return points_.info(point).name; }
  std::string name_of(const drivers::Target& target) const;
  std::vector<model::PointId> points() const;  // in the order of the profile, rows ascending
  model::Lane lane_of(model::PointId point) const;
  void spoil(model::Reason reason, const model::Stamp& stamp, Batch& batch);

  ContactState contact;
  Missed missed;
  Wanted due;                                  // handed over by the wheel
  Wanted urgent;                               // asked for at once
  Lanes reading;                               // in flight
  bool queued = false, queued_urgent = false;  // in the line's queues
  bool probe_wanted = false;                   // while contact is lost
  SteadyTime turn_at{};                        // when its line took it out of the queue last

 private:
  struct SpecPoints {
    std::optional<model::PointId> scalar;
    std::map<model::Row, model::PointId> rows;
  };

  model::PointInfo describe(std::size_t spec, const std::optional<model::Row>& row) const;
  std::optional<model::PointId> intern(std::size_t spec, const std::optional<model::Row>& row);
  void offer_points();
  void adopt(model::PointId point, drivers::Target target);
  void forget(const model::Stamp& stamp, Batch& batch);
  void build_parts();
  bool walks(const drivers::Target& target) const;

  std::size_t index_;
  PolledDevice made_;
  model::Points& points_;
  const std::set<model::PointId>& watched_;
  PointStore& store_;
  std::optional<SteadyTime> recognise_at_;  // a device that is not what it should be: when to look again
  std::array<std::size_t, lane_count> groups_{};
  std::vector<SpecPoints> specs_;
  std::map<model::PointId, drivers::Target> targets_;
  std::array<std::vector<Part>, lane_count> parts_;
  Part probe_;
};

}  // namespace holdfast::poll
