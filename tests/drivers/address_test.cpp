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
      {"modbus+rtuovertcp://10.0.0.1:4001/17", "10.0.0.1", 4001, 17, "modbus+rtuovertcp://10.0.0.1:4001"},
      {"modbus+rtuovertcp://moxa", "moxa", 502, 1, "modbus+rtuovertcp://moxa:502"},
      {"modbus+rtu:///dev/ttyS1", "", 0, 1, "modbus+rtu:///dev/ttyS1"},
      {"modbus+rtu:///dev/ttyS1?unit=247&baud=9600", "", 0, 247, "modbus+rtu:///dev/ttyS1"},
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
      {"modbus+rtuovertcp://ats/0", "the unit '0' is not within 1 to 247"},
      {"modbus+rtuovertcp://ats/255", "the unit '255' is not within 1 to 247"},
      {"modbus+rtu://dev/ttyS1", "the line is a path: modbus+rtu:///dev/ttyS1, with three slashes"},
      {"modbus+rtu://", "the line is a path"},
      {"modbus+rtu:///", "'/' is not the plain path of a line"},
      {"modbus+rtu:////dev/ttyS1", "'//dev/ttyS1' is not the plain path of a line"},
      {"modbus+rtu:///dev/../dev/ttyS1", "'/dev/../dev/ttyS1' is not the plain path"},
      {"modbus+rtu:///dev/ttyS1/", "'/dev/ttyS1/' is not the plain path"},
      {"modbus+rtu:///dev/tty S1", "' ' cannot stand in the path of a line"},
      {"modbus+rtu:///dev/ttyS1?", "'' is no option; write baud=9600&parity=none"},
      {"modbus+rtu:///dev/ttyS1?baud", "'baud' is no option"},
      {"modbus+rtu:///dev/ttyS1?baud=9600&", "'' is no option"},
      {"modbus+rtu:///dev/ttyS1?baud=9600&baud=9600", "'baud' is said twice"},
      {"modbus+rtu:///dev/ttyS1?baud=9601", "baud=9601 is no rate of a serial line; as in 9600, 19200 or 115200"},
      {"modbus+rtu:///dev/ttyS1?baud=", "baud= is no rate"},
      {"modbus+rtu:///dev/ttyS1?parity=mark", "parity=mark is unknown; one of none, even, odd"},
      {"modbus+rtu:///dev/ttyS1?stop=0", "stop=0 is not within 1 to 2"},
      {"modbus+rtu:///dev/ttyS1?unit=0", "unit=0 is not within 1 to 247"},
      {"modbus+rtu:///dev/ttyS1?unit=255", "unit=255 is not within 1 to 247"},
      {"modbus+rtu:///dev/ttyS1?rs485=yes", "rs485=yes is unknown; one of off, on, rts, rts-inverted"},
      {"modbus+rtu:///dev/ttyS1?speed=9600", "'speed' is unknown; a line has baud, parity, stop, rs485 and unit"},
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

TEST(Address, of_a_serial_line_says_how_it_is_set) {
  struct Case {
    const char* uri;
    const char* tty;
    const char* settings;
  };
  const Case cases[] = {
      {"modbus+rtu:///dev/ttyS1", "/dev/ttyS1", "19200 baud, parity even, 1 stop bit"},
      {"modbus+rtu:///dev/serial/by-path/pci-0:1+2?parity=none&stop=2&baud=115200", "/dev/serial/by-path/pci-0:1+2",
       "115200 baud, parity none, 2 stop bits"},
      {"modbus+rtu:///dev/ttyS1?baud=9600&parity=odd&stop=1&unit=3&rs485=on", "/dev/ttyS1",
       "9600 baud, parity odd, 1 stop bit, rs485=on"},
      {"modbus+rtu:///dev/ttyS1?rs485=rts", "/dev/ttyS1", "19200 baud, parity even, 1 stop bit, rs485=rts"},
      {"modbus+rtu:///dev/ttyS1?rs485=rts-inverted", "/dev/ttyS1",
       "19200 baud, parity even, 1 stop bit, rs485=rts-inverted"},
      {"modbus+rtu:///dev/ttyS1?rs485=off", "/dev/ttyS1", "19200 baud, parity even, 1 stop bit"},
  };
  for (const Case& one : cases) {
    const Result<Address> address = parse_address(one.uri);
    CHECK_TEXT(address.has_value(), one.uri);
    if (!address) continue;
    CHECK_TRUE(address->transport == Transport::serial);
    STRCMP_EQUAL(one.tty, address->serial.tty.c_str());
    STRCMP_EQUAL(one.settings, to_string(address->serial).c_str());
  }
}
