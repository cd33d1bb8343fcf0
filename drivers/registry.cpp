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
#include "drivers/snmp/keyring.hpp"
#include "drivers/snmp/library.hpp"
#include "drivers/snmp/session.hpp"
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
  std::map<std::string, std::unique_ptr<modbus::Connection>> connections;   // by line key
  std::map<std::string, std::unique_ptr<modbus::SerialLine>> serial_lines;  // likewise
  std::map<std::string, std::unique_ptr<nut::Connection>> upsds;            // likewise

  snmp::Surroundings surroundings() { return {loop, clock, resolver, keyring, directory}; }

  Result<std::unique_ptr<snmp::Agent>> make_agent(const Address& address, const model::Device& device,
                                                  Secrets secrets) {
    std::unique_ptr<snmp::Agent> agent;
    if (!address.path.empty()) {
      Result<replay::Capture> capture = replay::read_capture(address.path);
      if (!capture) return capture.error();
      agent = std::make_unique<replay::CaptureAgent>(clock, std::move(*capture));
    } else {
      if (secrets.main.empty()) secrets.main = "public";
      snmp::Peer peer{device.id, address.host, address.port, device.snmp, std::move(secrets), {}};
      if (on_security) {
        peer.on_security = [hear = on_security, id = device.id](const std::string& what) { hear(id, what); };
      }
      agent = std::make_unique<snmp::Session>(surroundings(), std::move(peer));
    }
    return agent;
  }

  Result<std::unique_ptr<Driver>> make_snmp(const Address& address, const model::Device& device,
                                            const model::Profile& profile, Secrets secrets) {
    Result<std::unique_ptr<snmp::Agent>> agent = make_agent(address, device, std::move(secrets));
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

Result<void> check_profile(const model::Profile& profile) {
  switch (profile.protocol) {
    case model::Protocol::snmp: return snmp::check(profile);
    case model::Protocol::modbus: return modbus::check(profile);
    case model::Protocol::nut:
    case model::Protocol::reach: break;
  }
  return check_variables(profile);
}

Registry::Registry(boost::asio::any_io_executor loop, platform::Clock& clock) {
  snmp::start_library();  // it changes the environment, which no thread may be reading then
  state_ = std::make_unique<State>(std::move(loop), clock);
}

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
    return make_error(Code::invalid_argument, "device {}: profile {} is for {}, the address '{}' is not", device.id,
                      profile.id, model::to_string(profile.protocol), device.address);
  }
  const Result<void> checked = check_profile(profile);
  if (!checked) return with_context(checked.error(), "device {}: profile {}", device.id, profile.id);
  switch (profile.protocol) {
    case model::Protocol::snmp: {
      const Result<void> secret = check_secrets(device.snmp, secrets);
      if (!secret) return with_context(secret.error(), "device {}", device.id);
      return state_->make_snmp(*address, device, profile, std::move(secrets));
    }
    case model::Protocol::modbus: return state_->make_modbus(*address, device, profile);
    case model::Protocol::nut: return state_->make_nut(*address, device, profile, secrets.main);
    case model::Protocol::reach: return state_->make_reach(*address, device, profile);
  }
  return make_error(Code::internal, "no driver for {}", model::to_string(profile.protocol));
}

Result<std::unique_ptr<snmp::Agent>> Registry::agent(const model::Device& device, Secrets secrets) {
  const Result<Address> address = parse_address(device.address);
  if (!address) return address.error();
  if (address->protocol != model::Protocol::snmp) {
    return make_error(Code::invalid_argument, "'{}' is no address of SNMP", device.address);
  }
  return state_->make_agent(*address, device, std::move(secrets));
}

Awaitable<Result<Evidence>> Registry::ask_identity(model::Device device, std::set<std::string> wanted, Secrets secrets,
                                                   SteadyTime deadline) {
  const Result<Address> address = parse_address(device.address);
  if (!address) co_return address.error();
  if (address->protocol == model::Protocol::modbus) {
    Result<Evidence> evidence = co_await state_->gather_modbus_evidence(*address, device, deadline);
    co_return evidence;
  }
  if (address->protocol != model::Protocol::snmp) {
    co_return make_error(Code::not_found, "a device that speaks {} cannot be recognised yet; name its profile",
                         model::to_string(address->protocol));
  }
  Result<std::unique_ptr<snmp::Agent>> agent = state_->make_agent(*address, device, std::move(secrets));
  if (!agent) co_return agent.error();
  Result<Evidence> evidence =
      co_await snmp::gather_evidence(agent->get(), &state_->clock, std::move(wanted), device.timeout, deadline);
  co_return evidence;
}

Awaitable<Result<model::Profile>> Registry::recognise(model::Device device, const std::vector<model::Profile>* profiles,
                                                      Secrets secrets, SteadyTime deadline) {
  const Result<Address> address = parse_address(device.address);
  if (!address) co_return address.error();
  if (const char* const usual = usual_profile(*address)) {
    const auto found = std::find_if(profiles->begin(), profiles->end(),
                                    [&](const model::Profile& profile) { return profile.id == usual; });
    if (found != profiles->end()) co_return *found;
  }
  std::set<std::string> wanted = objects_wanted(*profiles);
  const Result<Evidence> evidence =
      co_await ask_identity(std::move(device), std::move(wanted), std::move(secrets), deadline);
  if (!evidence) co_return evidence.error();
  Result<model::Profile> chosen = choose(*profiles, *evidence);
  co_return chosen;
}

}  // namespace holdfast::drivers
