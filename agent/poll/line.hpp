// A line is what devices share: one coroutine that talks to them in turn. Requests (single reads and writes) come
// first, then rounds that are asked for at once, then rounds that the wheel finds due: of these the device whose
// last turn is longest ago. Owned by the Poller, which outlives the line's task.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/poll/emission.hpp"
#include "agent/poll/polled.hpp"
#include "platform/signal.hpp"

namespace holdfast::poll {

// A read or write that somebody waits for. Shared by the one who waits and the line, because either may leave first.
struct Request {
  explicit Request(platform::Clock& clock) : done(clock) {}
  Polled* device = nullptr;
  model::PointId point;
  std::optional<model::Value> value;  // present: a write
  SteadyTime deadline;
  bool started = false;
  bool abandoned = false;
  std::optional<Error> error;
  std::optional<model::Sample> sample;
  platform::Signal done;
};

class Line {
 public:
  // `on_outcome` is called after each failed exchange and each change of contact, before any samples are told.
  using OnOutcome = std::function<void(Polled&, ContactChange)>;
  // `on_recognised` when a device has turned out to be another than it was: its lanes and points have changed.
  using OnRecognised = std::function<void(Polled&)>;
  Line(platform::Clock& clock, PointStore& store, Emission& emission, OnOutcome on_outcome, OnRecognised on_recognised);

  void due(Polled& device, model::Lane lane, std::uint64_t missed);
  void want(Polled& device, model::Lane lane);  // due now, whatever the wheel says
  void probe(Polled& device);
  void urgent(Polled& device, model::Lane lane);
  void submit(std::shared_ptr<Request> request);

  platform::Awaitable<void> run();

 private:
  void queue_due(Polled& device);
  void queue_urgent(Polled& device);
  std::shared_ptr<Request> next_request();
  Polled* next_due();
  platform::Awaitable<void> work();
  platform::Awaitable<void> serve(std::shared_ptr<Request> request);
  platform::Awaitable<Result<void>> perform(std::shared_ptr<Request> request);
  platform::Awaitable<void> round(Polled* device, Wanted* wanted);
  platform::Awaitable<Result<void>> read(Polled* device, Errand errand, SteadyTime deadline);
  platform::Awaitable<Result<void>> write(Polled* device, drivers::Target target, model::Value value,
                                          SteadyTime deadline);
  void arrived(Polled& device, const Errand& errand, std::vector<drivers::Reading> readings, const model::Stamp& stamp);
  void take(Polled& device, drivers::Reading reading, const model::Stamp& stamp, Batch& batch);
  void take_absent(Polled& device, const drivers::Target& target, const model::Stamp& stamp, Batch& batch);
  void take_point(Polled& device, model::PointId point, Observed observed, const model::Stamp& stamp, Batch& batch);
  platform::Awaitable<Result<void>> make_sure(Polled* device);
  platform::Awaitable<Result<void>> recognise(Polled* device, Question question);
  void say_what_is_missing(Polled& device);
  void answered(Polled& device, SteadyTime sent);
  void failed(Polled& device, Lanes lanes, const Error& error, const model::Stamp& sent, SteadyTime deadline);
  void close();

  platform::Clock& clock_;
  PointStore& store_;
  Emission& emission_;
  OnOutcome on_outcome_;
  OnRecognised on_recognised_;
  platform::Signal work_;
  std::deque<std::shared_ptr<Request>> requests_;
  std::deque<Polled*> urgent_;
  std::deque<Polled*> due_;
  std::shared_ptr<Request> serving_;
  std::set<model::PointId> said_absent_;
};

}  // namespace holdfast::poll
