#include "drivers/address_reach.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;

TEST_GROUP(ReachAddress){};

TEST(ReachAddress, is_understood_in_every_form) {
  struct Case {
    const char* uri;
    model::Protocol protocol;
    const char* host;
    int port;
    const char* path;
    const char* line_key;
  };
  using model::Protocol;
  const Case cases[] = {
      {"nut://10.0.0.1/ups", Protocol::nut, "10.0.0.1", 3493, "ups", "nut://10.0.0.1:3493"},
      {"nut://Box:13493/rack.ups-1_a", Protocol::nut, "box", 13493, "rack.ups-1_a", "nut://box:13493"},
      {"nut://[::1]/ups", Protocol::nut, "::1", 3493, "ups", "nut://[::1]:3493"},
      {"icmp://10.0.0.1", Protocol::reach, "10.0.0.1", 0, "", "icmp://10.0.0.1?window=10"},
      {"icmp://10.0.0.1/", Protocol::reach, "10.0.0.1", 0, "", "icmp://10.0.0.1?window=10"},
      {"icmp://[2001:db8::1]?interface=eth1", Protocol::reach, "2001:db8::1", 0, "",
       "icmp://[2001:db8::1]?window=10&interface=eth1"},
      {"icmp://hq.example?source=10.0.0.2&window=20", Protocol::reach, "hq.example", 0, "",
       "icmp://hq.example?window=20&source=10.0.0.2"},
      {"tcp://10.0.0.1:22?interface=wwan0.100", Protocol::reach, "10.0.0.1", 22, "",
       "tcp://10.0.0.1:22?window=10&interface=wwan0.100"},
      {"dns://10.0.0.1/hq.example", Protocol::reach, "10.0.0.1", 53, "hq.example",
       "dns://10.0.0.1:53/hq.example?window=10"},
      {"dns://10.0.0.1:5353/_x.HQ.example.?type=aaaa", Protocol::reach, "10.0.0.1", 5353, "_x.HQ.example.",
       "dns://10.0.0.1:5353/_x.HQ.example.?window=10&type=aaaa"},
      {"http://hq.example", Protocol::reach, "hq.example", 80, "/", "http://hq.example:80/?window=10"},
      {"http://hq.example:8080/a/b%20c?status=401", Protocol::reach, "hq.example", 8080, "/a/b%20c",
       "http://hq.example:8080/a/b%20c?window=10&status=401"},
      {"https://hq.example/health?verify=off", Protocol::reach, "hq.example", 443, "/health",
       "https://hq.example:443/health?window=10&verify=off"},
      {"https://hq.example/?verify=on", Protocol::reach, "hq.example", 443, "/", "https://hq.example:443/?window=10"},
      {"https://hq.example?", Protocol::reach, "hq.example", 443, "/", "https://hq.example:443/?window=10"},
  };
  for (const Case& one : cases) {
    const Result<Address> address = parse_address(one.uri);
    CHECK_TEXT(address.has_value(), one.uri);
    if (!address) continue;
    CHECK_TEXT(one.protocol == address->protocol, one.uri);
    STRCMP_EQUAL(one.host, address->host.c_str());
    LONGS_EQUAL_TEXT(one.port, address->port, one.uri);
    STRCMP_EQUAL(one.path, address->path.c_str());
    STRCMP_EQUAL(one.line_key, address->line_key().c_str());
  }
}

TEST(ReachAddress, says_by_itself_which_profile_is_for_it) {
  const char* const cases[][2] = {{"nut://10.0.0.1/ups", "nut/ups"},  {"icmp://10.0.0.1", "reach/icmp"},
                                  {"tcp://10.0.0.1:22", "reach/tcp"}, {"dns://10.0.0.1/a", "reach/dns"},
                                  {"http://10.0.0.1", "reach/http"},  {"https://10.0.0.1", "reach/http"}};
  for (const auto& [uri, profile] : cases) STRCMP_EQUAL(profile, usual_profile(*parse_address(uri)));
  POINTERS_EQUAL(nullptr, usual_profile(*parse_address("snmp://10.0.0.1")));
}

TEST(ReachAddress, carries_its_options) {
  const Result<Address> address =
      parse_address("https://10.0.0.9/?interface=eth1&source=10.0.0.2&window=25&status=204&verify=off");
  CHECK_TRUE(address.has_value());
  const ReachOptions& options = address->reach;
  CHECK_TRUE(options.kind == ProbeKind::https);
  STRCMP_EQUAL("eth1", options.route.interface.c_str());
  STRCMP_EQUAL("10.0.0.2", options.route.source->to_string().c_str());
  LONGS_EQUAL(25, options.window);
  LONGS_EQUAL(204, *options.status);
  CHECK_TRUE(options.verify == Verify::off);
}

TEST(ReachAddress, that_is_wrong_is_refused_with_its_reason) {
  struct Case {
    std::string uri;
    const char* reason;
  };
  const std::string label(64, 'a');
  const Case cases[] = {
      {"nut://10.0.0.1", "the name of the UPS is missing; write nut://HOST/UPS"},
      {"nut://10.0.0.1/", "the name of the UPS is missing"},
      {"nut:///ups", "the host is missing"},
      {"nut://10.0.0.1/a b", "'a b' cannot be the name of a UPS"},
      {"nut://10.0.0.1/a/b", "'a/b' cannot be the name of a UPS"},
      {"nut://10.0.0.1/ups?x=1", "'ups?x=1' cannot be the name of a UPS"},
      {"nut://10.0.0.1/a\nFSD", "'a\nFSD' cannot be the name of a UPS"},
      {"nut://10.0.0.1/" + label + "b", ""},
      {"icmp://", "the host is missing"},
      {"icmp://10.0.0.1:7", "ICMP has no ports; write icmp://HOST"},
      {"icmp://10.0.0.1/x", "nothing but options may follow the target, not '/x'"},
      {"icmp://10.0.0.1?interfce=eth1", "the option 'interfce' is unknown; allowed: interface source window"},
      {"icmp://10.0.0.1?status=200", "the option 'status' is unknown"},
      {"icmp://10.0.0.1?interface", "the option interface has no value"},
      {"icmp://10.0.0.1?interface=", "interface=: that cannot be the name of an interface"},
      {"icmp://10.0.0.1?interface=a/b", "interface=a/b: that cannot be the name of an interface"},
      {"icmp://10.0.0.1?interface=sixteen-letters-", "interface=sixteen-letters-: that cannot be"},
      {"icmp://10.0.0.1?window=5&window=6", "the option window stands twice"},
      {"icmp://10.0.0.1?window=0", "window=0: a number within 1 to 1000 is wanted"},
      {"icmp://10.0.0.1?window=1x", "window=1x: a number within 1 to 1000 is wanted"},
      {"icmp://10.0.0.1?source=eth1", "source=eth1: an address of this box is wanted"},
      {"icmp://10.0.0.1?source=::1", "the source ::1 and the target 10.0.0.1 are not of one family"},
      {"icmp://10.0.0.1?&window=1", "the option '' is unknown"},
      {"tcp://10.0.0.1", "the port is missing; write tcp://HOST:PORT"},
      {"tcp://10.0.0.1:0", "the port '0' is not within 1 to 65535"},
      {"dns://10.0.0.1", "'' is no name to look up; write dns://SERVER/NAME"},
      {"dns://10.0.0.1/a..b", "'a..b' is no name to look up"},
      {"dns://10.0.0.1/" + label, ""},
      {"dns://10.0.0.1/a?type=mx", "type=mx: allowed: a, aaaa"},
      {"http://hq.example/a b", "'/a b' is no path; escape with %XX"},
      {"http://hq.example/a\r\nX: y", ""},
      {"http://hq.example/?verify=off", "the option 'verify' is unknown"},
      {"http://hq.example/?status=99", "status=99: a number within 100 to 599 is wanted"},
      {"https://hq.example/?verify=no", "verify=no: allowed: on, off"},
      {"ftp://hq.example/", "the protocol 'ftp' is unknown"},
  };
  for (const Case& one : cases) {
    const Result<Address> address = parse_address(one.uri);
    CHECK_TEXT(!address.has_value(), one.uri.c_str());
    if (address) continue;
    LONGS_EQUAL(static_cast<int>(Code::invalid_argument), static_cast<int>(address.error().code));
    const std::string wanted = "address '" + one.uri + "': " + one.reason;
    STRCMP_EQUAL(wanted.c_str(), address.error().message.substr(0, wanted.size()).c_str());
  }
}
