// How everything here reports failure: a value, or an Error that says what went wrong and along which path it came.
// Exceptions stay at the edges of the libraries that throw them.
#pragma once

#include <fmt/format.h>

#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace holdfast {

// What a caller can decide by. Everything else about a failure is for people and stands in the message.
enum class Code {
  invalid_argument,  // the caller's or a file's mistake; trying again changes nothing
  not_found,
  no_contact,          // nobody answered before the deadline, or the connection is gone
  protocol_violation,  // an answer came and cannot be trusted
  device_refused,      // the device understood and said no
  not_permitted,       // inhibit, interlock, file mode, peer credentials
  conflict,            // somebody else has it: port, lock, owner
  out_of_space,
  damaged,  // stored bytes do not check
  cancelled,
  internal,
};

const char* to_string(Code code);

struct Error {
  Code code = Code::internal;
  std::string message;  // one sentence without a full stop, outermost context first
};

template <class T>
using Result = boost::system::result<T, Error>;

// Needed by boost::system::result::value(); reached only by a caller that did not check.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class... Args>
Error make_error(Code code, fmt::format_string<Args...> format, Args&&... args) {
  return Error{code, fmt::format(format, std::forward<Args>(args)...)};
}

// The same error as seen one level up: "reading block 2 of ups-main: no answer within 500 ms".
template <class... Args>
Error with_context(Error error, fmt::format_string<Args...> format, Args&&... args) {
  error.message = fmt::format(format, std::forward<Args>(args)...) + ": " + error.message;
  return error;
}

}  // namespace holdfast
