#include "platform/result.hpp"

#include <stdexcept>

namespace holdfast {

const char* to_string(Code code) {
  switch (code) {
    case Code::invalid_argument: return "invalid_argument";
    case Code::not_found: return "not_found";
    case Code::no_contact: return "no_contact";
    case Code::protocol_violation: return "protocol_violation";
    case Code::device_refused: return "device_refused";
    case Code::not_permitted: return "not_permitted";
    case Code::conflict: return "conflict";
    case Code::out_of_space: return "out_of_space";
    case Code::damaged: return "damaged";
    case Code::cancelled: return "cancelled";
    case Code::internal: return "internal";
  }
  return "unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(fmt::format("unchecked error at {}:{}: {}", where.file_name(), where.line(), error.message));
}

}  // namespace holdfast
