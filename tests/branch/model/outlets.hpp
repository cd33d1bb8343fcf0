// The switched outlets of a rack PDU, numbered from 1, with what hangs on them. A command takes effect a little later.
#pragma once

#include <string>
#include <vector>

#include "tests/branch/model/change.hpp"

namespace holdfast::branch {

struct Outlet {
  std::string name;
  double watts;  // when on and fed
  bool on = true;
  int command = 1;        // the last one: rPDUOutletControlOutletCommand, 1 on, 2 off
  Duration due{-1};       // when the pending command takes effect; negative: none pending
  int start_delay_s = 0;  // settings that the model keeps and does not act on
  int shutdown_delay_s = 0;
  int reboot_s = 5;
};

class Outlets {
 public:
  // `prefix` stands before the names of its changes: "outlet.3", "pdu-b.outlet.3".
  Outlets(std::vector<Outlet> outlets, Duration reaction, std::string prefix = "")
      : outlets_(std::move(outlets)), reaction_(reaction), prefix_(std::move(prefix)) {}

  void command(std::size_t number, bool on, Duration now);  // the latest command counts
  void switch_now(std::size_t number, bool on, Duration now, Changes& changes);
  void step(Duration now, bool fed, Changes& changes);

  std::size_t count() const { return outlets_.size(); }
  const Outlet& at(std::size_t number) const { return outlets_.at(number - 1); }
  Outlet& at(std::size_t number) { return outlets_.at(number - 1); }
  bool powered(std::size_t number) const { return fed_ && at(number).on; }
  bool fed() const { return fed_; }
  double watts(std::size_t number) const { return powered(number) ? at(number).watts : 0; }
  double connected_watts() const;  // of the outlets that are on, fed or not

 private:
  std::vector<Outlet> outlets_;
  Duration reaction_;
  std::string prefix_;
  bool fed_ = true;
};

}  // namespace holdfast::branch
