#include "drivers/snmp/session.hpp"

// First: net-snmp's other headers depend on it.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/net-snmp-includes.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <random>

#include "drivers/cancellation.hpp"
#include "drivers/snmp/convert.hpp"
#include "drivers/snmp/discovery.hpp"
#include "drivers/snmp/library.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::snmp {
namespace asio = boost::asio;

namespace {

constexpr Duration recovers_every = std::chrono::minutes{1};

long library_version(model::SnmpVersion version) {
  if (version == model::SnmpVersion::v1) return SNMP_VERSION_1;
  return version == model::SnmpVersion::v3 ? SNMP_VERSION_3 : SNMP_VERSION_2c;
}

u_char* bytes_of(std::string& text) { return reinterpret_cast<u_char*>(text.data()); }

std::int32_t fresh_message_id() { return static_cast<std::int32_t>(std::random_device{}() & 0x7FFFFFFF); }

}  // namespace

// Marks the session as used, and closes it unless the exchange ended well: also when the task is cancelled.
class Session::Use {
 public:
  explicit Use(Session& session) : session_(session) {
    session_.busy_ = true;
    session_.odd_datagrams_ = 0;
    session_.oddness_.clear();
  }
  ~Use() {
    session_.busy_ = false;
    session_.awaited_ = 0;
    if (!ended_well_) session_.renew();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  void ended_well() { ended_well_ = true; }

 private:
  Session& session_;
  bool ended_well_ = false;
};

Session::Session(Surroundings surroundings, Peer peer)
    : around_(std::move(surroundings)),
      peer_(std::move(peer)),
      known_(around_.directory.add({peer_.device, peer_.access, peer_.secrets, {}, ""})),
      user_{peer_.access, {}} {
  boost::system::error_code not_numeric;
  const asio::ip::address address = asio::ip::make_address(peer_.host, not_numeric);
  if (!not_numeric) known_.address = address;
}

Session::~Session() {
  renew();
  around_.directory.remove(known_);
}

void Session::renew() {
  awaited_ = 0;
  answer_.reset();
  report_.reset();
  if (socket_) {
    socket_->release();
    socket_.reset();
  }
  if (handle_ != nullptr) snmp_sess_close(handle_);  // calls on_response for what is outstanding
  handle_ = nullptr;
}

Awaitable<Result<Response>> Session::exchange(Request request, SteadyTime deadline) {
  if (busy_) co_return make_error(Code::conflict, "an exchange with {}:{} is under way", peer_.host, peer_.port);
  if (peer_.access.version == model::SnmpVersion::v1 && request.command == Command::get_bulk)
    co_return make_error(Code::invalid_argument, "SNMP v1 has no GETBULK");
  Use use{*this};
  Awaitable<Result<Response>> transaction = transact(std::move(request), deadline);
  Result<Response> response =
      co_await platform::with_deadline<Response>(around_.clock, deadline, std::move(transaction));
  co_await throw_if_cancelled();
  if (response) {
    use.ended_well();
    has_answered_ = true;
  } else if (odd_datagrams_ == 0 && response.error().code == Code::no_contact) {
    co_return Error{Code::no_contact, response.error().message + doubts()};
  } else if (odd_datagrams_ > 0 && response.error().code == Code::no_contact) {
    co_return make_error(Code::protocol_violation, "{}; {} datagrams came that are no answer to this request{}",
                         response.error().message, odd_datagrams_, oddness_);
  }
  co_return response;
}

// What an agent cannot decrypt, or that is for a context it does not have, it may drop without a word.
std::string Session::doubts() const {
  if (has_answered_ || engine_.id.empty()) return "";
  std::string text;
  if (peer_.access.privacy != model::Privacy::none)
    text += fmt::format("; is the privacy pass phrase of SNMP user '{}' right, and its privacy protocol {}?",
                        peer_.access.user, to_string(peer_.access.privacy));
  if (!peer_.access.context.empty()) text += fmt::format("; is there a context '{}'?", peer_.access.context);
  return text.empty() ? text : " (its engine has answered)" + text;
}

Awaitable<Result<Response>> Session::transact(Request request, SteadyTime deadline) {
  if (handle_ == nullptr) {
    const Result<void> connected = co_await connect(deadline);
    if (!connected) co_return connected.error();
  }
  if (!is_v3()) {
    Result<Response> only = co_await attempt(std::move(request));
    co_return only;
  }
  has_lost_time_ = false;
  Result<Response> response = co_await attempt(request);
  if (!has_lost_time_) co_return response;
  const Result<void> recovered = co_await recover();
  if (!recovered) co_return recovered.error();
  has_lost_time_ = false;
  response = co_await attempt(std::move(request));
  co_return response;
}

Awaitable<Result<void>> Session::connect(SteadyTime deadline) {
  const Result<asio::ip::address> address = co_await around_.resolver.resolve(peer_.host, deadline);
  if (!address) co_return address.error();
  if (*address != known_.address) engine_ = {};  // the name leads to another device now
  known_.address = *address;
  if (is_v3() && engine_.id.empty()) {
    const Result<void> discovered = co_await discover(*address);
    if (!discovered) co_return discovered.error();
  }
  const Result<void> opened = open();
  co_return opened;
}

Awaitable<Result<void>> Session::discover(asio::ip::address address) {
  Socket socket(around_.loop);
  boost::system::error_code error;
  const asio::ip::udp::endpoint endpoint{address, peer_.port};
  socket.open(endpoint.protocol(), error);
  if (!error) socket.non_blocking(true, error);
  if (!error) socket.connect(endpoint, error);
  const std::int32_t id = fresh_message_id();
  const ber::Bytes question = discovery_message(id);
  if (!error) socket.send(asio::buffer(question), 0, error);
  if (error)
    co_return make_error(Code::no_contact, "asking {}:{} for its engine: {}", peer_.host, peer_.port, error.message());
  ber::Bytes buffer(65536);
  while (true) {
    const auto [failed, size] =
        co_await socket.async_receive(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
    if (failed == asio::error::connection_refused)
      co_return make_error(Code::no_contact, "nobody listens on {}:{}", peer_.host, peer_.port);
    if (failed) co_return make_error(Code::no_contact, "waiting for the engine id: {}", failed.message());
    Result<DiscoveredEngine> found = discovered_engine(ber::View{buffer}.first(size), id);
    if (!found) {
      ++odd_datagrams_;
      oddness_ = ": " + found.error().message;
      continue;
    }
    Result<LocalKeys> keys = co_await around_.keyring.keys(peer_.access, peer_.secrets, found->id);
    if (!keys) co_return keys.error();
    user_.keys = std::move(*keys);
    engine_ = {std::move(found->id), found->boots, found->time, around_.clock.steady()};
    known_.engine = engine_.id;
    odd_datagrams_ = 0;
    co_return Result<void>{};
  }
}

Awaitable<Result<void>> Session::recover() {
  const SteadyTime now = around_.clock.steady();
  if (recovered_ && now - *recovered_ < recovers_every)
    co_return make_error(Code::protocol_violation,
                         "the SNMP engine's clock or id has changed again; it is believed once a minute only");
  const Engine before = engine_;
  renew();
  const Result<void> discovered = co_await discover(known_.address);
  if (!discovered) co_return with_context(discovered.error(), "discovering its SNMP engine anew");
  recovered_ = now;
  if (peer_.on_security) {
    peer_.on_security(
        before.id == engine_.id
            ? fmt::format("its SNMP engine has lost its clock: boots {} and {} s where it had {} and {} s",
                          engine_.boots, engine_.time, before.boots, before.time_at(now))
            : std::string{"its SNMP engine has another id than before"});
  }
  const Result<void> opened = open();
  co_return opened;
}

Awaitable<Result<Response>> Session::attempt(Request request) {
  const Result<void> sent = send(request);
  if (!sent) co_return sent.error();
  while (!answer_ && !report_ && !has_lost_time_) {
    const auto [error] =
        co_await socket_->async_wait(asio::posix::descriptor_base::wait_read, asio::as_tuple(asio::use_awaitable));
    if (error) co_return make_error(Code::no_contact, "waiting for the response: {}", error.message());
    if (!read_datagram()) {
      co_return make_error(Code::no_contact, "nobody listens on {}:{}", peer_.host, peer_.port);
    }
  }
  co_return outcome();
}

Result<Response> Session::outcome() {
  if (!answer_) return error_of(report_.value_or(Report::not_in_time_window), peer_.access);
  Response response = std::move(*answer_);
  answer_.reset();
  return response;
}

std::unique_ptr<Lent> Session::lend() {
  return is_v3() ? std::make_unique<Lent>(user_, engine_, around_.clock.steady()) : nullptr;
}

Result<void> Session::open() {
  start_library();
  const std::string peer = known_.address.is_v6() ? fmt::format("udp6:[{}]:{}", known_.address.to_string(), peer_.port)
                                                  : fmt::format("udp:{}:{}", known_.address.to_string(), peer_.port);
  netsnmp_session wanted;
  snmp_sess_init(&wanted);
  std::string peername = peer;
  std::string community = peer_.secrets.main;
  wanted.version = library_version(peer_.access.version);
  wanted.peername = peername.data();
  wanted.retries = 0;
  wanted.timeout = 1'000'000'000L;  // the deadline is ours; nobody calls snmp_sess_timeout()
  if (is_v3()) {
    wanted.flags |= SNMP_FLAGS_DONT_PROBE;
    wanted.securityModel = SNMP_SEC_MODEL_USM;
    wanted.securityLevel = security_level(peer_.access);
    wanted.securityName = peer_.access.user.data();
    wanted.securityNameLen = peer_.access.user.size();
    wanted.securityEngineID = bytes_of(engine_.id);
    wanted.securityEngineIDLen = engine_.id.size();
    wanted.contextEngineID = bytes_of(engine_.id);
    wanted.contextEngineIDLen = engine_.id.size();
    wanted.contextName = peer_.access.context.data();
    wanted.contextNameLen = peer_.access.context.size();
  } else {
    wanted.community = bytes_of(community);
    wanted.community_len = community.size();
  }
  handle_ = snmp_sess_open(&wanted);
  if (handle_ == nullptr) {
    return make_error(Code::internal, "opening a socket to {}: {}", peer, snmp_api_errstring(wanted.s_snmp_errno));
  }
  const int fd = snmp_sess_transport(handle_)->sock;
  const asio::ip::udp::endpoint endpoint{known_.address, peer_.port};
  if (::connect(fd, endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0) {
    const int reason = errno;
    renew();
    return make_error(Code::no_contact, "{}: {}", peer, std::strerror(reason));
  }
  socket_.emplace(around_.loop, fd);
  boost::system::error_code ignored;
  socket_->native_non_blocking(true, ignored);
  return {};
}

Result<void> Session::send(const Request& request) {
  netsnmp_pdu* pdu = make_pdu(request);
  if (pdu == nullptr) return make_error(Code::internal, "the SNMP request cannot be built");
  answer_.reset();
  report_.reset();
  time_reports_ = 0;
  const std::unique_ptr<Lent> lent = lend();
  awaited_ = snmp_sess_async_send(handle_, pdu, &Session::on_response, this);
  if (awaited_ != 0) {
    message_id_ = static_cast<std::int32_t>(pdu->msgid);  // the library keeps the pdu until the answer
    return {};
  }
  int system_error = 0;
  int library_error = 0;
  char* text = nullptr;
  snmp_sess_error(handle_, &system_error, &library_error, &text);
  const Error error = make_error(Code::no_contact, "sending: {}", text != nullptr ? text : "unknown error");
  std::free(text);
  snmp_free_pdu(pdu);
  return error;
}

// The library says nothing of why it drops a message, so the outside of one is looked at before it is read.
std::optional<Envelope> Session::peek() {
  std::array<std::uint8_t, 1024> bytes{};
  const ssize_t size =
      ::recv(socket_->native_handle(), bytes.data(), bytes.size(), MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
  if (size < 0) is_refused_ = errno == ECONNREFUSED;  // this call has taken the error from the socket
  if (size <= 0 || static_cast<std::size_t>(size) > bytes.size()) return std::nullopt;  // Reports are small
  return envelope_of(ber::View{bytes}.first(static_cast<std::size_t>(size)));
}

// Whether an answer to our request shows that the engine is another than before, or that its clock has gone back.
bool Session::shows_lost_time(const Envelope& seen) const {
  if (seen.version != model::SnmpVersion::v3 || seen.engine.empty()) return false;
  // After a repetition by the library the message id is not known to us.
  if (time_reports_ == 0 && seen.message_id != message_id_) return false;
  if (seen.engine != engine_.id) return true;
  constexpr std::uint32_t window = 150;  // seconds; RFC 3414, 2.2.3
  const std::uint32_t now = engine_.time_at(around_.clock.steady());
  return seen.boots < engine_.boots || (seen.boots == engine_.boots && seen.time + window < now);
}

bool Session::read_datagram() {
  is_refused_ = false;
  const std::optional<Envelope> seen = is_v3() ? peek() : std::nullopt;
  if (is_refused_) return false;
  const int time_reports = time_reports_;
  netsnmp_large_fd_set readable;
  netsnmp_large_fd_set_init(&readable, FD_SETSIZE);
  netsnmp_large_fd_setfd(socket_->native_handle(), &readable);
  int result = 0;
  {
    const std::unique_ptr<Lent> lent = lend();
    result = snmp_sess_read2(handle_, &readable);
  }
  netsnmp_large_fd_set_cleanup(&readable);
  if (answer_ || report_ || has_lost_time_) return true;
  if (time_reports_ > time_reports) return true;  // the library has learnt the time and asked again
  int system_error = 0;
  int library_error = 0;
  snmp_sess_error(handle_, &system_error, &library_error, nullptr);
  if (result != 0 && library_error == SNMPERR_BAD_RECVFROM) {
    return system_error == EAGAIN || system_error == EWOULDBLOCK;
  }
  if (seen && shows_lost_time(*seen)) {
    has_lost_time_ = true;
    return true;
  }
  ++odd_datagrams_;
  return true;
}

void Session::take(const snmp_pdu& pdu) {
  if (pdu.command == SNMP_MSG_RESPONSE) {
    answer_ = response_of(pdu);
    return;
  }
  if (pdu.command != SNMP_MSG_REPORT || !is_v3()) return;
  const Response content = response_of(pdu);
  const Report report = content.bindings.empty() ? Report::other : report_of(content.bindings.front().oid);
  if (report == Report::not_in_time_window && ++time_reports_ == 1) return;  // the library sends once more by itself
  if (report == Report::not_in_time_window || report == Report::unknown_engine) {
    has_lost_time_ = true;
  } else {
    report_ = report;
  }
}

// Called by the library in read_datagram() and in renew().
int Session::on_response(int operation, snmp_session*, int id, snmp_pdu* pdu, void* self) {
  auto* session = static_cast<Session*>(self);
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || pdu == nullptr) return 1;
  if (session->awaited_ == 0 || (id != session->awaited_ && pdu->command != SNMP_MSG_REPORT)) return 1;
  session->take(*pdu);
  return 1;
}

}  // namespace holdfast::drivers::snmp
