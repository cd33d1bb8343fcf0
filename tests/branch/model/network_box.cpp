#include "tests/branch/model/network_box.hpp"

namespace holdfast::branch {
namespace {

// A device that has been up for so long when the branch starts.
constexpr Duration earlier_uptime = std::chrono::hours(24 * 41) + std::chrono::minutes(7);

void add_octets(std::uint64_t& octets, double& part, double more) {
  part += more;
  const auto whole = static_cast<std::uint64_t>(part);
  octets += whole;
  part -= static_cast<double>(whole);
}

}  // namespace

NetworkBox::NetworkBox(std::string name, std::vector<Interface> interfaces, Duration reaction, Duration boot_time)
    : name_(std::move(name)),
      interfaces_(std::move(interfaces)),
      reaction_(reaction),
      boot_time_(boot_time),
      booted_(-earlier_uptime) {
  for (Interface& interface : interfaces_) interface.up = interface.admin_up && interface.carrier;
}

void NetworkBox::step(Duration now, Duration passed, bool powered, Changes& changes) {
  if (powered && !was_powered_) powered_since_ = now;
  was_powered_ = powered;
  const bool alive = powered && (alive_ || now - powered_since_ >= boot_time_);
  if (alive != alive_) {
    alive_ = alive;
    if (alive) booted_ = now;
    changes.push_back({now, "device." + name_, alive ? "up" : "down"});
  }
  for (Interface& interface : interfaces_) {
    follow(interface, now, changes);
    if (!interface.up) continue;
    const double seconds = std::chrono::duration<double>(passed).count();
    add_octets(interface.in_octets, interface.in_part, interface.in_rate * seconds);
    add_octets(interface.out_octets, interface.out_part, interface.out_rate * seconds);
  }
}

void NetworkBox::follow(Interface& interface, Duration now, Changes& changes) {
  const bool wanted = alive_ && interface.admin_up && interface.carrier;
  if (wanted == interface.up) {
    interface.due = Duration{-1};
    return;
  }
  if (interface.due.count() < 0) interface.due = now + (alive_ ? reaction_ : Duration{});
  if (now < interface.due) return;
  interface.due = Duration{-1};
  interface.up = wanted;
  interface.changed = now;
  changes.push_back({now, "interface." + name_ + "." + interface.name, wanted ? "up" : "down"});
}

}  // namespace holdfast::branch
