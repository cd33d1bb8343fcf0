// A small branch for tests of the pure engine: no sockets, no threads, time in the test's hand. Devices are a map of
// values; operations that the engine wants are carried out on it, unless the test says otherwise.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "agent/engine/engine.hpp"

namespace holdfast::test {

class EngineBranch {
 public:
  explicit EngineBranch(model::Site site = default_site());

  static model::Site default_site();
  static void add_points(model::Points& points);
  static model::Step write_step(std::string id, std::string point, std::string state);

  // One input at the present time; its events are kept, its effects carried out (unless `obey` is off).
  engine::Turn give(engine::Input input);
  // Lets time pass in steps of 100 ms: every present device is sampled in each, timers fire when they are due.
  void pass(Duration span);
  // Ends this life and begins another with the durable state alone.
  void restart();

  void mains(bool on);
  void set(const std::string& point, model::Value value);
  model::Value get(const std::string& point) const { return values.at(point); }
  std::size_t count(const std::string& type) const;
  const engine::Event* last(const std::string& type) const;
  const incident::Incident* incident() const;     // the latest
  std::string incident_state() const;             // "none" if there is none
  std::string step(const std::string& id) const;  // state by the last event about it, "pending" before

  model::Points points;
  std::map<std::string, model::Value> values;  // by full point name
  std::set<std::string> silent;                // devices that do not answer
  std::vector<engine::Event> events;
  std::vector<std::pair<engine::Input, model::Stamp>> inputs;  // recorded
  std::vector<plan::Operate> operations;                       // asked for
  std::vector<std::string> writes;                             // done: "pdu.outlet.1.status=off"
  bool obey = true;                                            // carry out operations
  bool answer_late = false;  // carry out, but let no result come back (a crash in between)
  model::Stamp now;
  std::optional<engine::Engine> engine;
  engine::State state;

 private:
  void sample_all();
  void carry_out(const plan::Operate& request);
  std::optional<SteadyTime> wake_;
};

}  // namespace holdfast::test
