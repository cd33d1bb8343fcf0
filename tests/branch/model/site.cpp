#include "tests/branch/model/site.hpp"

#include <algorithm>

namespace holdfast::branch {
namespace {

constexpr Duration longest_step = std::chrono::milliseconds(10);

std::vector<Outlet> outlets_of_pdu_a() {
  return {{"core-switch", 60}, {"router", 25},    {"branch-server", 180}, {"cash-machine", 140},
          {"teller-pcs", 240}, {"printers", 110}, {"signage", 90},        {"cameras-alarm", 45}};
}

std::vector<Outlet> outlets_of_pdu_b() {
  return {{"server-shelf", 150}, {"storage", 70},      {"cash-machine-2", 140}, {"back-office", 120},
          {"wifi", 20},          {"card-printer", 60}, {"room-sensor", 5},      {"spare", 0}};
}

Interface port(std::string name, std::string alias, double in_rate, double out_rate, std::uint64_t octets) {
  Interface interface;
  interface.name = std::move(name);
  interface.alias = std::move(alias);
  interface.in_rate = in_rate;
  interface.out_rate = out_rate;
  interface.in_octets = octets;
  interface.out_octets = octets / 3;
  return interface;
}

// Port 1 starts above 2^53, where a double no longer holds every integer, and port 2 above 2^32.
std::vector<Interface> ports_of_the_switch() {
  return {port("ge1", "router", 310e3, 95e3, 9007199254740993), port("ge2", "branch-server", 120e3, 280e3, 8589934592),
          port("ge3", "cash-machine", 900, 700, 51234567),      port("ge4", "teller-1", 14e3, 31e3, 812345678),
          port("ge5", "teller-2", 11e3, 28e3, 712345678),       port("ge6", "printers", 400, 2100, 61234567),
          port("ge7", "signage", 200, 52e3, 9123456),           port("ge8", "cameras", 640e3, 900, 312345678901)};
}

std::vector<Interface> links_of_the_router() {
  Interface lan = port("lan", "to core-switch ge1", 95e3, 310e3, 8123456789012);
  Interface fibre = port("fibre", "leased line", 300e3, 90e3, 7123456789012);
  Interface lte = port("lte", "mobile backup", 40e3, 12e3, 123456789);
  lte.speed_mbit = 50;
  lte.admin_up = false;
  return {lan, fibre, lte};
}

}  // namespace

Site::Site(const SiteSettings& settings)
    : generator(settings.generator),
      transfer_switch(settings.transfer_switch),
      ups(settings.ups),
      outlets(outlets_of_pdu_a(), settings.outlet_reaction),
      rack_ups(settings.rack_ups, "ups-rack"),
      rack_outlets(outlets_of_pdu_b(), settings.outlet_reaction, "pdu-b."),
      core_switch("core-switch", ports_of_the_switch(), settings.interface_reaction, settings.boot_time),
      router("router", links_of_the_router(), settings.interface_reaction, settings.boot_time) {
  step(Duration{});
  changes_.clear();
}

void Site::advance(Duration now) {
  if (now <= now_) return step(Duration{});  // what was set since takes effect now
  while (now_ < now) {
    const Duration passed = std::min(longest_step, now - now_);
    now_ += passed;
    step(passed);
  }
}

void Site::step(Duration passed) {
  generator.step(now_, passed, mains_good(), transfer_switch.source() == 2 ? ats_watts() : 0, changes_);
  transfer_switch.step(now_, mains_volts_, generator.voltage(), mains_frequency(), generator.frequency(), changes_);
  ups.step(now_, passed, transfer_switch.output_voltage(), outlets.connected_watts(), changes_);
  outlets.step(now_, ups.output_on(), changes_);
  rack_ups.step(now_, passed, transfer_switch.output_voltage(), rack_outlets.connected_watts(), changes_);
  rack_outlets.step(now_, rack_ups.output_on(), changes_);
  wire_network();
  core_switch.step(now_, passed, outlets.powered(1), changes_);
  router.step(now_, passed, outlets.powered(2), changes_);
  mains_energy_wh_ += mains_watts() * std::chrono::duration<double>(passed).count() / 3600;
}

// Who hangs on which cable: a port has a carrier while both ends have power.
void Site::wire_network() {
  constexpr std::size_t feeding_outlet[] = {2, 3, 4, 5, 5, 6, 7, 8};
  for (std::size_t number = 1; number <= core_switch.count(); ++number) {
    core_switch.set_carrier(number, outlets.powered(feeding_outlet[number - 1]));
  }
  router.set_carrier(1, core_switch.alive());
  router.set_carrier(2, fibre_well_);
}

void Site::set_mains(double volts, const std::string& word) {
  mains_volts_ = volts;
  record("mains", word);
  step(Duration{});
}

void Site::set_fibre(bool well) {
  fibre_well_ = well;
  record("fibre", well ? "ok" : "fail");
  step(Duration{});
}

void Site::set_battery_charge(double percent) {
  ups.set_charge(percent);
  record("battery.charge", std::to_string(static_cast<int>(percent)));
  step(Duration{});
}

void Site::set_rack_battery_charge(double percent) {
  rack_ups.set_charge(percent);
  record("ups-rack.battery.charge", std::to_string(static_cast<int>(percent)));
  step(Duration{});
}

void Site::set_room(double degrees) {
  room_degrees_ = degrees;
  record("room", std::to_string(static_cast<int>(degrees)));
}

void Site::switch_outlet(std::size_t number, bool on) {
  outlets.switch_now(number, on, now_, changes_);
  step(Duration{});
}

void Site::switch_rack_outlet(std::size_t number, bool on) {
  rack_outlets.switch_now(number, on, now_, changes_);
  step(Duration{});
}

double Site::input_watts(const Ups& of) const {
  if (of.source() != Ups::Source::normal) return 0;
  const double charging = of.battery_current() < 0 ? -of.battery_current() * of.battery_voltage() : 0;
  return of.load_watts() * 1.06 + charging;  // a UPS loses 6 %
}

double Site::ats_watts() const {
  if (!is_good_voltage(transfer_switch.output_voltage())) return 0;
  return office_watts() + input_watts(ups) + input_watts(rack_ups);
}

double Site::mains_watts() const { return transfer_switch.source() == 1 ? ats_watts() : 0; }

Changes Site::take_changes() {
  Changes taken;
  taken.swap(changes_);
  return taken;
}

}  // namespace holdfast::branch
