// The driver against an independent server, over every transport.
#include "tests/integration/modbus_server.hpp"
#include "tests/integration/modbus_bench.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

using Kind = ModbusServer::Kind;
constexpr Kind every_kind[] = {Kind::tcp, Kind::rtu_over_tcp, Kind::rtu};

// A meter with a few holes, which says who it is. Its third object makes the answer too long for one frame.
constexpr const char* registers = R"(
[holding]
10 = 230
12 = [0x4D61, 0x6B65, 0x7220, 0x4100, 0x0000]
20 = [1, 0x86A0]
[input]
0 = 7
[coils]
3 = 1
[discrete]
5 = 1
[identification]
0 = "Maker Ltd"
1 = "M-100"
2 = "V2.11"
4 = "Meter"
6 = "%s"
)";

// SunSpec at 50000, in the middle of other registers: common model, inverter, end.
constexpr const char* sunspec_registers = R"(
[holding]
0 = [1, 2, 3]
50000 = [0x5375, 0x6E53]
50002 = [1, 4, 0x4162, 0x6300, 0, 0]
50008 = [103, 6, 0xFFFF, 2301, 0xFFFF, 0x8000, 1, 2]
50016 = [0xFFFF, 0]
)";

model::PointSpec in_table(std::string name, model::ModbusTable table, int address) {
  model::PointSpec spec = modbus_point(std::move(name), address);
  model::ModbusAddress& where = address_of(spec);
  where.table = table;
  if (table == model::ModbusTable::coil || table == model::ModbusTable::discrete_input) {
    where.type = model::RawType::boolean;
    spec.kind = model::Kind::boolean;
    spec.write.reset();
  }
  return spec;
}

model::PointSpec text(std::string name, int address, int length) {
  model::PointSpec spec = modbus_point(std::move(name), address, model::RawType::text);
  address_of(spec).length = length;
  return spec;
}

model::PointSpec in_model(model::PointSpec spec, int model, int offset) {
  address_of(spec).sunspec = model::SunSpecPlace{model, offset};
  return spec;
}

}  // namespace

TEST_GROUP(ModbusServer) {
  ModbusBench bench;
  TempFolder folder;

  std::string file(std::string text) const {
    const std::string path = folder.file("registers.toml");
    write_file(path, text);
    return path;
  }
  std::string meter(const std::string& application) const {
    std::string text = registers;
    return file(text.replace(text.find("%s"), 2, application));
  }
};

TEST(ModbusServer, is_read_over_every_transport) {
  const model::Profile profile = modbus_profile(
      {modbus_point("voltage", 10), text("maker", 12, 5), modbus_point("energy", 20, model::RawType::u32),
       modbus_point("absent", 11), in_table("input", model::ModbusTable::input_register, 0),
       in_table("coil", model::ModbusTable::coil, 3), in_table("discrete", model::ModbusTable::discrete_input, 5)});
  for (const Kind kind : every_kind) {
    const ::holdfast::testing::ModbusServer server(kind, meter("x"));
    const auto driver = bench.make(server.address(1), profile, 2s);
    for (int i = 0; i < 3; ++i) {
      STRCMP_EQUAL("230, Maker A, 100000, (not_available), 7, true, true",
                   bench.shown(*driver, profile.points.size()).c_str());
    }
    const auto written =
        run_task(bench.loop, driver->write({0, {}}, model::Value{std::int64_t{231}}, bench.clock->steady() + 5s));
    CHECK_TRUE(written.has_value());
    STRCMP_EQUAL("231", bench.shown(*driver, 1).c_str());
  }
}

TEST(ModbusServer, says_who_it_is_over_every_transport) {
  const std::string long_text(225, 'x');
  for (const Kind kind : every_kind) {
    const ::holdfast::testing::ModbusServer server(kind, meter(long_text));
    const auto driver = bench.make(server.address(1), modbus_profile({modbus_point("voltage", 10)}), 2s);
    const auto identity = run_task(bench.loop, driver->identify(bench.clock->steady() + 10s));
    if (!identity) FAIL(identity.error().message.c_str());
    STRCMP_EQUAL("Maker Ltd", identity->vendor.c_str());
    STRCMP_EQUAL("M-100", identity->product_code.c_str());
    STRCMP_EQUAL("V2.11", identity->revision.c_str());
    STRCMP_EQUAL("Meter", identity->others.at(4).c_str());
    STRCMP_EQUAL(long_text.c_str(), identity->others.at(6).c_str());
    LONGS_EQUAL(0, identity->sunspec.size());
  }
}

TEST(ModbusServer, is_read_through_the_sunspec_chain) {
  model::PointSpec maker = text("maker", 0, 4);
  const model::Profile profile = modbus_profile({
      in_model(maker, 1, 0),
      in_model(modbus_point("absent", 0), 103, 0),
      in_model(modbus_point("voltage", 0), 103, 1),
      in_model(modbus_point("scale", 0, model::RawType::s16), 103, 2),
      in_model(modbus_point("no scale", 0, model::RawType::s16), 103, 3),
      in_model(modbus_point("energy", 0, model::RawType::u32), 103, 4),
      in_model(modbus_point("beyond", 0, model::RawType::u32), 103, 5),
      in_model(modbus_point("other model", 0), 160, 0),
      modbus_point("plain", 2),
  });
  const ::holdfast::testing::ModbusServer server(Kind::tcp, file(sunspec_registers));
  const auto driver = bench.make(server.address(1), profile, 2s);
  const char* const wanted =
      "Abc, (not_available), 2301, -1, (not_available), 65538, (not_available), (not_available), 3";
  for (int i = 0; i < 2; ++i) {
    STRCMP_EQUAL(wanted, bench.shown(*driver, profile.points.size()).c_str());
    driver->renew();
  }
  const auto identity = run_task(bench.loop, driver->identify(bench.clock->steady() + 10s));
  CHECK_TRUE(identity.has_value());
  CHECK_TRUE(identity->sunspec == (std::vector<int>{1, 103}));
}

TEST(ModbusServer, is_recognised_by_what_it_says) {
  std::vector<model::Profile> profiles(2, modbus_profile({modbus_point("voltage", 10)}));
  std::string fault;
  profiles[0].id = "maker/other";
  profiles[0].recognised_by.resize(1);
  profiles[0].recognised_by[0].sunspec = {103};
  profiles[1].id = "maker/meter";
  profiles[1].recognised_by.resize(1);
  profiles[1].recognised_by[0].vendor = *model::Pattern::compile("^Maker", fault);
  profiles[1].recognised_by[0].product = *model::Pattern::compile("M-[0-9]+", fault);
  const auto recognise = [&](const std::string& path) {
    const ::holdfast::testing::ModbusServer server(Kind::tcp, path);
    model::Device device;
    device.address = server.address(1);
    device.timeout = 2s;
    const auto found =
        run_task(bench.loop, bench.registry->recognise(device, &profiles, {}, bench.clock->steady() + 10s));
    return found ? found->id : std::string(to_string(found.error().code));
  };
  STRCMP_EQUAL("maker/meter", recognise(meter("x")).c_str());
  STRCMP_EQUAL("maker/other", recognise(file(sunspec_registers)).c_str());
  STRCMP_EQUAL("not_found", recognise(file("[holding]\n1 = 1\n")).c_str());
}
