#include "drivers/modbus/registers.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers;
using namespace holdfast::drivers::modbus;
using holdfast::model::RawType;
using holdfast::model::WordOrder;
using Words = std::vector<std::uint16_t>;

TEST_GROUP(Registers){};

TEST(Registers, hold_numbers_in_every_type_and_order) {
  struct Case {
    RawType type;
    WordOrder order;
    Words words;
    Raw wanted;
  };
  const Case cases[] = {
      {RawType::u16, WordOrder::abcd, {0xFF12}, {std::uint64_t{0xFF12}, 16}},
      {RawType::u16, WordOrder::cdab, {0xFF12}, {std::uint64_t{0xFF12}, 16}},
      {RawType::u16, WordOrder::badc, {0x12FF}, {std::uint64_t{0xFF12}, 16}},
      {RawType::u16, WordOrder::dcba, {0x12FF}, {std::uint64_t{0xFF12}, 16}},
      {RawType::s16, WordOrder::abcd, {0xFFFE}, {std::int64_t{-2}, 16}},
      {RawType::u32, WordOrder::abcd, {0xAABB, 0xCCDD}, {std::uint64_t{0xAABBCCDD}, 32}},
      {RawType::u32, WordOrder::cdab, {0xCCDD, 0xAABB}, {std::uint64_t{0xAABBCCDD}, 32}},
      {RawType::u32, WordOrder::badc, {0xBBAA, 0xDDCC}, {std::uint64_t{0xAABBCCDD}, 32}},
      {RawType::u32, WordOrder::dcba, {0xDDCC, 0xBBAA}, {std::uint64_t{0xAABBCCDD}, 32}},
      {RawType::s32, WordOrder::abcd, {0xFFFF, 0xFFFE}, {std::int64_t{-2}, 32}},
      {RawType::u64, WordOrder::abcd, {0x0102, 0x0304, 0x0506, 0x0708}, {std::uint64_t{0x0102030405060708}, 64}},
      {RawType::u64, WordOrder::cdab, {0x0708, 0x0506, 0x0304, 0x0102}, {std::uint64_t{0x0102030405060708}, 64}},
      {RawType::u64, WordOrder::badc, {0x0201, 0x0403, 0x0605, 0x0807}, {std::uint64_t{0x0102030405060708}, 64}},
      {RawType::u64, WordOrder::dcba, {0x0807, 0x0605, 0x0403, 0x0201}, {std::uint64_t{0x0102030405060708}, 64}},
      {RawType::s64, WordOrder::abcd, {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFE}, {std::int64_t{-2}, 64}},
      {RawType::f32, WordOrder::abcd, {0x4366, 0x6666}, {230.4, 32}},
      {RawType::f32, WordOrder::cdab, {0x6666, 0x4366}, {230.4, 32}},
      {RawType::f32, WordOrder::badc, {0x6643, 0x6666}, {230.4, 32}},
      {RawType::f32, WordOrder::dcba, {0x6666, 0x6643}, {230.4, 32}},
      {RawType::f64, WordOrder::abcd, {0x406C, 0xCCCC, 0xCCCC, 0xCCCD}, {230.4, 64}},
      {RawType::f64, WordOrder::cdab, {0xCCCD, 0xCCCC, 0xCCCC, 0x406C}, {230.4, 64}},
      {RawType::boolean, WordOrder::abcd, {0}, {false, 1}},
      {RawType::boolean, WordOrder::abcd, {0xFF00}, {true, 1}},
  };
  for (const Case& one : cases) {
    const std::string what = fmt::format("type {} order {}", static_cast<int>(one.type), static_cast<int>(one.order));
    LONGS_EQUAL_TEXT(one.words.size(), register_count(one.type), what.c_str());
    CHECK_TEXT(raw_from_registers(one.words, one.type, one.order) == one.wanted, what.c_str());
    if (one.type == RawType::boolean) continue;
    CHECK_TEXT(registers_from_raw(one.wanted, one.type, one.order) == one.words, what.c_str());
  }
}

TEST(Registers, pass_on_what_is_no_number) {
  const Words nan{0x7FC0, 0x0000};
  const Words infinity{0xFF80, 0x0000};
  CHECK_TRUE(std::isnan(std::get<double>(raw_from_registers(nan, RawType::f32, WordOrder::abcd).value)));
  CHECK_TRUE(std::isinf(std::get<double>(raw_from_registers(infinity, RawType::f32, WordOrder::abcd).value)));
}

TEST(Registers, give_back_what_was_put_in) {
  std::mt19937_64 random{7};
  const RawType types[] = {RawType::u16, RawType::s16, RawType::u32, RawType::s32,
                           RawType::u64, RawType::s64, RawType::f32, RawType::f64};
  const WordOrder orders[] = {WordOrder::abcd, WordOrder::cdab, WordOrder::badc, WordOrder::dcba};
  for (int i = 0; i < 5000; ++i) {
    for (const RawType type : types) {
      for (const WordOrder order : orders) {
        Words words;
        for (int n = 0; n < register_count(type); ++n) words.push_back(static_cast<std::uint16_t>(random()));
        const Raw raw = raw_from_registers(words, type, order);
        const auto* number = std::get_if<double>(&raw.value);
        if (number != nullptr && std::isnan(*number)) continue;  // its payload is of no use to anybody
        CHECK_TRUE(registers_from_raw(raw, type, order) == words);
      }
    }
  }
}

TEST(Registers, hold_texts_of_two_characters_each) {
  struct Case {
    const char* what;
    WordOrder order;
    Words words;
    const char* wanted;
  };
  const Case cases[] = {
      {"whole", WordOrder::abcd, {0x4142, 0x4344}, "ABCD"},
      {"trailing NUL", WordOrder::abcd, {0x4142, 0x4300, 0x0000}, "ABC"},
      {"trailing blanks", WordOrder::abcd, {0x4142, 0x2020, 0x2000}, "AB"},
      {"inner blank", WordOrder::abcd, {0x4120, 0x4200}, "A B"},
      {"behind the end", WordOrder::abcd, {0x4100, 0x4242}, "A"},
      {"erased memory", WordOrder::abcd, {0x4142, 0xFFFF}, "AB"},
      {"nothing", WordOrder::abcd, {0x0000, 0x0000}, ""},
      {"word order does not matter", WordOrder::cdab, {0x4142, 0x4344}, "ABCD"},
      {"bytes swapped", WordOrder::badc, {0x4241, 0x4443}, "ABCD"},
      {"bytes swapped, odd", WordOrder::dcba, {0x4241, 0x0043}, "ABC"},
  };
  for (const Case& one : cases) {
    holdfast::model::ModbusAddress address;
    address.type = RawType::text;
    address.order = one.order;
    address.length = static_cast<int>(one.words.size());
    LONGS_EQUAL(address.length, register_count(address));
    const auto raw = raw_of(address, one.words);
    CHECK_TEXT(raw.has_value(), one.what);
    if (raw) STRCMP_EQUAL_TEXT(one.wanted, std::get<std::string>(raw->value).c_str(), one.what);
  }
}

TEST(Registers, of_a_sunspec_model_may_say_not_implemented) {
  struct Case {
    RawType type;
    Words absent;
    Words present;
  };
  const Case cases[] = {
      {RawType::s16, {0x8000}, {0xFFFF}},
      {RawType::u16, {0xFFFF}, {0x8000}},
      {RawType::s32, {0x8000, 0}, {0xFFFF, 0xFFFF}},
      {RawType::u32, {0xFFFF, 0xFFFF}, {0x8000, 0}},
      {RawType::s64, {0x8000, 0, 0, 0}, {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}},
      {RawType::u64, {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}, {0x8000, 0, 0, 0}},
  };
  for (const Case& one : cases) {
    holdfast::model::ModbusAddress address;
    address.type = one.type;
    CHECK_TRUE(raw_of(address, one.absent).has_value());
    address.sunspec = holdfast::model::SunSpecPlace{103, 2};
    CHECK_FALSE(raw_of(address, one.absent).has_value());
    CHECK_TRUE(raw_of(address, one.present).has_value());
  }
}
