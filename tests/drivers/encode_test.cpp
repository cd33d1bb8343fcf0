#include <limits>
#include <random>

#include "drivers/codec.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using model::Kind;
using model::RawType;
using model::Value;

namespace {

model::PointSpec point(Kind kind, double scale = 1.0, double offset = 0.0) {
  model::PointSpec spec;
  spec.name = "p";
  spec.kind = kind;
  spec.origins.front().decoding.scale = scale;
  spec.origins.front().decoding.offset = offset;
  spec.write = model::WritableAs{};
  return spec;
}
model::PointSpec ranged(double low, double high) {
  model::PointSpec spec = point(Kind::number);
  spec.origins.front().decoding.range = {low, high};
  return spec;
}
model::PointSpec named() {
  model::PointSpec spec = point(Kind::enumeration);
  spec.origins.front().decoding.enumeration = {{0, "stopped"}, {1, "auto"}, {5, "stopped"}};
  return spec;
}
model::PointSpec with_values(Kind kind) {
  model::PointSpec spec = kind == Kind::enumeration ? named() : point(kind);
  spec.write->values = {{"on", 7}, {"off", 8}, {"true", 1}, {"40", 400}};
  return spec;
}
model::PointSpec with_invalid() {
  model::PointSpec spec = point(Kind::integer);
  spec.origins.front().decoding.invalid = {65535};
  return spec;
}
model::PointSpec read_only() {
  model::PointSpec spec = point(Kind::integer);
  spec.write.reset();
  return spec;
}
model::PointSpec one_bit() {
  model::PointSpec spec = point(Kind::boolean);
  spec.origins.front().decoding.bit = 3;
  return spec;
}

std::string shown(const Result<Raw>& raw) {
  if (!raw) {
    LONGS_EQUAL(static_cast<int>(Code::invalid_argument), static_cast<int>(raw.error().code));
    return raw.error().message;
  }
  if (const auto* flag = std::get_if<bool>(&raw->value)) return *flag ? "bit 1" : "bit 0";
  if (const auto* number = std::get_if<std::int64_t>(&raw->value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&raw->value)) return fmt::format("float {}", *number);
  return "text " + std::get<std::string>(raw->value);
}

Value name(const char* text) { return model::Enumeration{text, 0}; }

}  // namespace

TEST_GROUP(Encode){};

TEST(Encode, is_the_inverse_of_the_profile_or_refuses) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct Case {
    const char* what;
    model::PointSpec spec;
    Value value;
    WriteForm form;
    const char* wanted;
  };
  const Case cases[] = {
      {"integer", point(Kind::integer), std::int64_t{57}, RawType::u16, "57"},
      {"exact 64 bit", point(Kind::integer), std::int64_t{9007199254740993}, RawType::s64, "9007199254740993"},
      {"integer as number", point(Kind::number), std::int64_t{57}, RawType::u16, "57"},
      {"number as integer", point(Kind::integer), 57.0, RawType::u16, "57"},
      {"tenths", point(Kind::number, 0.1), 230.4, RawType::u16, "2304"},
      {"offset", point(Kind::number, 0.1, -273.0), 27.0, RawType::u16, "3000"},
      {"minutes", point(Kind::integer, 60), std::int64_t{300}, RawType::u16, "5"},
      {"part of a minute", point(Kind::integer, 60), std::int64_t{301}, RawType::u16,
       "p cannot be set: 301 is not a multiple of its step 60"},
      {"between steps", point(Kind::number, 0.1), 230.45, RawType::u16,
       "p cannot be set: 230.45 is not a multiple of its step 0.1"},
      {"half", point(Kind::number), 0.5, RawType::s16, "p cannot be set: 0.5 is not a multiple of its step 1"},
      {"u16 at its end", point(Kind::integer), std::int64_t{65535}, RawType::u16, "65535"},
      {"u16 too large", point(Kind::integer), std::int64_t{65536}, RawType::u16,
       "p cannot be set: the raw value 65536 is outside 0 to 65535"},
      {"u16 negative", point(Kind::integer), std::int64_t{-1}, RawType::u16,
       "p cannot be set: the raw value -1 is outside 0 to 65535"},
      {"s16 at its end", point(Kind::integer), std::int64_t{-32768}, RawType::s16, "-32768"},
      {"s16 too low", point(Kind::integer), std::int64_t{-32769}, RawType::s16,
       "p cannot be set: the raw value -32769 is outside -32768 to 32767"},
      {"u32 at its end", point(Kind::integer), std::int64_t{4294967295}, RawType::u32, "4294967295"},
      {"s32 too large", point(Kind::integer), std::int64_t{2147483648}, RawType::s32,
       "p cannot be set: the raw value 2147483648 is outside -2147483648 to 2147483647"},
      {"u64 negative", point(Kind::integer), std::int64_t{-1}, RawType::u64,
       "p cannot be set: the raw value -1 is outside 0 to 9223372036854775807"},
      {"huge", point(Kind::number), 1e300, RawType::s64, "p cannot be set: the raw value 1e+300 is too large"},
      {"no number", point(Kind::number), nan, RawType::u16, "p cannot be set: the value is not a number"},
      {"f32", point(Kind::number), 230.4, RawType::f32, "float 230.4"},
      {"f32 cannot hold it", point(Kind::number), 16777217.0, RawType::f32, "float 16777217"},
      {"f32 too large", point(Kind::number), 1e39, RawType::f32, "p cannot be set: 1e+39 does not fit a 32-bit float"},
      {"f64 scaled", point(Kind::number, 0.5), 3.0, RawType::f64, "float 6"},
      {"in range", ranged(0, 40), 40.0, RawType::u16, "40"},
      {"out of range", ranged(0, 40), 41.0, RawType::u16, "p cannot be set: 41 is outside 0 to 40"},
      {"invalid", with_invalid(), std::int64_t{65535}, RawType::u16,
       "p cannot be set: the raw value 65535 means 'no value' to the device"},

      {"boolean", point(Kind::boolean), true, RawType::boolean, "bit 1"},
      {"boolean in a register", point(Kind::boolean), false, RawType::u16, "0"},
      {"number for a boolean", point(Kind::boolean), std::int64_t{1}, RawType::boolean,
       "p cannot be set: true or false is wanted"},
      {"boolean for a number", point(Kind::number), true, RawType::u16, "p cannot be set: a number is wanted"},
      {"a name for a number", point(Kind::number), name("x"), RawType::u16, "p cannot be set: a number is wanted"},
      {"one bit of many", one_bit(), true, RawType::u16, "p cannot be set: one bit of a register cannot be set alone"},

      {"name", named(), name("auto"), RawType::u16, "1"},
      {"name given as text", named(), model::Text{"auto"}, RawType::u16, "1"},
      {"name of two codes", named(), name("stopped"), RawType::u16,
       "p cannot be set: 'stopped' stands for several codes"},
      {"unknown name", named(), name("on"), RawType::u16,
       "p cannot be set: 'on' is unknown; allowed: stopped, auto, stopped"},
      {"values map", with_values(Kind::enumeration), name("off"), RawType::u16, "8"},
      {"values map for a coil", with_values(Kind::boolean), true, RawType::boolean, "bit 1"},
      {"values map for a number", with_values(Kind::integer), std::int64_t{40}, RawType::u16, "400"},
      {"not in the values map", with_values(Kind::enumeration), name("auto"), RawType::u16,
       "p cannot be set: 'auto' is unknown; allowed: 40, off, on, true"},
      {"values map too large for a coil", with_values(Kind::enumeration), name("on"), RawType::boolean,
       "p cannot be set: the raw value 7 is outside 0 to 1"},

      {"text", point(Kind::text), model::Text{"x y"}, std::nullopt, "text x y"},
      {"number for text", point(Kind::text), std::int64_t{5}, std::nullopt, "p cannot be set: a text is wanted"},
      {"text for a register", point(Kind::text), model::Text{"x"}, RawType::u16,
       "p cannot be set: a point of kind text is not writable here"},
      {"flags", point(Kind::flags), model::Flags{{"a"}}, RawType::u16,
       "p cannot be set: a point of kind flags is not writable here"},
      {"read only", read_only(), std::int64_t{1}, RawType::u16, "p cannot be set: it is read only"},
  };
  for (const Case& one : cases) {
    STRCMP_EQUAL_TEXT(one.wanted, shown(encode(one.value, one.spec, one.form)).c_str(), one.what);
  }
}

TEST(Encode, what_is_written_reads_the_same) {
  std::mt19937_64 random{42};
  const double scales[] = {1.0, 0.1, 0.01, 0.001, 10.0, 60.0, 0.5, 0.25};
  for (int i = 0; i < 20000; ++i) {
    const double scale = scales[random() % std::size(scales)];
    const double offset = static_cast<double>(random() % 3) * 10.0;
    const model::PointSpec spec = point(Kind::number, scale, offset);
    const auto raw = static_cast<std::int64_t>(random() % 65536) - 32768;
    const Decoded decoded = decode(Raw{raw, 16}, Kind::number, spec.origins.front().decoding);
    const Result<Raw> back = encode(*decoded.value, spec, RawType::s16);
    CHECK_TRUE(back.has_value());
    CHECK_TRUE((*back == Raw{raw, 16}));
  }
}
