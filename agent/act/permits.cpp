#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "agent/act/ports.hpp"
#include "agent/continuity/protected_loads.hpp"

namespace holdfast::act {

Permits permits_of(const model::Site& site) {
  const auto loads = std::make_shared<const continuity::ProtectedLoads>(site);
  Permits permits;
  permits.interlock = [loads](const std::string& point, const model::Value& wanted) -> std::optional<std::string> {
    const std::vector<std::string> lost = loads->lost_by(point, wanted);
    if (lost.empty()) return std::nullopt;
    return fmt::format("it would switch off {}, which is protected", fmt::join(lost, ", "));
  };
  return permits;
}

}  // namespace holdfast::act
