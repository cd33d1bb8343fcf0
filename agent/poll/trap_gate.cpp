#include "agent/poll/trap_gate.hpp"

#include <algorithm>

namespace holdfast::poll {

TrapGate::Verdict TrapGate::take(const std::string& device, SteadyTime now) {
  Device& state = devices_.try_emplace(device).first->second;
  Verdict verdict;
  const SteadyTime paid = std::max(state.reads_paid_until, now);
  if (paid + read_every <= now + reads_in_a_burst * read_every) {
    verdict.read = true;
    state.reads_paid_until = paid + read_every;
  }
  if (now >= state.minute_ends && state.dropped == 0) {
    state.minute_ends = now + std::chrono::minutes{1};
    state.kept = 0;
  }
  if (state.kept < kept_a_minute) {
    verdict.keep = true;
    ++state.kept;
  } else {
    ++state.dropped;
  }
  return verdict;
}

std::vector<std::pair<std::string, std::uint64_t>> TrapGate::suppressed(SteadyTime now) {
  std::vector<std::pair<std::string, std::uint64_t>> over;
  for (auto& [device, state] : devices_) {
    if (state.dropped == 0 || now < state.minute_ends) continue;
    over.emplace_back(device, std::exchange(state.dropped, 0));
  }
  return over;
}

std::optional<SteadyTime> TrapGate::next_due() const {
  std::optional<SteadyTime> due;
  for (const auto& [device, state] : devices_) {
    if (state.dropped > 0 && (!due || state.minute_ends < *due)) due = state.minute_ends;
  }
  return due;
}

}  // namespace holdfast::poll
