#include "drivers/modbus/answers.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::modbus;
using model::ModbusAddress;
using model::RawType;

namespace {

ModbusAddress at(int address, RawType type = RawType::u16, int rows = 0, int stride = 1) {
  ModbusAddress where;
  where.address = static_cast<std::uint16_t>(address);
  where.type = type;
  where.rows = rows;
  where.stride = stride;
  return where;
}

ModbusAddress in_model(int id, int offset, RawType type = RawType::s16) {
  ModbusAddress where;
  where.type = type;
  where.sunspec = model::SunSpecPlace{id, offset};
  return where;
}

model::Origin origin(model::PointAddress address) {
  model::Origin made;
  made.address = std::move(address);
  return made;
}

model::PointSpec point(std::string name, std::vector<model::Origin> origins, model::Kind kind = model::Kind::integer) {
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.kind = kind;
  spec.origins = std::move(origins);
  return spec;
}

// A device that has these registers and refuses the others.
Said device(const std::map<int, std::uint16_t>& registers, const std::vector<Extent>& wanted) {
  Said said;
  for (const Extent& extent : wanted) {
    Reply reply;
    for (int i = 0; i < extent.count; ++i) {
      const auto found = registers.find(extent.first.address + i);
      if (found == registers.end()) {
        reply.exception = 2;
      } else {
        reply.values.push_back(found->second);
      }
    }
    if (reply.exception) reply.values.clear();
    said.emplace(extent, std::move(reply));
  }
  return said;
}

// "100+1 200+2"
std::string shown(const std::vector<Extent>& extents) {
  std::string text;
  for (const Extent& extent : std::set<Extent>{extents.begin(), extents.end()}) {
    text += (text.empty() ? "" : " ") + std::to_string(extent.first.address) + "+" + std::to_string(extent.count);
  }
  return text;
}

}  // namespace

TEST_GROUP(ModbusAnswers) {
  std::vector<model::PointSpec> points;
  Layout layout;

  std::string wanted(std::vector<Target> targets) const { return shown(registers_for(points, targets, layout)); }

  // "3, (not_available), 1=5"
  std::string read(const std::map<int, std::uint16_t>& registers, std::vector<Target> targets = {{0, {}}}) const {
    const Said said = device(registers, registers_for(points, targets, layout));
    const ::holdfast::drivers::modbus::ModbusAnswers answers(layout, said);
    std::string text;
    for (const Reading& reading : evaluate(points, targets, answers)) {
      text += text.empty() ? "" : ", ";
      if (reading.row) text += reading.row->text() + "=";
      text +=
          reading.value ? model::to_string(*reading.value) : std::string("(") + model::to_string(reading.reason) + ")";
    }
    return text;
  }
};

TEST(ModbusAnswers, want_the_registers_of_every_origin_with_guards_and_exponents) {
  model::Origin first = origin(at(10, RawType::u32));
  first.decoding.exponent = at(20, RawType::s16);
  model::Guard guard;
  guard.address = at(30);
  guard.is = {std::int64_t{1}};
  first.where = {guard};
  points = {point("p", {first, origin(at(40))}), point("other", {origin(at(50))})};
  STRCMP_EQUAL("10+2 20+1 30+1 40+1", wanted({{0, {}}}).c_str());
  STRCMP_EQUAL("2300", read({{10, 0}, {11, 23}, {20, 2}, {30, 1}, {40, 7}}).c_str());
  STRCMP_EQUAL("7", read({{10, 0}, {11, 23}, {20, 2}, {30, 0}, {40, 7}}).c_str());
  STRCMP_EQUAL("7", read({{30, 1}, {40, 7}}).c_str());
  STRCMP_EQUAL("(not_available)", read({}).c_str());
}

TEST(ModbusAnswers, of_a_table_want_the_row_that_is_asked_for_or_all) {
  model::Origin rows = origin(at(100, RawType::u16, 3, 10));
  model::Guard guard;
  guard.address = at(200, RawType::u16, 3, 1);
  guard.is = {std::int64_t{1}};
  rows.where = {guard};
  points = {point("outlet.{n}.power", {rows})};
  STRCMP_EQUAL("100+1 110+1 120+1 200+1 201+1 202+1", wanted({{0, {}}}).c_str());
  STRCMP_EQUAL("110+1 201+1", wanted({{0, model::Row{2}}}).c_str());
  STRCMP_EQUAL("", wanted({{0, model::Row{4}}}).c_str());
  const std::map<int, std::uint16_t> all{{100, 5}, {110, 6}, {120, 7}, {200, 1}, {201, 0}, {202, 1}};
  STRCMP_EQUAL("1=5, 3=7", read(all).c_str());
  STRCMP_EQUAL("3=7", read(all, {{0, model::Row{3}}}).c_str());
  STRCMP_EQUAL("4=(not_available)", read(all, {{0, model::Row{4}}}).c_str());
}

TEST(ModbusAnswers, of_a_sum_want_its_table) {
  model::Origin sum;
  sum.derivation = model::Derivation::sum;
  sum.derived_from = "outlet.{n}.power";
  points = {point("power", {sum}), point("outlet.{n}.power", {origin(at(100, RawType::u16, 3, 1))})};
  STRCMP_EQUAL("100+1 101+1 102+1", wanted({{0, {}}}).c_str());
  STRCMP_EQUAL("12", read({{100, 5}, {102, 7}}).c_str());
}

TEST(ModbusAnswers, find_registers_through_the_chain) {
  model::Origin first = origin(in_model(103, 2, RawType::u16));
  first.decoding.exponent = in_model(103, 3);
  points = {point("voltage", {first, origin(in_model(203, 0, RawType::u16))}, model::Kind::number)};
  CHECK_TRUE(wants_chain(points, {{0, {}}}));
  STRCMP_EQUAL("", wanted({{0, {}}}).c_str());
  layout.chain.begin(40002);
  layout.chain.add(103, 50);
  STRCMP_EQUAL("40006+1 40007+1", wanted({{0, {}}}).c_str());
  STRCMP_EQUAL("230.1", read({{40006, 2301}, {40007, 0xFFFF}}).c_str());
  STRCMP_EQUAL("(not_available)", read({{40006, 2301}, {40007, 0x8000}}).c_str());
  STRCMP_EQUAL("(not_available)", read({{40006, 0xFFFF}, {40007, 0xFFFF}}).c_str());
}

TEST(ModbusAnswers, tell_what_is_not_there_from_what_is_broken) {
  points = {point("p", {origin(at(10))})};
  Said said;
  said[{{model::ModbusTable::holding_register, 10}, 1}].exception = 4;
  const ::holdfast::drivers::modbus::ModbusAnswers broken(layout, said);
  CHECK_TRUE(evaluate(points, {{0, {}}}, broken).front().reason == model::Reason::device_error);
  said.begin()->second.exception = 2;
  const ::holdfast::drivers::modbus::ModbusAnswers absent(layout, said);
  CHECK_TRUE(evaluate(points, {{0, {}}}, absent).front().reason == model::Reason::not_available);
}
