#include "agent/poll/traps.hpp"

#include "platform/log.hpp"

namespace holdfast::poll {

Traps::Traps(platform::Clock& clock, drivers::Registry& registry, Poller& poller, std::string identity, Tell tell)
    : clock_(clock), poller_(poller), tell_(std::move(tell)), dropped_(clock) {
  drivers::snmp::TrapHooks hooks;
  hooks.heard = [this](const drivers::snmp::Trap& trap) { heard(trap); };
  hooks.dropped = [](const std::string& what) { platform::log::warning("traps: {}", what); };
  listener_ = registry.trap_listener(std::move(identity), std::move(hooks));
}

Result<void> Traps::open(const model::TrapPort& where) { return listener_->open(where); }

void Traps::start(platform::TaskGroup& tasks) {
  tasks.spawn("traps", listener_->run());
  tasks.spawn("suppressed traps", tell_suppressed());
}

void Traps::heard(const drivers::snmp::Trap& trap) {
  const TrapGate::Verdict verdict = gate_.take(trap.device, clock_.steady());
  if (verdict.read) poller_.read_now(trap.device);
  if (verdict.keep) {
    tell_({trap.device, trap.content.oid, trap.content.variables, trap.how, 0});
  } else {
    dropped_.notify();
  }
}

Awaitable<void> Traps::tell_suppressed() {
  for (;;) {
    const SteadyTime due = gate_.next_due().value_or(clock_.steady() + std::chrono::hours{1});
    const bool more = co_await dropped_.wait(due);
    static_cast<void>(more);
    for (const auto& [device, count] : gate_.suppressed(clock_.steady())) tell_({device, "", {}, "", count});
  }
}

}  // namespace holdfast::poll
