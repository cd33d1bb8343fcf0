#include "drivers/replay/capture.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "drivers/text.hpp"

namespace holdfast::drivers::replay {
namespace {

using snmp::Binding;
using snmp::Syntax;

std::optional<std::string> from_hex(std::string_view digits) {
  std::string octets;
  if (digits.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned octet = 0;
    const auto [end, error] = std::from_chars(digits.data() + i, digits.data() + i + 2, octet, 16);
    if (error != std::errc{} || end != digits.data() + i + 2) return std::nullopt;
    octets += static_cast<char>(octet);
  }
  return octets;
}

template <class Number>
std::optional<Raw> number(std::string_view text, int bits) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return Raw{value, bits};
}

std::optional<Binding> binding_of(std::string_view type, std::string_view text) {
  Binding binding;
  std::optional<Raw> raw;
  if (type == "2") {
    binding.syntax = Syntax::integer;
    raw = number<std::int64_t>(text, 32);
  } else if (type == "4" || type == "4x") {
    binding.syntax = Syntax::octets;
    const std::optional<std::string> octets = type == "4x" ? from_hex(text) : std::string{text};
    raw = Raw{octets.value_or(std::string{text}), 0};  // hex that is none is text that somebody wrote down
  } else if (type == "6" || type == "64") {
    binding.syntax = type == "6" ? Syntax::object_id : Syntax::ip_address;
    raw = Raw{std::string{text.substr(text.starts_with('.') ? 1 : 0)}, 0};
  } else if (type == "65" || type == "66" || type == "67") {
    binding.syntax = type == "65" ? Syntax::counter : type == "66" ? Syntax::gauge : Syntax::ticks;
    raw = number<std::uint64_t>(text, 32);
  } else if (type == "70") {
    binding.syntax = Syntax::counter64;
    raw = number<std::uint64_t>(text, 64);
  } else if (type == "5") {
    binding.syntax = Syntax::null;
    raw = Raw{};
  }
  if (!raw) return std::nullopt;
  binding.raw = std::move(*raw);
  return binding;
}

std::optional<Binding> row_of(std::string_view line) {
  const std::size_t first = line.find('|');
  const std::size_t second = first == std::string_view::npos ? first : line.find('|', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const Result<snmp::Oid> oid = snmp::parse_oid(line.substr(0, first));
  if (!oid) return std::nullopt;
  std::optional<Binding> binding = binding_of(line.substr(first + 1, second - first - 1), line.substr(second + 1));
  if (binding) binding->oid = *oid;
  return binding;
}

std::optional<Duration> moment_of(std::string_view line) {
  const std::size_t from = line.find_first_not_of(" \t", 1);
  if (from == std::string_view::npos) return std::nullopt;
  double seconds = 0.0;
  const auto [end, error] = std::from_chars(line.data() + from, line.data() + line.size(), seconds);
  if (error != std::errc{} || end != line.data() + line.size() || !(seconds >= 0.0 && seconds < 1e8))
    return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

Rows Capture::at(Duration time) const {
  Rows rows = moments.front().rows;
  for (std::size_t i = 1; i < moments.size() && moments[i].at <= time; ++i) {
    for (const auto& [oid, binding] : moments[i].rows) rows.insert_or_assign(oid, binding);
  }
  return rows;
}

Result<Capture> parse_capture(std::string_view text) {
  Capture capture;
  capture.moments.emplace_back();
  std::size_t rows = 0;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '@') {
      const std::optional<Duration> at = moment_of(line);
      if (at && *at >= capture.moments.back().at) {
        capture.moments.push_back({*at, {}});
        continue;
      }
    } else if (std::optional<Binding> binding = row_of(line)) {
      ++rows;
      capture.moments.back().rows.insert_or_assign(binding->oid, *binding);
      continue;
    }
    capture.skipped.push_back(fmt::format("line {}: {}", number, readable(line.substr(0, 80))));
  }
  if (rows == 0) return make_error(Code::invalid_argument, "there is no row \"OID|type|value\" in it");
  return capture;
}

Result<Capture> read_capture(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  if (!file.is_open() || file.bad()) return make_error(Code::not_found, "the capture {} cannot be read", path);
  Result<Capture> capture = parse_capture(text.str());
  if (!capture) return with_context(capture.error(), "{}", path);
  return capture;
}

std::string to_line(const snmp::Binding& binding) {
  const Raw& raw = binding.raw;
  const auto line = [&](const char* type, const std::string& value) {
    return fmt::format("{}|{}|{}", snmp::to_string(binding.oid), type, value);
  };
  switch (binding.syntax) {
    case Syntax::integer: return line("2", text_of(raw));
    case Syntax::counter: return line("65", text_of(raw));
    case Syntax::gauge: return line("66", text_of(raw));
    case Syntax::ticks: return line("67", text_of(raw));
    case Syntax::counter64: return line("70", text_of(raw));
    case Syntax::object_id: return line("6", text_of(raw));
    case Syntax::ip_address: return line("64", text_of(raw));
    case Syntax::real: return line("4", text_of(raw));
    case Syntax::octets: {
      const auto& octets = std::get<std::string>(raw.value);
      const bool plain = is_readable(octets) && octets.find_first_of("\r\n") == std::string::npos;
      if (plain) return line("4", octets);
      std::string hex;
      for (const char octet : octets) hex += fmt::format("{:02x}", static_cast<unsigned char>(octet));
      return line("4x", hex);
    }
    default: return line("5", "");
  }
}

}  // namespace holdfast::drivers::replay
