// What a model of device offers: its points, where they are found, how raw numbers become values. Pure data.
// One file config/profiles/<vendor>/<model>.toml each; docs/adding-a-device.md explains the dialect.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/value.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

enum class DeviceClass { ups, pdu, ats, meter, generator, dcpower, env, network_switch, gateway, host };
enum class Protocol { snmp, modbus };
enum class Lane { fast, normal, slow };

const char* to_string(DeviceClass device_class);  // "ups", ..., "switch"
const char* to_string(Lane lane);

enum class ModbusTable { coil, discrete_input, holding_register, input_register };  // functions 1, 2, 3, 4
enum class RawType { boolean, u16, s16, u32, s32, u64, s64, f32, f64 };
enum class WordOrder {
  abcd,
  cdab,
  badc,
  dcba
};  // where the most significant byte A of a 32-bit value lies on the wire

struct ModbusAddress {
  ModbusTable table = ModbusTable::holding_register;
  std::uint16_t address = 0;  // zero-based protocol address
  RawType type = RawType::u16;
  WordOrder order = WordOrder::abcd;
  int rows = 0;    // of a {n} point: rows 1..rows
  int stride = 0;  // registers from one row to the next
};

struct SnmpAddress {
  std::string oid;  // numeric, without a leading dot; {n} stands for the row's index
};

struct ModbusWrite {
  std::uint8_t function = 6;  // 5, 6, 15 or 16
  ModbusAddress address;
};

struct SnmpWrite {
  std::string oid;
  char type = 'i';  // i INTEGER, u Gauge32, s OCTET STRING, as in the tools of net-snmp
};

// How a raw number becomes a value, in this order: invalid, bit, enumeration or flags, scale and offset, range.
struct Decoding {
  double scale = 1.0;
  double offset = 0.0;
  std::optional<int> bit;
  std::vector<std::int64_t> invalid;  // raw values by which the device says "no value"
  std::map<std::int64_t, std::string> enumeration;
  std::map<int, std::string> flags;  // bit number to name
  std::optional<std::pair<double, double>> range;
};

struct WritableAs {
  std::variant<ModbusWrite, SnmpWrite> address;
  std::map<std::string, std::int64_t> values;  // enumeration name to raw value; empty: the inverse of the decoding
};

struct PointSpec {
  std::string name;  // may hold one {n}
  Kind kind = Kind::number;
  std::string unit;
  Lane lane = Lane::normal;
  double deadband = 0.0;
  std::variant<ModbusAddress, SnmpAddress> address;
  Decoding decoding;
  std::optional<WritableAs> write;
  bool is_table() const { return name.find("{n}") != std::string::npos; }
};

struct Quirks {
  int largest_block = 120;  // registers in one request (Modbus application protocol 6.3: at most 125)
  int gap = 8;              // unused registers that may be read along to merge two blocks
};

struct Profile {
  std::string id;  // "apc/rack-pdu"
  std::string title;
  DeviceClass device_class = DeviceClass::host;
  Protocol protocol = Protocol::snmp;
  std::string source;  // the MIB or manual that it was written from
  Quirks quirks;
  std::vector<PointSpec> points;
};

// "outlet.{n}.status" and 3 -> "outlet.3.status".
std::string row_name(const std::string& pattern, std::uint32_t row);
// The row for which `pattern` gives `name`; nothing if none does.
std::optional<std::uint32_t> row_of(const std::string& pattern, const std::string& name);

}  // namespace holdfast::model
