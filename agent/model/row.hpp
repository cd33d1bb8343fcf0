// The row of a table that a point belongs to: an outlet, a phase, or two numbers where one does not say it (tower and
// outlet). A plain value, ordered as numbers are.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::model {

class Row {
 public:
  static constexpr std::size_t longest = 6;  // numbers

  Row() = default;
  Row(std::uint32_t number) : numbers_{number}, size_(1) {}  // NOLINT(google-explicit-constructor): a number is a row
  static std::optional<Row> of(std::span<const std::uint32_t> numbers);  // nothing if there are none, or too many
  static std::optional<Row> parse(std::string_view text);                // "3", "1.12"; no leading zeros

  std::span<const std::uint32_t> numbers() const { return {numbers_.data(), size_}; }
  std::string text() const;
  bool empty() const { return size_ == 0; }

  friend std::strong_ordering operator<=>(const Row& a, const Row& b) {
    const auto left = a.numbers(), right = b.numbers();
    return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(), right.end());
  }
  friend bool operator==(const Row& a, const Row& b) { return (a <=> b) == std::strong_ordering::equal; }

 private:
  std::array<std::uint32_t, longest> numbers_{};
  std::uint8_t size_ = 0;
};

}  // namespace holdfast::model
