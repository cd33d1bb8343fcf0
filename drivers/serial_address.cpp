#include "drivers/serial_address.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

namespace holdfast::drivers {
namespace {

using Direction = SerialSettings::Direction;
using Parity = SerialSettings::Parity;

// Those of termios that libmodbus knows.
constexpr int rates[] = {300,   600,    1200,   2400,   4800,   9600,   19200, 38400,
                         57600, 115200, 230400, 460800, 500000, 576000, 921600};

template <class T>
struct Word {
  std::string_view text;
  T value;
};
constexpr Word<Parity> parities[] = {{"none", Parity::none}, {"even", Parity::even}, {"odd", Parity::odd}};
constexpr Word<Direction> directions[] = {{"off", Direction::automatic},
                                          {"on", Direction::rs485},
                                          {"rts", Direction::rts_up},
                                          {"rts-inverted", Direction::rts_down}};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class T, std::size_t size>
Result<void> take_word(std::string_view key, std::string_view text, const Word<T> (&words)[size], T& value) {
  std::string allowed;
  for (const Word<T>& word : words) {
    if (word.text == text) {
      value = word.value;
      return {};
    }
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", word.text);
  }
  return make_error(Code::invalid_argument, "{}={} is unknown; one of {}", key, text, allowed);
}

Result<void> take_number(std::string_view key, std::string_view text, int least, int most, int& value) {
  const std::optional<int> given = number(text);
  if (!given || *given < least || *given > most) {
    return make_error(Code::invalid_argument, "{}={} is not within {} to {}", key, text, least, most);
  }
  value = *given;
  return {};
}

Result<void> take_baud(std::string_view text, int& baud) {
  const std::optional<int> given = number(text);
  if (given && std::find(std::begin(rates), std::end(rates), *given) != std::end(rates)) {
    baud = *given;
    return {};
  }
  return make_error(Code::invalid_argument, "baud={} is no rate of a serial line; as in 9600, 19200 or 115200", text);
}

Result<void> take_option(std::string_view key, std::string_view text, Address& address) {
  SerialSettings& serial = address.serial;
  if (key == "baud") return take_baud(text, serial.baud);
  if (key == "parity") return take_word(key, text, parities, serial.parity);
  if (key == "stop") return take_number(key, text, 1, 2, serial.stop_bits);
  if (key == "rs485") return take_word(key, text, directions, serial.direction);
  if (key == "unit") {
    int unit = 0;
    const Result<void> taken = take_number(key, text, 1, 247, unit);
    if (taken) address.unit = static_cast<std::uint8_t>(unit);
    return taken;
  }
  return make_error(Code::invalid_argument, "'{}' is unknown; a line has baud, parity, stop, rs485 and unit", key);
}

// One spelling for one line, because devices share it by its name.
Result<void> take_tty(std::string_view text, Address& address) {
  if (!text.starts_with('/')) {
    return make_error(Code::invalid_argument, "the line is a path: modbus+rtu:///dev/ttyS1, with three slashes");
  }
  const auto odd = std::find_if(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) == 0 && std::string_view{"/._-+:,@"}.find(static_cast<char>(c)) == std::string_view::npos;
  });
  if (odd != text.end()) return make_error(Code::invalid_argument, "'{}' cannot stand in the path of a line", *odd);
  const std::string path = fmt::format("{}/", text);
  if (text.size() < 2 || path.find("//") != std::string::npos || path.find("/./") != std::string::npos ||
      path.find("/../") != std::string::npos) {
    return make_error(Code::invalid_argument, "'{}' is not the plain path of a line, such as /dev/ttyS1", text);
  }
  address.serial.tty = std::string{text};
  return {};
}

}  // namespace

Result<void> take_serial_line(std::string_view text, Address& address) {
  const std::size_t mark = text.find('?');
  const Result<void> tty = take_tty(text.substr(0, mark), address);
  if (!tty || mark == std::string_view::npos) return tty;
  std::set<std::string_view> seen;
  for (std::string_view rest = text.substr(mark + 1);;) {
    const std::size_t end = rest.find('&');
    const std::string_view option = rest.substr(0, end);
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos) {
      return make_error(Code::invalid_argument, "'{}' is no option; write baud=9600&parity=none", option);
    }
    const std::string_view key = option.substr(0, equals);
    if (!seen.insert(key).second) return make_error(Code::invalid_argument, "'{}' is said twice", key);
    const Result<void> taken = take_option(key, option.substr(equals + 1), address);
    if (!taken || end == std::string_view::npos) return taken;
    rest = rest.substr(end + 1);
  }
}

std::string to_string(const SerialSettings& settings) {
  std::string_view parity;
  for (const auto& word : parities) {
    if (word.value == settings.parity) parity = word.text;
  }
  std::string text = fmt::format("{} baud, parity {}, {} stop bit{}", settings.baud, parity, settings.stop_bits,
                                 settings.stop_bits == 1 ? "" : "s");
  for (const auto& word : directions) {
    if (word.value == settings.direction && settings.direction != Direction::automatic) {
      text += fmt::format(", rs485={}", word.text);
    }
  }
  return text;
}

}  // namespace holdfast::drivers
