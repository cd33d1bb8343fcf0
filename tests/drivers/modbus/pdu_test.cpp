#include "drivers/modbus/pdu.hpp"

#include <algorithm>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint16_t transaction = 0x1234;

Request request(std::uint8_t function, std::uint16_t address, std::uint16_t quantity,
                std::vector<std::uint16_t> values = {}) {
  return {7, function, address, quantity, std::move(values)};
}

// The frame of a whole reply, header and all, as the wire would bring it.
Result<Reply> decode(const Bytes& frame, const Request& asked) {
  Header header{};
  std::copy_n(frame.begin(), header_size, header.begin());
  const Result<std::size_t> rest = decode_header(header, asked, transaction);
  if (!rest) return rest.error();
  // A frame that ends early is the connection's business: here the rest is what there is.
  const std::size_t there = std::min(*rest, frame.size() - header_size);
  return decode_reply(std::span{frame}.subspan(header_size, there), asked);
}

Bytes framed(Bytes pdu) {
  Bytes frame{0x12, 0x34, 0, 0, 0, static_cast<std::uint8_t>(pdu.size() + 1), 7};
  frame.insert(frame.end(), pdu.begin(), pdu.end());
  return frame;
}

}  // namespace

TEST_GROUP(Pdu){};

TEST(Pdu, requests_look_as_the_standard_says) {
  std::vector<std::uint16_t> ten_coils{1, 0, 1, 1, 0, 0, 1, 1, 1, 0};
  struct Case {
    Request request;
    Bytes pdu;
  };
  const Case cases[] = {
      {request(1, 0x0013, 0x0013), {1, 0x00, 0x13, 0x00, 0x13}},
      {request(2, 0x00C4, 0x0016), {2, 0x00, 0xC4, 0x00, 0x16}},
      {request(3, 0x006B, 3), {3, 0x00, 0x6B, 0x00, 0x03}},
      {request(4, 8, 1), {4, 0, 8, 0, 1}},
      {request(5, 0x00AC, 1, {1}), {5, 0x00, 0xAC, 0xFF, 0x00}},
      {request(5, 0x00AC, 1, {0}), {5, 0x00, 0xAC, 0x00, 0x00}},
      {request(6, 1, 1, {3}), {6, 0, 1, 0, 3}},
      {request(15, 0x0013, 10, ten_coils), {15, 0x00, 0x13, 0x00, 0x0A, 2, 0xCD, 0x01}},
      {request(16, 1, 2, {0x000A, 0x0102}), {16, 0, 1, 0, 2, 4, 0x00, 0x0A, 0x01, 0x02}},
  };
  for (const Case& one : cases) {
    const Result<Bytes> frame = encode(one.request, transaction);
    CHECK_TRUE(frame.has_value());
    CHECK_TRUE(*frame == framed(one.pdu));
  }
}

TEST(Pdu, requests_that_the_protocol_cannot_say_are_refused) {
  const std::vector<std::uint16_t> many(2001, 0);
  const auto values = [&](int count) { return std::vector<std::uint16_t>(many.begin(), many.begin() + count); };
  const Request wrong[] = {
      request(0, 0, 1),
      request(7, 0, 1),
      request(23, 0, 1),
      request(3, 0, 0),
      request(3, 0, 126),
      request(4, 0, 126),
      request(1, 0, 2001),
      request(2, 0, 2001),
      request(3, 65535, 2),
      request(1, 65000, 600),
      request(5, 0, 2, {1, 1}),
      request(6, 0, 1),
      request(6, 0, 1, {1, 2}),
      request(15, 0, 1969, values(1969)),
      request(16, 0, 124, values(124)),
      request(16, 0, 2, {1}),
      request(3, 0, 1, {5}),
  };
  for (const Request& one : wrong) {
    const Result<Bytes> frame = encode(one, transaction);
    CHECK_FALSE(frame.has_value());
    if (!frame) LONGS_EQUAL(static_cast<int>(Code::invalid_argument), static_cast<int>(frame.error().code));
  }
  const Request largest[] = {request(3, 0, 125), request(1, 0, 2000), request(3, 65535, 1),
                             request(16, 0, 123, values(123)), request(15, 0, 1968, values(1968))};
  for (const Request& one : largest) CHECK_TRUE(encode(one, transaction).has_value());
}

TEST(Pdu, right_replies_are_understood) {
  struct Case {
    Request request;
    Bytes pdu;
    std::vector<std::uint16_t> values;
  };
  const Case cases[] = {
      {request(1, 0, 3), {1, 1, 0x05}, {1, 0, 1}},
      {request(1, 0, 8), {1, 1, 0x80}, {0, 0, 0, 0, 0, 0, 0, 1}},
      {request(2, 0, 9), {2, 2, 0x00, 0x01}, {0, 0, 0, 0, 0, 0, 0, 0, 1}},
      {request(1, 0, 1), {1, 1, 0xFE}, {0}},  // what stands in the padding does not matter
      {request(3, 0, 2), {3, 4, 0x12, 0x34, 0xFF, 0xFF}, {0x1234, 0xFFFF}},
      {request(4, 0, 1), {4, 2, 0x00, 0x01}, {1}},
      {request(5, 9, 1, {1}), {5, 0, 9, 0xFF, 0x00}, {}},
      {request(5, 9, 1, {0}), {5, 0, 9, 0x00, 0x00}, {}},
      {request(6, 9, 1, {0xABCD}), {6, 0, 9, 0xAB, 0xCD}, {}},
      {request(15, 9, 3, {1, 1, 1}), {15, 0, 9, 0, 3}, {}},
      {request(16, 9, 2, {1, 2}), {16, 0, 9, 0, 2}, {}},
  };
  for (const Case& one : cases) {
    const Result<Reply> reply = decode(framed(one.pdu), one.request);
    CHECK_TRUE(reply.has_value());
    CHECK_FALSE(reply->exception.has_value());
    CHECK_TRUE(reply->values == one.values);
  }
}

TEST(Pdu, exceptions_are_replies_with_a_name) {
  for (const int function : {1, 2, 3, 4, 5, 6, 15, 16}) {
    const auto code = static_cast<std::uint8_t>(function);
    const Request asked =
        request(code, 0, 1, function > 4 ? std::vector<std::uint16_t>{1} : std::vector<std::uint16_t>{});
    const Result<Reply> reply = decode(framed({static_cast<std::uint8_t>(code | 0x80), 2}), asked);
    CHECK_TRUE(reply.has_value());
    LONGS_EQUAL(2, reply->exception.value_or(0));
  }
  STRCMP_EQUAL("illegal data address (2)", exception_name(2).c_str());
  STRCMP_EQUAL("gateway target does not answer (11)", exception_name(11).c_str());
  STRCMP_EQUAL("unknown exception (77)", exception_name(77).c_str());
}

// Every field of a reply, wrong in turn.
TEST(Pdu, a_reply_that_is_only_nearly_right_is_refused) {
  const Request read = request(3, 0, 2);
  const Bytes read_reply{3, 4, 1, 2, 3, 4};
  const Request write = request(6, 0x0109, 1, {0xABCD});
  const Bytes write_reply{6, 0x01, 0x09, 0xAB, 0xCD};
  const Request write_many = request(16, 0x0109, 2, {1, 2});
  const Bytes write_many_reply{16, 0x01, 0x09, 0, 2};
  const Request coil = request(5, 9, 1, {1});
  const Bytes coil_reply{5, 0, 9, 0xFF, 0};
  struct Case {
    const char* what;
    Request request;
    Bytes reply;
    std::size_t at;  // which byte of the whole frame
    std::uint8_t value;
  };
  const Case cases[] = {
      {"transaction, high byte", read, read_reply, 0, 0x13},
      {"transaction, low byte", read, read_reply, 1, 0x33},
      {"protocol, high byte", read, read_reply, 2, 1},
      {"protocol, low byte", read, read_reply, 3, 1},
      {"length, huge", read, read_reply, 4, 0xFF},
      {"length 0", read, read_reply, 5, 0},
      {"length 1", read, read_reply, 5, 1},
      {"length 2", read, read_reply, 5, 2},
      {"length of an exception", read, read_reply, 5, 3},
      {"length one short", read, read_reply, 5, 6},
      {"length one long", read, read_reply, 5, 8},
      {"unit", read, read_reply, 6, 8},
      {"unit 0", read, read_reply, 6, 0},
      {"function", read, read_reply, 7, 4},
      {"function 0", read, read_reply, 7, 0},
      {"exception of the full length", read, read_reply, 7, 0x83},
      {"exception to another function", read, {0x84, 2}, 8, 2},
      {"exception without a code", read, {0x83, 2}, 8, 0},
      {"byte count too small", read, read_reply, 8, 2},
      {"byte count too large", read, read_reply, 8, 6},
      {"byte count odd", read, read_reply, 8, 3},
      {"echoed address, high byte", write, write_reply, 8, 0},
      {"echoed address, low byte", write, write_reply, 9, 8},
      {"echoed value, high byte", write, write_reply, 10, 0},
      {"echoed value, low byte", write, write_reply, 11, 0},
      {"echoed coil, off", coil, coil_reply, 10, 0},
      {"echoed coil, odd", coil, coil_reply, 11, 1},
      {"echoed coil address", coil, coil_reply, 9, 8},
      {"echoed address of many", write_many, write_many_reply, 9, 8},
      {"echoed quantity", write_many, write_many_reply, 11, 1},
      {"function of a write", write_many, write_many_reply, 7, 15},
  };
  for (const Case& one : cases) {
    Bytes frame = framed(one.reply);
    frame[one.at] = one.value;
    const Result<Reply> reply = decode(frame, one.request);
    CHECK_TEXT(!reply.has_value(), one.what);
    if (!reply) {
      LONGS_EQUAL_TEXT(static_cast<int>(Code::protocol_violation), static_cast<int>(reply.error().code), one.what);
    }
  }
  CHECK_FALSE(decode_reply(Bytes{}, read).has_value());
  CHECK_FALSE(decode_reply(Bytes{3}, read).has_value());
  CHECK_FALSE(decode_reply(Bytes{0x83}, read).has_value());
}
