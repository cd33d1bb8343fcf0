#include "drivers/modbus/places.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers::modbus;
using model::ModbusAddress;
using model::RawType;

namespace {

ModbusAddress in_model(int id, int offset, RawType type = RawType::u16) {
  ModbusAddress address;
  address.sunspec = model::SunSpecPlace{id, offset};
  address.type = type;
  return address;
}

// Common model, two inverters, of which the second is shorter.
SunSpecChain chain() {
  SunSpecChain chain;
  chain.begin(40002);
  chain.add(1, 66);
  chain.add(103, 50);
  chain.add(160, 48);
  chain.add(103, 10);
  return chain;
}

std::string shown(const std::optional<Extent>& extent) {
  if (!extent) return "";
  return std::to_string(extent->first.address) + "+" + std::to_string(extent->count);
}

}  // namespace

TEST_GROUP(Places){};

TEST(Places, are_found_by_register_and_row) {
  ModbusAddress address;
  address.address = 100;
  address.type = RawType::u32;
  address.stride = 10;
  const SunSpecChain none;
  STRCMP_EQUAL("100+2", shown(extent_of(address, 1, 0, none)).c_str());
  STRCMP_EQUAL("120+2", shown(extent_of(address, 3, 0, none)).c_str());
  STRCMP_EQUAL("99+2", shown(extent_of(address, 1, -1, none)).c_str());
  STRCMP_EQUAL("111+2", shown(extent_of(address, 2, 1, none)).c_str());
  address.type = RawType::text;
  address.length = 8;
  STRCMP_EQUAL("100+8", shown(extent_of(address, 1, 0, none)).c_str());
  address.table = model::ModbusTable::coil;
  STRCMP_EQUAL("100+1", shown(extent_of(address, 1, 0, none)).c_str());
}

TEST(Places, are_found_through_the_chain_of_models) {
  const SunSpecChain models = chain();
  STRCMP_EQUAL("40004+1", shown(extent_of(in_model(1, 0), 1, 0, models)).c_str());
  STRCMP_EQUAL("40072+1", shown(extent_of(in_model(103, 0), 1, 0, models)).c_str());
  STRCMP_EQUAL("40120+2", shown(extent_of(in_model(103, 48, RawType::u32), 1, 0, models)).c_str());
  STRCMP_EQUAL("40121+1", shown(extent_of(in_model(103, 49), 1, 0, models)).c_str());
  STRCMP_EQUAL("", shown(extent_of(in_model(103, 49, RawType::u32), 1, 0, models)).c_str());
  STRCMP_EQUAL("", shown(extent_of(in_model(103, 50), 1, 0, models)).c_str());
  STRCMP_EQUAL("", shown(extent_of(in_model(104, 0), 1, 0, models)).c_str());
  STRCMP_EQUAL("40072+1", shown(extent_of(in_model(103, 0), 1, 5, models)).c_str());  // never shifted
  ModbusAddress row = in_model(160, 8);
  row.stride = 20;
  STRCMP_EQUAL("40152+1", shown(extent_of(row, 2, 0, models)).c_str());
  STRCMP_EQUAL("", shown(extent_of(row, 3, 0, models)).c_str());
}

TEST(Places, a_chain_ends_where_it_must) {
  SunSpecChain chain;
  chain.begin(2);
  CHECK_TRUE(chain.add(1, 66));
  LONGS_EQUAL(70, chain.next());
  CHECK_FALSE(chain.add(0xFFFF, 0));
  CHECK_FALSE(chain.add(0, 5));
  CHECK_FALSE(chain.add(2, 65535));
  LONGS_EQUAL(1, chain.models().size());
  CHECK_FALSE(chain.add(3, 65536 - 72));  // fits exactly, but no header can follow
  LONGS_EQUAL(2, chain.models().size());
  SunSpecChain endless;
  endless.begin(2);
  int added = 0;
  while (endless.add(1, 0)) ++added;
  LONGS_EQUAL(127, added);
}
