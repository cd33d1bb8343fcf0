// What a schedule says in words.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "agent/continuity/energy.hpp"

namespace holdfast::continuity {

namespace {

constexpr std::size_t most_named = 3;

// "2h", "1h30m", "27m", "1m30s", "45s": no finer than a plan needs, and never more than there is.
std::string shown(Duration time) {
  const std::int64_t all = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  const std::int64_t hours = all / 3600, minutes = all / 60 % 60, seconds = all % 60;
  if (hours > 0) return minutes == 0 ? fmt::format("{}h", hours) : fmt::format("{}h{}m", hours, minutes);
  if (minutes == 0) return fmt::format("{}s", seconds);
  return seconds == 0 || minutes >= 10 ? fmt::format("{}m", minutes) : fmt::format("{}m{}s", minutes, seconds);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t at = 0; at < std::min(names.size(), most_named); ++at)
    text += (at == 0 ? "" : at + 1 == names.size() ? " and " : ", ") + names[at];
  if (names.size() > most_named) text += fmt::format(" and {} more", names.size() - most_named);
  return text;
}

}  // namespace

void explain_end(const EnergyProblem& problem, const EnergySchedule& schedule, const EnergyNames& names,
                 std::uint32_t service, std::string& append_to) {
  const ServiceHold& hold = schedule.services[service];
  switch (hold.binding.kind) {
    case Binding::Kind::none: append_to += "no battery limits it"; return;
    case Binding::Kind::unknown_pool:
      fmt::format_to(std::back_inserter(append_to), "the energy of {} is unknown", names.pools[hold.binding.index]);
      return;
    case Binding::Kind::unknown_watts:
      fmt::format_to(std::back_inserter(append_to), "the watts of {} are unknown", names.loads[hold.binding.index]);
      return;
    case Binding::Kind::wish:
      append_to += hold.held == Lasting::of({}) ? "its hold is over" : "as long as it wishes";
      break;
    case Binding::Kind::pool:
      fmt::format_to(std::back_inserter(append_to), "until the {:.1f} Wh that {} can give are spent",
                     problem.pools[hold.binding.index].available_wh.value_or(0), names.pools[hold.binding.index]);
      break;
  }
  if (const auto time = hold.without_shedding.known(); time && *time < hold.held.time)
    append_to += "; with everything on it would be " + shown(*time);
}

std::string explain(const EnergyProblem& problem, const EnergySchedule& schedule, const EnergyNames& names) {
  if (problem.pools.empty()) return "nothing runs on a battery";
  std::vector<std::string> at_once;
  for (std::size_t load = 0; load < problem.loads.size(); ++load)
    if (schedule.shed_at[load] == Lasting::of({})) at_once.push_back(names.loads[load]);
  std::string text;
  if (!at_once.empty()) text = joined(at_once) + (at_once.size() == 1 ? " goes at once. " : " go at once. ");
  std::size_t said = 0, left = 0;
  for (std::uint32_t service = 0; service < problem.services.size(); ++service) {
    if (schedule.services[service].held.kind == Lasting::Kind::unlimited) continue;
    if (++said <= most_named) {
      const auto held = schedule.services[service].held.known();
      text += held ? fmt::format("{} is held {}, ", names.services[service], shown(*held))
                   : fmt::format("How long {} is held cannot be told: ", names.services[service]);
      explain_end(problem, schedule, names, service, text);
      text += ". ";
    } else {
      ++left;
    }
  }
  if (left > 0) text += fmt::format("{} more services follow. ", left);
  if (text.empty()) return "no service is limited by the energy of a battery";
  text.pop_back();
  return text;
}

}  // namespace holdfast::continuity
