#include "agent/cli/view.hpp"

namespace holdfast::cli {

namespace json = boost::json;

View View::operator[](std::string_view key) const {
  View found;
  if (value_ && value_->is_object()) found.value_ = value_->as_object().if_contains({key.data(), key.size()});
  return found;
}

std::string View::text() const { return value_ && value_->is_string() ? std::string(value_->as_string()) : ""; }

std::optional<double> View::number() const {
  if (!value_) return std::nullopt;
  if (value_->is_double()) return value_->as_double();
  if (value_->is_int64()) return static_cast<double>(value_->as_int64());
  if (value_->is_uint64()) return static_cast<double>(value_->as_uint64());
  return std::nullopt;
}

std::int64_t View::count() const { return value_ && value_->is_number() ? static_cast<std::int64_t>(*number()) : 0; }

bool View::flag() const { return value_ && value_->is_bool() && value_->as_bool(); }

std::optional<Duration> View::span() const {
  if (!value_ || !value_->is_number()) return std::nullopt;
  return std::chrono::milliseconds(count());
}

std::vector<View> View::items() const {
  std::vector<View> list;
  if (!value_ || !value_->is_array()) return list;
  for (const auto& item : value_->as_array()) list.emplace_back(item);
  return list;
}

std::vector<std::pair<std::string, View>> View::entries() const {
  std::vector<std::pair<std::string, View>> list;
  if (!value_ || !value_->is_object()) return list;
  for (const auto& entry : value_->as_object()) list.emplace_back(std::string(entry.key()), View(entry.value()));
  return list;
}

const json::value& View::json() const {
  static const json::value nothing;
  return value_ ? *value_ : nothing;
}

}  // namespace holdfast::cli
