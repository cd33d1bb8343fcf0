// The language of NUT's upsd (RFC 9271): lines of words, words with blanks in quotes. Pure. Never trusts a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace holdfast::drivers::nut {

constexpr std::size_t longest_line = 4096;  // octets; upsd itself stops at 1024
constexpr std::size_t most_rows = 4096;     // of one list

using Words = std::vector<std::string>;

// In quotes, with \ and " escaped (RFC 9271, 4.2). The text is_sendable().
std::string quoted(std::string_view text);

// Without control characters, by which a text would end its line, and short enough for upsd.
bool is_sendable(std::string_view text);

// protocol_violation: an open quote, an escape of something else, a word glued to a quote, a control character.
Result<Words> words_of(std::string_view line);

// The answer to one request, taken line by line.
//
//     Reply reply{request};
//     while (!reply.is_done()) { take the next line }
class Reply {
 public:
  Reply() = default;  // to nothing: any OK is right
  // The request as it is sent, without the end of line.
  explicit Reply(const std::string& request);

  // protocol_violation: not an answer to this request. The connection is not to be trusted from then on.
  Result<void> take(std::string_view line);
  bool is_done() const { return state_ == State::done; }

  // Why upsd says no: "DATA-STALE", "UNKNOWN-UPS"; empty when it does not.
  const std::string& refusal() const { return refusal_; }
  // Of a list: what follows its kind and subject in each row. Of LIST VAR ups: {"battery.charge", "97"}.
  const std::vector<Words>& rows() const { return rows_; }

 private:
  enum class State { beginning, in_list, done };
  Result<void> take_first(const Words& words);
  Result<void> take_row(Words words);

  Words list_;  // of LIST VAR ups: {"VAR", "ups"}; empty: the answer is OK
  State state_ = State::beginning;
  std::string refusal_;
  std::vector<Words> rows_;
};

// A refusal in a sentence, with what a caller can decide by: not_permitted, not_found, no_contact (its driver does not
// run), else device_refused.
Error refusal_error(const std::string& refusal);

}  // namespace holdfast::drivers::nut
