#include "drivers/codec.hpp"

#include <cmath>
#include <limits>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using model::Decoding;
using model::Kind;

namespace {

Raw s16(std::int64_t value) { return {value, 16}; }
Raw u16(std::uint64_t value) { return {value, 16}; }
Raw u32(std::uint64_t value) { return {value, 32}; }
Raw u64(std::uint64_t value) { return {value, 64}; }
Raw f64(double value) { return {value, 64}; }
Raw text(std::string value) { return {std::move(value), 0}; }

Decoding scaled(double scale, double offset = 0.0) {
  Decoding decoding;
  decoding.scale = scale;
  decoding.offset = offset;
  return decoding;
}
Decoding invalid(std::vector<std::int64_t> values) {
  Decoding decoding;
  decoding.invalid = std::move(values);
  return decoding;
}
Decoding ranged(double low, double high) {
  Decoding decoding;
  decoding.range = {low, high};
  return decoding;
}
Decoding one_bit(int bit) {
  Decoding decoding;
  decoding.bit = bit;
  return decoding;
}
Decoding on_off() {
  Decoding decoding;
  decoding.enumeration = {{0, "off"}, {1, "on"}};
  return decoding;
}
Decoding with_bit(Decoding decoding, int bit) {
  decoding.bit = bit;
  return decoding;
}
Decoding alarms() {
  Decoding decoding;
  decoding.flags = {{0, "low_battery"}, {3, "overload"}, {15, "fault"}};
  return decoding;
}

// "integer 57", "number 23.5", or the reason why there is none.
std::string shown(const Raw& raw, Kind kind, const Decoding& decoding) {
  const Decoded decoded = decode(raw, kind, decoding);
  if (decoded.quality == model::Quality::bad) {
    CHECK_FALSE(decoded.value.has_value());
    return model::to_string(decoded.reason);
  }
  CHECK_TRUE(decoded.value.has_value());
  return std::string{model::to_string(model::kind_of(*decoded.value))} + " " + model::to_string(*decoded.value);
}

}  // namespace

TEST_GROUP(Decode){};

TEST(Decode, follows_the_profile) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  Decoding invalid_and_range = invalid({65535});
  invalid_and_range.range = {0, 500};
  Decoding wide_range = ranged(0, 500);
  wide_range.scale = 0.1;
  struct Case {
    const char* what;
    Raw raw;
    Kind kind;
    Decoding decoding;
    const char* wanted;
  };
  const Case cases[] = {
      {"plain integer", u16(57), Kind::integer, {}, "integer 57"},
      {"negative integer", s16(-7), Kind::integer, {}, "integer -7"},
      {"bool as integer", Raw{true, 1}, Kind::integer, {}, "integer 1"},
      {"integer asked for as number", u16(57), Kind::number, {}, "number 57"},
      {"exact 64-bit counter", u64(9007199254740993), Kind::integer, {}, "integer 9007199254740993"},
      {"largest int64", u64(9223372036854775807U), Kind::integer, {}, "integer 9223372036854775807"},
      {"beyond int64", u64(9223372036854775808U), Kind::integer, {}, "out_of_range"},
      {"beyond int64 as number", u64(9223372036854775808U), Kind::number, {}, "out_of_range"},
      {"tenths", u16(2304), Kind::number, scaled(0.1), "number 230.4"},
      {"tenths without binary dust", u16(3), Kind::number, scaled(0.1), "number 0.3"},
      {"hundredths", u16(4999), Kind::number, scaled(0.01), "number 49.99"},
      {"thousandths", s16(-999), Kind::number, scaled(0.001), "number -0.999"},
      {"negative scale", u16(5), Kind::number, scaled(-0.1), "number -0.5"},
      {"scale and offset", u16(300), Kind::number, scaled(0.1, -273.0), "number -243"},
      {"odd scale", u16(4), Kind::number, scaled(0.3), "number 1.2"},
      {"whole scale stays integer", u16(7), Kind::integer, scaled(60), "integer 420"},
      {"whole offset stays integer", s16(-7), Kind::integer, scaled(1, 10), "integer 3"},
      {"overflow becomes a number", u64(9223372036854775807U), Kind::integer, scaled(10),
       "number 92233720368547758080"},
      {"fraction of an integer kind", u16(5), Kind::integer, scaled(0.5), "number 2.5"},
      {"float", f64(49.98), Kind::number, {}, "number 49.98"},
      {"float scaled", f64(1.5), Kind::number, scaled(1000), "number 1500"},
      {"no number", f64(nan), Kind::number, {}, "not_available"},
      {"infinity", f64(infinity), Kind::number, {}, "not_available"},
      {"minus infinity", f64(-infinity), Kind::enumeration, on_off(), "not_available"},
      {"scaled to infinity", f64(1e308), Kind::number, scaled(1e10), "out_of_range"},

      {"invalid", u16(65535), Kind::number, invalid({65535}), "not_available"},
      {"invalid written signed", u16(65535), Kind::number, invalid({-1}), "not_available"},
      {"invalid written unsigned", s16(-1), Kind::number, invalid({65535}), "not_available"},
      {"invalid of 32 bits", u32(4294967295U), Kind::integer, invalid({-1}), "not_available"},
      {"invalid of 64 bits", u64(18446744073709551615U), Kind::integer, invalid({-1}), "not_available"},
      {"invalid too wide for the type", u16(0), Kind::integer, invalid({65536}), "integer 0"},
      {"invalid too low for the type", u16(32767), Kind::integer, invalid({-32769}), "integer 32767"},
      {"invalid of 16 bits in 32", u32(65535), Kind::integer, invalid({-1}), "integer 65535"},
      {"one of several invalid", s16(32767), Kind::integer, invalid({32766, 32767}), "not_available"},
      {"invalid float", f64(-9999), Kind::number, invalid({-9999}), "not_available"},
      {"invalid comes before range", u16(65535), Kind::number, invalid_and_range, "not_available"},
      {"invalid is raw, not scaled", u16(10), Kind::number, invalid({1}), "number 10"},

      {"in range", u16(500), Kind::number, ranged(0, 500), "number 500"},
      {"above range", u16(501), Kind::number, ranged(0, 500), "out_of_range"},
      {"below range", s16(-1), Kind::integer, ranged(0, 500), "out_of_range"},
      {"range is of the scaled value", u16(5000), Kind::number, wide_range, "number 500"},
      {"scaled out of range", u16(5001), Kind::number, wide_range, "out_of_range"},

      {"bit set", u16(0x0008), Kind::boolean, one_bit(3), "boolean true"},
      {"bit clear", u16(0xFFF7), Kind::boolean, one_bit(3), "boolean false"},
      {"highest bit of a signed register", s16(-32768), Kind::boolean, one_bit(15), "boolean true"},
      {"bit 63", u64(1ULL << 63), Kind::boolean, one_bit(63), "boolean true"},
      {"bit as a name", u16(2), Kind::enumeration, with_bit(on_off(), 1), "enumeration on"},
      {"bit as integer", u16(2), Kind::integer, one_bit(1), "integer 1"},
      {"bit beyond the type", u16(1), Kind::boolean, one_bit(16), "not_understood"},
      {"bit of a float", f64(1), Kind::boolean, one_bit(0), "not_understood"},
      {"bit of an SNMP BITS string", text("\x40"), Kind::boolean, one_bit(1), "boolean true"},
      {"bit behind the string", text("\x40"), Kind::boolean, one_bit(9), "boolean false"},

      {"boolean 1", u16(1), Kind::boolean, {}, "boolean true"},
      {"boolean 0", u16(0), Kind::boolean, {}, "boolean false"},
      {"a TruthValue is no boolean by itself", u16(2), Kind::boolean, {}, "not_understood"},
      {"coil", Raw{true, 1}, Kind::boolean, {}, "boolean true"},

      {"known code", u16(1), Kind::enumeration, on_off(), "enumeration on"},
      {"known code as float", f64(1.0), Kind::enumeration, on_off(), "enumeration on"},
      {"unknown code", u16(17), Kind::enumeration, on_off(), "not_understood"},
      {"half a code", f64(0.5), Kind::enumeration, on_off(), "not_understood"},
      {"string for a code", text("on"), Kind::enumeration, on_off(), "not_understood"},

      {"no flags", u16(0), Kind::flags, alarms(), "flags none"},
      {"two flags", u16(0x8001), Kind::flags, alarms(), "flags fault|low_battery"},
      {"unnamed bits are left out", u16(0x0012), Kind::flags, alarms(), "flags none"},
      {"flags of a signed register", s16(-32768), Kind::flags, alarms(), "flags fault"},
      {"flags of a BITS string", text("\x90"), Kind::flags, alarms(), "flags low_battery|overload"},
      {"flags of a coil", Raw{true, 1}, Kind::flags, alarms(), "not_understood"},

      {"text", text("Smart-UPS 1500"), Kind::text, {}, "text Smart-UPS 1500"},
      {"padded text", text(std::string("UPS  \0\0", 7)), Kind::text, {}, "text UPS"},
      {"bytes", text(std::string("\x00\x1A\xFF", 3)), Kind::text, {}, "text 00:1a:ff"},
      {"number as text", u16(5), Kind::text, {}, "text 5"},
      {"number in a text", text("230"), Kind::number, {}, "number 230"},
      {"number in a text, with its unit", text(" 23.5 C"), Kind::number, {}, "number 23.5"},
      {"negative number in a text", text("-12 dBm"), Kind::integer, {}, "integer -12"},
      {"a time is no number", text("12:30"), Kind::number, {}, "not_understood"},
      {"a ratio is no number", text("1/2"), Kind::number, {}, "not_understood"},
      {"a decimal comma is not guessed at", text("1,5"), Kind::number, {}, "not_understood"},
      {"words are no number", text("23.5 C or so, they say"), Kind::number, {}, "not_understood"},
      {"a number too long", text("123456789012345678901"), Kind::integer, {}, "not_understood"},
      {"empty text", text("  "), Kind::text, {}, "not_available"},
  };
  for (const Case& one : cases) STRCMP_EQUAL_TEXT(one.wanted, shown(one.raw, one.kind, one.decoding).c_str(), one.what);
}

TEST(Decode, keeps_the_code_that_the_device_said) {
  const Decoded decoded = decode(u16(1), Kind::enumeration, on_off());
  LONGS_EQUAL(1, std::get<model::Enumeration>(*decoded.value).code);
}
