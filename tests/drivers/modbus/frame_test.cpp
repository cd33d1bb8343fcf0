#include "drivers/modbus/frame.hpp"

#include <random>

#include "drivers/modbus/identification.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

Request request(std::uint8_t function, std::uint16_t address, std::uint16_t quantity,
                std::vector<std::uint16_t> values = {}) {
  return {7, function, address, quantity, std::move(values)};
}

Bytes with_crc(Bytes bytes) {
  const std::uint16_t crc = crc16(bytes);
  bytes.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
  return bytes;
}

// As a connection does it: asks how much there is, takes so many bytes, and never more.
Result<Reply> receive(const Framing& framing, const Bytes& wire, const Request& asked) {
  std::size_t there = 0;
  while (true) {
    const Result<std::size_t> size = framing.size(std::span{wire}.first(there), asked);
    if (!size) return size.error();
    if (*size <= there) return framing.reply(std::span{wire}.first(there), asked);
    if (*size > wire.size()) return make_error(Code::no_contact, "waits for byte {}", *size);
    there = *size;
  }
}

Bytes identification(std::initializer_list<std::string> objects) {
  Bytes pdu{0x2B, 0x0E, 1, 1, 0, 0, static_cast<std::uint8_t>(objects.size())};
  std::uint8_t id = 0;
  for (const std::string& text : objects) {
    pdu.push_back(id++);
    pdu.push_back(static_cast<std::uint8_t>(text.size()));
    pdu.insert(pdu.end(), text.begin(), text.end());
  }
  return pdu;
}

Bytes of_unit(Bytes pdu) {
  pdu.insert(pdu.begin(), 7);
  return with_crc(std::move(pdu));
}

}  // namespace

TEST_GROUP(RtuFrame) { std::unique_ptr<Framing> framing = make_rtu_framing(); };

TEST(RtuFrame, has_the_checksum_of_the_standard) {
  // Modbus over serial line 1.02, appendix B: 02 07 gives 41 12.
  LONGS_EQUAL(0x1241, crc16(Bytes{0x02, 0x07}));
  CHECK_TRUE(with_crc({0x01, 0x04, 0x02, 0xFF, 0xFF}) == (Bytes{0x01, 0x04, 0x02, 0xFF, 0xFF, 0xB8, 0x80}));
  CHECK_TRUE(*framing->request({0x11, 3, 0x006B, 3, {}}) == (Bytes{0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87}));
}

TEST(RtuFrame, right_replies_are_understood) {
  struct Case {
    Request request;
    Bytes pdu;
    std::vector<std::uint16_t> values;
  };
  const Case cases[] = {
      {request(1, 0, 3), {1, 1, 0x05}, {1, 0, 1}},
      {request(3, 0, 2), {3, 4, 0x12, 0x34, 0xFF, 0xFF}, {0x1234, 0xFFFF}},
      {request(5, 9, 1, {1}), {5, 0, 9, 0xFF, 0x00}, {}},
      {request(6, 9, 1, {0xABCD}), {6, 0, 9, 0xAB, 0xCD}, {}},
      {request(16, 9, 2, {1, 2}), {16, 0, 9, 0, 2}, {}},
  };
  for (const Case& one : cases) {
    Bytes wire = of_unit(one.pdu);
    wire.push_back(0x99);  // what comes behind is not touched
    const Result<Reply> reply = receive(*framing, wire, one.request);
    CHECK_TRUE(reply.has_value());
    if (reply) CHECK_TRUE(reply->values == one.values);
  }
  const Result<Reply> refused = receive(*framing, of_unit({0x83, 2}), request(3, 0, 2));
  CHECK_TRUE(refused.has_value());
  LONGS_EQUAL(2, refused->exception.value_or(0));
}

// Every byte of a reply, every bit of it, wrong in turn.
TEST(RtuFrame, a_reply_with_one_wrong_bit_is_refused_or_waited_for) {
  const std::pair<Request, Bytes> cases[] = {
      {request(3, 0, 2), of_unit({3, 4, 1, 2, 3, 4})},
      {request(6, 0x0109, 1, {0xABCD}), of_unit({6, 0x01, 0x09, 0xAB, 0xCD})},
      {request(16, 9, 2, {1, 2}), of_unit({16, 0, 9, 0, 2})},
      {request(3, 0, 1), of_unit({0x83, 2})},
      {identification_request(7, IdentificationAccess::basic, 0), of_unit(identification({"Maker", "Code", "1.0"}))},
  };
  for (const auto& [asked, right] : cases) {
    CHECK_TRUE(receive(*framing, right, asked).has_value());
    for (std::size_t bit = 0; bit < 8 * right.size(); ++bit) {
      Bytes wrong = right;
      wrong[bit / 8] = static_cast<std::uint8_t>(wrong[bit / 8] ^ 1 << bit % 8);
      const Result<Reply> reply = receive(*framing, wrong, asked);
      CHECK_FALSE(reply.has_value());
      if (reply) continue;
      CHECK_TRUE(reply.error().code == Code::protocol_violation || reply.error().code == Code::no_contact);
    }
  }
}

TEST(RtuFrame, is_what_it_was_asked_for) {
  struct Case {
    const char* what;
    Bytes wire;
    const char* reason;
  };
  const Case cases[] = {
      {"another unit", with_crc({8, 3, 4, 1, 2, 3, 4}), "the reply comes from unit 8, unit 7 was asked"},
      {"to all units", with_crc({0, 3, 4, 1, 2, 3, 4}), "the reply comes from unit 0, unit 7 was asked"},
      {"another function", with_crc({7, 4, 4, 1, 2, 3, 4}), "the reply is to function 4, not 3"},
      {"exception to another function", with_crc({7, 0x84, 2}), "the reply is to function 132, not 3"},
      {"longer than asked", with_crc({7, 3, 6, 1, 2, 3, 4, 5, 6}), "the checksum of the reply is wrong"},
      {"shorter than asked", with_crc({7, 3, 2, 1, 2}), "waits for byte 9"},
      {"one byte lost", {7, 3, 4, 1, 2, 3, 4, 0}, "waits for byte 9"},
      {"exception without a code", with_crc({7, 0x83, 0}), "an exception reply without a code"},
  };
  for (const Case& one : cases) {
    const Result<Reply> reply = receive(*framing, one.wire, request(3, 0, 2));
    CHECK_TEXT(!reply.has_value(), one.what);
    if (!reply) STRCMP_EQUAL_TEXT(one.reason, reply.error().message.c_str(), one.what);
  }
}

TEST(RtuFrame, noise_is_never_an_answer) {
  std::mt19937 random{5};
  const Request asked[] = {request(3, 0, 2), request(1, 0, 9), request(6, 1, 1, {2}),
                           identification_request(7, IdentificationAccess::basic, 0)};
  for (int i = 0; i < 20000; ++i) {
    Bytes wire(300);
    for (std::uint8_t& byte : wire) byte = static_cast<std::uint8_t>(random());
    const Request& one = asked[static_cast<std::size_t>(i) % 4];
    if (i % 2 == 0) wire[0] = 7;
    if (i % 3 == 0) wire[1] = one.function;
    CHECK_FALSE(receive(*framing, wire, one).has_value());
  }
}

TEST_GROUP(MbapFrame) { std::unique_ptr<Framing> framing = make_mbap_framing(); };

TEST(MbapFrame, counts_its_transactions) {
  const Request asked = request(3, 0, 1);
  CHECK_TRUE(*framing->request(asked) == (Bytes{0, 1, 0, 0, 0, 6, 7, 3, 0, 0, 0, 1}));
  CHECK_TRUE(*framing->request(asked) == (Bytes{0, 2, 0, 0, 0, 6, 7, 3, 0, 0, 0, 1}));
  const Bytes late{0, 1, 0, 0, 0, 5, 7, 3, 2, 0, 9};
  const Bytes right{0, 2, 0, 0, 0, 5, 7, 3, 2, 0, 9};
  CHECK_FALSE(receive(*framing, late, asked).has_value());
  const Result<Reply> reply = receive(*framing, right, asked);
  CHECK_TRUE(reply.has_value());
  LONGS_EQUAL(9, reply->values.front());
}

TEST(MbapFrame, carries_device_identification_of_any_length) {
  const Request asked = identification_request(7, IdentificationAccess::basic, 0);
  CHECK_TRUE(*framing->request(asked) == (Bytes{0, 1, 0, 0, 0, 5, 7, 0x2B, 0x0E, 1, 0}));
  const Bytes pdu = identification({"Maker", "Code", "1.0"});
  Bytes wire{0, 1, 0, 0, 0, static_cast<std::uint8_t>(pdu.size() + 1), 7};
  wire.insert(wire.end(), pdu.begin(), pdu.end());
  CHECK_TRUE(receive(*framing, wire, asked).has_value());
  for (const int length : {0, 1, 2, 255, static_cast<int>(pdu.size()), static_cast<int>(pdu.size()) + 2}) {
    Bytes wrong = wire;
    wrong[5] = static_cast<std::uint8_t>(length);
    CHECK_FALSE(receive(*framing, wrong, asked).has_value());
  }
}
