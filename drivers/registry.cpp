#include <algorithm>
#include <map>

#include "drivers/address_reach.hpp"
#include "drivers/driver.hpp"
#include "drivers/modbus/connection.hpp"
#include "drivers/modbus/driver.hpp"
#include "drivers/modbus/serial_line.hpp"
#include "drivers/nut/driver.hpp"
#include "drivers/reach/driver.hpp"
#include "drivers/recognise.hpp"
#include "drivers/replay/agent.hpp"
#include "drivers/snmp/driver.hpp"
#include "drivers/snmp/evidence.hpp"
#include "drivers/snmp/session.hpp"

namespace holdfast::drivers {

struct Registry::State {
  State(boost::asio::any_io_executor executor, platform::Clock& the_clock)
      : loop(std::move(executor)), clock(the_clock), resolver(loop, the_clock) {}

  boost::asio::any_io_executor loop;
  platform::Clock& clock;
  Resolver resolver;
  std::map<std::string, std::unique_ptr<modbus::Connection>> connections;   // by line key
  std::map<std::string, std::unique_ptr<modbus::SerialLine>> serial_lines;  // likewise
  std::map<std::string, std::unique_ptr<nut::Connection>> upsds;            // likewise

  Result<std::unique_ptr<snmp::Agent>> make_agent(const Address& address, std::string community) {
    std::unique_ptr<snmp::Agent> agent;
    if (!address.path.empty()) {
      Result<replay::Capture> capture = replay::read_capture(address.path);
      if (!capture) return capture.error();
      agent = std::make_unique<replay::CaptureAgent>(clock, std::move(*capture));
    } else {
      if (community.empty()) community = "public";
      agent = std::make_unique<snmp::Session>(loop, clock, resolver, address.host, address.port, std::move(community));
    }
    return agent;
  }

  Result<std::unique_ptr<Driver>> make_snmp(const Address& address, const model::Device& device,
                                            const model::Profile& profile, std::string community) {
    Result<std::unique_ptr<snmp::Agent>> agent = make_agent(address, std::move(community));
    if (!agent) return with_context(agent.error(), "device {}", device.id);
    return std::unique_ptr<Driver>(
        std::make_unique<snmp::SnmpDriver>(clock, std::move(*agent), profile, device.timeout));
  }

  Result<std::unique_ptr<Driver>> make_nut(const Address& address, const model::Device& device,
                                           const model::Profile& profile, const std::string& secret) {
    const Result<nut::Login> login = nut::parse_login(secret);
    if (!login) return with_context(login.error(), "device {}", device.id);
    std::unique_ptr<nut::Connection>& upsd = upsds[address.line_key()];
    if (!upsd) upsd = std::make_unique<nut::Connection>(loop, clock, resolver, address.host, address.port);
    return std::make_unique<nut::NutDriver>(clock, *upsd, address.path, *login, profile, device.timeout);
  }

  std::unique_ptr<Driver> make_reach(const Address& address, const model::Device& device,
                                     const model::Profile& profile) {
    return std::make_unique<reach::ReachDriver>(loop, clock, resolver, address, profile, device.timeout);
  }

  Result<std::unique_ptr<Driver>> make_modbus(const Address& address, const model::Device& device,
                                              const model::Profile& profile) {
    modbus::Channel* channel = nullptr;
    if (address.transport == Transport::serial) {
      std::unique_ptr<modbus::SerialLine>& line = serial_lines[address.line_key()];
      if (!line) line = std::make_unique<modbus::SerialLine>(loop, clock, address.serial);
      if (line->settings() != address.serial) {
        return make_error(Code::invalid_argument, "device {}: {} is already in use with {}", device.id,
                          address.serial.tty, to_string(line->settings()));
      }
      channel = line.get();
    } else {
      std::unique_ptr<modbus::Connection>& connection = connections[address.line_key()];
      if (!connection) {
        const bool rtu = address.transport == Transport::rtu_over_tcp;
        connection =
            std::make_unique<modbus::Connection>(loop, clock, resolver, address.host, address.port,
                                                 rtu ? modbus::make_rtu_framing() : modbus::make_mbap_framing());
      }
      channel = connection.get();
    }
    return std::make_unique<modbus::ModbusDriver>(clock, *channel, address.unit, profile, device.timeout);
  }

  Awaitable<Result<Evidence>> gather_modbus_evidence(Address address, model::Device device, SteadyTime deadline) {
    const model::Profile nothing;
    const Result<std::unique_ptr<Driver>> driver = make_modbus(address, device, nothing);
    if (!driver) co_return driver.error();
    const Result<DeviceIdentity> identity = co_await (*driver)->identify(deadline);
    if (!identity) co_return identity.error();
    Evidence evidence;
    evidence.protocol = model::Protocol::modbus;
    evidence.vendor = identity->vendor;
    evidence.product = identity->product_code;
    evidence.sunspec = identity->sunspec;
    co_return evidence;
  }
};

Registry::Registry(boost::asio::any_io_executor loop, platform::Clock& clock)
    : state_(std::make_unique<State>(std::move(loop), clock)) {}

Registry::~Registry() = default;

Result<std::unique_ptr<Driver>> Registry::make(const model::Device& device, const model::Profile& profile,
                                               std::string secret) {
  const Result<Address> address = parse_address(device.address);
  if (!address) return with_context(address.error(), "device {}", device.id);
  if (address->protocol != profile.protocol) {
    return make_error(Code::invalid_argument, "device {}: profile {} is for {}, the address '{}' is not", device.id,
                      profile.id, model::to_string(profile.protocol), device.address);
  }
  if (profile.protocol == model::Protocol::nut || profile.protocol == model::Protocol::reach) {
    const Result<void> found = check_variables(profile);
    if (!found) return with_context(found.error(), "device {}: profile {}", device.id, profile.id);
    if (profile.protocol == model::Protocol::nut) return state_->make_nut(*address, device, profile, secret);
    return state_->make_reach(*address, device, profile);
  }
  const bool is_snmp = address->protocol == model::Protocol::snmp;
  const Result<void> checked = is_snmp ? snmp::check(profile) : modbus::check(profile);
  if (!checked) return with_context(checked.error(), "device {}: profile {}", device.id, profile.id);
  if (is_snmp) return state_->make_snmp(*address, device, profile, std::move(secret));
  return state_->make_modbus(*address, device, profile);
}

Awaitable<Result<model::Profile>> Registry::recognise(model::Device device, const std::vector<model::Profile>* profiles,
                                                      std::string secret, SteadyTime deadline) {
  const Result<Address> address = parse_address(device.address);
  if (!address) co_return address.error();
  if (const char* const usual = usual_profile(*address)) {
    const auto found = std::find_if(profiles->begin(), profiles->end(),
                                    [&](const model::Profile& profile) { return profile.id == usual; });
    if (found != profiles->end()) co_return *found;
  }
  if (address->protocol == model::Protocol::modbus) {
    const Result<Evidence> evidence = co_await state_->gather_modbus_evidence(*address, device, deadline);
    if (!evidence) co_return evidence.error();
    const std::vector<const model::Profile*> found = drivers::recognise(*profiles, *evidence);
    if (!found.empty()) co_return model::merge(found);
    co_return make_error(Code::not_found, "no profile is for this device; it says vendor \"{}\", product \"{}\"",
                         evidence->vendor, evidence->product);
  }
  if (address->protocol != model::Protocol::snmp) {
    co_return make_error(Code::not_found, "a device that speaks {} cannot be recognised yet; name its profile",
                         model::to_string(address->protocol));
  }
  Result<std::unique_ptr<snmp::Agent>> agent = state_->make_agent(*address, std::move(secret));
  if (!agent) co_return agent.error();
  std::set<std::string> wanted = objects_wanted(*profiles);
  Result<Evidence> evidence =
      co_await snmp::gather_evidence(agent->get(), &state_->clock, std::move(wanted), device.timeout, deadline);
  if (!evidence) co_return evidence.error();
  const std::vector<const model::Profile*> found = drivers::recognise(*profiles, *evidence);
  if (found.empty()) {
    co_return make_error(Code::not_found, "no profile is for this device; it says sysObjectID {}, sysDescr \"{}\"",
                         evidence->object_id.empty() ? "nothing" : evidence->object_id, evidence->description);
  }
  co_return model::merge(found);
}

}  // namespace holdfast::drivers
