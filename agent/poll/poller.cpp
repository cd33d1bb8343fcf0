#include "agent/poll/poller.hpp"

#include <algorithm>
#include <utility>

#include "agent/poll/line.hpp"

namespace holdfast::poll {

using model::PointId;
using namespace std::chrono_literals;

namespace {

constexpr Duration longest_sleep = 1h;
// What a driver may take beyond its deadline to report that it has passed.
constexpr Duration grace = 100ms;

// Tells the line that nobody waits any more, however the waiting ended.
class Waiting {
 public:
  explicit Waiting(std::shared_ptr<Request> request) : request_(std::move(request)) {}
  ~Waiting() { request_->abandoned = true; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::shared_ptr<Request> request_;
};

// Waits until the line has served the request. The line needs a moment longer than the deadline when it has begun.
Awaitable<Result<void>> served_by(std::shared_ptr<Request> request) {
  bool done = co_await request->done.wait(request->deadline);
  if (!done && request->started) {
    const SteadyTime patience = request->deadline + grace;
    done = co_await request->done.wait(patience);
  }
  const std::string& device = request->device->config().id;
  if (request->error) co_return with_context(*request->error, "{}", device);
  if (done) co_return Result<void>{};
  if (request->started) co_return make_error(Code::no_contact, "{}: no answer before the deadline", device);
  co_return make_error(Code::no_contact, "{}: its line was busy until the deadline, nothing was sent", device);
}

}  // namespace

struct Poller::State {
  platform::Clock& clock;
  platform::TaskGroup& tasks;
  model::Points& points;
  std::set<PointId> watched;
  PointStore store;
  Emission emission;
  std::vector<std::unique_ptr<Polled>> devices;
  std::map<std::string, Polled*> by_id;
  std::map<std::string, std::unique_ptr<Line>> lines;  // by key
  std::vector<Line*> line_of_device;
  std::set<std::size_t> lost;  // devices without contact: probed now and then
  std::optional<Wheel> wheel;  // from start() on
  platform::Signal changed;    // the wheel has to look again when it is due
  Duration worst_lag{};

  State(platform::Clock& a_clock, platform::TaskGroup& a_tasks, model::Points& a_points, std::set<PointId> a_watched,
        Hooks hooks)
      : clock(a_clock),
        tasks(a_tasks),
        points(a_points),
        watched(std::move(a_watched)),
        emission(store, std::move(hooks)),
        changed(a_clock) {}

  Line& line_of(const Polled& device) { return *line_of_device[device.index()]; }

  Polled* device_of(PointId point) const {
    if (point.index >= points.size()) return nullptr;
    const auto found = by_id.find(points.info(point).device);
    return found == by_id.end() ? nullptr : found->second;
  }

  std::shared_ptr<Request> request_for(PointId point, SteadyTime deadline) {
    Polled* const device = device_of(point);
    if (device == nullptr) return nullptr;
    const bool recognised = device->profile() != nullptr;
    if (recognised && !device->find_target(point)) return nullptr;
    auto request = std::make_shared<Request>(clock);
    request->device = device;
    request->point = point;
    request->deadline = deadline;
    return request;
  }

  void on_outcome(Polled& device, ContactChange change) {
    if (device.contact.lost()) {
      lost.insert(device.index());
    } else {
      lost.erase(device.index());
    }
    if (change == ContactChange::lost) wheel->pause(device.index());
    if (change == ContactChange::gained) {
      wheel->resume(device.index(), clock.steady());
      want_all(device);
    }
    changed.notify();
  }

  void on_recognised(Polled& device) {
    wheel->change(device.index(), device.config().id, device.intervals(), clock.steady());
    want_all(device);
    changed.notify();
  }

  void want_all(Polled& device) {
    const LaneIntervals lanes = device.intervals();
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      if (lanes[lane]) line_of(device).want(device, static_cast<model::Lane>(lane));
    }
  }

  // Never in the past of what is due, and no more often than a slot.
  SteadyTime next_wake() {
    SteadyTime wake = clock.steady() + longest_sleep;
    const std::optional<SteadyTime> due = wheel->next();
    if (due) wake = std::min(wake, *due);
    const std::optional<SteadyTime> expiry = store.next_expiry();
    if (expiry) wake = std::min(wake, wheel->at_or_after(*expiry));
    for (const std::size_t device : lost) {
      const std::optional<SteadyTime> probe = devices[device]->contact.next_probe();
      if (probe) wake = std::min(wake, wheel->at_or_after(*probe));
    }
    return wake;
  }

  void turn() {
    const SteadyTime now = clock.steady();
    emission.expire(now);
    const DueNow due = wheel->take(now);
    worst_lag = std::max(worst_lag, due.lag);
    for (const Due& pair : due.pairs) {
      Polled& device = *devices[pair.device];
      line_of(device).due(device, pair.lane, pair.missed);
    }
    for (const std::size_t device : lost) {
      const std::optional<SteadyTime> probe = devices[device]->contact.next_probe();
      if (probe && *probe <= now) line_of(*devices[device]).probe(*devices[device]);
    }
  }

  Awaitable<void> run_wheel() {
    for (;;) {
      const SteadyTime wake = next_wake();
      const bool looked_again = co_await changed.wait(wake);
      if (!looked_again || clock.steady() >= wake) turn();
    }
  }
};

Poller::Poller(platform::Clock& clock, platform::TaskGroup& tasks, model::Points& points, std::set<PointId> watched,
               Hooks hooks)
    : state_(std::make_unique<State>(clock, tasks, points, std::move(watched), std::move(hooks))) {}

Poller::~Poller() = default;

void Poller::add(PolledDevice device) {
  State& state = *state_;
  const std::size_t index = state.devices.size();
  state.emission.name_device(device.device.id);
  auto polled = std::make_unique<Polled>(index, std::move(device), state.points, state.watched, state.store);
  std::unique_ptr<Line>& line = state.lines[polled->line_key()];
  if (!line) {
    line = std::make_unique<Line>(
        state.clock, state.store, state.emission,
        [&state](Polled& which, ContactChange change) { state.on_outcome(which, change); },
        [&state](Polled& which) { state.on_recognised(which); });
  }
  state.line_of_device.push_back(line.get());
  state.by_id[polled->config().id] = polled.get();
  state.devices.push_back(std::move(polled));
}

void Poller::start() {
  State& state = *state_;
  state.wheel.emplace(state.clock.steady());
  for (const std::unique_ptr<Polled>& device : state.devices)
    state.wheel->add(device->config().id, device->intervals());
  for (const auto& [key, line] : state.lines) state.tasks.spawn("poll line " + key, line->run());
  state.tasks.spawn("poll wheel", state.run_wheel());
}

void Poller::read_now(const std::set<PointId>& points) {
  for (const PointId point : points) {
    Polled* const device = state_->device_of(point);
    if (device != nullptr && device->target_of(point)) {
      state_->line_of(*device).urgent(*device, device->lane_of(point));
    }
  }
}

void Poller::read_now(const std::string& device) {
  const auto found = state_->by_id.find(device);
  if (found == state_->by_id.end()) return;
  Polled& polled = *found->second;
  Line& line = state_->line_of(polled);
  if (polled.contact.lost()) {
    line.probe(polled);
    return;
  }
  const bool has_fast = polled.intervals()[number(model::Lane::fast)].has_value();
  line.urgent(polled, has_fast ? model::Lane::fast : model::Lane::normal);
}

Awaitable<Result<model::Sample>> Poller::read_point(PointId point, SteadyTime deadline) {
  const std::shared_ptr<Request> request = state_->request_for(point, deadline);
  if (!request) co_return make_error(Code::not_found, "no polled device has this point");
  const Waiting waiting(request);
  state_->line_of(*request->device).submit(request);
  Result<void> served = co_await served_by(request);
  if (!served) co_return served.error();
  if (!request->sample) co_return make_error(Code::not_found, "the device does not have this point");
  co_return *request->sample;
}

Awaitable<Result<void>> Poller::write_point(PointId point, model::Value value, SteadyTime deadline) {
  const std::shared_ptr<Request> request = state_->request_for(point, deadline);
  if (!request) co_return make_error(Code::not_found, "no polled device has this point");
  request->value = std::move(value);
  const Waiting waiting(request);
  state_->line_of(*request->device).submit(request);
  Result<void> served = co_await served_by(request);
  co_return served;
}

const model::Sample* Poller::latest(PointId point) const { return state_->store.latest(point); }

std::vector<PointId> Poller::points_of(const std::string& device) const {
  const auto found = state_->by_id.find(device);
  return found == state_->by_id.end() ? std::vector<PointId>{} : found->second->points();
}

const DeviceHealth& Poller::health(const std::string& device) const {
  static const DeviceHealth unknown;
  const auto found = state_->by_id.find(device);
  return found == state_->by_id.end() ? unknown : found->second->contact.health;
}

const model::Profile* Poller::profile(const std::string& device) const {
  const auto found = state_->by_id.find(device);
  return found == state_->by_id.end() ? nullptr : found->second->profile();
}

std::vector<std::string> Poller::devices() const {
  std::vector<std::string> ids;
  for (const std::unique_ptr<Polled>& device : state_->devices) ids.push_back(device->config().id);
  return ids;
}

Duration Poller::worst_lag() const { return std::exchange(state_->worst_lag, Duration{}); }

Duration Poller::interval(PointId point) const {
  const Polled* const device = state_->device_of(point);
  if (device == nullptr) return Duration{};
  return device->interval(device->lane_of(point));
}

}  // namespace holdfast::poll
