#include <boost/json.hpp>

#include "tests/branch/commands.hpp"

namespace holdfast::branch {
namespace {

namespace json = boost::json;

json::object generator_json(const Generator& generator) {
  return {{"state", to_string(generator.state())}, {"mode", to_string(generator.mode())},
          {"faulty", generator.faulty()},          {"fuel", generator.fuel()},
          {"voltage", generator.voltage()},        {"load_watts", generator.load_watts()}};
}

json::object ups_json(const Ups& ups) {
  return {{"source", to_string(ups.source())},
          {"charge", ups.charge()},
          {"runtime_s", std::chrono::floor<std::chrono::seconds>(ups.runtime()).count()},
          {"load_watts", ups.load_watts()},
          {"alarms", ups.alarms().size()}};
}

json::array outlets_json(const Outlets& outlets) {
  json::array list;
  for (std::size_t number = 1; number <= outlets.count(); ++number) {
    const Outlet& outlet = outlets.at(number);
    list.push_back(json::object{{"number", number},
                                {"name", outlet.name},
                                {"on", outlet.on},
                                {"powered", outlets.powered(number)},
                                {"watts", outlets.watts(number)}});
  }
  return list;
}

json::object box_json(const NetworkBox& box) {
  json::array list;
  for (std::size_t number = 1; number <= box.count(); ++number) {
    const Interface& interface = box.at(number);
    list.push_back(json::object{{"number", number},
                                {"name", interface.name},
                                {"admin", interface.admin_up ? "up" : "down"},
                                {"status", interface.up ? "up" : "down"}});
  }
  return {{"alive", box.alive()}, {"interfaces", list}};
}

}  // namespace

std::string state_json(const Site& site, const Faults& faults) {
  json::object faulty;
  for (const std::string& device : faults.devices()) {
    const Fault& fault = faults.of(device);
    if (fault.kind != Fault::Kind::none) faulty.emplace(device, to_string(fault.kind));
  }
  const json::object state{
      {"model_us", site.now().count()},
      {"mains", json::object{{"on", site.mains_good()}, {"voltage", site.mains_voltage()}}},
      {"source", site.transfer_switch.source()},
      {"preferred", site.transfer_switch.preferred()},
      {"transfers", site.transfer_switch.transfers()},
      {"generator", generator_json(site.generator)},
      {"ups", ups_json(site.ups)},
      {"outlets", outlets_json(site.outlets)},
      {"ups-rack", ups_json(site.rack_ups)},
      {"pdu-b", outlets_json(site.rack_outlets)},
      {"room", site.room_degrees()},
      {"fibre", site.fibre_well() ? "ok" : "fail"},
      {"core-switch", box_json(site.core_switch)},
      {"router", box_json(site.router)},
      {"faults", faulty},
  };
  return json::serialize(state);
}

}  // namespace holdfast::branch
