#include "drivers/nut/protocol.hpp"

#include <algorithm>
#include <array>

namespace holdfast::drivers::nut {
namespace {

constexpr std::size_t longest_text = 256;

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

Error violation(std::string_view line, const char* what) {
  std::string shown{line.substr(0, 60)};
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return is_control(c) || c >= 0x80; }, '?');
  return make_error(Code::protocol_violation, "upsd says '{}': {}", shown, what);
}

struct Refusal {
  const char* word;
  Code code;
  const char* sentence;
};

// RFC 9271, 4.2.13.
constexpr std::array<Refusal, 18> refusals{{
    {"ACCESS-DENIED", Code::not_permitted, "upsd does not let this box or this user do that (see its upsd.users)"},
    {"ALREADY-SET-PASSWORD", Code::device_refused, "upsd has a password for this connection already"},
    {"ALREADY-SET-USERNAME", Code::device_refused, "upsd has a user for this connection already"},
    {"CMD-NOT-SUPPORTED", Code::device_refused, "the UPS does not have this command"},
    {"DATA-STALE", Code::no_contact, "upsd has no fresh data of the UPS: its driver has stopped talking to it"},
    {"DRIVER-NOT-CONNECTED", Code::no_contact, "upsd is there, but the driver of the UPS does not run"},
    {"FEATURE-NOT-CONFIGURED", Code::device_refused, "upsd is not configured for that"},
    {"FEATURE-NOT-SUPPORTED", Code::device_refused, "upsd is built without that"},
    {"INSTCMD-FAILED", Code::device_refused, "upsd could not hand the command to the driver"},
    {"INVALID-ARGUMENT", Code::device_refused, "upsd does not understand the request"},
    {"INVALID-VALUE", Code::device_refused, "the value is not one that the UPS takes"},
    {"PASSWORD-REQUIRED", Code::not_permitted, "upsd wants a password: give the device a secret, USER:PASSWORD"},
    {"READONLY", Code::device_refused, "the variable is read only"},
    {"SET-FAILED", Code::device_refused, "upsd could not hand the value to the driver"},
    {"TOO-LONG", Code::device_refused, "the value is too long"},
    {"UNKNOWN-UPS", Code::not_found, "upsd knows no UPS of this name"},
    {"USERNAME-REQUIRED", Code::not_permitted, "upsd wants a user: give the device a secret, USER:PASSWORD"},
    {"VAR-NOT-SUPPORTED", Code::device_refused, "the UPS does not have this variable"},
}};

bool is_refusal_word(std::string_view word) {
  return !word.empty() && word.size() <= 40 && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool begins_with(const Words& words, const Words& beginning, std::size_t from) {
  return words.size() >= from + beginning.size() &&
         std::equal(beginning.begin(), beginning.end(), words.begin() + static_cast<std::ptrdiff_t>(from));
}

// A word in quotes, which have been entered; leaves `at` behind the closing one.
Result<std::string> rest_of_quoted(std::string_view line, std::size_t& at) {
  std::string word;
  for (; at < line.size(); ++at) {
    if (line[at] == '"') {
      ++at;
      if (at < line.size() && line[at] != ' ') return violation(line, "something is glued to a closing quote");
      return word;
    }
    if (line[at] == '\\') {
      ++at;
      if (at >= line.size() || (line[at] != '"' && line[at] != '\\')) {
        return violation(line, "an escape of neither a quote nor a backslash");
      }
    }
    word += line[at];
  }
  return violation(line, "a quote is not closed");
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

bool is_sendable(std::string_view text) {
  return text.size() <= longest_text && std::none_of(text.begin(), text.end(), is_control);
}

Result<Words> words_of(std::string_view line) {
  if (line.size() > longest_line) return violation(line, "the line is too long");
  if (std::any_of(line.begin(), line.end(), is_control)) return violation(line, "it holds control characters");
  Words words;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == ' ') {
      ++at;
    } else if (line[at] == '"') {
      const Result<std::string> word = rest_of_quoted(line, ++at);
      if (!word) return word.error();
      words.push_back(*word);
    } else {
      const std::string_view word = line.substr(at, line.substr(at).find(' '));
      if (word.find_first_of("\"\\") != std::string_view::npos) return violation(line, "a quote inside a word");
      words.emplace_back(word);
      at += word.size();
    }
  }
  return words;
}

Reply::Reply(const std::string& request) {
  const Result<Words> words = words_of(request);
  if (words && words->size() >= 2 && words->front() == "LIST") list_.assign(words->begin() + 1, words->end());
}

Result<void> Reply::take(std::string_view line) {
  Result<Words> words = words_of(line);
  if (!words) return words.error();
  Result<void> taken;
  if (state_ == State::beginning) {
    taken = take_first(*words);
  } else if (state_ == State::in_list) {
    taken = take_row(std::move(*words));
  } else {
    return violation(line, "nothing was asked");
  }
  if (!taken) return violation(line, taken.error().message.c_str());
  return {};
}

Result<void> Reply::take_first(const Words& words) {
  const std::string first = words.empty() ? "" : words.front();
  if (first == "ERR" && words.size() >= 2 && is_refusal_word(words[1])) {
    refusal_ = words[1];
    state_ = State::done;
    return {};
  }
  if (list_.empty() && first == "OK") {
    state_ = State::done;
    return {};
  }
  const bool opens = first == "BEGIN" && words.size() == list_.size() + 2 && words[1] == "LIST";
  if (list_.empty() || !opens || !begins_with(words, list_, 2)) {
    return make_error(Code::protocol_violation, "that is no answer to the request");
  }
  state_ = State::in_list;
  return {};
}

Result<void> Reply::take_row(Words words) {
  const bool ends = !words.empty() && words.front() == "END" && words.size() == list_.size() + 2 && words[1] == "LIST";
  if (ends && begins_with(words, list_, 2)) {
    state_ = State::done;
    return {};
  }
  if (!begins_with(words, list_, 0) || words.size() == list_.size()) {
    return make_error(Code::protocol_violation, "that is no row of the list");
  }
  if (rows_.size() >= most_rows) return make_error(Code::protocol_violation, "the list does not end");
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(list_.size()));
  rows_.push_back(std::move(words));
  return {};
}

Error refusal_error(const std::string& refusal) {
  for (const Refusal& known : refusals) {
    if (refusal == known.word) return make_error(known.code, "{} ({})", known.sentence, refusal);
  }
  return make_error(Code::device_refused, "upsd refuses: {}", refusal);
}

}  // namespace holdfast::drivers::nut
