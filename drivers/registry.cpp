#include <map>

#include "drivers/driver.hpp"
#include "drivers/modbus/driver.hpp"
#include "drivers/snmp/driver.hpp"

namespace holdfast::drivers {

struct Registry::State {
  State(boost::asio::any_io_executor executor, platform::Clock& the_clock)
      : loop(std::move(executor)), clock(the_clock), resolver(loop, the_clock) {}

  boost::asio::any_io_executor loop;
  platform::Clock& clock;
  Resolver resolver;
  std::map<std::string, std::unique_ptr<modbus::Connection>> connections;  // by line key

  std::unique_ptr<Driver> make_snmp(const Address& address, const model::Device& device, const model::Profile& profile,
                                    std::string community) {
    if (community.empty()) community = "public";
    auto session =
        std::make_unique<snmp::Session>(loop, clock, resolver, address.host, address.port, std::move(community));
    return std::make_unique<snmp::SnmpDriver>(clock, std::move(session), profile, device.timeout);
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
    const char* spoken = profile.protocol == model::Protocol::snmp ? "SNMP" : "Modbus";
    return make_error(Code::invalid_argument, "device {}: profile {} is for {}, the address '{}' is not", device.id,
                      profile.id, spoken, device.address);
  }
  const bool is_snmp = address->protocol == model::Protocol::snmp;
  const Result<void> checked = is_snmp ? snmp::check(profile) : modbus::check(profile);
  if (!checked) return with_context(checked.error(), "device {}: profile {}", device.id, profile.id);
  if (is_snmp) return state_->make_snmp(*address, device, profile, std::move(secret));
  return state_->make_modbus(*address, device, profile);
}

}  // namespace holdfast::drivers
