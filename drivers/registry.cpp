#include <map>

#include "drivers/driver.hpp"
#include "drivers/modbus/driver.hpp"
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
  std::map<std::string, std::unique_ptr<modbus::Connection>> connections;  // by line key

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

  std::unique_ptr<Driver> make_modbus(const Address& address, const model::Device& device,
                                      const model::Profile& profile) {
    std::unique_ptr<modbus::Connection>& connection = connections[address.line_key()];
    if (!connection) {
      connection = std::make_unique<modbus::Connection>(loop, clock, resolver, address.host, address.port);
    }
    return std::make_unique<modbus::ModbusDriver>(clock, *connection, address.unit, profile, device.timeout);
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
  const bool is_snmp = address->protocol == model::Protocol::snmp;
  const Result<void> checked = is_snmp ? snmp::check(profile) : modbus::check(profile);
  if (!checked) return with_context(checked.error(), "device {}: profile {}", device.id, profile.id);
  if (is_snmp) return state_->make_snmp(*address, device, profile, std::move(secret));
  return state_->make_modbus(*address, device, profile);
}

Result<std::unique_ptr<snmp::Agent>> Registry::agent(const model::Device& device, std::string secret) {
  const Result<Address> address = parse_address(device.address);
  if (!address) return address.error();
  if (address->protocol != model::Protocol::snmp) {
    return make_error(Code::invalid_argument, "'{}' is no address of SNMP", device.address);
  }
  return state_->make_agent(*address, std::move(secret));
}

Awaitable<Result<model::Profile>> Registry::recognise(model::Device device, const std::vector<model::Profile>* profiles,
                                                      std::string secret, SteadyTime deadline) {
  const Result<Address> address = parse_address(device.address);
  if (!address) co_return address.error();
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
