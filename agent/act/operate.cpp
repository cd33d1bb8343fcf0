#include "agent/act/operate.hpp"

#include <algorithm>

namespace holdfast::act {

namespace {

using Outcome = plan::OperateResult::Outcome;

constexpr Duration read_back_every = std::chrono::milliseconds{100};
// A read-back must be an exchange of its own; a device that takes longer for one is asked again.
constexpr Duration one_read = std::chrono::seconds{1};

plan::OperateResult result_of(const plan::Operate& request, Outcome outcome, std::string reason,
                              std::optional<model::Value> seen = {}) {
  return {request.run, request.step, request.attempt, request.fence, outcome, std::move(seen), std::move(reason)};
}

}  // namespace

std::optional<std::string> Operate::forbidden(const plan::Operate& request) const {
  if (permits_.inhibit)
    if (auto why = permits_.inhibit(request.point)) return why;
  if (permits_.interlock)
    if (auto why = permits_.interlock(request.point, request.wanted)) return why;
  return std::nullopt;
}

Awaitable<plan::OperateResult> Operate::execute(plan::Operate request,
                                                std::function<void(plan::OperateResult)> report) const {
  if (!ports_.write) co_return result_of(request, Outcome::confirmed, "suppressed", request.wanted);
  if (const auto why = forbidden(request)) co_return result_of(request, Outcome::refused, *why);

  const SteadyTime select_by = std::min(request.deadline, clock_.steady() + one_read);
  const Result<model::Sample> selected = co_await ports_.read(request.output, select_by);
  const bool readable = selected && selected->value;
  if (readable && model::same_reading(request.wanted, *selected->value))
    co_return result_of(request, Outcome::confirmed, "already so", selected->value);
  if (!readable && !request.fail_safe) {
    const std::string why = selected ? model::to_string(selected->reason) : selected.error().message;
    co_return result_of(request, Outcome::lost, "nothing was written, it cannot be read: " + why);
  }

  const Result<void> written = co_await ports_.write(request.output, request.wanted, request.deadline);
  if (!written && written.error().code != Code::no_contact && written.error().code != Code::protocol_violation)
    co_return result_of(request, Outcome::refused, written.error().message);
  if (written) report(result_of(request, Outcome::acknowledged, ""));
  // Without an acknowledgement nobody knows whether it acted: what it reads now tells.
  const std::string problem = written ? "" : written.error().message;
  const plan::OperateResult outcome = co_await read_back(std::move(request), problem);
  co_return outcome;
}

Awaitable<plan::OperateResult> Operate::read_back(plan::Operate request, std::string write_problem) const {
  std::optional<model::Value> seen;
  std::string problem = std::move(write_problem);
  while (clock_.steady() < request.deadline) {
    const SteadyTime read_by = std::min(request.deadline, clock_.steady() + one_read);
    const Result<model::Sample> sample = co_await ports_.read(request.output, read_by);
    if (sample && sample->value && sample->quality != model::Quality::bad) {
      seen = sample->value;
      if (model::same_reading(request.wanted, *seen)) co_return result_of(request, Outcome::confirmed, "", seen);
    } else if (!sample) {
      problem = sample.error().message;
    }
    const SteadyTime again = std::min(request.deadline, clock_.steady() + read_back_every);
    co_await clock_.wait_until(again);
  }
  if (seen)
    co_return result_of(request, Outcome::refuted,
                        fmt::format("it still reads {}, wanted {}{}{}", model::to_string(*seen),
                                    model::to_string(request.wanted), problem.empty() ? "" : "; ", problem),
                        seen);
  co_return result_of(request, Outcome::lost, problem.empty() ? "it cannot be read back" : problem);
}

}  // namespace holdfast::act
