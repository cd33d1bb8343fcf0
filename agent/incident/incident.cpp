#include "agent/incident/incident.hpp"

#include <algorithm>
#include <array>

namespace holdfast::incident {

namespace {

constexpr std::array origins{std::pair{Origin::agent, "agent"}, std::pair{Origin::staff, "staff"},
                             std::pair{Origin::customer, "customer"}, std::pair{Origin::outside, "outside"}};

}  // namespace

const char* to_string(Origin origin) {
  for (const auto& [known, name] : origins)
    if (known == origin) return name;
  return "?";
}

std::optional<Origin> origin_from(std::string_view name) {
  for (const auto& [origin, known] : origins)
    if (name == known) return origin;
  return std::nullopt;
}

bool Incident::follow(Event event, const model::Stamp& at, const std::string& who, const std::string& reason) {
  const auto to = next(state, event);
  if (!to) return false;
  if (event == Event::relapse) ++relapses;
  state = *to;
  history.push_back({*to, at, who, reason});
  return true;
}

bool Incident::has_consequence(const std::string& of) const {
  return std::ranges::any_of(consequences, [&](const Consequence& each) { return each.disruption == of; });
}

}  // namespace holdfast::incident
