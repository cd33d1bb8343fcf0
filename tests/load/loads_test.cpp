// What [load], [energy] and the capacity of a UPS become.
#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

using namespace std::chrono_literals;

constexpr const char* text = R"([site]
id = "branch-0042"

[energy]
floor       = "20%"
reserve_for = "2h"

[device.ups-main]
profile  = "ietf/ups"
address  = "snmp://10.42.0.10"
capacity = "1.2kWh"

[device.ups-b]
profile  = "ietf/ups"
address  = "snmp://10.42.0.12"
capacity = 600

[device.pdu-a]
profile    = "apc/rack-pdu"
address    = "snmp://10.42.0.11"
powered_by = "ups-main"

[load.pdu-a]
title      = "Rack"
outlet     = "pdu-a.outlet.1"
powered_by = "ups-b"
watts      = "180W"
inrush     = 0.4
powers     = ["device.ups-b", "pdu-a"]
protected  = true

[load.gateway]
powered_by = { any_of = ["ups-main", "device.ups-b"] }
watts      = 20
powers     = "pdu-a"
reserve    = true

[load.lobby]
powered_by = ["ups-main", "ups-b"]
spare      = true
)";

TEST_GROUP(Loads) {
  void setup() override {
    folder.write("site.toml", text);
    loaded = load_site(folder.path(), source_folder() + "/config/profiles");
    STRCMP_EQUAL("", rendered(loaded).c_str());
  }
  static std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += name + " ";
    return all;
  }
  TemporaryFolder folder;
  Loaded loaded;
};

TEST(Loads, are_read_with_all_their_keys) {
  const model::Load& rack = loaded.site.loads.at("pdu-a");
  STRCMP_EQUAL("Rack", rack.title.c_str());
  STRCMP_EQUAL("pdu-a.outlet.1", rack.outlet.c_str());
  STRCMP_EQUAL("ups-b ", joined(rack.feeds).c_str());
  DOUBLES_EQUAL(180, *rack.watts, 0);
  DOUBLES_EQUAL(0.4, *rack.inrush_watts, 0);
  STRCMP_EQUAL("device.ups-b device.pdu-a ", joined(rack.powers).c_str());
  CHECK(rack.is_protected && !rack.is_reserve && !rack.is_spare);
}

TEST(Loads, name_their_feeds_in_any_form) {
  const model::Load& gateway = loaded.site.loads.at("gateway");
  STRCMP_EQUAL("ups-main ups-b ", joined(gateway.feeds).c_str());
  STRCMP_EQUAL("device.pdu-a ", joined(gateway.powers).c_str());
  CHECK(gateway.is_reserve);
  const model::Load& lobby = loaded.site.loads.at("lobby");
  STRCMP_EQUAL("ups-main ups-b ", joined(lobby.feeds).c_str());
  CHECK_FALSE(lobby.watts.has_value());
  CHECK(lobby.is_spare);
}

TEST(Loads, come_with_what_the_batteries_hold) {
  DOUBLES_EQUAL(0.2, loaded.site.energy.floor, 1e-12);
  CHECK(loaded.site.energy.reserve_for == Duration{2h});
  DOUBLES_EQUAL(1200, *loaded.site.devices.at("ups-main").capacity_wh, 1e-9);
  DOUBLES_EQUAL(600, *loaded.site.devices.at("ups-b").capacity_wh, 0);
  CHECK_FALSE(loaded.site.devices.at("pdu-a").capacity_wh.has_value());
}

}  // namespace
}  // namespace holdfast::load
