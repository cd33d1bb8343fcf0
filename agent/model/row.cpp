#include "agent/model/row.hpp"

#include <charconv>

namespace holdfast::model {

std::optional<Row> Row::of(std::span<const std::uint32_t> numbers) {
  if (numbers.empty() || numbers.size() > longest) return std::nullopt;
  Row row;
  std::copy(numbers.begin(), numbers.end(), row.numbers_.begin());
  row.size_ = static_cast<std::uint8_t>(numbers.size());
  return row;
}

std::optional<Row> Row::parse(std::string_view text) {
  std::array<std::uint32_t, longest> numbers{};
  std::size_t count = 0;
  for (;;) {
    const std::string_view digits = text.substr(0, text.find('.'));
    const bool padded = digits.size() > 1 && digits.front() == '0';  // "01" is not how text() writes row 1
    if (digits.empty() || padded || count == longest) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), numbers[count++]);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (digits.size() == text.size()) return of({numbers.data(), count});
    text.remove_prefix(digits.size() + 1);
  }
}

std::string Row::text() const {
  std::string text;
  for (const std::uint32_t number : numbers()) {
    if (!text.empty()) text += '.';
    text += std::to_string(number);
  }
  return text;
}

}  // namespace holdfast::model
