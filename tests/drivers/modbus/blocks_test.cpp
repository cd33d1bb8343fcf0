#include "drivers/modbus/blocks.hpp"

#include <random>

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers::modbus;
using holdfast::model::ModbusTable;

namespace {

constexpr ModbusTable holding = ModbusTable::holding_register;

Extent at(int address, int count = 1, ModbusTable table = holding) {
  return {{table, static_cast<std::uint16_t>(address)}, count};
}

// "10+3 20+2", of coils "c0+2000".
std::string shown(const std::vector<Block>& blocks) {
  std::string text;
  for (const Block& block : blocks) {
    text += (text.empty() ? "" : " ") + std::string{is_bits(block.first.table) ? "c" : ""} +
            std::to_string(block.first.address) + "+" + std::to_string(block.count);
  }
  return text;
}

Limits limits(int largest, int gap, std::set<Register> barred = {}) { return {largest, gap, false, std::move(barred)}; }
const Limits apart{120, 8, true, {}};

}  // namespace

TEST_GROUP(Blocks){};

TEST(Blocks, join_what_lies_near) {
  struct Case {
    const char* what;
    std::vector<Extent> extents;
    Limits limits;
    const char* wanted;
  };
  const Case cases[] = {
      {"nothing", {}, limits(120, 8), ""},
      {"one", {at(5, 2)}, limits(120, 8), "5+2"},
      {"contiguous", {at(5, 2), at(7), at(8, 4)}, limits(120, 0), "5+7"},
      {"any order", {at(8, 4), at(5, 2), at(7)}, limits(120, 0), "5+7"},
      {"gap allowed", {at(0), at(9)}, limits(120, 8), "0+10"},
      {"gap too wide", {at(0), at(10)}, limits(120, 8), "0+1 10+1"},
      {"no gap allowed", {at(0), at(2)}, limits(120, 0), "0+1 2+1"},
      {"the same register twice", {at(4), at(4), at(4)}, limits(120, 0), "4+1"},
      {"overlapping", {at(4, 4), at(5, 2)}, limits(120, 0), "4+4"},
      {"up to the limit", {at(0, 2), at(2, 2)}, limits(4, 8), "0+4"},
      {"a value is not split", {at(0, 2), at(2, 2)}, limits(3, 8), "0+2 2+2"},
      {"longer than the limit", {at(0, 4), at(4)}, limits(1, 8), "0+4 4+1"},
      {"limit of the protocol", {at(0), at(124), at(125)}, limits(1000, 200), "0+125 125+1"},
      {"tables apart", {at(0, 1, ModbusTable::input_register), at(0), at(1)}, limits(120, 8), "0+2 0+1"},
      {"coils have their own limit",
       {at(0, 1, ModbusTable::coil), at(1999, 1, ModbusTable::coil)},
       limits(10, 2000),
       "c0+2000"},
      {"too many coils",
       {at(0, 1, ModbusTable::coil), at(2000, 1, ModbusTable::coil)},
       limits(10, 3000),
       "c0+1 c2000+1"},
      {"end of the table", {at(65534), at(65535)}, limits(120, 8), "65534+2"},
      {"barred gap", {at(0), at(2)}, limits(120, 8, {{holding, 1}}), "0+1 2+1"},
      {"barred elsewhere", {at(0), at(2)}, limits(120, 8, {{holding, 3}, {ModbusTable::coil, 1}}), "0+3"},
      {"barred extent alone", {at(0), at(1), at(2), at(3)}, limits(120, 8, {{holding, 1}}), "0+1 1+1 2+2"},
      {"barred second half", {at(0), at(1, 2), at(3)}, limits(120, 8, {{holding, 2}}), "0+1 1+2 3+1"},
      {"one request a field", {at(0), at(1), at(2, 2), at(2)}, apart, "0+1 1+1 2+1 2+2"},
      {"one request a field, asked twice", {at(5, 2), at(7), at(5, 2)}, apart, "5+2 7+1"},
      {"barred and asked twice", {at(1), at(1)}, limits(120, 8, {{holding, 1}}), "1+1 1+1"},
  };
  for (const Case& one : cases)
    STRCMP_EQUAL_TEXT(one.wanted, shown(plan_blocks(one.extents, one.limits)).c_str(), one.what);
}

TEST(Blocks, know_their_gaps) {
  const std::vector<Extent> extents{at(0), at(3, 2), at(3), at(6)};
  const std::vector<Block> blocks = plan_blocks(extents, limits(120, 8));
  LONGS_EQUAL(1, blocks.size());
  const std::vector<Register> wanted{{holding, 1}, {holding, 2}, {holding, 5}};
  CHECK_TRUE(gaps_of(blocks.front(), extents) == wanted);
}

// Whatever is asked: every extent lies whole in exactly one block, no block is too long, none covers what is barred.
TEST(Blocks, cover_everything_once) {
  std::mt19937 random{11};
  for (int round = 0; round < 500; ++round) {
    Limits bounds = limits(static_cast<int>(random() % 125) + 1, static_cast<int>(random() % 20));
    for (int i = 0; i < 10; ++i) bounds.barred.insert({holding, static_cast<std::uint16_t>(random() % 300)});
    std::vector<Extent> extents;
    for (int i = 0; i < 60; ++i) extents.push_back(at(static_cast<int>(random() % 300), 1 << random() % 3));
    std::vector<int> seen(extents.size(), 0);
    for (const Block& block : plan_blocks(extents, bounds)) {
      for (const std::size_t index : block.extents) {
        ++seen[index];
        CHECK_TRUE(extents[index].first.address >= block.first.address);
        CHECK_TRUE(extents[index].first.address + extents[index].count <= block.first.address + block.count);
      }
      if (block.extents.size() == 1) continue;
      CHECK_TRUE(block.count <= std::max(bounds.largest_block, 4));
      for (const Register& barred : bounds.barred) {
        CHECK_FALSE(barred.address >= block.first.address && barred.address < block.first.address + block.count);
      }
    }
    for (const int times : seen) LONGS_EQUAL(1, times);
  }
}
