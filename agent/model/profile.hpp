// What a model of device offers: its points, where they are found, how raw numbers become values. Pure data.
// One file config/profiles/<vendor>/<model>.toml each; docs/profiles.md explains the dialect.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/model/pattern.hpp"
#include "agent/model/row.hpp"
#include "agent/model/value.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

enum class DeviceClass { ups, pdu, ats, meter, generator, dcpower, env, network_switch, gateway, host };
enum class Protocol { snmp, modbus, nut, reach };
enum class Lane { fast, normal, slow };

inline constexpr DeviceClass device_classes[] = {
    DeviceClass::ups,       DeviceClass::pdu,     DeviceClass::ats, DeviceClass::meter,
    DeviceClass::generator, DeviceClass::dcpower, DeviceClass::env, DeviceClass::network_switch,
    DeviceClass::gateway,   DeviceClass::host};
const char* to_string(DeviceClass device_class);  // "ups", ..., "switch"
const char* to_string(Protocol protocol);         // "SNMP", ..., for people
const char* to_string(Lane lane);

// --- where a raw value is found -----------------------------------------------------------------------------------

enum class ModbusTable { coil, discrete_input, holding_register, input_register };  // functions 1, 2, 3, 4
enum class RawType { boolean, u16, s16, u32, s32, u64, s64, f32, f64, text };
enum class WordOrder {
  abcd,
  cdab,
  badc,
  dcba
};  // where the most significant byte A of a 32-bit value lies on the wire

struct SunSpecPlace {
  int model = 0;   // its id
  int offset = 0;  // registers behind the model's header of two
};

struct ModbusAddress {
  ModbusTable table = ModbusTable::holding_register;
  std::uint16_t address = 0;  // zero-based protocol address
  RawType type = RawType::u16;
  WordOrder order = WordOrder::abcd;
  int rows = 0;                         // of a {n} point: rows 1..rows
  int stride = 0;                       // registers from one row to the next
  int length = 0;                       // of text: registers
  std::optional<SunSpecPlace> sunspec;  // instead of `address`
};

// Numeric, without a leading dot. {n}: the row, one number; {n..}: the row, all numbers there; *: one number of no
// matter.
struct SnmpAddress {
  std::string oid;
};

// A variable of upsd (RFC 9271), or a measure of a reachability probe.
struct VariableAddress {
  std::string name;
};

using PointAddress = std::variant<std::monostate, ModbusAddress, SnmpAddress, VariableAddress>;

// --- how a raw value becomes a value ------------------------------------------------------------------------------

enum class Reread { none, u8, s8, u16, s16, u32, s32, hexadecimal, octets };  // `as`

using RawWord = std::variant<std::int64_t, double, std::string>;

// In this order: pattern, character, reread, invalid, bit, words or enumeration or flags, exponent, scale and offset,
// range.
struct Decoding {
  double scale = 1.0;
  double offset = 0.0;
  std::vector<std::pair<double, double>> more_scales;  // scale and offset to try when the result is out of range
  Pattern pattern;
  int character = 0;  // of a text, from 1; 0: all of it
  Reread reread = Reread::none;
  std::optional<int> bit;
  std::vector<std::int64_t> invalid;  // raw values by which the device says "no value"
  std::vector<std::string> invalid_texts;
  std::map<std::int64_t, std::string> enumeration;
  std::map<std::string, std::string> words;  // of a text: to the name of a state
  std::optional<std::string> other;          // the name for every code that is not listed
  std::map<int, std::string> flags;          // bit number to name
  std::optional<std::pair<double, double>> range;
  PointAddress exponent;  // an object or register that holds a power of ten ...
  int exponent_sign = 1;  // ... to multiply by (1) or to divide by (-1)
};

// --- the points ---------------------------------------------------------------------------------------------------

// Holds when the object has one of the values (none of `is_not`; a text that `like` finds), or is not there.
struct Guard {
  PointAddress address;
  bool absent = false;
  std::vector<RawWord> is;
  std::vector<RawWord> is_not;
  Pattern like;
};

// From a table's index to the row that stands in the name.
struct RowRule {
  int offset = 0;
  std::map<Row, Row> chosen;  // if not empty: the others are left out
  PointAddress from;          // a column whose value is the row
  PointAddress limit;         // a scalar: rows beyond its value are left out
};

enum class Derivation { none, sum, count };

// One place that a point's value may come from. The first of a point's origins that gives a value wins.
struct Origin {
  PointAddress address;
  std::string constant;  // when there is neither address nor derivation
  Derivation derivation = Derivation::none;
  std::string derived_from;  // the name of a table of points
  std::vector<Guard> where;
  RowRule rows;
  Decoding decoding;
  int rank = 0;  // 0: of the profile itself, then those that complete it. A table comes from one rank alone
};

struct ModbusWrite {
  std::uint8_t function = 6;  // 5, 6, 15 or 16
  ModbusAddress address;
};

struct SnmpWrite {
  std::string oid;
  char type = 'i';  // i INTEGER, u Gauge32, s OCTET STRING, as in the tools of net-snmp
};

struct WritableAs {
  std::variant<ModbusWrite, SnmpWrite, VariableAddress> address;
  std::map<std::string, std::int64_t> values;  // enumeration name to raw value; empty: the inverse of the decoding
};

struct PointSpec {
  std::string name;  // may hold one {n}
  Kind kind = Kind::number;
  std::string unit;
  Lane lane = Lane::normal;
  double deadband = 0.0;
  std::vector<Origin> origins = std::vector<Origin>(1);  // never empty
  std::optional<WritableAs> write;                       // by the first origin's decoding

  bool is_table() const { return name.find("{n}") != std::string::npos; }
  std::vector<std::string> states() const;  // of an enumeration or flags: every name that can appear
};

struct Quirks {
  int largest_block = 120;  // registers in one request (Modbus application protocol 6.3: at most 125)
  int gap = 8;              // unused registers that may be read along to merge two blocks
  Duration pause_after_connect{};
  Duration pause_between{};            // two requests
  bool close_after_round = false;      // one connection a round, for devices that serve a single master
  bool one_request_per_field = false;  // no blocks
  int address_offset = 0;              // added to every register
  bool single_writes_by_16 = false;    // one register is written by function 16
  int largest_get = 20;                // SNMP objects in one request
};

// One way to know a device; everything in it must hold. Empty parts say nothing.
struct Recognition {
  int priority = 50;
  std::vector<std::string> object_ids;  // sysObjectID is one of these or lies below
  Pattern description;                  // of sysDescr
  std::vector<std::string> present;     // OIDs: one of them has an object at or below it
  std::vector<std::string> absent;      // none of them has
  Pattern vendor, product;              // Modbus device identification
  std::vector<int> sunspec;             // one of these models is in the chain
};

struct Profile {
  std::string id;  // "apc/rack-pdu"
  std::string title;
  DeviceClass device_class = DeviceClass::host;
  Protocol protocol = Protocol::snmp;
  std::string source;  // the MIB or manual that it was written from
  std::vector<std::string> instead_of;
  std::vector<Recognition> recognised_by;
  std::vector<std::string> completed_by;  // ids, of a profile that merge() made
  Quirks quirks;
  std::vector<PointSpec> points;
};

// The best profile completed by the others, best first: points that are new, and further origins of those that are not.
Profile merge(const std::vector<const Profile*>& best_first);

// "outlet.{n}.status" and 3 -> "outlet.3.status".
std::string row_name(const std::string& pattern, const Row& row);
// The row for which `pattern` gives `name`; nothing if none does.
std::optional<Row> row_of(const std::string& pattern, const std::string& name);

}  // namespace holdfast::model
