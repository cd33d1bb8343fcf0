#include "agent/act/turn_runner.hpp"

#include "platform/log.hpp"

namespace holdfast::act {

namespace {

constexpr std::size_t inputs_at_most = 8192;
constexpr Duration commit_retry = std::chrono::milliseconds{500};
constexpr Duration longest_idle = std::chrono::minutes{1};

// Inputs that come again by themselves need not be kept for a second try.
bool comes_again(const engine::Input& input) {
  return std::holds_alternative<engine::Samples>(input) || std::holds_alternative<engine::TimerDue>(input);
}

}  // namespace

TurnRunner::TurnRunner(platform::Clock& clock, const engine::Engine& engine, engine::State state, Ports ports,
                       Permits permits, Hooks hooks)
    : clock_(clock),
      engine_(engine),
      state_(std::move(state)),
      ports_(std::move(ports)),
      permits_(std::move(permits)),
      operate_(clock, ports_, permits_),
      hooks_(std::move(hooks)),
      inputs_(clock, inputs_at_most) {}

void TurnRunner::start(platform::TaskGroup& tasks) {
  tasks_ = &tasks;
  tasks.spawn("turns", run());
}

void TurnRunner::give(engine::Input input) {
  if (inputs_.push(std::move(input))) return;
  ++figures_.refused;
}

model::Stamp TurnRunner::stamp() const {
  const platform::Instant now = clock_.now();
  return {now.steady, now.wall, now.wall_certain};
}

Awaitable<void> TurnRunner::run() {
  while (true) {
    const SteadyTime patience = wake_.value_or(clock_.steady() + longest_idle);
    std::optional<engine::Input> input = co_await inputs_.receive(patience);
    if (!input && inputs_.closed()) co_return;
    engine::Input next = input ? std::move(*input) : engine::Input{engine::TimerDue{}};
    const bool keep = !comes_again(next);
    bool taken = co_await take_turn(next);
    while (!taken && keep) {
      co_await clock_.wait_until(clock_.steady() + commit_retry);
      taken = co_await take_turn(next);
    }
    if (!taken) co_await clock_.wait_until(clock_.steady() + commit_retry);
  }
}

Awaitable<bool> TurnRunner::take_turn(engine::Input input) {
  const model::Stamp now = stamp();
  engine::Turn turn = engine_.turn(state_, input, now);
  ++figures_.turns;
  if (!turn.events.empty()) {
    const Result<void> stored = co_await hooks_.commit(turn.events, turn.state, now);
    figures_.slowest_commit = std::max(figures_.slowest_commit, clock_.steady() - now.steady);
    if (!stored) {
      if (figures_.commit_error != stored.error().message)
        platform::log::error("nothing can be decided: the journal does not take it ({})", stored.error().message);
      figures_.commit_error = stored.error().message;
      co_return false;
    }
    if (!figures_.commit_error.empty()) platform::log::info("the journal takes records again");
    figures_.commit_error.clear();
    ++figures_.commits;
  }
  state_ = std::move(turn.state);
  wake_ = turn.wake;
  release(std::move(turn.effects));
  if (hooks_.committed && !turn.events.empty()) hooks_.committed(turn.events, state_);
  co_return true;
}

void TurnRunner::release(std::vector<engine::Effect> effects) {
  for (auto& effect : effects) {
    if (auto* read = std::get_if<engine::ReadNow>(&effect)) {
      if (ports_.read_now) ports_.read_now(read->points);
      continue;
    }
    auto& request = std::get<plan::Operate>(effect);
    std::string name = fmt::format("operate {}", request.point);  // before the request is gone
    tasks_->spawn(std::move(name), operate(std::move(request)));
  }
}

Awaitable<void> TurnRunner::operate(plan::Operate request) {
  std::function<void(plan::OperateResult)> report = [this](plan::OperateResult result) { give(std::move(result)); };
  plan::OperateResult result = co_await operate_.execute(std::move(request), std::move(report));
  give(std::move(result));
}

}  // namespace holdfast::act
