#include "tests/branch/modbus_server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <system_error>

namespace holdfast::branch {
namespace {

constexpr int header_size = 6;  // of MBAP up to and including the length
constexpr Duration drip_pause = std::chrono::milliseconds(50);

void await(int socket, int octets) { ::setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &octets, sizeof octets); }

Frame garbage() {
  static std::mt19937 random(20250802);
  Frame bytes(23);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

template <class Map>
bool has_all(const Map& map, const ModbusRequest& request) {
  for (int i = 0; i < request.count; ++i) {
    if (!map.contains(request.address + i)) return false;
  }
  return true;
}

bool readable(const ModbusImage& image, const ModbusRequest& request) {
  switch (request.function) {
    case 1: return has_all(image.coils, request);
    case 2: return has_all(image.discrete_inputs, request);
    case 3: return has_all(image.holding, request);
    case 4: return has_all(image.input, request);
    default: return false;
  }
}

boost::json::value json_of(const Words& words) {
  if (words.size() == 1) return words[0];
  return boost::json::array(words.begin(), words.end());
}

std::string address_of(const ModbusRequest& request, std::size_t offset) {
  const char* table = request.bits.empty() ? "holding " : "coil ";
  return table + std::to_string(request.address + static_cast<int>(offset));
}

}  // namespace

ModbusServer::ModbusServer(Loop& loop, Log& log, const Faults& faults, Loop::Job bring_up_to_date)
    : loop_(loop), log_(log), faults_(faults), bring_up_to_date_(std::move(bring_up_to_date)) {}

ModbusServer::~ModbusServer() {
  while (!connections_.empty()) close(connections_.begin()->first);
  for (const auto& [socket, units] : endpoints_) {
    loop_.forget(socket);
    ::close(socket);
  }
}

std::uint16_t ModbusServer::add_endpoint(Units units, std::uint16_t port) {
  const std::unique_ptr<modbus_t, decltype(&modbus_free)> context(modbus_new_tcp("127.0.0.1", port), modbus_free);
  const int socket = context ? modbus_tcp_listen(context.get(), 16) : -1;
  if (socket < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot listen at 127.0.0.1:" + std::to_string(port));
  }
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
  const auto& kept = endpoints_[socket] = std::make_unique<Units>(std::move(units));
  loop_.watch(socket, [this, socket, behind = kept.get()] { accept_from(socket, behind); });
  return ntohs(bound.sin_port);
}

void ModbusServer::accept_from(int listener, const Units* units) {
  const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) return;
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  await(socket, header_size);
  const std::uint64_t id = next_id_++;
  connections_[id] = {socket, units, header_size};
  loop_.watch(socket, [this, id] { serve(id); });
}

void ModbusServer::close(std::uint64_t id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  loop_.forget(found->second.socket);
  ::close(found->second.socket);
  connections_.erase(found);
}

void ModbusServer::serve(std::uint64_t id) {
  Connection& connection = connections_.at(id);
  std::uint8_t header[MODBUS_TCP_MAX_ADU_LENGTH];
  const ssize_t arrived = ::recv(connection.socket, header, sizeof header, MSG_PEEK | MSG_DONTWAIT);
  if (arrived < 0 && errno == EAGAIN) return;
  if (arrived < connection.awaited) return close(id);  // woken for less than asked: the peer is gone
  const int length = header[4] << 8 | header[5];
  const bool is_modbus = header[2] == 0 && header[3] == 0;
  if (!is_modbus || length < 2 || length > MODBUS_TCP_MAX_ADU_LENGTH - header_size) return close(id);

  const int whole = header_size + length;
  if (arrived < whole) {
    connection.awaited = whole;
    return await(connection.socket, whole);
  }
  await(connection.socket, 1);  // libmodbus reads in pieces and asks select() between them
  const Frame frame = responder_.receive(connection.socket, static_cast<std::size_t>(whole));
  connection.awaited = header_size;
  await(connection.socket, header_size);
  if (frame.empty()) return close(id);
  handle(id, *connection.units, frame);
}

void ModbusServer::handle(std::uint64_t id, const Units& units, const Frame& frame) {
  const ModbusRequest request(frame);
  const auto found = units.find(request.unit);
  if (found == units.end()) return send(id, responder_.exception(frame, MODBUS_EXCEPTION_GATEWAY_TARGET));
  const Unit& unit = found->second;
  bring_up_to_date_();
  const Fault fault = faults_.of(unit.device);
  if (fault.kind == Fault::Kind::silent) return log_refused(unit, request, "silent");
  send_with(fault, id, execute(unit, frame, request));
}

Frame ModbusServer::execute(const Unit& unit, const Frame& frame, const ModbusRequest& request) {
  const ModbusImage image = unit.image();
  unsigned error = 0;
  if (!image.functions.contains(request.function)) {
    error = MODBUS_EXCEPTION_ILLEGAL_FUNCTION;
  } else if (!request.well_formed) {
    error = MODBUS_EXCEPTION_ILLEGAL_DATA_VALUE;
  } else if (request.is_write()) {
    error = apply_write(unit, image, request);
  } else if (!readable(image, request)) {
    error = MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS;
  }
  if (error != 0) {
    log_refused(unit, request, modbus_strerror(MODBUS_ENOBASE + static_cast<int>(error)));
    return responder_.exception(frame, error);
  }
  return responder_.reply(frame, request, image);
}

// All or nothing: every part is checked before the first takes effect. 0, or the exception code.
unsigned ModbusServer::apply_write(const Unit& unit, const ModbusImage& image, const ModbusRequest& request) {
  std::vector<Loop::Job> commits;
  for (std::size_t i = 0; i < request.bits.size(); ++i) {
    const auto write = image.coil_writes.find(request.address + static_cast<int>(i));
    if (write == image.coil_writes.end()) return MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS;
    commits.emplace_back([&, i, what = &write->second] {
      const bool on = request.bits[i];
      log_.write({unit.device, "modbus", what->what, address_of(request, i), on, true, ""});
      what->commit(on);
    });
  }
  for (std::size_t i = 0; i < request.words.size();) {
    const auto write = image.register_writes.find(request.address + static_cast<int>(i));
    if (write == image.register_writes.end() || i + write->second.count > request.words.size()) {
      return MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS;
    }
    const auto first = request.words.begin() + static_cast<std::ptrdiff_t>(i);
    const Words words(first, first + static_cast<std::ptrdiff_t>(write->second.count));
    if (!write->second.accepts(words)) return MODBUS_EXCEPTION_ILLEGAL_DATA_VALUE;
    commits.emplace_back([&, i, words, what = &write->second] {
      log_.write({unit.device, "modbus", what->what, address_of(request, i), json_of(words), true, ""});
      what->commit(words);
    });
    i += write->second.count;
  }
  for (const Loop::Job& commit : commits) commit();
  bring_up_to_date_();
  return 0;
}

void ModbusServer::log_refused(const Unit& unit, const ModbusRequest& request, const char* why) {
  if (!request.is_write()) return;
  const ModbusImage image = unit.image();
  std::string what;
  if (request.bits.empty()) {
    const auto write = image.register_writes.find(request.address);
    if (write != image.register_writes.end()) what = write->second.what;
  } else {
    const auto write = image.coil_writes.find(request.address);
    if (write != image.coil_writes.end()) what = write->second.what;
  }
  boost::json::value value = json_of(request.words);
  if (!request.bits.empty()) value = request.bits.front();
  log_.write({unit.device, "modbus", what, address_of(request, 0), value, false, why});
}

void ModbusServer::send(std::uint64_t id, const Frame& bytes) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  const ssize_t sent = ::send(found->second.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent != static_cast<ssize_t>(bytes.size())) close(id);
}

void ModbusServer::send_with(const Fault& fault, std::uint64_t id, Frame bytes) {
  switch (fault.kind) {
    case Fault::Kind::none: return send(id, bytes);
    case Fault::Kind::silent: return;
    case Fault::Kind::garbage: return send(id, garbage());
    case Fault::Kind::late: return loop_.after(fault.delay, [this, id, bytes] { send(id, bytes); });
    case Fault::Kind::drip:
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        loop_.after(drip_pause * i, [this, id, byte = bytes[i]] { send(id, {byte}); });
      }
      return;
    case Fault::Kind::close:
      bytes.resize(bytes.size() / 2);
      send(id, bytes);
      return close(id);
    case Fault::Kind::wrong_unit: bytes.at(6) = static_cast<std::uint8_t>(bytes.at(6) + 1); return send(id, bytes);
    case Fault::Kind::wrong_id: bytes.at(1) = static_cast<std::uint8_t>(bytes.at(1) + 1); return send(id, bytes);
  }
}

}  // namespace holdfast::branch
