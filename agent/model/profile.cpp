#include "agent/model/profile.hpp"

#include <charconv>
#include <string_view>

namespace holdfast::model {
namespace {

constexpr std::string_view kRow = "{n}";

}  // namespace

const char* to_string(DeviceClass device_class) {
  switch (device_class) {
    case DeviceClass::ups: return "ups";
    case DeviceClass::pdu: return "pdu";
    case DeviceClass::ats: return "ats";
    case DeviceClass::meter: return "meter";
    case DeviceClass::generator: return "generator";
    case DeviceClass::dcpower: return "dcpower";
    case DeviceClass::env: return "env";
    case DeviceClass::network_switch: return "switch";
    case DeviceClass::gateway: return "gateway";
    case DeviceClass::host: return "host";
  }
  return "unknown";
}

const char* to_string(Lane lane) {
  switch (lane) {
    case Lane::fast: return "fast";
    case Lane::normal: return "normal";
    case Lane::slow: return "slow";
  }
  return "unknown";
}

std::string row_name(const std::string& pattern, std::uint32_t row) {
  std::string name = pattern;
  const std::size_t at = name.find(kRow);
  if (at != std::string::npos) name.replace(at, kRow.size(), std::to_string(row));
  return name;
}

std::optional<std::uint32_t> row_of(const std::string& pattern, const std::string& name) {
  const std::size_t at = pattern.find(kRow);
  if (at == std::string::npos) return std::nullopt;
  const std::string_view before = std::string_view(pattern).substr(0, at);
  const std::string_view after = std::string_view(pattern).substr(at + kRow.size());
  const std::string_view whole = name;
  if (whole.size() <= before.size() + after.size() || !whole.starts_with(before) || !whole.ends_with(after)) {
    return std::nullopt;
  }
  const std::string_view digits = whole.substr(before.size(), whole.size() - before.size() - after.size());
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;  // "01" is not how row_name writes row 1
  std::uint32_t row = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return row;
}

}  // namespace holdfast::model
