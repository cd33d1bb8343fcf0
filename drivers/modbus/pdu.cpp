#include "drivers/modbus/pdu.hpp"

#include "drivers/modbus/identification.hpp"

namespace holdfast::drivers::modbus {
namespace {

constexpr std::uint8_t exception_flag = 0x80;
constexpr std::uint16_t coil_on = 0xFF00;
constexpr std::size_t exception_size = 2;
constexpr std::size_t longest_pdu = 253;
constexpr std::uint8_t identification_type = 0x0E;  // MEI type

bool identifies(const Request& request) { return request.function == identification_function; }

bool reads_bits(std::uint8_t function) { return function == 1 || function == 2; }
bool reads_registers(std::uint8_t function) { return function == 3 || function == 4; }
bool writes_one(std::uint8_t function) { return function == 5 || function == 6; }

// Limits of the application protocol, 6.1 to 6.12: what fits the 253 bytes of a PDU.
std::size_t largest_quantity(std::uint8_t function) {
  switch (function) {
    case 1:
    case 2: return 2000;
    case 3:
    case 4: return 125;
    case 5:
    case 6: return 1;
    case 15: return 1968;
    case 16: return 123;
    default: return 0;
  }
}

std::size_t byte_count(const Request& request) {
  const bool bits = reads_bits(request.function) || request.function == 15;
  return bits ? (request.quantity + 7U) / 8U : request.quantity * 2U;
}

// Bytes of a well-formed answer that is no exception, from the function code on.
std::size_t answer_size(const Request& request) {
  const bool read = reads_bits(request.function) || reads_registers(request.function);
  return read ? 2 + byte_count(request) : 5;
}

std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void put_word(std::vector<std::uint8_t>& bytes, std::size_t word) {
  bytes.push_back(static_cast<std::uint8_t>(word >> 8 & 0xFF));
  bytes.push_back(static_cast<std::uint8_t>(word & 0xFF));
}

// What functions 5 and 6 send and the device echoes.
std::uint16_t single_value(const Request& request) {
  if (request.function == 6) return request.values.front();
  return request.values.front() != 0 ? coil_on : std::uint16_t{0};
}

Result<void> check(const Request& request) {
  if (identifies(request)) {
    if (request.values.size() == 2 && request.values[0] <= 4 && request.values[1] <= 0xFF) return {};
    return make_error(Code::invalid_argument, "device identification takes an access and an object");
  }
  const std::size_t largest = largest_quantity(request.function);
  if (largest == 0) return make_error(Code::invalid_argument, "Modbus function {} is not supported", request.function);
  if (request.quantity == 0 || request.quantity > largest) {
    return make_error(Code::invalid_argument, "Modbus function {} takes 1 to {} values, not {}", request.function,
                      largest, request.quantity);
  }
  if (request.address + request.quantity > 0x10000) {
    return make_error(Code::invalid_argument, "{} values from address {} on reach beyond 65535", request.quantity,
                      request.address);
  }
  const std::size_t wanted = request.function > 4 ? request.quantity : 0;
  if (request.values.size() != wanted) {
    return make_error(Code::invalid_argument, "{} values given where {} belong", request.values.size(), wanted);
  }
  return {};
}

std::vector<std::uint8_t> pdu_of(const Request& request) {
  std::vector<std::uint8_t> pdu{request.function};
  if (identifies(request)) {
    pdu.push_back(identification_type);
    for (const std::uint16_t value : request.values) pdu.push_back(static_cast<std::uint8_t>(value));
    return pdu;
  }
  put_word(pdu, request.address);
  if (writes_one(request.function)) {
    put_word(pdu, single_value(request));
    return pdu;
  }
  put_word(pdu, request.quantity);
  if (request.function < 15) return pdu;
  pdu.push_back(static_cast<std::uint8_t>(byte_count(request)));
  if (request.function == 16) {
    for (const std::uint16_t value : request.values) put_word(pdu, value);
    return pdu;
  }
  const std::size_t first = pdu.size();
  pdu.resize(first + byte_count(request), 0);
  for (std::size_t i = 0; i < request.values.size(); ++i) {
    if (request.values[i] != 0) pdu[first + i / 8] = static_cast<std::uint8_t>(pdu[first + i / 8] | 1U << i % 8);
  }
  return pdu;
}

template <class... Args>
Error violation(fmt::format_string<Args...> format, Args&&... args) {
  return make_error(Code::protocol_violation, format, std::forward<Args>(args)...);
}

Result<Reply> decode_values(std::span<const std::uint8_t> pdu, const Request& request) {
  if (pdu[1] != byte_count(request)) {
    return violation("the reply announces {} bytes, the request wants {}", pdu[1], byte_count(request));
  }
  Reply reply;
  reply.values.reserve(request.quantity);
  for (std::size_t i = 0; i < request.quantity; ++i) {
    if (reads_registers(request.function)) {
      reply.values.push_back(word_at(pdu, 2 + 2 * i));
    } else {
      reply.values.push_back(static_cast<std::uint16_t>(pdu[2 + i / 8] >> i % 8 & 1));
    }
  }
  return reply;
}

Result<Reply> decode_echo(std::span<const std::uint8_t> pdu, const Request& request) {
  const std::uint16_t address = word_at(pdu, 1);
  if (address != request.address) {
    return violation("the reply acknowledges address {}, the request wrote {}", address, request.address);
  }
  const std::uint16_t said = word_at(pdu, 3);
  if (writes_one(request.function) && said != single_value(request)) {
    return violation("the reply acknowledges value {}, the request wrote {}", said, single_value(request));
  }
  if (!writes_one(request.function) && said != request.quantity) {
    return violation("the reply acknowledges {} values, the request wrote {}", said, request.quantity);
  }
  return Reply{};
}

Result<Reply> decode_identification(std::span<const std::uint8_t> pdu) {
  if (pdu.size() < 2 || pdu[1] != identification_type) return violation("the reply is no device identification");
  if (identification_size(pdu) != pdu.size()) return violation("a device identification of {} bytes", pdu.size());
  return Reply{{}, {pdu.begin() + 2, pdu.end()}};
}

}  // namespace

Request read_request(std::uint8_t unit, model::ModbusTable table, std::uint16_t address, std::uint16_t quantity) {
  Request request;
  request.unit = unit;
  request.address = address;
  request.quantity = quantity;
  switch (table) {
    case model::ModbusTable::coil: request.function = 1; break;
    case model::ModbusTable::discrete_input: request.function = 2; break;
    case model::ModbusTable::holding_register: request.function = 3; break;
    case model::ModbusTable::input_register: request.function = 4; break;
  }
  return request;
}

Result<std::vector<std::uint8_t>> encode_pdu(const Request& request) {
  const Result<void> checked = check(request);
  if (!checked) return checked.error();
  return pdu_of(request);
}

Result<std::size_t> pdu_size(std::span<const std::uint8_t> so_far, const Request& request) {
  if (so_far.size() < exception_size) return exception_size;
  if (so_far[0] == (request.function | exception_flag)) return exception_size;
  if (so_far[0] != request.function)
    return violation("the reply is to function {}, not {}", so_far[0], request.function);
  return identifies(request) ? identification_size(so_far) : answer_size(request);
}

Result<std::vector<std::uint8_t>> encode(const Request& request, std::uint16_t transaction) {
  const Result<std::vector<std::uint8_t>> pdu = encode_pdu(request);
  if (!pdu) return pdu.error();
  std::vector<std::uint8_t> frame;
  frame.reserve(header_size + pdu->size());
  put_word(frame, transaction);
  put_word(frame, 0);  // protocol: Modbus
  put_word(frame, pdu->size() + 1);
  frame.push_back(request.unit);
  frame.insert(frame.end(), pdu->begin(), pdu->end());
  return frame;
}

Result<std::size_t> decode_header(const Header& header, const Request& request, std::uint16_t transaction) {
  const std::uint16_t seen = word_at(header, 0);
  if (seen != transaction) return violation("the reply belongs to transaction {}, not to {}", seen, transaction);
  const std::uint16_t protocol = word_at(header, 2);
  if (protocol != 0) return violation("the reply is of protocol {}, not Modbus", protocol);
  if (header[6] != request.unit) {
    return violation("the reply comes from unit {}, unit {} was asked", header[6], request.unit);
  }
  const std::size_t length = word_at(header, 4);  // counts the unit, too
  const std::size_t exception_length = 3;
  if (identifies(request)) {
    if (length >= exception_length && length <= longest_pdu + 1) return length - 1;
    return violation("the reply announces {} bytes", length);
  }
  if (length != answer_size(request) + 1 && length != exception_length) {
    return violation("the reply announces {} bytes where {} belong", length, answer_size(request) + 1);
  }
  return length - 1;
}

Result<Reply> decode_reply(std::span<const std::uint8_t> pdu, const Request& request) {
  if (pdu.empty()) return violation("the reply is empty");
  if (pdu[0] == (request.function | exception_flag)) {
    if (pdu.size() != 2) return violation("an exception reply of {} bytes", pdu.size());
    if (pdu[1] == 0) return violation("an exception reply without a code");
    return Reply{pdu[1], {}};
  }
  if (pdu[0] != request.function) return violation("the reply is to function {}, not {}", pdu[0], request.function);
  if (identifies(request)) return decode_identification(pdu);
  if (pdu.size() != answer_size(request)) {
    return violation("the reply has {} bytes where {} belong", pdu.size(), answer_size(request));
  }
  if (request.function <= 4) return decode_values(pdu, request);
  return decode_echo(pdu, request);
}

std::string exception_name(std::uint8_t exception) {
  const char* name = "unknown exception";
  switch (exception) {
    case 1: name = "illegal function"; break;
    case 2: name = "illegal data address"; break;
    case 3: name = "illegal data value"; break;
    case 4: name = "device failure"; break;
    case 5: name = "accepted, not finished yet"; break;
    case 6: name = "device busy"; break;
    case 8: name = "memory parity error"; break;
    case 10: name = "gateway path unavailable"; break;
    case 11: name = "gateway target does not answer"; break;
    default: break;
  }
  return fmt::format("{} ({})", name, exception);
}

}  // namespace holdfast::drivers::modbus
