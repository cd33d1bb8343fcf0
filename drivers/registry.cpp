#include <map>

#include "drivers/driver.hpp"
#include "drivers/modbus/driver.hpp"
#include "drivers/snmp/driver.hpp"
#include "drivers/snmp/keyring.hpp"
#include "drivers/snmp/trap_listener.hpp"

namespace holdfast::drivers {

struct Registry::State {
  State(boost::asio::any_io_executor executor, platform::Clock& the_clock)
      : loop(std::move(executor)), clock(the_clock), resolver(loop, the_clock), keyring(loop) {}

  boost::asio::any_io_executor loop;
  platform::Clock& clock;
  Resolver resolver;
  snmp::Keyring keyring;
  snmp::Directory directory;
  OnSecurity on_security;
  std::map<std::string, std::unique_ptr<modbus::Connection>> connections;  // by line key

  snmp::Surroundings surroundings() { return {loop, clock, resolver, keyring, directory}; }

  std::unique_ptr<Driver> make_snmp(const Address& address, const model::Device& device, const model::Profile& profile,
                                    Secrets secrets) {
    if (secrets.main.empty()) secrets.main = "public";
    snmp::Agent agent{device.id, address.host, address.port, device.snmp, std::move(secrets), {}};
    if (on_security) {
      agent.on_security = [hear = on_security, id = device.id](const std::string& what) { hear(id, what); };
    }
    auto session = std::make_unique<snmp::Session>(surroundings(), std::move(agent));
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

void Registry::on_security(OnSecurity hear) { state_->on_security = std::move(hear); }

std::unique_ptr<snmp::TrapListener> Registry::trap_listener(std::string identity, snmp::TrapHooks hooks) {
  return std::make_unique<snmp::TrapListener>(state_->surroundings(), std::move(identity), std::move(hooks));
}

Result<void> check_secrets(const model::SnmpAccess& access, const Secrets& secrets) {
  if (const std::string fault = fault_of(access); !fault.empty()) return Error{Code::invalid_argument, fault};
  if (access.version != model::SnmpVersion::v3 || access.authentication == model::Authentication::none) return {};
  constexpr std::size_t shortest = snmp::shortest_pass_phrase;
  if (secrets.main.size() < shortest)
    return make_error(Code::invalid_argument, "the pass phrase of SNMP user '{}' has fewer than {} characters",
                      access.user, shortest);
  if (!secrets.privacy.empty() && secrets.privacy.size() < shortest)
    return make_error(Code::invalid_argument, "the privacy pass phrase of SNMP user '{}' has fewer than {} characters",
                      access.user, shortest);
  return {};
}

Result<std::unique_ptr<Driver>> Registry::make(const model::Device& device, const model::Profile& profile,
                                               Secrets secrets) {
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
  if (is_snmp) {
    const Result<void> secret = check_secrets(device.snmp, secrets);
    if (!secret) return with_context(secret.error(), "device {}", device.id);
    return state_->make_snmp(*address, device, profile, std::move(secrets));
  }
  return state_->make_modbus(*address, device, profile);
}

}  // namespace holdfast::drivers
