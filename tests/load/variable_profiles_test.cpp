// The shipped profiles of UPSs behind NUT and of reachability probes: what their variables come to mean.
#include <cstdlib>
#include <map>
#include <string>

#include "agent/load/load.hpp"
#include "drivers/variables.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using drivers::Raw;
using drivers::Variables;

namespace {

model::Profile shipped(const std::string& id) {
  model::Profile profile;
  const load::Loaded loaded =
      load::load_profile(id, "", std::string{std::getenv("HOLDFAST_SOURCE_DIR")} + "/config/profiles", profile);
  CHECK_TRUE_TEXT(loaded.ok(), id.c_str());
  CHECK_TRUE(drivers::check_variables(profile).has_value());
  return profile;
}

// Every point that has a value, as people read it.
std::map<std::string, std::string> points_of(const model::Profile& profile, const Variables& variables) {
  std::vector<drivers::Target> targets;
  for (std::size_t i = 0; i < profile.points.size(); ++i) targets.push_back({i, std::nullopt});
  std::map<std::string, std::string> points;
  for (const drivers::Reading& reading : drivers::readings_of(profile.points, targets, variables)) {
    const std::string& name = profile.points[reading.spec].name;
    if (reading.value) points[reading.row ? model::row_name(name, *reading.row) : name] = to_string(*reading.value);
  }
  return points;
}

Variables texts(const std::map<std::string, std::string>& words) {
  Variables variables;
  for (const auto& [name, text] : words) variables[name] = Raw{text, 0};
  return variables;
}

}  // namespace

TEST_GROUP(NutProfile) { model::Profile profile = shipped("nut/ups"); };

TEST(NutProfile, composes_states_of_the_words_of_the_status) {
  struct Case {
    const char* status;
    const char* source;  // empty: no value
    const char* battery;
    const char* replace;
    const char* charger;
  };
  const Case cases[] = {
      {"OL", "normal", "normal", "ok", ""},
      {"OL CHRG", "normal", "normal", "ok", "charging"},
      {"OB DISCHRG", "on_battery", "normal", "ok", "discharging"},
      {"OB LB", "on_battery", "low", "ok", ""},
      {"LB OB", "on_battery", "low", "ok", ""},
      {"FSD OB LB", "on_battery", "low", "ok", ""},
      {"OL BYPASS", "bypass", "normal", "ok", ""},
      {"OL BOOST", "booster", "normal", "ok", ""},
      {"OL TRIM CHRG", "reducer", "normal", "ok", "charging"},
      {"OL OFF", "none", "normal", "ok", ""},
      {"OFF", "none", "", "", ""},
      {"ALARM OL RB", "normal", "normal", "replace", ""},
      {"OL ECO", "normal", "normal", "ok", ""},
      {"WAIT", "", "", "", ""},
      {"BOOSTX HOLD OLB", "", "", "", ""},
      {"", "", "", "", ""},
  };
  for (const Case& one : cases) {
    auto points = points_of(profile, texts({{"ups.status", one.status}}));
    STRCMP_EQUAL_TEXT(one.source, points["output.source"].c_str(), one.status);
    STRCMP_EQUAL_TEXT(one.battery, points["battery.status"].c_str(), one.status);
    STRCMP_EQUAL_TEXT(one.replace, points["battery.replace"].c_str(), one.status);
    STRCMP_EQUAL_TEXT(one.charger, points["battery.charger.status"].c_str(), one.status);
  }
}

TEST(NutProfile, reads_numbers_rows_and_nameplates_and_no_nonsense) {
  const auto points = points_of(profile, texts({{"battery.charge", "97"},
                                                {"battery.runtime", "1820.50"},
                                                {"battery.voltage", "N/A"},
                                                {"battery.temperature", "999"},
                                                {"battery.charger.status", "floating"},
                                                {"input.voltage", "231.4"},
                                                {"input.L1-N.voltage", "230.1"},
                                                {"input.L3-N.voltage", "229"},
                                                {"input.L1-L2.voltage", "400"},
                                                {"outlet.1.status", "on"},
                                                {"outlet.2.status", "off"},
                                                {"outlet.3.status", "rebooting"},
                                                {"outlet.2.desc", "Switch"},
                                                {"outlet.id", "0"},
                                                {"ups.mfr", "ACME"},
                                                {"device.serial", "unknown"},
                                                {"ups.serial", "AB12"},
                                                {"ups.realpower", "420"}}));
  const std::map<std::string, std::string> wanted{
      {"battery.charge", "97"},   {"battery.runtime", "1820.5"},   {"battery.charger.status", "floating"},
      {"input.voltage", "231.4"}, {"input.L1-N.voltage", "230.1"}, {"input.L3-N.voltage", "229"},
      {"outlet.1.status", "on"},  {"outlet.2.status", "off"},      {"outlet.2.name", "Switch"},
      {"device.maker", "ACME"},   {"device.serial", "AB12"},       {"output.realpower", "420"}};
  for (const auto& [name, value] : points) {
    const auto found = wanted.find(name);
    STRCMP_EQUAL_TEXT(found == wanted.end() ? "no value" : found->second.c_str(), value.c_str(), name.c_str());
  }
  LONGS_EQUAL(wanted.size(), points.size());
}

TEST_GROUP(ReachProfiles){};

TEST(ReachProfiles, show_what_a_probe_measures) {
  Variables variables;
  variables["reach.ok"] = Raw{true, 1};
  variables["reach.loss"] = Raw{12.5};
  variables["reach.rtt"] = Raw{3.25};
  variables["reach.failure"] = Raw{std::string{"none"}, 0};
  variables["reach.status"] = Raw{std::int64_t{204}};
  variables["reach.certificate.days"] = Raw{std::int64_t{-3}};
  for (const char* id : {"reach/icmp", "reach/tcp", "reach/dns", "reach/http"}) {
    auto points = points_of(shipped(id), variables);
    STRCMP_EQUAL_TEXT("true", points["reach.ok"].c_str(), id);
    STRCMP_EQUAL_TEXT("12.5", points["reach.loss"].c_str(), id);
    STRCMP_EQUAL_TEXT("3.25", points["reach.rtt"].c_str(), id);
    STRCMP_EQUAL_TEXT("none", points["reach.failure"].c_str(), id);
    const bool is_http = std::string{id} == "reach/http";
    STRCMP_EQUAL_TEXT(is_http ? "204" : "", points["reach.status"].c_str(), id);
    STRCMP_EQUAL_TEXT(is_http ? "-3" : "", points["reach.certificate.days"].c_str(), id);
  }
}
