#include "tests/branch/control_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace holdfast::branch {
namespace {

constexpr std::size_t longest_line = 4096;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error("the path of the control socket is too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

int new_socket() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error("no socket");
  return fd;
}

bool somebody_answers(const sockaddr_un& address) {
  const int probe = new_socket();
  const bool answered = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return answered;
}

}  // namespace

ControlSocket::ControlSocket(const std::string& path, Loop& loop, Answer answer)
    : path_(path), loop_(loop), answer_(std::move(answer)) {
  const sockaddr_un address = address_of(path);
  if (somebody_answers(address)) throw std::runtime_error("another branch answers at " + path);
  ::unlink(path.c_str());
  listener_ = new_socket();
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 8) != 0) {
    ::close(listener_);
    throw std::runtime_error("cannot listen at " + path + ": " + std::strerror(errno));
  }
  loop_.watch(listener_, [this] { accept_client(); });
}

ControlSocket::~ControlSocket() {
  while (!clients_.empty()) drop(clients_.begin()->first);
  loop_.forget(listener_);
  ::close(listener_);
  ::unlink(path_.c_str());
}

void ControlSocket::accept_client() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0) return;
  clients_[client];
  loop_.watch(client, [this, client] { read_from(client); });
}

void ControlSocket::drop(int client) {
  loop_.forget(client);
  clients_.erase(client);
  ::close(client);
}

void ControlSocket::read_from(int client) {
  char bytes[1024];
  const ssize_t size = ::recv(client, bytes, sizeof bytes, 0);
  if (size < 0 && errno == EAGAIN) return;
  std::string& pending = clients_[client];
  if (size <= 0 || pending.size() > longest_line) return drop(client);
  pending.append(bytes, static_cast<std::size_t>(size));
  for (std::size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
    const std::string line = pending.substr(0, end);
    pending.erase(0, end + 1);
    const std::string reply = answer_(line) + "\n";
    if (::send(client, reply.data(), reply.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(reply.size()))
      return drop(client);
  }
}

}  // namespace holdfast::branch
