#include "drivers/snmp/envelope.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;
using ber::Bytes;
using model::SnmpVersion;

namespace {

const Bytes zero = ber::integer(0);
const Bytes none = ber::octets("");

Bytes community_message(std::int64_t version, std::uint8_t pdu, const Bytes& inside) {
  return ber::sequence({ber::integer(version), ber::octets("public"), ber::sequence({inside}, pdu)});
}

const Bytes trap_v1 = ber::sequence({ber::object_id({1, 3, 6, 1, 4, 1, 318}), ber::element(0x40, Bytes{10, 42, 0, 10}),
                                     ber::integer(6), ber::integer(5), ber::element(0x43, Bytes{1}), ber::sequence({})},
                                    0xA4);

Bytes v1_message() { return ber::sequence({zero, ber::octets("public"), trap_v1}); }

Bytes v3_message(const std::string& flags = "\x03", const std::string& engine = "engine", std::int64_t model = 3) {
  const Bytes header = ber::sequence({ber::integer(99), ber::integer(65507), ber::octets(flags), ber::integer(model)});
  const Bytes security = ber::sequence({ber::octets(engine), ber::integer(7), ber::integer(1234),
                                        ber::octets("monitor"), ber::octets("123456789012"), ber::octets("12345678")});
  return ber::sequence({ber::integer(3), header, ber::element(ber::octets_tag, security), ber::octets("encrypted")});
}

}  // namespace

TEST_GROUP(Envelope){};

TEST(Envelope, tells_the_version_and_what_it_carries) {
  const auto v1 = envelope_of(v1_message());
  CHECK_TRUE(v1 && v1->version == SnmpVersion::v1 && v1->is_unasked());
  LONGS_EQUAL(0x0A2A000A, v1->agent);
  struct Case {
    std::int64_t version;
    std::uint8_t pdu;
    bool unasked;
  };
  for (const Case& one : {Case{1, 0xA7, true}, Case{1, 0xA6, true}, Case{1, 0xA0, false}, Case{1, 0xA2, false},
                          Case{0, 0xA7, false}, Case{0, 0xA1, false}}) {
    const auto found = envelope_of(community_message(one.version, one.pdu, zero));
    CHECK_TRUE(found.has_value());
    CHECK_EQUAL(one.unasked, found->is_unasked());
  }
}

TEST(Envelope, of_v3_tells_engine_user_and_clock) {
  const auto found = envelope_of(v3_message());
  CHECK_TRUE(found.has_value());
  CHECK_TRUE(found->version == SnmpVersion::v3);
  LONGS_EQUAL(99, found->message_id);
  STRCMP_EQUAL("engine", found->engine.c_str());
  STRCMP_EQUAL("monitor", found->user.c_str());
  LONGS_EQUAL(7, found->boots);
  LONGS_EQUAL(1234, found->time);
  CHECK_TRUE(found->is_authenticated);
  CHECK_FALSE(envelope_of(v3_message(std::string(1, '\0')))->is_authenticated);
}

TEST(Envelope, is_not_read_of_what_is_no_message) {
  const struct {
    const char* what;
    Bytes bytes;
  } cases[] = {
      {"nothing", {}},
      {"an unknown version", community_message(2, 0xA7, zero)},
      {"a negative version", community_message(-1, 0xA7, zero)},
      {"a community too long", ber::sequence({ber::integer(1), ber::octets(std::string(256, 'x')), zero})},
      {"no pdu", ber::sequence({ber::integer(1), none})},
      {"something behind the pdu", ber::sequence({ber::integer(1), none, zero, zero})},
      {"a v1 trap without an address", community_message(0, 0xA4, ber::object_id({1, 3}))},
      {"another security model", v3_message("\x03", "engine", 2)},
      {"no flags", v3_message("")},
      {"an engine id too long", v3_message("\x03", std::string(33, 'x'))},
  };
  for (const auto& one : cases) CHECK_TEXT(!envelope_of(one.bytes), one.what);
}

TEST(Envelope, survives_every_cut_and_every_changed_octet) {
  for (const Bytes& whole : {v1_message(), v3_message(), community_message(1, 0xA7, zero)}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      CHECK_FALSE(envelope_of(part).has_value());
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (int value = 0; value < 256; ++value) {
        Bytes changed = whole;
        changed[at] = static_cast<std::uint8_t>(value);
        const auto found = envelope_of(changed);
        if (found) CHECK_TRUE(found->engine.size() <= 32 && found->user.size() <= 32);
      }
    }
  }
}
