#include "drivers/modbus/serial_port.hpp"

#include <fcntl.h>
#include <linux/serial.h>
#include <modbus/modbus-rtu.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace holdfast::drivers::modbus {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Direction = SerialSettings::Direction;

// After a failure: long enough that a slave in the middle of a late reply has shown itself.
constexpr Duration long_silence = milliseconds{50};

// Three and a half characters of 11 bit; from 19200 baud on the fixed 1.75 ms (Modbus over serial line 1.02, 2.5.1.1).
Duration silence_at(int baud) { return std::max<Duration>(microseconds{1750}, microseconds{38'500'000 / baud}); }

int whole_milliseconds(Duration duration) {
  return static_cast<int>(std::chrono::ceil<milliseconds>(duration).count());
}

char letter_of(SerialSettings::Parity parity) {
  switch (parity) {
    case SerialSettings::Parity::none: return 'N';
    case SerialSettings::Parity::even: return 'E';
    case SerialSettings::Parity::odd: return 'O';
  }
  return 'N';
}

}  // namespace

SerialPort::SerialPort(SerialSettings settings)
    : settings_(std::move(settings)),
      silence_(silence_at(settings_.baud)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

SerialPort::~SerialPort() {
  close();
  if (wake_ >= 0) ::close(wake_);
}

Error SerialPort::failed(const char* doing) {
  Error error = make_error(Code::no_contact, "{} {}: {}", doing, settings_.tty, std::strerror(errno));
  close();
  return error;
}

Result<void> SerialPort::open() {
  if (line_ != nullptr) return {};
  if (wake_ < 0) return failed("waiting on");
  line_ = modbus_new_rtu(settings_.tty.c_str(), settings_.baud, letter_of(settings_.parity), 8, settings_.stop_bits);
  if (line_ == nullptr || modbus_connect(line_) != 0) return failed("opening");
  const int fd = modbus_get_socket(line_);
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close();
    return make_error(Code::conflict, "{} is taken: by another program, or under another of its names", settings_.tty);
  }
  disturbed_ = true;
  return set_direction();
}

// The kernel's driver switches the direction by itself once it is told to; libmodbus would forget what the device tree
// says about the pins. Where the driver cannot, RTS is moved by hand.
Result<void> SerialPort::set_direction() {
  if (settings_.direction == Direction::automatic) return {};
  if (settings_.direction == Direction::rs485) {
    serial_rs485 mode{};
    const int fd = modbus_get_socket(line_);
    bool set = ::ioctl(fd, TIOCGRS485, &mode) == 0;
    mode.flags |= SER_RS485_ENABLED;
    if ((mode.flags & (SER_RS485_RTS_ON_SEND | SER_RS485_RTS_AFTER_SEND)) == 0) mode.flags |= SER_RS485_RTS_ON_SEND;
    set = set && ::ioctl(fd, TIOCSRS485, &mode) == 0;
    if (set) return {};
    close();
    return make_error(Code::invalid_argument,
                      "the driver of {} does not switch the direction of RS-485; leave rs485 out if the adapter does, "
                      "or write rs485=rts",
                      settings_.tty);
  }
  const int rts = settings_.direction == Direction::rts_up ? MODBUS_RTU_RTS_UP : MODBUS_RTU_RTS_DOWN;
  if (modbus_rtu_set_rts(line_, rts) == 0) return {};
  close();
  return make_error(Code::invalid_argument, "the direction of {} cannot be switched by RTS", settings_.tty);
}

void SerialPort::close() {
  if (line_ == nullptr) return;
  // What was not sent would hold up the closing for half a minute.
  if (modbus_get_socket(line_) >= 0) ::tcflush(modbus_get_socket(line_), TCIOFLUSH);
  modbus_close(line_);
  modbus_free(line_);
  line_ = nullptr;
}

void SerialPort::cancel(Number number) {
  cancelled_ = number;
  ::eventfd_write(wake_, 1);
}

Result<Reply> SerialPort::exchange(const Request& request, Number number, Duration patience) {
  eventfd_t ignored = 0;
  ::eventfd_read(wake_, &ignored);  // meant for an earlier exchange, unless the number says otherwise
  if (cancelled_ >= number) return make_error(Code::cancelled, "cancelled");
  const Result<void> opened = open();
  if (!opened) return opened.error();
  const Result<std::vector<std::uint8_t>> frame = framing_->request(request);
  if (!frame) return frame.error();
  const Result<void> silent = await_silence(number);
  if (!silent) return silent.error();
  disturbed_ = true;
  // libmodbus adds the checksum itself.
  const int length = static_cast<int>(frame->size()) - 2;
  if (modbus_send_raw_request(line_, frame->data(), length) != length + 2) return failed("sending on");
  Result<Reply> reply = receive(request, number, patience);
  if (reply) disturbed_ = false;
  return reply;
}

Result<void> SerialPort::await_silence(Number number) {
  const int fd = modbus_get_socket(line_);
  std::array<std::uint8_t, 256> late{};
  while (true) {
    switch (await_input(disturbed_ ? std::max(silence_, long_silence) : silence_, number)) {
      case Awaited::silence: return {};
      case Awaited::cancelled: return make_error(Code::cancelled, "cancelled");
      case Awaited::failure: return failed("listening on");
      case Awaited::input: break;
    }
    disturbed_ = true;
    if (::read(fd, late.data(), late.size()) == 0) return failed("listening on");
  }
}

Result<Reply> SerialPort::receive(const Request& request, Number number, Duration patience) {
  std::vector<std::uint8_t> bytes;
  while (true) {
    const Result<std::size_t> size = framing_->size(bytes, request);
    if (!size) return size.error();
    const std::size_t there = bytes.size();
    if (*size <= there) return framing_->reply(bytes, request);
    switch (await_input(patience, number)) {
      case Awaited::silence: return make_error(Code::no_contact, "no answer");
      case Awaited::cancelled: return make_error(Code::cancelled, "cancelled");
      case Awaited::failure: return failed("listening on");
      case Awaited::input: break;
    }
    bytes.resize(*size);
    const ssize_t got = ::read(modbus_get_socket(line_), bytes.data() + there, *size - there);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return failed("reading");
    bytes.resize(there + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  }
}

SerialPort::Awaited SerialPort::await_input(Duration patience, Number number) {
  while (true) {
    std::array<pollfd, 2> waits{{{modbus_get_socket(line_), POLLIN, 0}, {wake_, POLLIN, 0}}};
    const int ready = ::poll(waits.data(), waits.size(), whole_milliseconds(patience));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Awaited::failure;
    if (cancelled_ >= number) return Awaited::cancelled;
    if (ready == 0) return Awaited::silence;
    if ((waits[0].revents & POLLIN) != 0) return Awaited::input;
    if (waits[0].revents == 0) {  // woken for an exchange that has ended already
      eventfd_t ignored = 0;
      ::eventfd_read(wake_, &ignored);
      continue;
    }
    errno = EIO;
    return Awaited::failure;
  }
}

}  // namespace holdfast::drivers::modbus
