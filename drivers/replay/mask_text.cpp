#include "drivers/replay/mask_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace holdfast::drivers::replay {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

enum class Secret { serial, phrase };

struct Label {
  std::string_view text;  // in lower case
  Secret secret;
};

// The longer ones first: they begin as the shorter ones do.
constexpr Label labels[] = {
    {"serial number", Secret::serial}, {"serial no", Secret::serial},   {"serialnumber", Secret::serial},
    {"serial", Secret::serial},        {"s/n", Secret::serial},         {"sn", Secret::serial},
    {"imei", Secret::serial},          {"imsi", Secret::serial},        {"iccid", Secret::serial},
    {"passphrase", Secret::phrase},    {"pass phrase", Secret::phrase}, {"password", Secret::phrase},
    {"passwd", Secret::phrase},        {"pwd", Secret::phrase},         {"psk", Secret::phrase},
    {"secret", Secret::phrase},        {"community", Secret::phrase},
};

// Where the word behind a label begins; nothing when a colon or the like is missing.
std::optional<std::size_t> behind_label(std::string_view text, std::size_t at) {
  bool is_marked = false;
  while (at < text.size() && (text[at] == ' ' || text[at] == '.' || text[at] == ':' || text[at] == '=' ||
                              text[at] == '#' || text[at] == '\t')) {
    is_marked = is_marked || text[at] == ':' || text[at] == '=' || text[at] == '#';
    ++at;
  }
  if (at == text.size() || !is_marked) return std::nullopt;
  return at;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  constexpr std::string_view ends = " \t\r\n,;()[]\"'";
  return std::min(text.find_first_of(ends, at), text.size());
}

// A serial number that no colon announces: "Serial 5A1234", with a digit in it.
std::optional<std::size_t> behind_blank(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != ' ') return std::nullopt;
  const std::size_t word = text.find_first_not_of(' ', at);
  if (word == std::string_view::npos) return std::nullopt;
  const std::string_view token = text.substr(word, end_of_word(text, word) - word);
  if (token.size() < 5 || std::none_of(token.begin(), token.end(), is_digit)) return std::nullopt;
  return word;
}

}  // namespace

std::string shape_of(std::string_view serial) {
  std::string shape{serial};
  for (char& c : shape) {
    if (is_digit(c)) c = '1';
    if (is_letter(c)) c = c >= 'a' ? 'x' : 'X';
  }
  return shape;
}

bool is_placeholder(std::string_view text) {
  constexpr std::string_view padding{" \t\r\n\0.", 6};
  const std::size_t begin = text.find_first_not_of(padding);
  if (begin == std::string_view::npos) return true;
  const std::string word = lower(text.substr(begin, text.find_last_not_of(padding) - begin + 1));
  constexpr std::string_view known[] = {
      "-",       "--",    "n/a",     "na",        "none",          "null",          "unknown", "undefined",
      "not set", "unset", "default", "not known", "not available", "not specified", "0"};
  return std::find(std::begin(known), std::end(known), word) != std::end(known);
}

std::string without_labelled_secrets(std::string text) {
  const std::string folded = lower(text);
  std::size_t at = 0;
  while (at < folded.size()) {
    const bool begins_word = at == 0 || !is_word(folded[at - 1]);
    const auto* const label = std::find_if(std::begin(labels), std::end(labels), [&](const Label& each) {
      return begins_word && std::string_view{folded}.substr(at).starts_with(each.text);
    });
    if (label == std::end(labels)) {
      ++at;
      continue;
    }
    at += label->text.size();
    std::optional<std::size_t> word = behind_label(folded, at);
    if (!word && label->secret == Secret::serial) word = behind_blank(folded, at);
    if (!word) continue;
    const std::size_t end = end_of_word(folded, *word);
    for (std::size_t i = *word; i < end; ++i) {
      text[i] = label->secret == Secret::serial ? shape_of({&text[i], 1}).front() : '*';
    }
    at = end;
  }
  return text;
}

std::string without_mail_addresses(std::string text) {
  constexpr std::string_view instead = "name@example.net";
  const auto belongs = [](char c) { return is_word(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'; };
  std::size_t from = 0;
  while ((from = text.find('@', from)) != std::string::npos) {
    std::size_t begin = from;
    std::size_t end = from + 1;
    while (begin > 0 && belongs(text[begin - 1])) --begin;
    while (end < text.size() && belongs(text[end])) ++end;
    const std::string_view host = std::string_view{text}.substr(from + 1, end - from - 1);
    if (begin == from || host.find_first_not_of(".-") == std::string_view::npos) {
      ++from;
      continue;
    }
    text.replace(begin, end - begin, instead);
    from = begin + instead.size();
  }
  return text;
}

std::string without_mac_addresses(std::string text) {
  constexpr std::size_t length = 17;  // 00:c0:b7:12:34:56
  for (std::size_t at = 0; at + length <= text.size(); ++at) {
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == text[at + 2])) continue;
    const char separator = text[at + 2];
    if (separator != ':' && separator != '-') continue;
    bool is_mac = true;
    for (std::size_t i = 0; i < length && is_mac; ++i) {
      is_mac = i % 3 == 2 ? text[at + i] == separator : is_hex(text[at + i]);
    }
    const std::size_t end = at + length;
    if (!is_mac || (end < text.size() && (is_word(text[end]) || text[end] == separator))) continue;
    for (std::size_t i = 9; i < length; ++i) {
      if (i % 3 != 2) text[at + i] = '0';
    }
  }
  return text;
}

std::optional<Ipv4> ipv4_of(std::string_view dotted) {
  Ipv4 address{};
  const char* at = dotted.data();
  const char* const end = dotted.data() + dotted.size();
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '.')) return std::nullopt;
    unsigned number = 256;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || number > 255 || next - at > 3) return std::nullopt;
    address[i] = static_cast<std::uint8_t>(number);
    at = next;
  }
  if (at != end) return std::nullopt;
  return address;
}

bool is_public(const Ipv4& address) {
  const auto [a, b, c, d] = address;
  if (a == 0 || a == 10 || a == 127 || a >= 224) return false;
  if (a == 172 && b >= 16 && b < 32) return false;
  if ((a == 192 && b == 168) || (a == 169 && b == 254) || (a == 100 && b >= 64 && b < 128)) return false;
  return !(a == 192 && b == 0 && c == 2) && !(a == 198 && b == 51 && c == 100);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  std::size_t at = 0;
  while ((at = text.find(from, at)) != std::string::npos) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

}  // namespace holdfast::drivers::replay
