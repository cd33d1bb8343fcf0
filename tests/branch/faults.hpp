// How a device may misbehave on the wire, told by the control socket or the timeline.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::branch {

struct Fault {
  enum class Kind {
    none,
    silent,      // receives nothing, answers nothing
    garbage,     // obeys, answers random bytes
    late,        // obeys at once, answers after `delay`
    drip,        // obeys, answers one byte every 50 ms (Modbus)
    close,       // obeys, closes in the middle of the answer (Modbus)
    wrong_unit,  // obeys, answers under another unit id (Modbus)
    wrong_id,    // obeys, answers under another request or transaction id
  };
  Kind kind = Kind::none;
  Duration delay{};
};

const char* to_string(Fault::Kind kind);  // as in the commands: "answer" for none, "wrong-unit"
std::optional<Fault::Kind> fault_kind(std::string_view word);

// By device id. A device that is not known here has no faults and cannot get any.
class Faults {
 public:
  void add_device(const std::string& device, bool modbus) { devices_[device] = {modbus, {}}; }
  // An empty string, or what is wrong with the request.
  std::string set(const std::string& device, Fault fault);
  std::vector<std::string> devices() const;
  const Fault& of(const std::string& device) const { return devices_.at(device).fault; }

 private:
  struct Entry {
    bool modbus;
    Fault fault;
  };
  std::map<std::string, Entry> devices_;
};

}  // namespace holdfast::branch
