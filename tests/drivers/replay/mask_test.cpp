#include "drivers/replay/mask.hpp"

#include "drivers/replay/mask_text.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::replay;

namespace {

Rows rows_of(const std::string& text) { return parse_capture(text)->moments.front().rows; }

model::Profile profile_with_serial() {
  model::Profile profile;
  for (const auto& [name, oid] :
       {std::pair{"device.serial", "1.3.6.1.4.1.999.1.0"},
        std::pair{"battery.pack.{n}.serial", "1.3.6.1.4.1.999.2.{n}"}, std::pair{"device.model", "1.3.6.1.4.1.999.3.0"},
        std::pair{"modem.imei", "1.3.6.1.4.1.999.4.0"}}) {
    model::PointSpec spec;
    spec.name = name;
    spec.origins.front().address = model::SnmpAddress{oid};
    profile.points.push_back(std::move(spec));
  }
  return profile;
}

// The capture as it is masked, line by line.
std::string masked(const std::string& text, const std::string& community = "orchid") {
  const Rows rows = rows_of(text);
  Mask mask(identity_objects(profile_with_serial()), {community});
  mask.learn(rows);
  std::string result;
  for (const auto& [oid, binding] : mask.masked(rows)) result += to_line(binding) + "\n";
  return result;
}

struct Case {
  const char* what;
  const char* before;
  const char* after;
};

const Case cases[] = {
    {"sysContact", "1.3.6.1.2.1.1.4.0|4|Wang, 021-555", "1.3.6.1.2.1.1.4.0|4|contact\n"},
    {"sysName", "1.3.6.1.2.1.1.5.0|4|branch-0042-ups", "1.3.6.1.2.1.1.5.0|4|name\n"},
    {"sysLocation", "1.3.6.1.2.1.1.6.0|4|Nanjing Road 7", "1.3.6.1.2.1.1.6.0|4|location\n"},
    {"a placeholder is no secret", "1.3.6.1.2.1.1.6.0|4|Unknown", "1.3.6.1.2.1.1.6.0|4|Unknown\n"},
    {"an empty text stays empty", "1.3.6.1.2.1.1.6.0|4|", "1.3.6.1.2.1.1.6.0|4|\n"},
    {"the profile's serial keeps its shape", "1.3.6.1.4.1.999.1.0|4|AS-0912 zX", "1.3.6.1.4.1.999.1.0|4|XX-1111 xX\n"},
    {"a serial that is a number", "1.3.6.1.4.1.999.1.0|2|55501234", "1.3.6.1.4.1.999.1.0|2|1\n"},
    {"a serial with an octet that is no text", "1.3.6.1.4.1.999.1.0|4x|415300", "1.3.6.1.4.1.999.1.0|4x|585800\n"},
    {"the serial of a pack", "1.3.6.1.4.1.999.2.7|4|B77", "1.3.6.1.4.1.999.2.7|4|X11\n"},
    {"an IMEI", "1.3.6.1.4.1.999.4.0|4|356938035643809", "1.3.6.1.4.1.999.4.0|4|111111111111111\n"},
    {"entPhysicalSerialNum", "1.3.6.1.2.1.47.1.1.1.1.11.1|4|FOC1234", "1.3.6.1.2.1.47.1.1.1.1.11.1|4|XXX1111\n"},
    {"the model stays", "1.3.6.1.4.1.999.3.0|4|Smart 1500", "1.3.6.1.4.1.999.3.0|4|Smart 1500\n"},
    {"numbers stay", "1.3.6.1.4.1.999.9.0|2|230", "1.3.6.1.4.1.999.9.0|2|230\n"},
    {"a labelled serial in a description", "1.3.6.1.2.1.1.1.0|4|Card (MB:v4.1.0 PF:v6.9.6 SN: ZA0912) S/N=77-1",
     "1.3.6.1.2.1.1.1.0|4|Card (MB:v4.1.0 PF:v6.9.6 SN: XX1111) S/N=11-1\n"},
    {"a label that is none", "1.3.6.1.4.1.999.9.0|4|serial port 1, snmp v2",
     "1.3.6.1.4.1.999.9.0|4|serial port 1, snmp v2\n"},
    {"a serial behind a blank", "1.3.6.1.4.1.999.9.0|4|Serial 5A12345 ok", "1.3.6.1.4.1.999.9.0|4|Serial 1X11111 ok\n"},
    {"a pass phrase", "1.3.6.1.4.1.999.9.0|4|wpa psk=tulip-77 on", "1.3.6.1.4.1.999.9.0|4|wpa psk=******** on\n"},
    {"a mail address", "1.3.6.1.4.1.999.9.0|4|to wang@bank.example.com!",
     "1.3.6.1.4.1.999.9.0|4|to name@example.net!\n"},
    {"an @ that is none", "1.3.6.1.4.1.999.9.0|4|230 V @ 50", "1.3.6.1.4.1.999.9.0|4|230 V @ 50\n"},
    {"ifPhysAddress", "1.3.6.1.2.1.2.2.1.6.1|4x|00c0b7123456", "1.3.6.1.2.1.2.2.1.6.1|4x|00c0b7000000\n"},
    {"six octets that are no text", "1.3.6.1.4.1.999.9.0|4x|00c0b7aabbcc", "1.3.6.1.4.1.999.9.0|4x|00c0b7000000\n"},
    {"six letters are a word", "1.3.6.1.4.1.999.9.0|4|Normal", "1.3.6.1.4.1.999.9.0|4|Normal\n"},
    {"a MAC address in a text", "1.3.6.1.4.1.999.9.0|4|MAC 00:C0:B7:12:34:56.",
     "1.3.6.1.4.1.999.9.0|4|MAC 00:C0:B7:00:00:00.\n"},
    {"a time is no MAC address", "1.3.6.1.4.1.999.9.0|4|12:31:07", "1.3.6.1.4.1.999.9.0|4|12:31:07\n"},
    {"a private address stays", "1.3.6.1.4.1.999.9.0|64|10.42.0.7", "1.3.6.1.4.1.999.9.0|64|10.42.0.7\n"},
    {"a mask stays", "1.3.6.1.4.1.999.9.0|64|255.255.255.0", "1.3.6.1.4.1.999.9.0|64|255.255.255.0\n"},
    {"a public address", "1.3.6.1.4.1.999.9.0|64|81.2.3.4", "1.3.6.1.4.1.999.9.0|64|192.0.2.1\n"},
    {"in a text, too", "1.3.6.1.4.1.999.9.0|4|gateway 81.2.3.4", "1.3.6.1.4.1.999.9.0|4|gateway 192.0.2.1\n"},
    {"a version stays", "1.3.6.1.4.1.999.9.0|4|5.1.6.7", "1.3.6.1.4.1.999.9.0|4|5.1.6.7\n"},
    {"a version with a letter stays", "1.3.6.1.4.1.999.9.0|4|v22.1.6.7", "1.3.6.1.4.1.999.9.0|4|v22.1.6.7\n"},
    {"the same address everywhere, in OIDs too",
     "1.3.6.1.2.1.4.20.1.1.81.2.3.4|64|81.2.3.4\n1.3.6.1.4.1.999.9.0|64|81.2.3.5\n1.3.6.1.4.1.999.9.1|64|81.2.3.4",
     "1.3.6.1.2.1.4.20.1.1.192.0.2.1|64|192.0.2.1\n1.3.6.1.4.1.999.9.0|64|192.0.2.2\n1.3.6.1.4.1.999.9.1|64|192.0.2."
     "1\n"},
    {"the connections of others", "1.3.6.1.2.1.6.13.1.1.10.0.0.1.22.81.2.3.4.5000|2|5",
     "1.3.6.1.2.1.6.13.1.1.10.0.0.1.22.192.0.2.1.5000|2|5\n"},
    {"forwarding tables are left out", "1.3.6.1.2.1.17.4.3.1.1.0.192.183.18.52.86|4x|00c0b7123456", ""},
    {"a serial known from elsewhere", "1.3.6.1.4.1.999.1.0|4|AS0912\n1.3.6.1.4.1.999.9.0|4|unit AS0912 on battery",
     "1.3.6.1.4.1.999.1.0|4|XX1111\n1.3.6.1.4.1.999.9.0|4|unit XX1111 on battery\n"},
    {"a name known from elsewhere", "1.3.6.1.2.1.1.5.0|4|ups-042\n1.3.6.1.4.1.999.9.0|4|ups-042 on battery",
     "1.3.6.1.2.1.1.5.0|4|name\n1.3.6.1.4.1.999.9.0|4|name on battery\n"},
    {"a model's own name stays in its description", "1.3.6.1.2.1.1.1.0|4|RUT-240 router\n1.3.6.1.2.1.1.5.0|4|RUT-240",
     "1.3.6.1.2.1.1.1.0|4|RUT-240 router\n1.3.6.1.2.1.1.5.0|4|name\n"},
    {"a host's name in its description", "1.3.6.1.2.1.1.1.0|4|Linux gw-042 6.1.0 arm\n1.3.6.1.2.1.1.5.0|4|gw-042",
     "1.3.6.1.2.1.1.1.0|4|Linux name 6.1.0 arm\n1.3.6.1.2.1.1.5.0|4|name\n"},
    {"command lines are left out", "1.3.6.1.2.1.25.4.2.1.5.7|4|--token tulip", ""},
    {"the community", "1.3.6.1.4.1.999.9.0|4|Orchid", "1.3.6.1.4.1.999.9.0|4|community\n"},
    {"the community in a text", "1.3.6.1.4.1.999.9.0|4|trap to orchid ok",
     "1.3.6.1.4.1.999.9.0|4|trap to community ok\n"},
    {"a usual community", "1.3.6.1.4.1.999.9.0|4|private", "1.3.6.1.4.1.999.9.0|4|community\n"},
    {"but a word of the language", "1.3.6.1.4.1.999.9.0|4|public phone", "1.3.6.1.4.1.999.9.0|4|public phone\n"},
    {"the community in an OID", "1.3.6.1.4.1.999.8.6.111.114.99.104.105.100.1|2|1", ""},
};

}  // namespace

TEST_GROUP(Mask){};

TEST(Mask, leaves_what_the_device_is_and_takes_whose_it_is) {
  for (const Case& each : cases) STRCMP_EQUAL_TEXT(each.after, masked(each.before).c_str(), each.what);
}

TEST(Mask, what_is_masked_once_stays_so) {
  for (const Case& each : cases) {
    if (*each.after) STRCMP_EQUAL_TEXT(each.after, masked(each.after).c_str(), each.what);
  }
}

TEST(Mask, leaves_everything_but_the_communities_when_asked_to) {
  const Rows rows =
      rows_of("1.3.6.1.2.1.1.5.0|4|ups-042\n1.3.6.1.4.1.999.9.0|4|orchid\n1.3.6.1.4.1.999.9.1|64|81.2.3.4");
  const Mask mask({}, {"orchid"});
  std::string result;
  for (const auto& [oid, binding] : mask.without_communities(rows)) result += to_line(binding) + "\n";
  STRCMP_EQUAL("1.3.6.1.2.1.1.5.0|4|ups-042\n1.3.6.1.4.1.999.9.0|4|community\n1.3.6.1.4.1.999.9.1|64|81.2.3.4\n",
               result.c_str());
}

TEST(Mask, public_addresses_are_those_that_route) {
  for (const char* kept : {"0.0.0.0", "10.1.2.3", "127.0.0.1", "172.16.0.1", "172.31.255.1", "192.168.1.1",
                           "169.254.1.1", "100.64.0.1", "192.0.2.9", "224.0.0.1", "255.255.255.0"}) {
    CHECK_FALSE_TEXT(is_public(*ipv4_of(kept)), kept);
  }
  for (const char* open : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.169.0.1", "223.5.5.5"}) {
    CHECK_TRUE_TEXT(is_public(*ipv4_of(open)), open);
  }
  for (const char* none : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.4 ", "a.b.c.d", "1..2.3"}) {
    CHECK_FALSE_TEXT(ipv4_of(none).has_value(), none);
  }
}
