#include "drivers/snmp/trap.hpp"

#include "drivers/text.hpp"

namespace holdfast::drivers::snmp {
namespace {

constexpr std::size_t most_variables = 8;
constexpr std::size_t longest_text = 120;
const Oid uptime{1, 3, 6, 1, 2, 1, 1, 3, 0};
const Oid trap_name{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};

std::string text_of(const Binding& binding) {
  if (!is_value(binding.syntax)) return to_string(binding.syntax);
  if (const auto* number = std::get_if<std::int64_t>(&binding.raw.value)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&binding.raw.value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&binding.raw.value)) return fmt::format("{}", *number);
  const auto* text = std::get_if<std::string>(&binding.raw.value);
  if (text == nullptr) return "";
  // Cut before it is made readable: a character that is cut in two shows as octets.
  if (text->size() > longest_text) return readable(text->substr(0, longest_text)) + "...";
  return readable(*text);
}

}  // namespace

TrapContent content_of(const std::vector<Binding>& bindings) {
  TrapContent content;
  for (const Binding& binding : bindings) {
    if (binding.oid == uptime) continue;
    if (binding.oid == trap_name && binding.syntax == Syntax::object_id) {
      content.oid = text_of(binding);
    } else if (content.variables.size() < most_variables) {
      content.variables.push_back(to_string(binding.oid) + " = " + text_of(binding));
    }
  }
  return content;
}

Oid trap_oid(const Oid& enterprise, long generic, long specific) {
  constexpr long enterprise_specific = 6;
  if (generic >= 0 && generic < enterprise_specific)
    return {1, 3, 6, 1, 6, 3, 1, 1, 5, static_cast<std::uint32_t>(generic + 1)};
  Oid oid = enterprise;
  oid.push_back(0);
  oid.push_back(static_cast<std::uint32_t>(specific));
  return oid;
}

}  // namespace holdfast::drivers::snmp
