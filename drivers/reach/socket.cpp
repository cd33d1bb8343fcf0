#include "drivers/reach/socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/udp.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

namespace holdfast::drivers::reach {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

bool is_forbidden(int error) { return error == EPERM || error == EACCES; }

Result<void> bind_to_interface(int descriptor, const std::string& interface) {
  const auto length = static_cast<socklen_t>(interface.size() + 1);
  if (::setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(), length) == 0) return {};
  if (errno == ENODEV) return make_error(Code::no_contact, "this box has no interface {}", interface);
  if (is_forbidden(errno)) {
    return make_error(Code::not_permitted, "binding to the interface {} needs CAP_NET_RAW", interface);
  }
  return make_error(Code::no_contact, "binding to the interface {}: {}", interface, std::strerror(errno));
}

Result<void> bind_to_source(int descriptor, const boost::asio::ip::address& source) {
  const boost::asio::ip::udp::endpoint endpoint{source, 0};
  if (::bind(descriptor, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0) return {};
  if (errno == EADDRNOTAVAIL) {
    return make_error(Code::no_contact, "this box does not have the address {}", source.to_string());
  }
  return make_error(Code::no_contact, "binding to the address {}: {}", source.to_string(), std::strerror(errno));
}

// Without it a socket hears of "host unreachable" only by silence.
void hear_of_errors(int descriptor, int family) {
  const int on = 1;
  if (family == AF_INET6) {
    ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
  } else {
    ::setsockopt(descriptor, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  }
}

}  // namespace

Result<int> open_socket(int family, int type, int protocol, const Route& route) {
  if (route.source && route.source->is_v6() != (family == AF_INET6)) {
    return make_error(Code::invalid_argument, "the source {} is not of the target's family", route.source->to_string());
  }
  Descriptor socket{::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol)};
  if (socket.get() < 0) {
    const Code code = is_forbidden(errno) ? Code::not_permitted : Code::no_contact;
    return make_error(code, "opening a socket: {}", std::strerror(errno));
  }
  if (!route.interface.empty()) {
    const Result<void> bound = bind_to_interface(socket.get(), route.interface);
    if (!bound) return bound.error();
  }
  if (route.source) {
    const Result<void> bound = bind_to_source(socket.get(), *route.source);
    if (!bound) return bound.error();
  }
  if (type != SOCK_STREAM) hear_of_errors(socket.get(), family);
  return socket.release();
}

Result<void> connect_datagrams(int descriptor, const boost::asio::ip::address& target, std::uint16_t port) {
  const boost::asio::ip::udp::endpoint endpoint{target, port};
  if (::connect(descriptor, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0) return {};
  return make_error(Code::no_contact, "{}", std::strerror(errno));
}

}  // namespace holdfast::drivers::reach
