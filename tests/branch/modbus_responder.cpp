#include "tests/branch/modbus_responder.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <system_error>

namespace holdfast::branch {
namespace {

constexpr std::size_t data_start = 13;  // of functions 15 and 16: MBAP 7, function, address 2, count 2, length 1

int word_at(const Frame& frame, std::size_t at) { return frame[at] << 8 | frame[at + 1]; }

}  // namespace

ModbusRequest::ModbusRequest(const Frame& frame)
    : unit(frame[6]), function(frame[7]), address(0), count(1), well_formed(false) {
  if (frame.size() < 12) return;
  address = word_at(frame, 8);
  const int last = word_at(frame, 10);
  switch (function) {
    case 1:
    case 2:
    case 3:
    case 4:
      count = last;
      well_formed = frame.size() == 12 && count >= 1 && count <= (function <= 2 ? 2000 : 125);
      break;
    case 5:
      bits = {last != 0};
      well_formed = frame.size() == 12 && (last == 0 || last == 0xFF00);
      break;
    case 6:
      words = {static_cast<std::uint16_t>(last)};
      well_formed = frame.size() == 12;
      break;
    case 15:
    case 16: {
      count = last;
      const auto bytes = static_cast<std::size_t>(function == 15 ? (count + 7) / 8 : count * 2);
      well_formed = frame.size() == data_start + bytes && frame[12] == bytes && count >= 1 &&
                    count <= (function == 15 ? 1968 : 123);
      if (!well_formed) return;
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        if (function == 15) {
          bits.push_back((frame[data_start + i / 8] >> (i % 8) & 1) != 0);
        } else {
          words.push_back(static_cast<std::uint16_t>(word_at(frame, data_start + 2 * i)));
        }
      }
      break;
    }
    default: break;
  }
}

ModbusResponder::ModbusResponder() : context_(modbus_new_tcp("127.0.0.1", 502), modbus_free) {
  int pair[2];
  if (!context_ || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    throw std::system_error(errno, std::generic_category(), "modbus responder");
  }
  ours_ = pair[0];
  theirs_ = pair[1];
}

ModbusResponder::~ModbusResponder() {
  ::close(ours_);
  ::close(theirs_);
}

// libmodbus goes by the function's length, not by MBAP's, and would wait for octets that never come: it is only given
// requests whose lengths agree.
Frame ModbusResponder::receive(int socket, std::size_t length) {
  Frame frame(length);
  if (::recv(socket, frame.data(), length, MSG_PEEK | MSG_DONTWAIT) != static_cast<ssize_t>(length)) return {};
  if (!ModbusRequest(frame).well_formed) {
    ::recv(socket, frame.data(), length, MSG_DONTWAIT);
    return frame;
  }
  std::uint8_t bytes[MODBUS_TCP_MAX_ADU_LENGTH];
  modbus_set_socket(context_.get(), socket);
  const int received = modbus_receive(context_.get(), bytes);
  return received == static_cast<int>(length) ? Frame(bytes, bytes + received) : Frame();
}

Frame ModbusResponder::collect() {
  std::uint8_t bytes[MODBUS_TCP_MAX_ADU_LENGTH];
  const ssize_t length = ::recv(ours_, bytes, sizeof bytes, MSG_DONTWAIT);
  return length > 0 ? Frame(bytes, bytes + length) : Frame();
}

Frame ModbusResponder::reply(const Frame& frame, const ModbusRequest& request, const ModbusImage& image) {
  const auto start = static_cast<unsigned>(request.address);
  const auto count = static_cast<unsigned>(request.count);
  const std::unique_ptr<modbus_mapping_t, decltype(&modbus_mapping_free)> mapping(
      modbus_mapping_new_start_address(start, count, start, count, start, count, start, count), modbus_mapping_free);
  if (!mapping) return {};
  for (unsigned i = 0; i < count; ++i) {
    const int address = request.address + static_cast<int>(i);
    switch (request.function) {
      case 1: mapping->tab_bits[i] = image.coils.at(address); break;
      case 2: mapping->tab_input_bits[i] = image.discrete_inputs.at(address); break;
      case 3: mapping->tab_registers[i] = image.holding.at(address); break;
      case 4: mapping->tab_input_registers[i] = image.input.at(address); break;
      default: break;
    }
  }
  modbus_set_socket(context_.get(), theirs_);
  modbus_reply(context_.get(), frame.data(), static_cast<int>(frame.size()), mapping.get());
  return collect();
}

Frame ModbusResponder::exception(const Frame& frame, unsigned code) {
  modbus_set_socket(context_.get(), theirs_);
  modbus_reply_exception(context_.get(), frame.data(), code);
  return collect();
}

}  // namespace holdfast::branch
