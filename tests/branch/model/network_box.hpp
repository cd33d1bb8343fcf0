// A switch or router: interfaces that follow their administrator and their carrier a little later, and count octets.
// Without power it answers nobody; after power returns it takes boot_time and its uptime starts again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/branch/model/change.hpp"

namespace holdfast::branch {

struct Interface {
  std::string name;
  std::string alias;
  std::uint64_t speed_mbit = 1000;
  double in_rate = 0;  // octets a second while up
  double out_rate = 0;
  bool admin_up = true;
  bool carrier = true;
  bool up = true;  // ifOperStatus
  std::uint64_t in_octets = 0;
  std::uint64_t out_octets = 0;
  double in_part = 0;  // of an octet, carried to the next step
  double out_part = 0;
  Duration changed{};  // when `up` last changed
  Duration due{-1};    // when `up` follows; negative: it agrees
};

class NetworkBox {
 public:
  NetworkBox(std::string name, std::vector<Interface> interfaces, Duration reaction, Duration boot_time);

  void set_admin(std::size_t number, bool up) { at(number).admin_up = up; }
  void set_carrier(std::size_t number, bool present) { at(number).carrier = present; }
  void step(Duration now, Duration passed, bool powered, Changes& changes);

  std::size_t count() const { return interfaces_.size(); }
  const Interface& at(std::size_t number) const { return interfaces_.at(number - 1); }
  Interface& at(std::size_t number) { return interfaces_.at(number - 1); }
  const std::string& name() const { return name_; }
  bool alive() const { return alive_; }
  Duration uptime(Duration now) const { return alive_ ? now - booted_ : Duration{}; }
  Duration booted() const { return booted_; }

 private:
  void follow(Interface& interface, Duration now, Changes& changes);

  std::string name_;
  std::vector<Interface> interfaces_;
  Duration reaction_;
  Duration boot_time_;
  bool alive_ = true;
  bool was_powered_ = true;
  Duration powered_since_{};
  Duration booted_;
};

}  // namespace holdfast::branch
