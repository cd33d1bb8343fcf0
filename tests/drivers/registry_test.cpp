#include <boost/asio/io_context.hpp>
#include <cstdlib>

#include "drivers/driver.hpp"
#include "platform/virtual_clock.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;

namespace {

model::PointSpec modbus_point(std::string name, int address, model::RawType type = model::RawType::u16, int rows = 0) {
  model::ModbusAddress where;
  where.address = static_cast<std::uint16_t>(address);
  where.type = type;
  where.rows = rows;
  where.stride = 10;
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.origins.front().address = where;
  return spec;
}

model::PointSpec with_write(model::PointSpec spec, std::uint8_t function) {
  spec.write =
      model::WritableAs{model::ModbusWrite{function, std::get<model::ModbusAddress>(spec.origins.front().address)}, {}};
  return spec;
}

model::PointSpec snmp_point(std::string name, std::string oid) {
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.origins.front().address = model::SnmpAddress{std::move(oid)};
  return spec;
}

model::PointSpec with_set(model::PointSpec spec, std::string oid, char type) {
  spec.write = model::WritableAs{model::SnmpWrite{std::move(oid), type}, {}};
  return spec;
}

}  // namespace

TEST_GROUP(Registry){};

// Threads that begin later read it without a lock: MQTT's does, and a change under its hands is its end.
TEST(Registry, settles_the_environment_before_there_are_threads) {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  const Registry registry{loop.get_executor(), clock};
  CHECK(std::getenv("MIBS") != nullptr);  // net-snmp's
}

TEST(Registry, refuses_what_the_protocol_cannot_do) {
  using model::RawType;
  constexpr auto modbus = model::Protocol::modbus;
  constexpr auto snmp = model::Protocol::snmp;
  const std::string here = "snmp://10.0.0.1";
  const std::string unit = "modbus+tcp://10.0.0.1/1";
  struct Case {
    const char* what;
    model::Protocol protocol;
    std::string address;
    model::PointSpec point;
    const char* wanted;  // end of the message; empty: made
  };
  const Case cases[] = {
      {"right Modbus", modbus, unit, with_write(modbus_point("p", 1), 6), ""},
      {"right SNMP", snmp, here, with_set(snmp_point("p.{n}", "1.3.{n}"), "1.4.{n}.1", 'i'), ""},
      {"bad address", snmp, "snmp:10.0.0.1", snmp_point("p", "1.3.0"),
       "or modbus+rtu:///dev/TTY?baud=19200&parity=even&unit=1"},
      {"other protocol", snmp, unit, snmp_point("p", "1.3.0"),
       "is for SNMP, the address 'modbus+tcp://10.0.0.1/1' is not"},
      {"beyond the table", modbus, unit, modbus_point("p", 65535, RawType::u32), "p: register 65536 is beyond 65535"},
      {"last row beyond", modbus, unit, modbus_point("p.{n}", 65530, RawType::u16, 2),
       "register 65540 is beyond 65535"},
      {"text without length", modbus, unit, modbus_point("p", 1, RawType::text),
       "a text has 1 to 125 registers, not 0"},
      {"no rows", modbus, unit, modbus_point("p.{n}", 1), "a table needs the number of its rows"},
      {"OID in Modbus", modbus, unit, snmp_point("p", "1.3.0"), "p has no register"},
      {"reading function", modbus, unit, with_write(modbus_point("p", 1), 3),
       "function 3 does not write; use 5, 6, 15 or 16"},
      {"two registers", modbus, unit, with_write(modbus_point("p", 1, RawType::f32), 6),
       "function 6 writes one register; use 16"},
      {"register in SNMP", snmp, here, modbus_point("p", 1), "p has no OID"},
      {"name for an OID", snmp, here, snmp_point("p", "sysDescr.0"), "'sysDescr.0' is no OID"},
      {"row in the middle", snmp, here, snmp_point("p.{n}", "1.3.{n}.0"), ""},
      {"row in the name only", snmp, here, snmp_point("p.{n}", "1.3.0"), "or in neither"},
      {"row in the OID only", snmp, here, snmp_point("p", "1.3.{n}"), ""},
      {"type to set", snmp, here, with_set(snmp_point("p", "1.3.0"), "1.3.0", 'x'),
       "the type 'x' cannot be written; use i, u or s"},
      {"OID to set", snmp, here, with_set(snmp_point("p", "1.3.0"), "1.3.x", 'i'), "'1.3.x' is no OID"},
  };
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  Registry registry{loop.get_executor(), clock};
  for (const Case& one : cases) {
    model::Device device;
    device.id = "d";
    device.address = one.address;
    model::Profile profile;
    profile.id = "test";
    profile.protocol = one.protocol;
    profile.points = {one.point};
    const auto made = registry.make(device, profile, {});
    const std::string message = made ? "" : made.error().message;
    const std::string wanted = one.wanted;
    CHECK_TEXT(made.has_value() == wanted.empty(), one.what);
    CHECK_TEXT(message.ends_with(wanted), (one.what + (": " + message)).c_str());
  }
}

TEST(Registry, sets_a_serial_line_in_one_way_only) {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  Registry registry{loop.get_executor(), clock};
  model::Profile profile;
  profile.protocol = model::Protocol::modbus;
  profile.points = {modbus_point("p", 1)};
  const auto make = [&](const char* address) {
    model::Device device;
    device.id = "d";
    device.address = address;
    const auto made = registry.make(device, profile, {});
    return made ? std::string{} : made.error().message;
  };
  STRCMP_EQUAL("", make("modbus+rtu:///dev/none?baud=9600&unit=1").c_str());
  STRCMP_EQUAL("", make("modbus+rtu:///dev/none?unit=2&baud=9600").c_str());
  STRCMP_EQUAL("", make("modbus+rtu:///dev/nil?baud=19200").c_str());
  STRCMP_EQUAL("device d: /dev/none is already in use with 9600 baud, parity even, 1 stop bit",
               make("modbus+rtu:///dev/none?unit=3").c_str());
}

TEST(Registry, refuses_secrets_that_cannot_serve) {
  using model::Authentication;
  using model::Privacy;
  using model::SnmpVersion;
  struct Case {
    const char* what;
    model::SnmpAccess access;
    Secrets secrets;
    const char* wanted;  // end of the message; empty: it is made
  };
  const Case cases[] = {
      {"a community", {}, {"c", ""}, ""},
      {"v3 without protection", {SnmpVersion::v3, "u", Authentication::none, Privacy::none, "", ""}, {}, ""},
      {"a short pass phrase",
       {SnmpVersion::v3, "u", Authentication::md5, Privacy::none, "", ""},
       {"1234567", ""},
       "the pass phrase of SNMP user 'u' has fewer than 8 characters"},
      {"a pass phrase", {SnmpVersion::v3, "u", Authentication::md5, Privacy::des, "", ""}, {"12345678", ""}, ""},
      {"a short privacy pass phrase",
       {SnmpVersion::v3, "u", Authentication::md5, Privacy::des, "", ""},
       {"12345678", "1234567"},
       "the privacy pass phrase of SNMP user 'u' has fewer than 8 characters"},
      {"no user", {SnmpVersion::v3, "", Authentication::none, Privacy::none, "", ""}, {}, "needs the name of a `user`"},
  };
  for (const Case& one : cases) {
    const Result<void> checked = check_secrets(one.access, one.secrets);
    CHECK_TEXT(checked.has_value() == std::string(one.wanted).empty(), one.what);
    if (!checked) CHECK_TEXT(checked.error().message.ends_with(one.wanted), checked.error().message.c_str());
  }
}
