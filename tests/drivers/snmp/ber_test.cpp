#include "drivers/snmp/ber.hpp"

#include <cstdint>
#include <limits>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;
using ber::Bytes;

TEST_GROUP(Ber){};

TEST(Ber, integers_survive_there_and_back) {
  const std::int64_t numbers[] = {0,
                                  1,
                                  -1,
                                  127,
                                  128,
                                  -128,
                                  -129,
                                  255,
                                  256,
                                  0x7FFFFFFF,
                                  0x80000000,
                                  -0x80000000,
                                  0xFFFFFFFF,
                                  std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min()};
  for (const std::int64_t number : numbers) {
    const Bytes bytes = ber::integer(number);
    ber::Reader reader{bytes};
    const auto back =
        reader.integer(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
    CHECK_TRUE(back.has_value());
    CHECK_TRUE(*back == number);
    CHECK_TRUE(reader.at_end());
  }
  LONGS_EQUAL(3, ber::integer(127).size());
  LONGS_EQUAL(4, ber::integer(128).size());
}

TEST(Ber, object_ids_survive_there_and_back) {
  const snmp::Oid oids[] = {{0, 0}, {1, 3, 6, 1}, {2, 999, 3}, {1, 3, 4294967295, 128, 127, 0}, {2, 4294967295}};
  for (const snmp::Oid& oid : oids) {
    const Bytes bytes = ber::object_id(oid);
    ber::Reader reader{bytes};
    const auto back = reader.object_id();
    CHECK_TRUE(back.has_value());
    STRCMP_EQUAL(to_string(oid).c_str(), to_string(*back).c_str());
  }
}

TEST(Ber, texts_of_every_length_survive) {
  for (const std::size_t length : {0U, 1U, 127U, 128U, 255U, 256U, 5000U}) {
    const std::string text(length, 'x');
    const Bytes bytes = ber::octets(text);
    ber::Reader reader{bytes};
    const auto back = reader.octets(5000);
    CHECK_TRUE(back && *back == text);
  }
}

TEST(Ber, what_is_not_as_expected_gives_nothing_ever_after) {
  const struct {
    const char* what;
    Bytes bytes;
  } cases[] = {
      {"nothing", {}},
      {"a tag alone", {0x02}},
      {"a length beyond the end", {0x02, 0x02, 0x01}},
      {"an indefinite length", {0x30, 0x80, 0x00, 0x00}},
      {"a length of five octets", {0x02, 0x85, 0, 0, 0, 0, 1, 1}},
      {"a length cut short", {0x02, 0x82, 0x01}},
      {"a huge length", {0x02, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 1}},
      {"a tag of several octets", {0x1F, 0x02, 0x01, 0x01}},
      {"an empty integer", {0x02, 0x00}},
      {"nine octets of integer", {0x02, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
      {"another tag", {0x04, 0x01, 0x01}},
  };
  for (const auto& one : cases) {
    ber::Reader reader{one.bytes};
    CHECK_TEXT(!reader.integer(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()),
               one.what);
    CHECK_TEXT(!reader.at_end(), one.what);
    CHECK_TEXT(!reader.next(), one.what);
  }
  const Bytes odd_oids[] = {
      {0x06, 0x00}, {0x06, 0x02, 0x2B, 0x86}, {0x06, 0x07, 0x2B, 0x9F, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}};
  for (const Bytes& bytes : odd_oids) {
    ber::Reader reader{bytes};
    CHECK_FALSE(reader.object_id().has_value());
  }
}
