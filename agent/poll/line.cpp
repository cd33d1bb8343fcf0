#include "agent/poll/line.hpp"

#include <algorithm>

#include "platform/log.hpp"

namespace holdfast::poll {

using drivers::Reading;
using drivers::Target;
using model::PointId;
using model::Quality;
using model::Reason;
using platform::Awaitable;
using namespace std::chrono_literals;

namespace {

// An answer that is this much later than its deadline was kept waiting by us: the process was stopped or starved.
constexpr Duration we_were_late = 250ms;
constexpr Duration idle_wait = 1h;         // nothing ends it but work
constexpr int identity_exchanges = 4;      // to say who it is: Modbus looks in several places
constexpr int recognition_exchanges = 40;  // and what it has; the first silence ends it

model::Stamp stamp_of(const platform::Instant& now) { return model::Stamp{now.steady, now.wall, now.wall_certain}; }

}  // namespace

Line::Line(platform::Clock& clock, PointStore& store, Emission& emission, OnOutcome on_outcome,
           OnRecognised on_recognised)
    : clock_(clock),
      store_(store),
      emission_(emission),
      on_outcome_(std::move(on_outcome)),
      on_recognised_(std::move(on_recognised)),
      work_(clock) {}

void Line::due(Polled& device, model::Lane lane, std::uint64_t missed) {
  DeviceHealth& health = device.contact.health;
  health.skipped += missed;
  if (device.due.has(lane) || device.reading.test(number(lane))) {
    ++health.skipped;
    return;
  }
  want(device, lane);
}

void Line::want(Polled& device, model::Lane lane) {
  device.due.add(lane);
  queue_due(device);
}

void Line::probe(Polled& device) {
  device.probe_wanted = true;
  device.contact.probe_queued();
  queue_due(device);
}

void Line::urgent(Polled& device, model::Lane lane) {
  if (device.contact.lost()) return;  // its back-off decides; there is nothing to learn sooner
  device.urgent.add(lane);
  queue_urgent(device);
}

void Line::submit(std::shared_ptr<Request> request) {
  requests_.push_back(std::move(request));
  work_.notify();
}

void Line::queue_due(Polled& device) {
  if (device.queued) return;
  device.queued = true;
  due_.push_back(&device);
  work_.notify();
}

void Line::queue_urgent(Polled& device) {
  if (device.queued_urgent) return;
  device.queued_urgent = true;
  urgent_.push_back(&device);
  work_.notify();
}

Awaitable<void> Line::run() {
  try {
    co_await work();
  } catch (...) {
    close();
    throw;
  }
}

Awaitable<void> Line::work() {
  for (;;) {
    const std::shared_ptr<Request> request = next_request();
    if (request) {
      co_await serve(request);
    } else if (!urgent_.empty()) {
      Polled* const device = urgent_.front();
      urgent_.pop_front();
      device->queued_urgent = false;
      co_await round(device, &device->urgent);
    } else if (!due_.empty()) {
      Polled* const device = next_due();
      co_await round(device, &device->due);
    } else {
      const SteadyTime until = clock_.steady() + idle_wait;
      const bool woken = co_await work_.wait(until);
      static_cast<void>(woken);
    }
  }
}

// Nobody shall wait for a line that has ended.
void Line::close() {
  if (serving_) requests_.push_back(std::move(serving_));
  for (const std::shared_ptr<Request>& request : requests_) {
    request->error = make_error(Code::cancelled, "polling has stopped");
    request->done.notify();
  }
  requests_.clear();
}

// Who has waited longest for a turn. First come, first served would favour whoever is not at work whenever the wheel
// comes by: on a line that is always busy one device would be read twice as often as another.
Polled* Line::next_due() {
  const auto next = std::ranges::min_element(due_, {}, &Polled::turn_at);
  Polled* const device = *next;
  due_.erase(next);
  device->queued = false;
  device->turn_at = clock_.steady();
  return device;
}

std::shared_ptr<Request> Line::next_request() {
  while (!requests_.empty()) {
    std::shared_ptr<Request> request = std::move(requests_.front());
    requests_.pop_front();
    if (!request->abandoned && clock_.steady() < request->deadline) return request;
  }
  return nullptr;
}

Awaitable<void> Line::serve(std::shared_ptr<Request> request) {
  request->started = true;
  serving_ = request;
  const Result<void> performed = co_await perform(request);
  if (!performed) request->error = performed.error();
  serving_.reset();
  request->done.notify();
}

// What a device is comes first: nothing is written to one that has taken another's place.
Awaitable<Result<void>> Line::perform(std::shared_ptr<Request> request) {
  Polled* const device = request->device;
  const Result<void> sure = co_await make_sure(device);
  if (!sure) co_return sure.error();
  if (request->abandoned || clock_.steady() >= request->deadline)
    co_return make_error(Code::no_contact, "its deadline passed while the device was asked what it is");
  const std::optional<Target> target = device->find_target(request->point);
  if (!target) co_return make_error(Code::not_found, "the device does not have this point");
  Errand errand;
  errand.part.targets.push_back(*target);
  const SteadyTime deadline = std::min(request->deadline, clock_.steady() + device->patience(errand.part));
  if (request->value) {
    Result<void> written = co_await write(device, *target, *request->value, deadline);
    co_return written;
  }
  Result<void> read_it = co_await read(device, std::move(errand), deadline);
  const model::Sample* sample = store_.latest(request->point);
  if (read_it && sample != nullptr) request->sample = *sample;
  co_return read_it;
}

Awaitable<void> Line::round(Polled* device, Wanted* wanted) {
  if (device->contact.lost() && !device->probe_wanted) co_return;
  const Result<void> sure = co_await make_sure(device);
  if (!sure) {
    wanted->clear();
    co_return;
  }
  if (device->contact.probe_first()) {
    device->probe_wanted = false;
    Errand probe;
    probe.part = device->probe();
    const SteadyTime probe_deadline = clock_.steady() + device->patience(probe.part);
    const Result<void> answer = co_await read(device, probe, probe_deadline);
    if (!answer) co_return;
  }
  std::optional<Errand> errand = wanted->take(device->parts());
  if (!errand) co_return;
  if (wanted == &device->urgent) device->due.drop_unbegun(errand->lanes);
  const SteadyTime deadline = clock_.steady() + device->patience(errand->part);
  const Result<void> answer = co_await read(device, std::move(*errand), deadline);
  if (answer && !device->due.empty()) queue_due(*device);
  if (answer && !device->urgent.empty()) queue_urgent(*device);
}

// What it is, where that is not certain. An error: it does not answer, or nobody knows what it is.
Awaitable<Result<void>> Line::make_sure(Polled* device) {
  const Question question = device->question(clock_.steady());
  if (question == Question::none) co_return Result<void>{};
  device->probe_wanted = false;
  if (question == Question::is_it_the_same) {
    const model::Stamp sent = stamp_of(clock_.now());
    const SteadyTime deadline = sent.steady + device->config().timeout * identity_exchanges;
    const Result<bool> same = co_await device->recogniser().is_same(deadline);
    if (!same) {
      failed(*device, Lanes{}, same.error(), sent, deadline);
      co_return same.error();
    }
    if (*same) {
      answered(*device, sent.steady);
      if (device->profile() != nullptr) co_return Result<void>{};
      co_return make_error(Code::not_found, "{}", device->contact.health.last_error);
    }
  }
  Result<void> recognised = co_await recognise(device, question);
  co_return recognised;
}

Awaitable<Result<void>> Line::recognise(Polled* device, Question question) {
  const model::Stamp sent = stamp_of(clock_.now());
  const SteadyTime deadline = sent.steady + device->config().timeout * recognition_exchanges;
  Result<drivers::Recognised> found = co_await device->recogniser().recognise(deadline);
  DeviceHealth& health = device->contact.health;
  if (!found && found.error().code != Code::not_found) {
    failed(*device, Lanes{}, found.error(), sent, deadline);
    co_return found.error();
  }
  Batch batch;
  bool changed = false;
  if (found) {
    changed = device->become(std::move(*found), sent, batch);
  } else if (device->profile() == nullptr || question == Question::is_it_the_same) {
    changed = device->profile() != nullptr;
    device->not_recognised(sent, batch);
  } else {
    device->look_again_later(sent.steady);  // it was known a moment ago, and has not been exchanged
    co_return Result<void>{};
  }
  emission_.tell(device->index(), std::move(batch));
  if (changed) on_recognised_(*device);
  answered(*device, sent.steady);
  const std::string& id = device->config().id;
  if (!found) {
    if (health.last_error != found.error().message) platform::log::warning("{}: {}", id, found.error().message);
    health.last_error = found.error().message;
    co_return found.error();
  }
  health.last_error.clear();
  if (changed) platform::log::info("{}: is {} ({})", id, device->profile()->id, device->profile()->title);
  say_what_is_missing(*device);
  co_return Result<void>{};
}

void Line::say_what_is_missing(Polled& device) {
  for (const PointId point : device.not_offered()) {
    if (!said_absent_.insert(point).second) continue;
    platform::log::warning("{}: {} is watched, but a device of profile {} does not have it; it stays unknown",
                           device.config().id, device.point_name(point), device.profile()->id);
  }
}

Awaitable<Result<void>> Line::read(Polled* device, Errand errand, SteadyTime deadline) {
  const model::Stamp sent = stamp_of(clock_.now());
  device->reading = errand.lanes;
  Result<std::vector<Reading>> readings = co_await device->driver().read(errand.part.targets, deadline);
  device->reading.reset();
  const Duration took = clock_.steady() - sent.steady;
  if (readings && clock_.steady() > deadline + we_were_late) {  // what it says may be long past
    readings = make_error(Code::no_contact, "the answer was taken {} ms after the request", took / 1ms);
  }
  if (!readings) {
    if (errand.completes.any()) ++device->contact.health.rounds;
    failed(*device, errand.lanes, readings.error(), sent, deadline);
    co_return readings.error();
  }
  if ((errand.completes & device->seldom_read()).any()) device->missed.done();
  answered(*device, sent.steady);
  arrived(*device, errand, std::move(*readings), sent);
  co_return Result<void>{};
}

Awaitable<Result<void>> Line::write(Polled* device, Target target, model::Value value, SteadyTime deadline) {
  const model::Stamp sent = stamp_of(clock_.now());
  Result<void> written = co_await device->driver().write(target, value, deadline);
  if (written || written.error().code == Code::device_refused) {
    answered(*device, sent.steady);
  } else if (written.error().code == Code::no_contact) {
    failed(*device, Lanes{}, written.error(), sent, deadline);
  }
  co_return written;
}

void Line::answered(Polled& device, SteadyTime sent) {
  const SteadyTime now = clock_.steady();
  const ContactChange change = device.contact.answered(now, now - sent);
  const Lanes again = device.missed.take_due(now);
  for (const model::Lane lane : {model::Lane::fast, model::Lane::normal, model::Lane::slow})
    if (again.test(number(lane))) want(device, lane);
  if (change == ContactChange::none) return;
  on_outcome_(device, change);
  emission_.contact(device.index(), device.contact.health);
}

void Line::failed(Polled& device, Lanes lanes, const Error& error, const model::Stamp& sent, SteadyTime deadline) {
  const SteadyTime now = clock_.steady();
  const ContactChange change = device.contact.failed(now, error.message, now > deadline + we_were_late);
  // The rest of the round is aborted. The next due slot tries again, or a back-off where that slot is far away.
  device.missed.failed((lanes | device.due.lanes() | device.urgent.lanes()) & device.seldom_read(), now);
  device.due.clear();
  device.urgent.clear();
  on_outcome_(device, change);
  emission_.expire(now);
  if (change != ContactChange::lost) return;
  device.renew();
  emission_.contact(device.index(), device.contact.health);
  Batch batch;
  device.spoil(Reason::no_contact, sent, batch);
  emission_.tell(device.index(), std::move(batch));
}

void Line::arrived(Polled& device, const Errand& errand, std::vector<Reading> readings, const model::Stamp& stamp) {
  emission_.expire(clock_.steady());
  Batch batch;
  store_.begin_round();
  for (Reading& reading : readings) take(device, std::move(reading), stamp, batch);
  for (const Target& target : errand.part.targets) take_absent(device, target, stamp, batch);
  if (errand.completes.any()) ++device.contact.health.rounds;
  emission_.tell(device.index(), std::move(batch));
}

void Line::take(Polled& device, Reading reading, const model::Stamp& stamp, Batch& batch) {
  Observed observed{std::move(reading.value), reading.quality, reading.reason};
  if (observed.quality != Quality::bad && !observed.value) {
    observed.quality = Quality::bad;
    observed.reason = Reason::not_understood;
  }
  if (reading.row) {
    const std::optional<PointId> point = device.point_for(reading.spec, *reading.row);
    if (point) take_point(device, *point, std::move(observed), stamp, batch);
    return;
  }
  const std::optional<PointId> point = device.scalar(reading.spec);
  if (point) {
    take_point(device, *point, std::move(observed), stamp, batch);
    return;
  }
  // A word about a whole table can only be that it is not to be had. Watched rows are asked for one by one.
  if (observed.quality != Quality::bad) return;
  for (const PointId row : device.rows(reading.spec)) {
    if (!store_.watched(row)) take_point(device, row, observed, stamp, batch);
  }
}

void Line::take_absent(Polled& device, const Target& target, const model::Stamp& stamp, Batch& batch) {
  const Observed absent{std::nullopt, Quality::bad, Reason::not_available};
  if (target.row) {
    const std::optional<PointId> point = device.point_for(target.spec, *target.row);
    if (point && !store_.touched(*point)) take_point(device, *point, absent, stamp, batch);
    return;
  }
  const std::optional<PointId> scalar = device.scalar(target.spec);
  if (scalar && !store_.touched(*scalar)) take_point(device, *scalar, absent, stamp, batch);
  for (const PointId row : device.rows(target.spec)) {
    if (!store_.touched(row) && !store_.watched(row)) take_point(device, row, absent, stamp, batch);
  }
}

void Line::take_point(Polled& device, PointId point, Observed observed, const model::Stamp& stamp, Batch& batch) {
  if (observed.reason == Reason::not_available && store_.watched(point) && said_absent_.insert(point).second) {
    const std::optional<Target> target = device.target_of(point);
    platform::log::warning("{}: {} is watched, but the device does not have it", device.config().id,
                           target ? device.name_of(*target) : "a point");
  }
  store_.take(point, std::move(observed), stamp, batch);
}

}  // namespace holdfast::poll
