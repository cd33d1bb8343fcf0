#include "drivers/modbus/knock.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers::modbus;
using Frame = std::vector<std::uint8_t>;

namespace {

Frame frame_of(std::uint16_t transaction, const Frame& pdu) {
  Frame frame{static_cast<std::uint8_t>(transaction >> 8),
              static_cast<std::uint8_t>(transaction),
              0,
              0,
              0,
              static_cast<std::uint8_t>(pdu.size() + 1),
              1};
  frame.insert(frame.end(), pdu.begin(), pdu.end());
  return frame;
}

const Frame identification{0x2B, 0x0E, 1, 1, 0, 0, 2, 0, 4, 'A', 'c', 'm', 'e', 1, 2, 'M', '4'};

}  // namespace

TEST_GROUP(Knock){};

TEST(Knock, asks_for_the_basic_objects) {
  const Frame wanted{0x01, 0x02, 0, 0, 0, 5, 255, 0x2B, 0x0E, 1, 0};
  CHECK_TRUE(wanted == identification_request(255, 0x0102));
}

TEST(Knock, takes_vendor_and_product_from_an_identification) {
  const auto knocked = knocked_by(frame_of(7, identification), 7);
  CHECK_TRUE(knocked.has_value() && knocked->is_server);
  STRCMP_EQUAL("Acme", knocked->vendor.c_str());
  STRCMP_EQUAL("M4", knocked->product.c_str());
}

TEST(Knock, a_refusal_and_a_register_are_answers_too) {
  CHECK_TRUE(knocked_by(frame_of(1, {0xAB, 1}), 1).has_value());
  CHECK_TRUE(knocked_by(frame_of(2, {3, 2, 0, 7}), 2).has_value());
  CHECK_TRUE(knocked_by(frame_of(2, {0x83, 2}), 2).has_value());
}

TEST(Knock, what_is_no_answer_to_it_is_nothing) {
  CHECK_FALSE(knocked_by(frame_of(1, identification), 2).has_value());
  CHECK_FALSE(knocked_by(frame_of(1, {4, 2, 0, 7}), 1).has_value());
  CHECK_FALSE(knocked_by(Frame{0, 1, 0, 0, 0, 2, 1}, 1).has_value());
  Frame http{'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '0'};
  CHECK_FALSE(knocked_by(http, 1).has_value());
}

TEST(Knock, an_identification_that_is_cut_short_gives_what_is_whole) {
  for (std::size_t length = 2; length < identification.size(); ++length) {
    const auto knocked =
        knocked_by(frame_of(1, Frame(identification.begin(), identification.begin() + static_cast<long>(length))), 1);
    CHECK_TRUE(knocked.has_value());
    CHECK_TRUE(knocked->product.empty());
  }
}
