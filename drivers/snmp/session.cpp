#include "drivers/snmp/session.hpp"

// First: net-snmp's other headers depend on it.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/net-snmp-includes.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "drivers/cancellation.hpp"
#include "drivers/snmp/convert.hpp"
#include "drivers/snmp/library.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::snmp {
namespace asio = boost::asio;

// Marks the session as used, and closes it unless the exchange ended well: also when the task is cancelled.
class Session::Use {
 public:
  explicit Use(Session& session) : session_(session) {
    session_.busy_ = true;
    session_.odd_datagrams_ = 0;
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

Session::Session(asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
                 std::uint16_t port, std::string community)
    : loop_(std::move(loop)),
      clock_(clock),
      resolver_(resolver),
      host_(std::move(host)),
      port_(port),
      community_(std::move(community)) {}

Session::~Session() { renew(); }

void Session::renew() {
  awaited_ = 0;
  answer_.reset();
  if (socket_) {
    socket_->release();
    socket_.reset();
  }
  if (handle_ != nullptr) snmp_sess_close(handle_);  // calls on_response for what is outstanding
  handle_ = nullptr;
}

Awaitable<Result<Response>> Session::exchange(Request request, SteadyTime deadline) {
  if (busy_) co_return make_error(Code::conflict, "an exchange with {}:{} is under way", host_, port_);
  Use use{*this};
  Awaitable<Result<Response>> transaction = transact(std::move(request), deadline);
  Result<Response> response = co_await platform::with_deadline<Response>(clock_, deadline, std::move(transaction));
  co_await throw_if_cancelled();
  if (response) {
    use.ended_well();
  } else if (odd_datagrams_ > 0 && response.error().code == Code::no_contact) {
    co_return make_error(Code::protocol_violation, "{}; {} datagrams came that are no answer to this request",
                         response.error().message, odd_datagrams_);
  }
  co_return response;
}

Awaitable<Result<Response>> Session::transact(Request request, SteadyTime deadline) {
  if (handle_ == nullptr) {
    const Result<asio::ip::address> address = co_await resolver_.resolve(host_, deadline);
    if (!address) co_return address.error();
    const Result<void> opened = open(*address);
    if (!opened) co_return opened.error();
  }
  const Result<void> sent = send(request);
  if (!sent) co_return sent.error();
  while (!answer_) {
    const auto [error] =
        co_await socket_->async_wait(asio::posix::descriptor_base::wait_read, asio::as_tuple(asio::use_awaitable));
    if (error) co_return make_error(Code::no_contact, "waiting for the response: {}", error.message());
    if (!read_datagram()) co_return make_error(Code::no_contact, "nobody listens on {}:{}", host_, port_);
  }
  Response response = std::move(*answer_);
  answer_.reset();
  co_return response;
}

Result<void> Session::open(const asio::ip::address& address) {
  start_library();
  const std::string peer = address.is_v6() ? fmt::format("udp6:[{}]:{}", address.to_string(), port_)
                                           : fmt::format("udp:{}:{}", address.to_string(), port_);
  netsnmp_session wanted;
  snmp_sess_init(&wanted);
  std::string peername = peer;
  wanted.version = SNMP_VERSION_2c;
  wanted.peername = peername.data();
  wanted.community = reinterpret_cast<u_char*>(community_.data());
  wanted.community_len = community_.size();
  wanted.retries = 0;
  wanted.timeout = 1'000'000'000L;  // the deadline is ours; nobody calls snmp_sess_timeout()
  handle_ = snmp_sess_open(&wanted);
  if (handle_ == nullptr) {
    return make_error(Code::internal, "opening a socket to {}: {}", peer, snmp_api_errstring(wanted.s_snmp_errno));
  }
  const int fd = snmp_sess_transport(handle_)->sock;
  const asio::ip::udp::endpoint endpoint{address, port_};
  if (::connect(fd, endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0) {
    const int reason = errno;
    renew();
    return make_error(Code::no_contact, "{}: {}", peer, std::strerror(reason));
  }
  socket_.emplace(loop_, fd);
  boost::system::error_code ignored;
  socket_->native_non_blocking(true, ignored);
  return {};
}

Result<void> Session::send(const Request& request) {
  netsnmp_pdu* pdu = make_pdu(request);
  if (pdu == nullptr) return make_error(Code::internal, "the SNMP request cannot be built");
  answer_.reset();
  awaited_ = snmp_sess_async_send(handle_, pdu, &Session::on_response, this);
  if (awaited_ != 0) return {};
  int system_error = 0;
  int library_error = 0;
  char* text = nullptr;
  snmp_sess_error(handle_, &system_error, &library_error, &text);
  const Error error = make_error(Code::no_contact, "sending: {}", text != nullptr ? text : "unknown error");
  std::free(text);
  snmp_free_pdu(pdu);
  return error;
}

bool Session::read_datagram() {
  netsnmp_large_fd_set readable;
  netsnmp_large_fd_set_init(&readable, FD_SETSIZE);
  netsnmp_large_fd_setfd(socket_->native_handle(), &readable);
  const int result = snmp_sess_read2(handle_, &readable);
  netsnmp_large_fd_set_cleanup(&readable);
  if (answer_) return true;
  int system_error = 0;
  int library_error = 0;
  snmp_sess_error(handle_, &system_error, &library_error, nullptr);
  if (result != 0 && library_error == SNMPERR_BAD_RECVFROM) {
    return system_error == EAGAIN || system_error == EWOULDBLOCK;
  }
  ++odd_datagrams_;
  return true;
}

// Called by the library in read_datagram() and in renew().
int Session::on_response(int operation, snmp_session*, int id, snmp_pdu* pdu, void* self) {
  auto* session = static_cast<Session*>(self);
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || pdu == nullptr) return 1;
  if (session->awaited_ == 0 || id != session->awaited_ || pdu->command != SNMP_MSG_RESPONSE) return 1;
  session->answer_ = response_of(*pdu);
  return 1;
}

}  // namespace holdfast::drivers::snmp
