#include "agent/serve/target.hpp"

#include <fmt/format.h>

namespace holdfast::serve {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

std::string encode(std::string_view text, std::string_view also_allowed) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (allowed.find(c) != std::string_view::npos || also_allowed.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return encoded;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  if (text.empty() || text.front() != '/') return std::nullopt;
  const std::size_t mark = text.find('?');
  Target target;
  std::optional<std::string> path = decode(text.substr(0, mark), false);
  if (!path) return std::nullopt;
  target.path = std::move(*path);
  if (mark == std::string_view::npos) return target;
  std::string_view rest = text.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    std::optional<std::string> name = decode(pair.substr(0, equals), true);
    std::optional<std::string> value = equals == std::string_view::npos ? "" : decode(pair.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    target.query[*name] = std::move(*value);
  }
  return target;
}

std::string format_target(const Target& target) {
  std::string text = encode(target.path, "/");
  char separator = '?';
  for (const auto& [name, value] : target.query) {
    text += separator + encode(name, "") + '=' + encode(value, "");
    separator = '&';
  }
  return text;
}

}  // namespace holdfast::serve
