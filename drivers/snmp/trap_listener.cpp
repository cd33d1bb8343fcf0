#include "drivers/snmp/trap_listener.hpp"

// First: net-snmp's other headers depend on it.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/net-snmp-includes.h>
#include <openssl/evp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "drivers/snmp/convert.hpp"
#include "drivers/snmp/library.hpp"

namespace holdfast::drivers::snmp {
namespace asio = boost::asio;

namespace {

constexpr std::size_t largest_datagram = 65536;
constexpr std::size_t most_engines = 1000;
constexpr Duration tells_every = std::chrono::minutes{10};
constexpr std::int64_t boots_begin = 1'577'836'800;  // 2020-01-01: leaves 68 years until boots run out

// RFC 3411, SnmpEngineID: octets of our own choice (format 5) under net-snmp's enterprise number.
std::string engine_id_of(const std::string& identity) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(identity.data(), identity.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return std::string{"\x80\x00\x1f\x88\x05", 5} + std::string{digest.begin(), digest.begin() + 16};
}

asio::ip::address plain(asio::ip::address address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address;
}

Oid oid_of(const oid* numbers, std::size_t count) {
  Oid result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(static_cast<std::uint32_t>(numbers[i]));
  return result;
}

}  // namespace

TrapListener::TrapListener(Surroundings surroundings, std::string identity, TrapHooks hooks)
    : around_(std::move(surroundings)),
      identity_(std::move(identity)),
      hooks_(std::move(hooks)),
      buffer_(largest_datagram) {}

TrapListener::~TrapListener() {
  if (socket_) socket_->release();
  if (handle_ != nullptr) snmp_sess_close(handle_);
}

Result<void> TrapListener::open(const model::TrapPort& where) {
  start_library();
  name_ourselves();
  const bool v6 = where.address.find(':') != std::string::npos;
  const std::string place =
      v6 ? fmt::format("udp6:[{}]:{}", where.address, where.port) : fmt::format("udp:{}:{}", where.address, where.port);
  errno = 0;
  netsnmp_transport* transport = netsnmp_transport_open_server("holdfast", place.c_str());
  if (transport == nullptr) {
    return make_error(Code::conflict, "UDP port {} of {} cannot be opened for traps: {}", where.port, where.address,
                      errno != 0 ? std::strerror(errno) : "it is taken or not allowed");
  }
  netsnmp_session wanted;
  snmp_sess_init(&wanted);
  wanted.version = SNMP_DEFAULT_VERSION;
  wanted.isAuthoritative = SNMP_SESS_UNKNOWNAUTH;
  wanted.callback = &TrapListener::on_message;
  wanted.callback_magic = this;
  handle_ = snmp_sess_add(&wanted, transport, nullptr, nullptr);
  if (handle_ == nullptr) return make_error(Code::internal, "listening for traps: {}", snmp_api_errstring(snmp_errno));
  socket_.emplace(around_.loop, transport->sock);
  boost::system::error_code ignored;
  socket_->native_non_blocking(true, ignored);
  return {};
}

void TrapListener::name_ourselves() {
  own_engine_ = engine_id_of(identity_);
  set_exact_engineID(reinterpret_cast<const u_char*>(own_engine_.data()), own_engine_.size());
  // Senders of informs remember our boots: they must not go back when we start anew.
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(around_.clock.now().wall.time_since_epoch()).count();
  std::string boots = std::to_string(std::max<std::int64_t>(now - boots_begin, 1));
  engineBoots_conf("engineBoots", boots.data());
}

std::uint16_t TrapListener::port() const {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  const int fd = snmp_sess_transport(handle_)->sock;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) != 0) return 0;
  asio::ip::udp::endpoint endpoint;
  if (size > endpoint.capacity()) return 0;
  std::memcpy(endpoint.data(), &name, size);
  endpoint.resize(size);
  return endpoint.port();
}

Awaitable<void> TrapListener::run() {
  while (true) {
    const auto [error] =
        co_await socket_->async_wait(asio::posix::descriptor_base::wait_read, asio::as_tuple(asio::use_awaitable));
    if (error) throw boost::system::system_error(error);
    std::optional<Peeked> peeked = peek();  // one a turn of the loop: a storm does not keep others waiting
    if (peeked) co_await take(std::move(*peeked));
  }
}

std::optional<TrapListener::Peeked> TrapListener::peek() {
  asio::ip::udp::endpoint from;
  auto size = static_cast<socklen_t>(from.capacity());
  const ssize_t count =
      ::recvfrom(socket_->native_handle(), buffer_.data(), buffer_.size(), MSG_PEEK | MSG_DONTWAIT, from.data(), &size);
  if (count < 0) return std::nullopt;  // nothing there after all, or an error that is gone with this call
  from.resize(size);
  return Peeked{envelope_of(ber::View{buffer_}.first(static_cast<std::size_t>(count))), plain(from.address())};
}

std::vector<const Known*> TrapListener::senders(const Peeked& peeked) const {
  const Envelope& envelope = *peeked.envelope;
  if (envelope.version != model::SnmpVersion::v3) {
    std::vector<const Known*> found = around_.directory.at_address(peeked.sender);
    if (found.empty() && envelope.agent != 0)
      found = around_.directory.at_address(asio::ip::address_v4{envelope.agent});  // relayed
    return found;
  }
  std::vector<const Known*> found = around_.directory.of_engine(envelope.engine);
  if (found.empty()) found = around_.directory.at_address(peeked.sender);
  std::erase_if(found, [&envelope](const Known* each) {
    const bool asks_who_we_are = envelope.user.empty() && envelope.engine.empty();
    return each->access.version != model::SnmpVersion::v3 || (each->access.user != envelope.user && !asks_who_we_are);
  });
  return found;
}

Awaitable<void> TrapListener::take(Peeked peeked) {
  if (!peeked.envelope || !peeked.envelope->is_unasked()) {
    discard();
    drop(counts_.odd, peeked, "something that is no trap");
    co_return;
  }
  const std::vector<const Known*> from = senders(peeked);
  if (from.empty()) {
    discard();
    drop(counts_.unmatched, peeked, "a trap, but is none of our devices");
    co_return;
  }
  std::vector<std::string> devices;  // by name: the wait for keys may outlive what stands in the directory
  const bool is_secured = peeked.envelope->version == model::SnmpVersion::v3;
  for (const Known* each : from) {
    devices.push_back(each->device);
    if (is_secured) break;
  }
  caught_.reset();
  if (is_secured) {
    const bool good = co_await take_secured(peeked, from.front());
    if (!good) co_return;
  } else {
    read();
  }
  if (!caught_) {
    drop(counts_.refused, peeked, "a trap that cannot be read");
    co_return;
  }
  const Caught caught = std::move(*caught_);
  caught_.reset();
  ++counts_.heard;
  const std::string how =
      fmt::format("{} {}", to_string(peeked.envelope->version), caught.is_inform ? "inform" : "trap");
  for (const std::string& device : devices) hooks_.heard(Trap{device, caught.content, how});
}

// False when nothing was heard, and why is said.
Awaitable<bool> TrapListener::take_secured(Peeked peeked, const Known* sender) {
  const Envelope& envelope = *peeked.envelope;
  const model::SnmpAccess access = sender->access;
  if (envelope.user.empty()) {  // asks who we are; the library answers
    read();
    co_return false;
  }
  if (access.authentication != model::Authentication::none && !envelope.is_authenticated) {
    discard();
    drop(counts_.refused, peeked, "a trap without the authentication that the device's user has");
    co_return false;
  }
  Result<LocalKeys> keys = co_await around_.keyring.keys(access, sender->secrets, envelope.engine);
  if (!keys) {
    discard();
    drop(counts_.refused, peeked, "a trap whose keys could not be derived");
    co_return false;
  }
  const SteadyTime now = around_.clock.steady();
  const User user{access, std::move(*keys)};
  const bool is_ours = envelope.engine == own_engine_;
  if (engines_.size() > most_engines) engines_.clear();
  Engine& engine = engines_[envelope.engine];
  if (is_ours || engine.id.empty()) {
    const auto boots = static_cast<std::uint32_t>(is_ours ? snmpv3_local_snmpEngineBoots() : 0);
    const auto time = static_cast<std::uint32_t>(is_ours ? snmpv3_local_snmpEngineTime() : 0);
    engine = {envelope.engine, boots, time, now};
  }
  {
    const Lent lent{user, engine, now};
    read();
  }
  // The first message to our own engine only brings the sender our clock.
  const bool learns_our_clock = is_ours && envelope.boots == 0;
  if (!caught_ && !learns_our_clock) drop(counts_.refused, peeked, "a trap that is not proven, or is repeated");
  co_return caught_.has_value();
}

void TrapListener::read() {
  set_enginetime(reinterpret_cast<const u_char*>(own_engine_.data()), static_cast<u_int>(own_engine_.size()),
                 static_cast<u_int>(snmpv3_local_snmpEngineBoots()), static_cast<u_int>(snmpv3_local_snmpEngineTime()),
                 TRUE);
  netsnmp_large_fd_set readable;
  netsnmp_large_fd_set_init(&readable, FD_SETSIZE);
  netsnmp_large_fd_setfd(socket_->native_handle(), &readable);
  snmp_sess_read2(handle_, &readable);
  netsnmp_large_fd_set_cleanup(&readable);
}

void TrapListener::discard() {
  std::uint8_t nothing = 0;
  static_cast<void>(::recv(socket_->native_handle(), &nothing, sizeof nothing, MSG_DONTWAIT));
}

void TrapListener::drop(std::uint64_t& count, const Peeked& peeked, const char* why) {
  ++count;
  const SteadyTime now = around_.clock.steady();
  if (!hooks_.dropped || (told_ && now - *told_ < tells_every)) return;
  told_ = now;
  hooks_.dropped(fmt::format("{} sends {}", peeked.sender.to_string(), why));
}

// Called by the library in read().
int TrapListener::on_message(int operation, snmp_session*, int, snmp_pdu* pdu, void* self) {
  auto* listener = static_cast<TrapListener*>(self);
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || pdu == nullptr) return 1;
  const bool is_inform = pdu->command == SNMP_MSG_INFORM;
  if (!is_inform && pdu->command != SNMP_MSG_TRAP && pdu->command != SNMP_MSG_TRAP2) return 1;
  Caught caught{content_of(response_of(*pdu).bindings), is_inform};
  if (pdu->command == SNMP_MSG_TRAP)
    caught.content.oid =
        to_string(trap_oid(oid_of(pdu->enterprise, pdu->enterprise_length), pdu->trap_type, pdu->specific_type));
  listener->caught_ = std::move(caught);
  if (!is_inform) return 1;
  netsnmp_pdu* answer = snmp_clone_pdu(pdu);
  if (answer == nullptr) return 1;
  answer->command = SNMP_MSG_RESPONSE;
  answer->errstat = 0;
  answer->errindex = 0;
  answer->flags |= UCD_MSG_FLAG_RESPONSE_PDU;
  answer->flags &= ~static_cast<u_long>(UCD_MSG_FLAG_EXPECT_RESPONSE);
  if (snmp_sess_send(listener->handle_, answer) == 0) snmp_free_pdu(answer);
  return 1;
}

}  // namespace holdfast::drivers::snmp
