// Runs the engine's turns one after another: input, turn, commit, state taken over, effects released. Nothing is
// released that is not committed; what cannot be committed has not happened, and the same decision is taken again from
// what is seen then. Owns the engine's state.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "agent/act/operate.hpp"
#include "agent/engine/engine.hpp"
#include "platform/channel.hpp"
#include "platform/tasks.hpp"

namespace holdfast::act {

class TurnRunner {
 public:
  struct Hooks {
    // Stores events and state in one transaction; nothing of it after an error.
    std::function<Awaitable<Result<void>>(std::vector<engine::Event>, const engine::State&, model::Stamp)> commit;
    std::function<void(const std::vector<engine::Event>&, const engine::State&)> committed;  // to look, not to act
  };
  struct Figures {
    std::uint64_t turns = 0;
    std::uint64_t commits = 0;
    std::uint64_t refused = 0;  // inputs that found the queue full
    Duration slowest_commit{};
    std::string commit_error;  // of the last commit that failed; empty once one succeeds
  };

  TurnRunner(platform::Clock& clock, const engine::Engine& engine, engine::State state, Ports ports, Permits permits,
             Hooks hooks);

  void start(platform::TaskGroup& tasks);
  void give(engine::Input input);

  const engine::State& state() const { return state_; }
  const Figures& figures() const { return figures_; }

 private:
  Awaitable<void> run();
  Awaitable<bool> take_turn(engine::Input input);
  Awaitable<void> operate(plan::Operate request);
  void release(std::vector<engine::Effect> effects);
  model::Stamp stamp() const;

  platform::Clock& clock_;
  const engine::Engine& engine_;
  engine::State state_;
  Ports ports_;
  Permits permits_;
  Operate operate_;
  Hooks hooks_;
  platform::Channel<engine::Input> inputs_;
  platform::TaskGroup* tasks_ = nullptr;
  std::optional<SteadyTime> wake_;
  Figures figures_;
};

}  // namespace holdfast::act
