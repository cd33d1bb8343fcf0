// Keeps every point as fresh as its lane wants, at the least cost in wake-ups: one wheel of 50 ms slots hands due
// (device, lane) pairs to their lines; one coroutine a line talks to its devices in turn. A late line skips, never
// bursts. A silent device is probed once, its round aborted, and backed off, so that it never delays another. Reads
// that are asked for at once and writes go in front of the rounds of the same line.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/model/point.hpp"
#include "agent/model/sample.hpp"
#include "agent/model/site.hpp"
#include "drivers/recogniser.hpp"
#include "platform/tasks.hpp"

namespace holdfast::poll {

using platform::Awaitable;

enum class Contact { never, ok, lost };

struct DeviceHealth {
  Contact contact = Contact::never;
  std::optional<SteadyTime> last_answer;
  std::string last_error;  // "no answer within 500 ms"
  Duration latency{};      // of the last exchange
  std::uint64_t rounds = 0, failed = 0, skipped = 0;
};

struct Hooks {
  // Every fresh sample of a watched point, changed or not: freshness reaches the detector. One call a round.
  std::function<void(std::vector<model::PointSample>)> watched;
  // By exception: a value, quality or reason that changed beyond its deadband. One call a round.
  std::function<void(const std::string& device, std::vector<model::PointSample>)> changed;
  // A device's contact was lost or is back; for log and journal.
  std::function<void(const std::string& device, const DeviceHealth&)> contact;
};

// What is to be polled, and how. Either profile and driver are known beforehand, or the device is recognised on first
// contact: until then its points are unknown, and only what conditions name of it exists.
struct PolledDevice {
  model::Device device;
  model::Profile profile;
  std::unique_ptr<drivers::Driver> driver;
  std::string line_key;
  std::unique_ptr<drivers::Recogniser> recogniser = nullptr;
};

class Poller {
 public:
  // `points` grows when tables show rows that nobody named. `watched` are read in the fast lane.
  Poller(platform::Clock& clock, platform::TaskGroup& tasks, model::Points& points, std::set<model::PointId> watched,
         Hooks hooks);
  ~Poller();

  void add(PolledDevice device);  // before start()
  void start();                   // spawns the wheel and the lines

  // Reads these points' devices as soon as their lines are free, ahead of rounds; answers come through Hooks::watched.
  void read_now(const std::set<model::PointId>& points);

  // Reads what conditions watch of this device, or its normal lane if they watch nothing; a lost one is asked whether
  // it is back. For a device that has sent something unasked.
  void read_now(const std::string& device);

  // One fresh reading, straight from the device. The sample also goes the way of every sample.
  Awaitable<Result<model::Sample>> read_point(model::PointId point, SteadyTime deadline);
  // One write, acknowledged by the device. Only for the one path of every write (act/operate).
  Awaitable<Result<void>> write_point(model::PointId point, model::Value value, SteadyTime deadline);

  const model::Sample* latest(model::PointId point) const;  // null: never heard of
  std::vector<model::PointId> points_of(
      const std::string& device) const;  // in the order of the profile, rows ascending
  const DeviceHealth& health(const std::string& device) const;
  std::vector<std::string> devices() const;
  // What the device is read as; null: not recognised yet, or not polled.
  const model::Profile* profile(const std::string& device) const;
  Duration worst_lag() const;  // how late a slot of the wheel was at most, since the last call
  // The longest interval at which the point is read; bounds blind_after.
  Duration interval(model::PointId point) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::poll
