#include "agent/model/sample.hpp"

namespace holdfast::model {

const char* to_string(Quality quality) {
  switch (quality) {
    case Quality::good: return "good";
    case Quality::uncertain: return "uncertain";
    case Quality::bad: return "bad";
  }
  return "unknown";
}

const char* to_string(Reason reason) {
  switch (reason) {
    case Reason::none: return "none";
    case Reason::never_read: return "never_read";
    case Reason::stale: return "stale";
    case Reason::no_contact: return "no_contact";
    case Reason::out_of_range: return "out_of_range";
    case Reason::not_available: return "not_available";
    case Reason::device_error: return "device_error";
    case Reason::not_understood: return "not_understood";
  }
  return "unknown";
}

}  // namespace holdfast::model
