#include "agent/load/known_names.hpp"

#include <algorithm>
#include <string_view>

namespace holdfast::load {
namespace {

using model::Kind;
using model::PointSpec;

PointSpec point(std::string_view name, Kind kind) {
  PointSpec spec;
  spec.name = name;
  spec.kind = kind;
  return spec;
}

PointSpec number(std::string_view name, std::string_view unit) {
  PointSpec spec = point(name, Kind::number);
  spec.unit = unit;
  return spec;
}

PointSpec text(std::string_view name) { return point(name, Kind::text); }
PointSpec boolean(std::string_view name) { return point(name, Kind::boolean); }

// `states` are parted by blanks.
PointSpec state(std::string_view name, std::string_view states) {
  PointSpec spec = point(name, Kind::enumeration);
  auto& codes = spec.origins.front().decoding.enumeration;
  while (!states.empty()) {
    const std::string_view word = states.substr(0, states.find(' '));
    states.remove_prefix(std::min(states.size(), word.size() + 1));
    codes.emplace(static_cast<std::int64_t>(codes.size()), word);
  }
  return spec;
}

PointSpec writable(PointSpec spec) {
  spec.write.emplace();
  return spec;
}

model::Profile make_known_names() {
  model::Profile names;
  names.id = "auto";
  names.points = {
      // Every device
      text("device.name"),
      text("device.maker"),
      text("device.model"),
      text("device.serial"),
      text("device.firmware"),
      text("device.description"),
      text("device.location"),
      text("device.card.firmware"),
      number("device.uptime", "s"),
      state("device.status", "normal warning critical unknown disabled disconnected absent"),
      number("device.temperature", "degC"),
      // UPS
      state("output.source", "normal on_battery bypass booster reducer none other"),
      number("battery.charge", "%"),
      number("battery.runtime", "s"),
      number("battery.voltage", "V"),
      number("battery.current", "A"),
      number("battery.temperature", "degC"),
      state("battery.status", "normal low depleted unknown"),
      number("battery.time_on", "s"),
      state("battery.replace", "ok replace"),
      state("battery.charger.status",
            "charging discharging floating resting boosting equalizing holding full empty testing check disconnected "
            "off"),
      number("battery.capacity", "Ah"),
      number("battery.voltage.nominal", "V"),
      number("battery.packs", ""),
      number("battery.runtime.low", "s"),
      text("battery.date"),
      state("input.status", "normal warning critical unknown disabled disconnected absent"),
      number("input.bad.count", ""),
      number("input.transfer.low", "V"),
      number("input.transfer.high", "V"),
      number("input.bypass.voltage", "V"),
      number("input.bypass.frequency", "Hz"),
      number("input.bypass.L{n}-N.voltage", "V"),
      number("input.bypass.L{n}.current", "A"),
      number("input.bypass.L{n}.realpower", "W"),
      writable(state("output.status", "on off")),
      number("ups.load", "%"),
      number("output.L{n}.power.percent", "%"),
      number("ups.temperature", "degC"),
      state("ups.test.result", "passed warning error aborted in_progress no_test scheduled pending failed refused"),
      number("ups.alarms", ""),
      number("ups.power.nominal", "VA"),
      number("ups.realpower.nominal", "W"),
      // What goes in and comes out
      number("input.voltage", "V"),
      number("input.current", "A"),
      number("input.frequency", "Hz"),
      number("input.realpower", "W"),
      number("input.power", "VA"),
      number("input.reactivepower", "var"),
      number("input.powerfactor", ""),
      number("input.energy", "kWh"),
      number("input.energy.import", "kWh"),
      number("input.energy.export", "kWh"),
      number("input.voltage.nominal", "V"),
      number("input.phases", ""),
      number("input.L{n}-N.voltage", "V"),
      number("input.L{n}.current", "A"),
      number("input.L{n}.realpower", "W"),
      number("input.L{n}.power", "VA"),
      number("input.L{n}.powerfactor", ""),
      number("input.L{n}.energy", "kWh"),
      number("input.L{n}.frequency", "Hz"),
      number("input.L1-L2.voltage", "V"),
      number("input.L2-L3.voltage", "V"),
      number("input.L3-L1.voltage", "V"),
      number("input.L-L.voltage", "V"),
      number("output.voltage", "V"),
      number("output.current", "A"),
      number("output.frequency", "Hz"),
      number("output.realpower", "W"),
      number("output.power", "VA"),
      number("output.energy", "kWh"),
      number("output.voltage.nominal", "V"),
      number("output.phases", ""),
      number("output.L{n}-N.voltage", "V"),
      number("output.L{n}.current", "A"),
      number("output.L{n}.realpower", "W"),
      number("output.L{n}.power", "VA"),
      // Distribution
      writable(state("outlet.{n}.status", "on off")),
      writable(text("outlet.{n}.name")),
      number("outlet.{n}.current", "A"),
      number("outlet.{n}.voltage", "V"),
      number("outlet.{n}.realpower", "W"),
      number("outlet.{n}.power", "VA"),
      number("outlet.{n}.energy", "kWh"),
      number("outlet.count", ""),
      writable(state("outlet.group.{n}.status", "on off")),
      text("outlet.group.{n}.name"),
      number("outlet.group.{n}.current", "A"),
      number("outlet.group.{n}.voltage", "V"),
      number("outlet.group.{n}.realpower", "W"),
      state("input.source", "1 2 mains inverter none"),
      writable(state("input.preferred", "1 2 mains inverter none")),
      number("input.{n}.voltage", "V"),
      number("input.{n}.current", "A"),
      number("input.{n}.frequency", "Hz"),
      state("input.{n}.status", "normal warning critical"),
      // DC plant
      state("rectifier.{n}.status", "normal warning critical off unknown disabled disconnected absent"),
      number("rectifier.{n}.voltage", "V"),
      number("rectifier.{n}.current", "A"),
      number("rectifier.{n}.input.voltage", "V"),
      number("rectifier.{n}.temperature", "degC"),
      number("rectifier.current", "A"),
      // Environment
      number("ambient.{n}.temperature", "degC"),
      number("ambient.{n}.humidity", "%"),
      text("ambient.{n}.name"),
      number("ambient.temperature", "degC"),
      number("ambient.humidity", "%"),
      number("ambient.dewpoint.{n}.temperature", "degC"),
      state("ambient.contact.{n}.status", "open closed normal alarm critical active inactive on off clear detected"),
      state("ambient.smoke.{n}.status", "normal alarm critical"),
      state("ambient.leak.{n}.status", "normal flooded disconnected invalid critical"),
      // Generator
      state("genset.status", "stopped pre_start warming_up running cooling_down post_run"),
      writable(state("genset.mode", "stop auto manual test_on_load test_off_load auto_manual_restore user off")),
      number("genset.load", "%"),
      number("fuel.level", "%"),
      number("engine.speed", "rpm"),
      number("engine.temperature", "degC"),
      number("engine.oil.pressure", "kPa"),
      number("engine.runtime", "s"),
      number("engine.starts", ""),
      // Network
      text("interface.{n}.name"),
      text("interface.{n}.description"),
      writable(text("interface.{n}.alias")),
      state("interface.{n}.status", "up down testing unknown dormant notPresent lowerLayerDown"),
      writable(state("interface.{n}.admin", "up down testing")),
      number("interface.{n}.in.octets", "B"),
      number("interface.{n}.out.octets", "B"),
      number("interface.{n}.in.errors", ""),
      number("interface.{n}.out.errors", ""),
      number("interface.{n}.in.discards", ""),
      number("interface.{n}.out.discards", ""),
      number("interface.{n}.speed", "Mbit/s"),
      number("interface.count", ""),
      // Mobile modem
      number("modem.signal.rsrp", "dBm"),
      number("modem.signal.rsrq", "dB"),
      number("modem.signal.sinr", "dB"),
      number("modem.signal.rssi", "dBm"),
      text("modem.operator"),
      text("modem.technology"),
      state("modem.status",
            "connected connecting disconnected idle searching denied error active inactive dormant not_registered"),
      state("modem.sim.status", "ready absent locked failed rejected"),
      number("modem.temperature", "degC"),
      // Reachability
      boolean("reach.ok"),
      number("reach.loss", "%"),
      number("reach.rtt", "ms"),
      text("reach.failure"),
      number("reach.status", ""),
      number("reach.certificate.days", "d"),
  };
  return names;
}

}  // namespace

const model::Profile& known_names() {
  static const model::Profile names = make_known_names();
  return names;
}

}  // namespace holdfast::load
