#include "drivers/snmp/discovery.hpp"

#include <fmt/format.h>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;
using ber::Bytes;

namespace {

const std::string engine_id = "\x80\x01\x02\x03\x04some-engine";

// Every part of a Report; the default is right.
struct Parts {
  std::int64_t version = 3;
  std::int64_t message_id = 77;
  std::int64_t largest = 65507;
  std::string flags = std::string(1, '\0');
  std::int64_t model = 3;
  std::string engine = engine_id;
  std::int64_t boots = 12;
  std::int64_t time = 3456;
  std::string context_engine = engine_id;
  std::uint8_t pdu = 0xA8;
  snmp::Oid name{1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0};
  std::uint8_t value = 0x41;
  bool more = false;
};

Bytes report(const Parts& parts) {
  const Bytes none = ber::octets("");
  const Bytes zero = ber::integer(0);
  const Bytes count{7};
  const Bytes header = ber::sequence({ber::integer(parts.message_id), ber::integer(parts.largest),
                                      ber::octets(parts.flags), ber::integer(parts.model)});
  const Bytes security =
      ber::sequence({ber::octets(parts.engine), ber::integer(parts.boots), ber::integer(parts.time), none, none, none});
  const Bytes binding = ber::sequence({ber::object_id(parts.name), ber::element(parts.value, count)});
  const Bytes pdu = ber::sequence({zero, zero, zero, ber::sequence({binding})}, parts.pdu);
  Bytes message =
      ber::sequence({ber::integer(parts.version), header, ber::element(ber::octets_tag, security),
                     ber::sequence({ber::octets(parts.context_engine), none, pdu, parts.more ? zero : Bytes{}})});
  return message;
}

}  // namespace

TEST_GROUP(Discovery){};

TEST(Discovery, takes_the_engine_from_a_right_report) {
  const auto found = discovered_engine(report({}), 77);
  CHECK_TRUE(found.has_value());
  CHECK_TRUE(found->id == engine_id);
  LONGS_EQUAL(12, found->boots);
  LONGS_EQUAL(3456, found->time);
}

TEST(Discovery, believes_no_report_that_is_wrong_in_any_part) {
  struct Case {
    const char* what;
    void (*spoil)(Parts&);
  };
  const Case cases[] = {
      {"another version", [](Parts& parts) { parts.version = 1; }},
      {"another message", [](Parts& parts) { parts.message_id = 78; }},
      {"a negative message id", [](Parts& parts) { parts.message_id = -77; }},
      {"too small a size", [](Parts& parts) { parts.largest = 483; }},
      {"authenticated", [](Parts& parts) { parts.flags = "\x01"; }},
      {"encrypted", [](Parts& parts) { parts.flags = "\x03"; }},
      {"no flags", [](Parts& parts) { parts.flags = ""; }},
      {"two octets of flags", [](Parts& parts) { parts.flags = std::string(2, '\0'); }},
      {"another security model", [](Parts& parts) { parts.model = 2; }},
      {"no engine id", [](Parts& parts) { parts.engine = ""; }},
      {"too short an engine id", [](Parts& parts) { parts.engine = "1234"; }},
      {"too long an engine id", [](Parts& parts) { parts.engine = std::string(33, 'x'); }},
      {"negative boots", [](Parts& parts) { parts.boots = -1; }},
      {"boots beyond the largest", [](Parts& parts) { parts.boots = 0x80000000; }},
      {"negative time", [](Parts& parts) { parts.time = -1; }},
      {"time beyond the largest", [](Parts& parts) { parts.time = 0x80000000; }},
      {"too long a context engine", [](Parts& parts) { parts.context_engine = std::string(33, 'x'); }},
      {"a response", [](Parts& parts) { parts.pdu = 0xA2; }},
      {"another counter", [](Parts& parts) { parts.name = {1, 3, 6, 1, 2, 1, 1, 1, 0}; }},
      {"the counters themselves", [](Parts& parts) { parts.name = {1, 3, 6, 1, 6, 3, 15, 1, 1}; }},
      {"no counter", [](Parts& parts) { parts.value = 0x02; }},
      {"something behind the pdu", [](Parts& parts) { parts.more = true; }},
  };
  for (const Case& one : cases) {
    Parts parts;
    one.spoil(parts);
    const auto found = discovered_engine(report(parts), 77);
    CHECK_TEXT(!found.has_value(), one.what);
    if (!found) STRCMP_EQUAL(to_string(Code::protocol_violation), to_string(found.error().code));
  }
}

TEST(Discovery, reads_no_report_that_is_cut_short_or_too_long) {
  const Bytes whole = report({});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));  // a reader beyond it is seen
    CHECK_FALSE(discovered_engine(part, 77).has_value());
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK_FALSE(discovered_engine(longer, 77).has_value());
}

// Whatever one changed octet makes of it: it is refused, or it still names an engine within the limits.
TEST(Discovery, survives_every_changed_octet) {
  const Bytes whole = report({});
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes changed = whole;
      changed[at] = static_cast<std::uint8_t>(value);
      const auto found = discovered_engine(changed, 77);
      if (!found) continue;
      CHECK_TRUE(found->id.size() >= 5 && found->id.size() <= 32);
      CHECK_TRUE(found->boots <= 0x7FFFFFFF && found->time <= 0x7FFFFFFF);
    }
  }
}

TEST(Discovery, asks_as_the_standard_says) {
  std::string hex;
  for (const std::uint8_t octet : discovery_message(0x12345678)) hex += fmt::format("{:02x}", octet);
  STRCMP_EQUAL(
      "303e"
      "020103"
      "3011020412345678020300ffe3040104020103"
      "0410300e0400020100020100040004000400"
      "301404000400a00e0204123456780201000201003000",
      hex.c_str());
}
