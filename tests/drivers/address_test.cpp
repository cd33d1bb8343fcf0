#include "drivers/driver.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;

TEST_GROUP(Address){};

TEST(Address, is_understood_in_every_form) {
  struct Case {
    const char* uri;
    const char* host;
    int port;
    int unit;
    const char* line_key;
  };
  const Case cases[] = {
      {"snmp://10.0.0.1", "10.0.0.1", 161, 1, "snmp://10.0.0.1:161"},
      {"snmp://10.0.0.1:1161", "10.0.0.1", 1161, 1, "snmp://10.0.0.1:1161"},
      {"snmp://UPS-1.branch.example", "ups-1.branch.example", 161, 1, "snmp://ups-1.branch.example:161"},
      {"snmp://[fe80::1]", "fe80::1", 161, 1, "snmp://[fe80::1]:161"},
      {"snmp://[2001:DB8:0::7]:162", "2001:db8::7", 162, 1, "snmp://[2001:db8::7]:162"},
      {"modbus+tcp://10.0.0.1", "10.0.0.1", 502, 1, "modbus+tcp://10.0.0.1:502"},
      {"modbus+tcp://10.0.0.1/17", "10.0.0.1", 502, 17, "modbus+tcp://10.0.0.1:502"},
      {"modbus+tcp://10.0.0.1/", "10.0.0.1", 502, 1, "modbus+tcp://10.0.0.1:502"},
      {"modbus+tcp://10.0.0.1:1502/255", "10.0.0.1", 1502, 255, "modbus+tcp://10.0.0.1:1502"},
      {"modbus+tcp://10.0.0.1:1502/0", "10.0.0.1", 1502, 0, "modbus+tcp://10.0.0.1:1502"},
      {"modbus+tcp://[::1]:1502/247", "::1", 1502, 247, "modbus+tcp://[::1]:1502"},
  };
  for (const Case& one : cases) {
    const Result<Address> address = parse_address(one.uri);
    CHECK_TEXT(address.has_value(), one.uri);
    if (!address) continue;
    STRCMP_EQUAL(one.host, address->host.c_str());
    LONGS_EQUAL(one.port, address->port);
    LONGS_EQUAL(one.unit, address->unit);
    STRCMP_EQUAL(one.line_key, address->line_key().c_str());
  }
}

TEST(Address, that_is_wrong_is_refused_with_its_reason) {
  struct Case {
    const char* uri;
    const char* reason;
  };
  const Case cases[] = {
      {"", "it does not begin with a protocol"},
      {"10.0.0.1", "it does not begin with a protocol"},
      {"modbus://10.0.0.1", "the protocol 'modbus' is unknown"},
      {"SNMP://10.0.0.1", "the protocol 'SNMP' is unknown"},
      {"snmp://", "the host is missing"},
      {"snmp://:161", "the host is missing"},
      {"snmp://10.0.0.300", "'10.0.0.300' is no IPv4 address"},
      {"snmp://10.0.0", "'10.0.0' is no IPv4 address"},
      {"snmp://ups 1", "' ' cannot stand in a host name"},
      {"snmp://me@ups", "'@' cannot stand in a host name"},
      {"snmp://fe80::1", "an IPv6 address stands in brackets: [fe80::1]"},
      {"snmp://[fe80::1", "the ']' is missing"},
      {"snmp://[10.0.0.1]", "'10.0.0.1' is no IPv6 address"},
      {"snmp://[]", "'' is no IPv6 address"},
      {"snmp://[::1]161", "'161' behind the host is not a port"},
      {"snmp://ups:", "the port '' is not within 1 to 65535"},
      {"snmp://ups:0", "the port '0' is not within 1 to 65535"},
      {"snmp://ups:65536", "the port '65536' is not within 1 to 65535"},
      {"snmp://ups:16l", "the port '16l' is not within 1 to 65535"},
      {"snmp://ups:-1", "the port '-1' is not within 1 to 65535"},
      {"snmp://ups/1", "nothing may follow the host of an SNMP device, not '/1'"},
      {"modbus+tcp://ats/248", "the unit '248' is not within 0 to 247, or 255"},
      {"modbus+tcp://ats/x", "the unit 'x' is not within 0 to 247, or 255"},
      {"modbus+tcp://ats/1/2", "the unit '1/2' is not within 0 to 247, or 255"},
  };
  for (const Case& one : cases) {
    const Result<Address> address = parse_address(one.uri);
    CHECK_TEXT(!address.has_value(), one.uri);
    if (address) continue;
    LONGS_EQUAL(static_cast<int>(Code::invalid_argument), static_cast<int>(address.error().code));
    const std::string wanted = std::string{"address '"} + one.uri + "': " + one.reason;
    STRCMP_EQUAL(wanted.c_str(), address.error().message.substr(0, wanted.size()).c_str());
  }
}
