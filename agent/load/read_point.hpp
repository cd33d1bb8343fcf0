// The parts of a profile's point: where its value comes from, what is made of it, how it is written.
#pragma once

#include <optional>

#include "agent/load/fields.hpp"
#include "agent/model/profile.hpp"

namespace holdfast::load {

// One table [points."outlet.{n}.status"].
model::PointSpec read_point(const Entry& entry, model::Protocol protocol, Report& report);

// What stands in the point for all of its origins, and the keys of each of them.
struct OriginDefaults {
  bool is_table = false;
  bool is_text = false;
  model::Protocol protocol = model::Protocol::snmp;
  model::Decoding decoding;
};

// The keys of an origin but for its decoding, from `fields`, which may be the point itself. Nothing (without a word)
// when none of the keys that say where is there.
std::optional<model::Origin> read_origin(Fields& fields, const OriginDefaults& defaults);

// The keys that say what is made of the raw value; `into` holds the defaults.
void read_decoding(Fields& fields, model::Decoding& into);

// A register and how it is to be read.
void read_register(Fields& fields, model::ModbusAddress& address);
void read_register_type(Fields& fields, model::ModbusAddress& address);

// The table `write` of a point.
void read_write(Fields& fields, model::PointSpec& spec, model::Protocol protocol);

// An OID, with the row's mark where it is that of a table. False after reporting.
enum class OidOf { scalar, table };
bool check_oid(const Node& node, const std::string& oid, OidOf what, Report& report);

// A regular expression; empty (reported) if it is none.
model::Pattern read_pattern(const Node& node, Report& report);

}  // namespace holdfast::load
