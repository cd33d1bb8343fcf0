#include "tests/branch/model/outlets.hpp"

namespace holdfast::branch {

void Outlets::command(std::size_t number, bool on, Duration now) {
  Outlet& outlet = at(number);
  outlet.command = on ? 1 : 2;
  outlet.due = now + reaction_;
}

void Outlets::switch_now(std::size_t number, bool on, Duration now, Changes& changes) {
  Outlet& outlet = at(number);
  outlet.command = on ? 1 : 2;
  outlet.due = Duration{-1};
  if (outlet.on == on) return;
  outlet.on = on;
  changes.push_back({now, prefix_ + "outlet." + std::to_string(number), on ? "on" : "off"});
}

void Outlets::step(Duration now, bool fed, Changes& changes) {
  if (fed != fed_) {
    fed_ = fed;
    changes.push_back({now, prefix_ + "outlets", fed ? "fed" : "dead"});
  }
  for (std::size_t number = 1; number <= count(); ++number) {
    const Outlet& outlet = at(number);
    if (outlet.due.count() >= 0 && now >= outlet.due) switch_now(number, outlet.command == 1, now, changes);
  }
}

double Outlets::connected_watts() const {
  double sum = 0;
  for (const Outlet& outlet : outlets_) sum += outlet.on ? outlet.watts : 0;
  return sum;
}

}  // namespace holdfast::branch
