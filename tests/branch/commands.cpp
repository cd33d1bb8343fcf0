#include "tests/branch/commands.hpp"

#include <charconv>
#include <sstream>

namespace holdfast::branch {
namespace {

const std::string not_understood = "error not understood; see tests/branch/README.md for the commands";

std::optional<double> parse_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> parse_percent(std::string text) {
  if (text.ends_with('%')) text.pop_back();
  const std::optional<double> number = parse_number(text);
  if (!number || *number < 0 || *number > 100) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Duration> parse_duration(const std::string& text) {
  const std::size_t digits = text.find_first_not_of("0123456789.");
  if (digits == std::string::npos) return std::nullopt;
  const std::optional<double> number = parse_number(text.substr(0, digits));
  const std::string unit = text.substr(digits);
  if (!number) return std::nullopt;
  const double seconds = unit == "ms" ? 0.001 : unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (seconds == 0) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*number * seconds));
}

std::string Commands::execute(const std::string& line) {
  std::istringstream stream(line);
  Arguments words;
  for (std::string word; stream >> word;) words.push_back(word);
  if (words.empty()) return not_understood;
  const std::string& verb = words[0];
  if (verb == "state" && words.size() == 1) return "ok " + state_json(site_, faults_);
  if (verb == "log" && words.size() == 1) return "ok " + log_path_;
  if (verb == "quit" && words.size() == 1) {
    quit_asked_ = true;
    return "ok";
  }
  if (verb == "mains" && words.size() >= 2) return mains(words);
  if (verb == "generator" && words.size() == 2) return generator(words);
  if (verb == "outlet" && (words.size() == 3 || (words.size() == 4 && words[1] == "pdu-b"))) return outlet(words);
  if (verb == "device" && words.size() >= 3) return device(words);
  if (verb == "fibre" && words.size() == 2 && (words[1] == "fail" || words[1] == "ok")) {
    site_.set_fibre(words[1] == "ok");
    return "ok";
  }
  const bool rack = words.size() == 3 && words[1] == "ups-rack";
  if ((verb == "battery" && (words.size() == 2 || rack)) || (verb == "fuel" && words.size() == 2)) return level(words);
  if (verb == "room" && words.size() == 2) {
    const std::optional<double> degrees = parse_number(words[1]);
    if (!degrees || *degrees < -40 || *degrees > 100) return "error '" + words[1] + "' is not a temperature";
    site_.set_room(*degrees);
    return "ok";
  }
  return not_understood;
}

std::string Commands::mains(const Arguments& arguments) {
  if (arguments[1] == "sag" && arguments.size() == 3) {
    const std::optional<double> volts = parse_number(arguments[2]);
    if (!volts || *volts < 0 || *volts > 400) return "error '" + arguments[2] + "' is not a voltage";
    site_.set_mains(*volts, "sag " + arguments[2]);
    return "ok";
  }
  if (arguments.size() != 2 || (arguments[1] != "on" && arguments[1] != "off")) return not_understood;
  site_.set_mains(arguments[1] == "on" ? 230 : 0, arguments[1]);
  return "ok";
}

std::string Commands::generator(const Arguments& arguments) {
  const std::string& word = arguments[1];
  if (word == "fail" || word == "ok") {
    site_.generator.set_faulty(word == "fail");
    site_.record("generator.fault", word);
    return "ok";
  }
  for (const auto mode : {Generator::Mode::stop, Generator::Mode::auto_start, Generator::Mode::manual}) {
    if (word != to_string(mode)) continue;
    site_.generator.set_mode(mode);
    return "ok";
  }
  return not_understood;
}

std::string Commands::level(const Arguments& arguments) {
  const std::optional<double> percent = parse_percent(arguments.back());
  if (!percent) return "error '" + arguments.back() + "' is not a percentage";
  if (arguments[0] == "fuel") {
    site_.generator.set_fuel(*percent);
  } else if (arguments.size() == 2) {
    site_.set_battery_charge(*percent);
  } else {
    site_.set_rack_battery_charge(*percent);
  }
  return "ok";
}

// Of pdu-a unless it says otherwise.
std::string Commands::outlet(const Arguments& arguments) {
  const bool rack = arguments.size() == 4;
  const std::string& word = arguments[arguments.size() - 2];
  const std::string& state = arguments.back();
  const std::optional<double> number = parse_number(word);
  const Outlets& outlets = rack ? site_.rack_outlets : site_.outlets;
  if (!number || *number < 1 || *number > static_cast<double>(outlets.count())) return "error no outlet " + word;
  if (state != "on" && state != "off") return not_understood;
  const auto which = static_cast<std::size_t>(*number);
  rack ? site_.switch_rack_outlet(which, state == "on") : site_.switch_outlet(which, state == "on");
  return "ok";
}

std::string Commands::device(const Arguments& arguments) {
  const std::optional<Fault::Kind> kind = fault_kind(arguments[2]);
  if (!kind) return not_understood;
  Fault fault{*kind, {}};
  if (*kind == Fault::Kind::late) {
    const std::optional<double> milliseconds = arguments.size() == 4 ? parse_number(arguments[3]) : std::nullopt;
    if (!milliseconds || *milliseconds < 0) return "error late needs a number of milliseconds";
    fault.delay = std::chrono::milliseconds(static_cast<std::int64_t>(*milliseconds));
  } else if (arguments.size() != 3) {
    return not_understood;
  }
  const std::string problem = faults_.set(arguments[1], fault);
  return problem.empty() ? "ok" : "error " + problem;
}

}  // namespace holdfast::branch
