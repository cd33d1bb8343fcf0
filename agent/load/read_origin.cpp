// Where a point's value comes from: an object, a register, a variable, a constant, or other points.
#include <fmt/format.h>

#include <algorithm>

#include "agent/load/read_point.hpp"

namespace holdfast::load {
namespace {

using model::ModbusTable;
using model::Protocol;
using model::RawType;

constexpr std::string_view row_mark = "{n}";
constexpr std::string_view rows_mark = "{n..}";

// Replaces the marks by a number, so that the rest can be checked.
std::string without_marks(std::string oid) {
  for (const std::string_view mark : {row_mark, rows_mark}) {
    for (std::size_t at = oid.find(mark); at != std::string::npos; at = oid.find(mark))
      oid.replace(at, mark.size(), "1");
  }
  for (std::size_t at = oid.find('*'); at != std::string::npos; at = oid.find('*')) oid.replace(at, 1, "1");
  return oid;
}

int marks_in(const std::string& oid) {
  int marks = 0;
  for (std::size_t at = oid.find("{n"); at != std::string::npos; at = oid.find("{n", at + 1)) ++marks;
  return marks;
}

bool is_oid(const std::string& oid) {
  int parts = 0;
  std::size_t digits = 0;
  for (const char c : without_marks(oid) + ".") {
    if (c >= '0' && c <= '9') {
      if (++digits > 10) return false;
    } else {
      if (c != '.' || digits == 0) return false;
      digits = 0;
      ++parts;
    }
  }
  return parts >= 3 && parts <= 128;  // RFC 3416: at most 128 sub-identifiers
}

bool has_key(const Node& table, const char* key) {
  return std::any_of(table.entries.begin(), table.entries.end(), [&](const Entry& entry) { return entry.key == key; });
}

// The object or register that another key of the origin names.
void read_address(Fields& fields, const char* key, const OriginDefaults& defaults, model::PointAddress& out) {
  if (defaults.protocol == Protocol::modbus) {
    std::int64_t number = 0;
    if (fields.integer(key, number, 0, 65535) == nullptr) return;
    model::ModbusAddress address;
    address.address = static_cast<std::uint16_t>(number);
    address.type = RawType::s16;  // a scale factor
    out = address;
    return;
  }
  std::string text;
  const Node* node = fields.text(key, text);
  if (node == nullptr) return;
  if (defaults.protocol != Protocol::snmp) {
    out = model::VariableAddress{text};
  } else if (check_oid(*node, text, marks_in(text) > 0 ? OidOf::table : OidOf::scalar, fields.report())) {
    out = model::SnmpAddress{text};
  }
}

void read_words(Fields& fields, const char* key, std::vector<model::RawWord>& out) {
  const Node* node = fields.any(key);
  if (node == nullptr) return;
  const std::vector<Node> one{*node};
  for (const Node& item : node->type == Node::Type::list ? node->items : one) {
    switch (item.type) {
      case Node::Type::integer: out.emplace_back(item.integer); break;
      case Node::Type::number: out.emplace_back(item.number); break;
      case Node::Type::text: out.emplace_back(item.text); break;
      default: wrong_type(fields.report(), key, item, "numbers or texts as the device sends them");
    }
  }
}

void read_guard(const Node& node, const OriginDefaults& defaults, model::Origin& origin, Report& report) {
  Fields fields(node, report);
  model::Guard guard;
  const char* key = defaults.protocol == Protocol::modbus ? "register"
                    : defaults.protocol == Protocol::snmp ? "oid"
                                                          : "variable";
  read_address(fields, key, defaults, guard.address);
  if (auto* modbus = std::get_if<model::ModbusAddress>(&guard.address)) {
    modbus->type = RawType::u16;
    if (const auto* own = std::get_if<model::ModbusAddress>(&origin.address)) modbus->table = own->table;
  }
  read_words(fields, "is", guard.is);
  read_words(fields, "not", guard.is_not);
  fields.boolean("absent", guard.absent);
  std::string text;
  if (const Node* like = fields.text("like", text)) guard.like = read_pattern(*like, report);
  if (std::holds_alternative<std::monostate>(guard.address)) {
    report.error(node.place(), fmt::format("`where` wants `{}`: what is looked at", key));
  } else if (guard.is.empty() && guard.is_not.empty() && !guard.like && !guard.absent) {
    report.error(node.place(), "`where` wants `is`, `not`, `like` or `absent`: what it must be");
  }
  fields.finish();
  origin.where.push_back(std::move(guard));
}

void read_chosen_rows(const Node& node, model::RowRule& rule, Report& report) {
  for (const Entry& entry : node.entries) {
    const auto index = model::Row::parse(entry.key);
    const auto row = entry.value.type == Node::Type::integer ? model::Row::parse(std::to_string(entry.value.integer))
                                                             : model::Row::parse(entry.value.text);
    if (!index || !row) {
      report.error(entry.key_place(), "rows are numbers: index to row", "rows = { 2 = 1, 3 = 2, \"1.5\" = 3 }");
    } else {
      rule.chosen[*index] = *row;
    }
  }
}

void read_rows(Fields& fields, const OriginDefaults& defaults, model::RowRule& rule) {
  std::int64_t offset = 0;
  fields.integer("row_offset", offset, -1'000'000, 1'000'000);
  rule.offset = static_cast<int>(offset);
  if (const Node* rows = fields.table("rows")) read_chosen_rows(*rows, rule, fields.report());
  read_address(fields, "row_from", defaults, rule.from);
  OriginDefaults scalar = defaults;
  scalar.is_table = false;
  read_address(fields, "limit", scalar, rule.limit);
}

void read_sunspec(const Node& node, model::Origin& origin, model::ModbusAddress& address, Report& report) {
  Fields fields(node, report);
  std::int64_t model = 0;
  std::int64_t offset = 0;
  std::int64_t exponent = -1;
  fields.integer("model", model, 1, 65534);
  fields.integer("offset", offset, 0, 65535);
  const bool scaled = fields.integer("exponent", exponent, 0, 65535) != nullptr;
  fields.finish();
  if (model == 0)
    report.error(node.place(), "`sunspec` wants the number of a model", "sunspec = { model = 103, offset = 14 }");
  address.sunspec = model::SunSpecPlace{static_cast<int>(model), static_cast<int>(offset)};
  if (!scaled) return;
  model::ModbusAddress factor;
  factor.type = RawType::s16;
  factor.sunspec = model::SunSpecPlace{static_cast<int>(model), static_cast<int>(exponent)};
  origin.decoding.exponent = factor;
}

bool read_modbus(Fields& fields, const OriginDefaults& defaults, model::Origin& origin) {
  Report& report = fields.report();
  model::ModbusAddress address;
  const Node* sunspec = fields.table("sunspec");
  const bool has_register = has_key(fields.node(), "register");
  if (sunspec != nullptr) read_sunspec(*sunspec, origin, address, report);
  read_register(fields, address);
  std::int64_t function = 3;
  fields.integer("function", function, 1, 4);
  const ModbusTable tables[] = {ModbusTable::coil, ModbusTable::discrete_input, ModbusTable::holding_register,
                                ModbusTable::input_register};
  address.table = tables[function - 1];
  if (function <= 2) address.type = RawType::boolean;
  read_register_type(fields, address);
  if (function <= 2 && address.type != RawType::boolean) {
    report.error(fields.node().place(), "coils and discrete inputs (functions 1 and 2) are of type \"bool\"");
  }
  if (function > 2 && address.type == RawType::boolean) {
    report.error(fields.node().place(), "a register is not of type \"bool\"", "take one bit of it: bit = 3");
  }
  std::int64_t length = 0;
  std::int64_t rows = 0;
  std::int64_t stride = 0;
  fields.integer("length", length, 1, 125);
  fields.integer("rows", rows, 1, 10000);
  fields.integer("stride", stride, 1, 10000);
  address.length = static_cast<int>(length);
  address.rows = static_cast<int>(rows);
  address.stride = static_cast<int>(stride);
  if ((address.type == RawType::text) != (length > 0)) {
    report.error(fields.node().place(), "a text wants `length`, its number of registers; nothing else has one");
  }
  if (std::holds_alternative<std::monostate>(origin.decoding.exponent)) {
    read_address(fields, "exponent", defaults, origin.decoding.exponent);
    if (auto* factor = std::get_if<model::ModbusAddress>(&origin.decoding.exponent)) factor->table = address.table;
  }
  origin.address = address;
  if (!has_register && sunspec == nullptr) return false;
  if (defaults.is_table != (rows > 0) || defaults.is_table != (stride > 0)) {
    report.error(fields.node().place(), defaults.is_table
                                            ? "a point with {n} wants `rows` and `stride`"
                                            : "`rows` and `stride` are for points with {n} in their name");
  } else if (static_cast<std::int64_t>(address.address) + (rows > 0 ? rows - 1 : 0) * stride > 65535) {
    report.error(fields.node().place(), "the last row lies beyond register 65535");
  }
  return true;
}

bool read_snmp(Fields& fields, const OriginDefaults& defaults, model::Origin& origin) {
  model::SnmpAddress address;
  const Node* oid = fields.text("oid", address.oid);
  read_rows(fields, defaults, origin.rows);
  read_address(fields, "exponent", defaults, origin.decoding.exponent);
  model::PointAddress digits;
  read_address(fields, "digits", defaults, digits);
  if (!std::holds_alternative<std::monostate>(digits)) {
    origin.decoding.exponent = digits;
    origin.decoding.exponent_sign = -1;
  }
  if (oid == nullptr) return false;
  // A scalar may be the row of a table that a condition finds.
  const bool is_row = defaults.is_table || (marks_in(address.oid) > 0 && has_key(fields.node(), "where"));
  check_oid(*oid, address.oid, is_row ? OidOf::table : OidOf::scalar, fields.report());
  origin.address = address;
  return true;
}

bool read_variable(Fields& fields, model::Origin& origin) {
  model::VariableAddress address;
  if (fields.text("variable", address.name) == nullptr) return false;
  origin.address = address;
  return true;
}

bool read_derived(Fields& fields, model::Origin& origin) {
  for (const auto& [key, how] : {std::pair{"sum", model::Derivation::sum}, {"count", model::Derivation::count}}) {
    if (fields.text(key, origin.derived_from) == nullptr) continue;
    origin.derivation = how;
    return true;
  }
  return fields.text("value", origin.constant) != nullptr;
}

}  // namespace

bool check_oid(const Node& node, const std::string& oid, OidOf what, Report& report) {
  if (is_oid(oid) && marks_in(oid) == (what == OidOf::table ? 1 : 0)) return true;
  report.error(node.place(), fmt::format("\"{}\" is not an OID for this point", oid),
               what == OidOf::table ? "numbers with dots and {n} where the row stands: 1.3.6.1.2.1.2.2.1.8.{n}"
                                    : "numbers with dots, a scalar ends in .0: 1.3.6.1.2.1.1.5.0");
  return false;
}

void read_register(Fields& fields, model::ModbusAddress& address) {
  std::int64_t number = address.address;
  fields.integer("register", number, 0, 65535);
  address.address = static_cast<std::uint16_t>(number);
}

void read_register_type(Fields& fields, model::ModbusAddress& address) {
  fields.choice<RawType>("type", address.type,
                         {{"bool", RawType::boolean},
                          {"u16", RawType::u16},
                          {"s16", RawType::s16},
                          {"u32", RawType::u32},
                          {"s32", RawType::s32},
                          {"u64", RawType::u64},
                          {"s64", RawType::s64},
                          {"f32", RawType::f32},
                          {"f64", RawType::f64},
                          {"text", RawType::text}});
  fields.choice<model::WordOrder>("order", address.order,
                                  {{"ABCD", model::WordOrder::abcd},
                                   {"CDAB", model::WordOrder::cdab},
                                   {"BADC", model::WordOrder::badc},
                                   {"DCBA", model::WordOrder::dcba}});
}

std::optional<model::Origin> read_origin(Fields& fields, const OriginDefaults& defaults) {
  model::Origin origin;
  origin.decoding = defaults.decoding;
  bool found = false;
  switch (defaults.protocol) {
    case Protocol::modbus: found = read_modbus(fields, defaults, origin); break;
    case Protocol::snmp: found = read_snmp(fields, defaults, origin); break;
    case Protocol::nut:
    case Protocol::reach: found = read_variable(fields, origin); break;
  }
  if (!found) origin.address = std::monostate{};
  found = found || read_derived(fields, origin);
  if (const Node* where = fields.any("where")) {
    const std::vector<Node> one{*where};
    for (const Node& item : where->type == Node::Type::list ? where->items : one) {
      read_guard(item, defaults, origin, fields.report());
    }
  }
  if (!found) return std::nullopt;
  return origin;
}

}  // namespace holdfast::load
