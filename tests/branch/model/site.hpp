// The whole branch: mains and generator -> transfer switch -> UPS -> rack PDU -> loads, twice; the network; and how
// warm the room is. Advanced in small steps by whoever holds a clock; every difference is recorded with the model time
// at which it came about.
#pragma once

#include "tests/branch/model/change.hpp"
#include "tests/branch/model/generator.hpp"
#include "tests/branch/model/network_box.hpp"
#include "tests/branch/model/outlets.hpp"
#include "tests/branch/model/transfer_switch.hpp"
#include "tests/branch/model/ups.hpp"

namespace holdfast::branch {

struct SiteSettings {
  Generator::Settings generator;
  TransferSwitch::Settings transfer_switch;
  Ups::Settings ups;
  Ups::Settings rack_ups{120, 250, 1000, 20};
  Duration outlet_reaction = std::chrono::milliseconds(100);
  Duration interface_reaction = std::chrono::milliseconds(200);
  Duration boot_time = std::chrono::seconds(2);
};

class Site {
 public:
  explicit Site(const SiteSettings& settings);

  // Moves the model on to `now`; does nothing if that is not later than the last time.
  void advance(Duration now);

  // The mains, from `now` on; 0 V is a blackout, anything else a voltage.
  void set_mains(double volts, const std::string& word);
  void set_fibre(bool well);
  void set_battery_charge(double percent);
  void set_rack_battery_charge(double percent);
  void set_room(double degrees);
  void switch_outlet(std::size_t number, bool on);       // of pdu-a, by hand, at once
  void switch_rack_outlet(std::size_t number, bool on);  // of pdu-b
  void record(std::string what, std::string value) { changes_.push_back({now_, std::move(what), std::move(value)}); }

  Duration now() const { return now_; }
  double mains_voltage() const { return mains_volts_; }
  bool mains_good() const { return is_good_voltage(mains_volts_); }
  double mains_frequency() const { return mains_volts_ > 1 ? 50.0 : 0.0; }
  double mains_watts() const;  // drawn from the mains
  double mains_energy_wh() const { return mains_energy_wh_; }
  bool fibre_well() const { return fibre_well_; }
  double office_watts() const { return 1400; }  // lights and air conditioning, behind the transfer switch, not the UPS
  double ats_watts() const;                     // drawn from the transfer switch
  double input_watts(const Ups& of) const;      // drawn by a UPS; 0 while it is on battery
  double room_degrees() const { return room_degrees_; }

  Generator generator;
  TransferSwitch transfer_switch;
  Ups ups;
  Outlets outlets;  // of pdu-a
  Ups rack_ups;
  Outlets rack_outlets;  // of pdu-b
  NetworkBox core_switch;
  NetworkBox router;

  Changes take_changes();

 private:
  void step(Duration passed);
  void wire_network();

  Duration now_{};
  double mains_volts_ = 230;
  double mains_energy_wh_ = 4123.4 * 1000;
  bool fibre_well_ = true;
  double room_degrees_ = 22.4;
  Changes changes_;
};

}  // namespace holdfast::branch
