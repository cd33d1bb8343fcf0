// A poller in virtual time with scripted devices, and everything that it told.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/poll/poller.hpp"
#include "platform/virtual_clock.hpp"
#include "tests/poll/scripted_driver.hpp"
#include "tests/poll/scripted_recogniser.hpp"

namespace holdfast::testing {

// A point of a made-up profile.
inline model::PointSpec spec(std::string name, model::Lane lane = model::Lane::normal, double deadband = 0.0) {
  model::PointSpec made;
  made.name = std::move(name);
  made.kind = model::Kind::number;
  made.lane = lane;
  made.deadband = deadband;
  made.origins.front().address = model::SnmpAddress{"1.3.6.1"};
  return made;
}

inline bool about(std::size_t expected, std::size_t seen, std::size_t off = 2) {
  return seen + off >= expected && seen <= expected + off;
}

template <class VirtualTime>
class BenchOn {
 public:
  BenchOn()
      : tasks_(loop.get_executor(), clock,
               [this](const std::string& who, const std::string& what) { fatal = who + ": " + what; }) {}

  ~BenchOn() { stop(); }
  BenchOn(const BenchOn&) = delete;
  BenchOn& operator=(const BenchOn&) = delete;

  model::PointId watch(const std::string& device, const std::string& name) {
    model::PointInfo info;
    info.device = device;
    info.name = name;
    const model::PointId point = points.intern(info);
    watched.insert(point);
    return point;
  }

  // A device with fast 200 ms, normal 1 s, slow 1 h, timeout 500 ms; every scalar has a value.
  Script& device(const std::string& id, std::vector<model::PointSpec> specs, const std::string& line = "") {
    poll::PolledDevice made;
    made.device.id = id;
    made.device.fast = std::chrono::milliseconds{200};
    made.profile.points = std::move(specs);
    made.line_key = line.empty() ? id : line;
    Script& script = *scripts_.emplace_back(std::make_unique<Script>());
    for (std::size_t i = 0; i < made.profile.points.size(); ++i) {
      if (!made.profile.points[i].is_table()) script.values[{i, std::nullopt}] = 1.0;
    }
    made.driver = std::make_unique<ScriptedDriver>(clock, script);
    pending_.push_back(std::move(made));
    return script;
  }

  // A device that is recognised on first contact, as whatever `what` says at that time.
  void unknown_device(const std::string& id, ScriptedIdentity& what) {
    poll::PolledDevice made;
    made.device.id = id;
    made.device.profile = "auto";
    made.device.fast = std::chrono::milliseconds{200};
    made.line_key = id;
    made.recogniser = std::make_unique<ScriptedRecogniser>(clock, what);
    pending_.push_back(std::move(made));
  }

  poll::Poller& start() {
    poll::Hooks hooks;
    hooks.watched = [this](std::vector<model::PointSample> samples) { watched_calls.push_back(std::move(samples)); };
    hooks.changed = [this](const std::string& id, std::vector<model::PointSample> samples) {
      for (model::PointSample& sample : samples) changed.push_back({id, std::move(sample), clock.steady()});
    };
    hooks.contact = [this](const std::string& id, const poll::DeviceHealth& health) {
      contacts.push_back({id, health.contact, clock.steady()});
    };
    poller = std::make_unique<poll::Poller>(clock, tasks_, points, watched, std::move(hooks));
    for (poll::PolledDevice& each : pending_) poller->add(std::move(each));
    poller->start();
    return *poller;
  }

  void run(Duration span) { clock.run_for(span); }

  // Cancels everything and lets it end; how many tasks are left.
  std::size_t stop() {
    tasks_.cancel_all();
    clock.run_for(std::chrono::milliseconds{0});
    return tasks_.running();
  }

  platform::TaskGroup& tasks() { return tasks_; }

  const model::Sample* latest(const std::string& full_name) const {
    const auto point = points.find(full_name);
    return point ? poller->latest(*point) : nullptr;
  }

  // The latest as a word: "never", "good", or why not.
  std::string state(const std::string& full_name) const {
    const model::Sample* sample = latest(full_name);
    if (sample == nullptr) return "never";
    return sample->quality == model::Quality::bad ? model::to_string(sample->reason)
                                                  : model::to_string(sample->quality);
  }

  struct Changed {
    std::string device;
    model::PointSample sample;
    SteadyTime at;
  };
  struct ContactCall {
    std::string device;
    poll::Contact contact;
    SteadyTime at;
  };

  boost::asio::io_context loop;
  VirtualTime clock{loop};
  std::string fatal;
  model::Points points;
  std::set<model::PointId> watched;
  std::vector<std::vector<model::PointSample>> watched_calls;
  std::vector<Changed> changed;
  std::vector<ContactCall> contacts;

 private:
  std::vector<std::unique_ptr<Script>> scripts_;
  std::vector<poll::PolledDevice> pending_;
  platform::TaskGroup tasks_;

 public:
  std::unique_ptr<poll::Poller> poller;
};

using Bench = BenchOn<platform::VirtualClock>;

}  // namespace holdfast::testing
