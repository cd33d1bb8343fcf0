#include "drivers/modbus/identification.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

Result<IdentificationPart> part_of(const Bytes& pdu, std::uint8_t first = 0) {
  const Request request = identification_request(1, IdentificationAccess::basic, first);
  const Result<Reply> reply = decode_reply(pdu, request);
  if (!reply) return reply.error();
  return identification_part(*reply, request);
}

}  // namespace

TEST_GROUP(Identification){};

// The example of the application protocol, 6.21, in two answers.
TEST(Identification, is_read_as_the_standard_writes_it) {
  const Result<IdentificationPart> first = part_of({0x2B, 0x0E, 0x01, 0x01, 0xFF, 0x02, 0x02, 0x00, 0x03, 'A',  //
                                                    'B', 'C', 0x01, 0x02, 'X', 'Y'});
  CHECK_TRUE(first.has_value());
  LONGS_EQUAL(1, first->conformity);
  LONGS_EQUAL(2, first->next.value_or(0));
  STRCMP_EQUAL("ABC", first->objects.at(0).c_str());
  STRCMP_EQUAL("XY", first->objects.at(1).c_str());
  const Result<IdentificationPart> second =
      part_of({0x2B, 0x0E, 0x01, 0x81, 0x00, 0x00, 0x01, 0x02, 0x05, 'V', '2', '.', '1', '1'}, 2);
  CHECK_TRUE(second.has_value());
  CHECK_FALSE(second->next.has_value());
  STRCMP_EQUAL("V2.11", second->objects.at(2).c_str());
}

TEST(Identification, that_does_not_add_up_is_refused) {
  struct Case {
    const char* what;
    Bytes pdu;
    const char* reason;
  };
  const Case cases[] = {
      {"another MEI type", {0x2B, 0x0D, 1, 1, 0, 0, 0}, "the reply is no device identification"},
      {"too short", {0x2B, 0x0E, 1, 1, 0, 0}, "a device identification of 6 bytes"},
      {"an object is missing", {0x2B, 0x0E, 1, 1, 0, 0, 1}, "a device identification of 7 bytes"},
      {"an object is cut off", {0x2B, 0x0E, 1, 1, 0, 0, 1, 0, 3, 'A'}, "a device identification of 10 bytes"},
      {"something behind", {0x2B, 0x0E, 1, 1, 0, 0, 1, 0, 1, 'A', 'B'}, "a device identification of 11 bytes"},
      {"another access", {0x2B, 0x0E, 2, 1, 0, 0, 0}, "device identification: another access was asked for"},
      {"conformity 0", {0x2B, 0x0E, 1, 0, 0, 0, 0}, "device identification: an unknown conformity level"},
      {"conformity 4", {0x2B, 0x0E, 1, 0x84, 0, 0, 0}, "device identification: an unknown conformity level"},
      {"more or less", {0x2B, 0x0E, 1, 1, 1, 0, 0}, "device identification: it is not clear whether more follows"},
      {"twice", {0x2B, 0x0E, 1, 1, 0, 0, 2, 0, 1, 'A', 0, 1, 'B'}, "device identification: an object comes twice"},
      {"in a circle", {0x2B, 0x0E, 1, 1, 0xFF, 0, 1, 0, 1, 'A'}, "device identification: it goes round in a circle"},
  };
  for (const Case& one : cases) {
    const Result<IdentificationPart> part = part_of(one.pdu);
    CHECK_TEXT(!part.has_value(), one.what);
    if (part) continue;
    STRCMP_EQUAL_TEXT(one.reason, part.error().message.c_str(), one.what);
    CHECK_TRUE(part.error().code == Code::protocol_violation);
  }
}

TEST(Identification, texts_are_tidied) {
  STRCMP_EQUAL("Maker A", tidy_text("  Maker\tA \r\n").c_str());
  STRCMP_EQUAL("Maker", tidy_text(std::string("Maker\0rest", 10)).c_str());
  STRCMP_EQUAL("M ker", tidy_text("M\xE4ker").c_str());
  STRCMP_EQUAL("", tidy_text(" \n ").c_str());
}
