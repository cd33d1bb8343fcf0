// The devices of the benchmark: many that answer Modbus TCP and many that answer SNMP v2c, on loopback, each on a port
// of its own, with a fixed image and after a fixed delay. Hand-made and cheap, so that the agent is what is measured.
//
//   bench_devices MODBUS SNMP DELAY_MS
//
// Says its ports on standard output once every socket is bound: "modbus PORT..." and "snmp PORT...". For every line on
// standard input it says what it saw since the last one: "requests N odd N late N gap_ms N". Ends with standard input.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;
using Seen = std::span<const std::uint8_t>;
using namespace std::chrono_literals;

// Devices are polled once a second; a request this long after the one before came late.
constexpr auto late_after = 1100ms;

// --- Modbus ---

// Twelve unsigned registers 230.0, 230.1, ... in tenths, then floats near 230.
std::uint16_t register_at(std::size_t address) {
  if (address < 12) return static_cast<std::uint16_t>(2300 + address);
  return static_cast<std::uint16_t>(address % 2 == 0 ? 0x4366 : 0x6000 + address);
}

// The answer to one request of function 3 or 4; empty: it is none.
Bytes modbus_answer(Seen request) {
  if (request.size() != 12 || (request[7] != 3 && request[7] != 4)) return {};
  const std::size_t first = static_cast<std::size_t>(request[8] << 8 | request[9]);
  const std::size_t count = static_cast<std::size_t>(request[10] << 8 | request[11]);
  if (count < 1 || count > 125) return {};
  Bytes answer(request.begin(), request.begin() + 8);
  answer[4] = 0;
  answer[5] = static_cast<std::uint8_t>(3 + 2 * count);
  answer.push_back(static_cast<std::uint8_t>(2 * count));
  for (std::size_t i = first; i < first + count; ++i) {
    answer.push_back(static_cast<std::uint8_t>(register_at(i) >> 8));
    answer.push_back(static_cast<std::uint8_t>(register_at(i) & 0xFF));
  }
  return answer;
}

// --- SNMP: as much BER as a GET needs ---

struct Field {
  std::uint8_t tag = 0;
  Seen whole;  // with tag and length
  Seen content;
};

// Takes the first field off `rest`.
Field take(Seen& rest) {
  if (rest.size() < 2) throw std::runtime_error("short");
  std::size_t length = rest[1];
  std::size_t head = 2;
  if (length > 0x80) {
    for (std::size_t octets = std::exchange(length, 0) & 0x7F; octets > 0; --octets) {
      if (head >= rest.size() || head > 4) throw std::runtime_error("short");
      length = length << 8 | rest[head++];
    }
  }
  if (rest.size() - head < length) throw std::runtime_error("short");
  const Field field{rest[0], rest.first(head + length), rest.subspan(head, length)};
  rest = rest.subspan(head + length);
  return field;
}

void append(Bytes& to, Seen bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

Bytes wrapped(std::uint8_t tag, const Bytes& content) {
  Bytes field{tag, 0x82, static_cast<std::uint8_t>(content.size() >> 8), static_cast<std::uint8_t>(content.size())};
  append(field, content);
  return field;
}

// Every object that is asked for is there: an INTEGER of 2300 and the last but one number of its OID.
Bytes snmp_answer(Seen datagram) {
  const Field message = take(datagram);
  Seen rest = message.content;
  const Field version = take(rest);
  const Field community = take(rest);
  const Field pdu = take(rest);
  if (pdu.tag != 0xA0) throw std::runtime_error("not a GET");
  rest = pdu.content;
  const Field id = take(rest);
  const Field error_status = take(rest);
  const Field error_index = take(rest);
  Seen asked = take(rest).content;
  Bytes bindings;
  while (!asked.empty()) {
    Seen binding = take(asked).content;
    const Field oid = take(binding);
    const int number = 2300 + (oid.content.size() < 2 ? 0 : oid.content[oid.content.size() - 2]);
    Bytes told(oid.whole.begin(), oid.whole.end());
    append(told, std::array<std::uint8_t, 4>{0x02, 2, static_cast<std::uint8_t>(number >> 8),
                                             static_cast<std::uint8_t>(number & 0xFF)});
    append(bindings, wrapped(0x30, told));
  }
  Bytes response;
  for (const Field& field : {id, error_status, error_index}) append(response, field.whole);
  append(response, wrapped(0x30, bindings));
  Bytes content;
  append(content, version.whole);
  append(content, community.whole);
  append(content, wrapped(0xA2, response));
  return wrapped(0x30, content);
}

// --- sockets ---

struct Device {
  enum class Kind { modbus, snmp } kind;
  int listener = -1;  // of snmp: the socket itself
  int peer = -1;      // of modbus: the connection, one at a time
  Clock::time_point last{};
};

struct Answer {
  Clock::time_point due;
  Device* device;
  sockaddr_in to;
  Bytes bytes;
};

int must(int result, const char* what) {
  if (result < 0) throw std::runtime_error(what);
  return result;
}

class Devices {
 public:
  Devices(std::size_t modbus, std::size_t snmp, Clock::duration delay)
      : delay_(delay), poll_(must(epoll_create1(EPOLL_CLOEXEC), "epoll")) {
    for (std::size_t i = 0; i < modbus; ++i) add(Device::Kind::modbus);
    for (std::size_t i = 0; i < snmp; ++i) add(Device::Kind::snmp);
    for (Device& device : devices_) watch(device.listener, &device);
    watch(STDIN_FILENO, nullptr);
  }

  void say_ports() const {
    for (const auto& [kind, name] : {std::pair{Device::Kind::modbus, "modbus"}, {Device::Kind::snmp, "snmp"}}) {
      std::printf("%s", name);
      for (const Device& device : devices_) {
        if (device.kind == kind) std::printf(" %d", port_of(device));
      }
      std::printf("\n");
    }
    std::fflush(stdout);
  }

  void run() {
    std::array<epoll_event, 256> events{};
    while (!ended_) {
      const int count = epoll_pwait2(poll_, events.data(), static_cast<int>(events.size()), patience(), nullptr);
      for (int i = 0; i < count; ++i) hear(static_cast<Device*>(events[static_cast<std::size_t>(i)].data.ptr));
      const Clock::time_point now = Clock::now();
      while (!answers_.empty() && answers_.front().due <= now) {
        send(answers_.front());
        answers_.pop_front();
      }
    }
  }

 private:
  void add(Device::Kind kind) {
    const int type = kind == Device::Kind::modbus ? SOCK_STREAM : SOCK_DGRAM;
    const int fd = must(socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    if (kind == Device::Kind::modbus) must(listen(fd, 4), "listen");
    devices_.push_back({kind, fd, -1, {}});
  }

  static int port_of(const Device& device) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    must(getsockname(device.listener, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
  }

  void watch(int fd, Device* device) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = device;
    must(epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }

  const timespec* patience() {
    if (answers_.empty()) return nullptr;
    const auto left = std::max(Clock::duration{}, answers_.front().due - Clock::now());
    patience_ = {std::chrono::duration_cast<std::chrono::seconds>(left).count(), (left % 1s).count()};
    return &patience_;
  }

  void hear(Device* device) {
    if (device == nullptr) return say_figures();
    if (device->kind == Device::Kind::snmp) return hear_datagram(*device);
    const int accepted = accept4(device->listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
      const int one = 1;
      setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      if (device->peer >= 0) close(device->peer);
      device->peer = accepted;
      watch(accepted, device);
    }
    if (device->peer >= 0) hear_stream(*device);
  }

  // A request is small and comes in one piece; whatever is not, counts as odd.
  void hear_stream(Device& device) {
    std::array<std::uint8_t, 300> buffer{};
    const ssize_t size = recv(device.peer, buffer.data(), buffer.size(), 0);
    if (size < 0) return;
    if (size == 0) {
      close(std::exchange(device.peer, -1));
      return;
    }
    answer(device, {}, modbus_answer(Seen{buffer}.first(static_cast<std::size_t>(size))));
  }

  void hear_datagram(Device& device) {
    std::array<std::uint8_t, 4096> buffer{};
    sockaddr_in from{};
    socklen_t from_size = sizeof from;
    const ssize_t size =
        recvfrom(device.listener, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &from_size);
    if (size < 0) return;
    Bytes bytes;
    try {
      bytes = snmp_answer(Seen{buffer}.first(static_cast<std::size_t>(size)));
    } catch (const std::runtime_error&) {
    }
    answer(device, from, std::move(bytes));
  }

  void answer(Device& device, const sockaddr_in& to, Bytes bytes) {
    const Clock::time_point now = Clock::now();
    if (bytes.empty()) {
      ++odd_;
      return;
    }
    ++requests_;
    if (device.last != Clock::time_point{}) {
      gap_ = std::max(gap_, now - device.last);
      if (now - device.last > late_after) ++late_;
    }
    device.last = now;
    answers_.push_back({now + delay_, &device, to, std::move(bytes)});
  }

  static void send(const Answer& answer) {
    const Device& device = *answer.device;
    if (device.kind == Device::Kind::modbus) {
      if (device.peer >= 0) ::send(device.peer, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL);
    } else {
      sendto(device.listener, answer.bytes.data(), answer.bytes.size(), 0,
             reinterpret_cast<const sockaddr*>(&answer.to), sizeof answer.to);
    }
  }

  void say_figures() {
    std::array<char, 64> line{};
    const ssize_t size = read(STDIN_FILENO, line.data(), line.size());
    if (size <= 0) {
      ended_ = true;
      return;
    }
    std::printf("requests %ld odd %ld late %ld gap_ms %.1f\n", std::exchange(requests_, 0), std::exchange(odd_, 0),
                std::exchange(late_, 0), std::chrono::duration<double, std::milli>(gap_).count());
    std::fflush(stdout);
    gap_ = {};
  }

  Clock::duration delay_;
  int poll_;
  std::deque<Device> devices_;
  std::deque<Answer> answers_;  // in the order in which they are due: all wait equally long
  timespec patience_{};
  bool ended_ = false;
  long requests_ = 0, odd_ = 0, late_ = 0;
  Clock::duration gap_{};  // the longest between two requests to one device
};

void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_devices MODBUS SNMP DELAY_MS\n");
    return 2;
  }
  raise_descriptor_limit();
  try {
    Devices devices(std::strtoul(argv[1], nullptr, 10), std::strtoul(argv[2], nullptr, 10),
                    std::chrono::milliseconds{std::strtol(argv[3], nullptr, 10)});
    devices.say_ports();
    devices.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_devices: %s\n", error.what());
    return 4;
  }
  return 0;
}
