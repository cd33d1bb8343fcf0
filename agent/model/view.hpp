// The read view of the point table that conditions are evaluated on, and the observations that the engine keeps for it.
// Pure values: a copy is a snapshot. Each turn works on one, so it has to be cheap: what is known of a point never
// changes once it is there, copies share it, and a sample puts new knowledge in its place.
#pragma once

#include <boost/container/flat_map.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "agent/model/sample.hpp"

namespace holdfast::model {

class PointView {
 public:
  virtual ~PointView() = default;
  // Null: never heard of. Valid until the next sample of the point.
  virtual const Sample* latest(PointId point) const = 0;
  virtual std::optional<SteadyTime> last_good(PointId point) const = 0;  // stamp of the last good sample
  // Change per second over `window` up to `now`; nothing until good samples cover the window without a gap.
  virtual std::optional<double> rate(PointId point, Duration window, SteadyTime now) const = 0;
};

// True when the sample can be counted on at `now`: good or uncertain, and not past fresh_until.
bool is_present(const Sample& sample, SteadyTime now);

// The latest sample of every watched point, with as much history as the longest rate window wants.
class Observations final : public PointView {
 public:
  void keep_history(PointId point, Duration window);  // asked for once, before the first sample
  void take(const PointSample& sample);

  const Sample* latest(PointId point) const override;
  std::optional<SteadyTime> last_good(PointId point) const override;
  std::optional<double> rate(PointId point, Duration window, SteadyTime now) const override;

 private:
  struct Past {
    SteadyTime at;
    double number;
    std::optional<std::int64_t> integer;
    bool continuous;  // no gap longer than the previous sample's freshness lies before it
  };
  struct Seen {
    Sample sample;
    bool heard = false;  // a sample came; asking for history alone is not one
    std::optional<SteadyTime> last_good;
    SteadyTime good_until;  // fresh_until of the last good sample
    Duration window{};
    std::vector<Past> history;  // oldest first
  };
  const Seen* find(PointId point) const;
  static void remember(Seen& seen, const Sample& sample);
  static double integer_change(std::int64_t from, std::int64_t to);

  boost::container::flat_map<PointId, std::shared_ptr<const Seen>> seen_;
};

}  // namespace holdfast::model
