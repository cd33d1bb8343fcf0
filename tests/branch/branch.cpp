#include "tests/branch/branch.hpp"

#include <algorithm>

namespace holdfast::branch {
namespace {

constexpr Duration tick = std::chrono::milliseconds(10);

}  // namespace

Branch::Branch(const BranchSettings& settings)
    : settings_(settings),
      start_(boot_time_now()),
      log_(settings.log),
      site_(settings.site),
      commands_(site_, faults_, settings.log),
      timeline_(settings.timeline.empty() ? Timeline() : Timeline(settings.timeline)),
      snmp_(settings.snmp, loop_, log_, faults_, [this] { bring_up_to_date(); }),
      modbus_(loop_, log_, faults_, [this] { bring_up_to_date(); }) {
  add_snmp_devices(settings.port_base);
  add_modbus_devices(settings.port_base);
  if (!settings.control.empty()) {
    control_ = std::make_unique<ControlSocket>(settings.control, loop_,
                                               [this](const std::string& line) { return command("control", line); });
  }
}

void Branch::add_snmp_devices(std::uint16_t base) {
  const SnmpAgent::Device devices[] = {
      {"ups-main", [this] { return ups_objects(site_); }, [] { return true; }},
      {"pdu-a", [this] { return pdu_objects(site_); }, [this] { return site_.outlets.fed(); }},
      {"core-switch", [this] { return core_switch_objects(site_); }, [this] { return site_.core_switch.alive(); }},
      {"router", [this] { return router_objects(site_); }, [this] { return site_.router.alive(); }},
  };
  const SnmpAgent::Device rack[] = {
      {"ups-rack", [this] { return rack_ups_objects(site_); }, [] { return true; }},
      {"pdu-b", [this] { return rack_pdu_objects(site_); }, [this] { return site_.rack_outlets.fed(); }},
      {"room", [this] { return room_objects(site_); }, [this] { return site_.rack_outlets.powered(7); }},
  };
  const auto add = [&](const SnmpAgent::Device& device, int offset) {
    faults_.add_device(device.id, false);
    ports_[device.id] = snmp_.add(device, static_cast<std::uint16_t>(base == 0 ? 0 : base + offset));
  };
  int offset = 0;
  for (const SnmpAgent::Device& device : devices) add(device, offset++);
  offset = 6;  // behind the Modbus endpoints
  for (const SnmpAgent::Device& device : rack) add(device, offset++);
}

void Branch::add_modbus_devices(std::uint16_t base) {
  for (const char* device : {"ats", "meter", "genset"}) faults_.add_device(device, true);
  ModbusServer::Units power;
  power[1] = {"ats", [this] { return ats_image(site_); }};
  power[2] = {"meter", [this] { return meter_image(site_); }};
  ModbusServer::Units generator;
  generator[10] = {"genset", [this] { return genset_image(site_); }};
  const auto at = [base](int offset) { return static_cast<std::uint16_t>(base == 0 ? 0 : base + offset); };
  ports_["ats"] = ports_["meter"] = modbus_.add_endpoint(std::move(power), at(4));
  ports_["genset"] = modbus_.add_endpoint(std::move(generator), at(5));
}

void Branch::stop_when_readable(int fd) {
  loop_.watch(fd, [this] { stop_ = true; });
}

void Branch::run() {
  while (!stop_ && !commands_.quit_asked()) {
    bring_up_to_date();
    loop_.run_once(std::min(tick, until_next_happening()));
  }
}

Duration Branch::model_now() const {
  const std::chrono::duration<double, std::micro> real = boot_time_now() - start_;
  return std::chrono::duration_cast<Duration>(real * settings_.speed);
}

void Branch::bring_up_to_date() {
  const Duration now = model_now();
  while (const std::optional<Happening> happening = timeline_.take(now)) {
    site_.advance(happening->at);  // so that it happens at its own time, however late the loop is
    log_.command("timeline", happening->command, commands_.execute(happening->command));
  }
  site_.advance(now);
  log_changes();
}

void Branch::log_changes() {
  for (const Change& change : site_.take_changes()) {
    const std::chrono::duration<double, std::micro> model = change.at;
    log_.change(start_ + std::chrono::duration_cast<Duration>(model / settings_.speed), change.at, change.what,
                change.value);
  }
}

std::string Branch::command(std::string_view from, const std::string& line) {
  bring_up_to_date();
  std::string answer = commands_.execute(line);
  if (line != "state" && line != "log") log_.command(from, line, answer);
  log_changes();
  return answer;
}

Duration Branch::until_next_happening() const {
  const std::optional<Duration> next = timeline_.next();
  if (!next) return tick;
  const std::chrono::duration<double, std::micro> model = *next - model_now();
  return std::max(Duration{}, std::chrono::duration_cast<Duration>(model / settings_.speed));
}

}  // namespace holdfast::branch
