#include "drivers/reach/echo.hpp"

#include <numeric>

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers::reach;

namespace {

using Octets = std::vector<std::uint8_t>;

Echo echo_of(Family family) {
  Echo echo;
  echo.family = family;
  echo.identifier = 0x1234;
  echo.sequence = 0xFFFE;
  std::iota(echo.cookie.begin(), echo.cookie.end(), std::uint8_t{0xF0});
  return echo;
}

Octets answer_to(const Echo& echo) {
  Octets answer = echo_request(echo);
  answer[0] = echo.family == Family::v4 ? 0 : 129;
  return answer;
}

Octets with_ip_header(const Octets& message, std::size_t words) {
  Octets datagram(words * 4, 0);
  datagram[0] = static_cast<std::uint8_t>(0x40 + words);
  datagram.insert(datagram.end(), message.begin(), message.end());
  return datagram;
}

}  // namespace

TEST_GROUP(Echo){};

TEST(Echo, request_carries_type_identifier_sequence_and_a_right_checksum) {
  const Octets v4 = echo_request(echo_of(Family::v4));
  LONGS_EQUAL(24, v4.size());
  LONGS_EQUAL(8, v4[0]);
  LONGS_EQUAL(0x12, v4[4]);
  LONGS_EQUAL(0x34, v4[5]);
  LONGS_EQUAL(0xFF, v4[6]);
  LONGS_EQUAL(0xFE, v4[7]);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < v4.size(); i += 2) sum += static_cast<std::uint32_t>(v4[i] << 8 | v4[i + 1]);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  LONGS_EQUAL(0xFFFF, sum);  // RFC 1071: a message with its checksum sums up to ones
  LONGS_EQUAL(128, echo_request(echo_of(Family::v6))[0]);
}

TEST(Echo, is_answered_by_the_same_message_of_the_answering_type) {
  for (const Family family : {Family::v4, Family::v6}) {
    CHECK_TRUE(answers(echo_of(family), Header::absent, answer_to(echo_of(family))));
  }
  const Echo echo = echo_of(Family::v4);
  CHECK_TRUE(answers(echo, Header::present, with_ip_header(answer_to(echo), 5)));
  CHECK_TRUE(answers(echo, Header::present, with_ip_header(answer_to(echo), 15)));
}

TEST(Echo, is_not_answered_by_anything_else) {
  const Echo echo = echo_of(Family::v4);
  const Octets right = answer_to(echo);
  for (std::size_t length = 0; length < right.size(); ++length) {
    const Octets cut(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_FALSE(answers(echo, Header::absent, cut));
    CHECK_FALSE(answers(echo, Header::present, with_ip_header(cut, 5)));
  }
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (i == 2 || i == 3) continue;  // the checksum is the kernel's business
    Octets other = right;
    other[i] ^= 1;
    CHECK_FALSE(answers(echo, Header::absent, other));
  }
  Octets longer = right;
  longer.push_back(0);
  CHECK_FALSE(answers(echo, Header::absent, longer));
  CHECK_FALSE(answers(echo, Header::absent, echo_request(echo)));  // our own, on loopback
  CHECK_FALSE(answers(echo, Header::present, right));
  CHECK_FALSE(answers(echo, Header::absent, with_ip_header(right, 5)));
  CHECK_FALSE(answers(echo, Header::present, Octets(3, 0x4F)));
  CHECK_FALSE(answers(echo, Header::present, Octets(60, 0x44)));
  CHECK_FALSE(answers(echo_of(Family::v6), Header::absent, right));
}
