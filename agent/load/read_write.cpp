// How a point is written: where to, and which raw value stands for which state.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "agent/load/read_point.hpp"

namespace holdfast::load {
namespace {

using model::ModbusTable;
using model::RawType;

// Of SNMP a state may have an object of its own: { oid = "1.3...{n}", value = 1 }.
std::optional<std::int64_t> own_object(const Entry& state, const model::PointSpec& spec, model::SnmpWrite& write,
                                       Report& report) {
  Fields fields(state.value, report);
  std::string oid;
  std::int64_t value = 0;
  const Node* where = fields.text("oid", oid, Presence::required);
  const Node* what = fields.integer("value", value, std::numeric_limits<std::int32_t>::min(),
                                    std::numeric_limits<std::uint32_t>::max());
  if (what == nullptr) report.error(state.key_place(), "`value` is missing here", "the whole number to send");
  fields.finish();
  if (where == nullptr || what == nullptr) return std::nullopt;
  if (!check_oid(*where, oid, spec.is_table() ? OidOf::table : OidOf::scalar, report)) return std::nullopt;
  write.oids[state.key] = oid;
  return value;
}

void read_values(Fields& fields, const model::PointSpec& spec, model::WritableAs& write) {
  const Node* values = fields.table("values");
  if (values == nullptr) return;
  const std::vector<std::string> states = spec.states();
  for (const Entry& entry : values->entries) {
    if (!states.empty() && std::find(states.begin(), states.end(), entry.key) == states.end()) {
      fields.report().error(entry.key_place(), fmt::format("`{}` is not a state of this point", entry.key),
                            suggest(entry.key, states, "its states"));
    }
    auto* const snmp = std::get_if<model::SnmpWrite>(&write.address);
    if (entry.value.type == Node::Type::integer) {
      write.values[entry.key] = entry.value.integer;
    } else if (snmp != nullptr && entry.value.type == Node::Type::table) {
      const std::optional<std::int64_t> value = own_object(entry, spec, *snmp, fields.report());
      if (value) write.values[entry.key] = *value;
    } else {
      wrong_type(fields.report(), entry.key, entry.value, "the whole number to send");
    }
  }
}

model::SnmpWrite snmp_write(Fields& fields, const model::PointSpec& spec) {
  model::SnmpWrite write;
  if (const auto* own = std::get_if<model::SnmpAddress>(&spec.origins.front().address)) write.oid = own->oid;
  write.type = spec.kind == model::Kind::text ? 's' : 'i';
  const Node* oid = fields.text("oid", write.oid);
  if (oid != nullptr) check_oid(*oid, write.oid, spec.is_table() ? OidOf::table : OidOf::scalar, fields.report());
  fields.choice<char>("type", write.type, {{"i", 'i'}, {"u", 'u'}, {"s", 's'}});
  return write;
}

model::ModbusWrite modbus_write(Fields& fields, const model::PointSpec& spec) {
  model::ModbusWrite write;
  if (const auto* own = std::get_if<model::ModbusAddress>(&spec.origins.front().address)) write.address = *own;
  read_register(fields, write.address);
  read_register_type(fields, write.address);
  const bool coil = write.address.type == RawType::boolean;
  const bool one_register = write.address.type == RawType::u16 || write.address.type == RawType::s16;
  std::int64_t function = coil ? 5 : one_register ? 6 : 16;
  if (const Node* node = fields.integer("function", function, 5, 16)) {
    const bool right = coil ? function == 5 || function == 15 : function == 16 || (function == 6 && one_register);
    if (!right) {
      fields.report().error(node->place(), fmt::format("function {} does not write a value of this type", function),
                            "5 and 15 write coils, 6 one register, 16 one or more");
    }
  }
  write.function = static_cast<std::uint8_t>(function);
  write.address.table = coil ? ModbusTable::coil : ModbusTable::holding_register;
  return write;
}

}  // namespace

void read_write(Fields& fields, model::PointSpec& spec, model::Protocol protocol) {
  const Node* node = fields.table("write");
  if (node == nullptr) return;
  Fields inner(*node, fields.report());
  model::WritableAs write;
  switch (protocol) {
    case model::Protocol::snmp: write.address = snmp_write(inner, spec); break;
    case model::Protocol::modbus: write.address = modbus_write(inner, spec); break;
    case model::Protocol::nut:
    case model::Protocol::reach: {
      model::VariableAddress address;
      if (const auto* own = std::get_if<model::VariableAddress>(&spec.origins.front().address)) address = *own;
      inner.text("variable", address.name);
      write.address = address;
    }
  }
  read_values(inner, spec, write);
  inner.finish();
  spec.write = std::move(write);
}

}  // namespace holdfast::load
