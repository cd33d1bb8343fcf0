// One point of a profile: where it is found, how the raw number becomes a value, how it is written.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "agent/load/fields.hpp"
#include "agent/load/read_profile.hpp"

namespace holdfast::load {
namespace {

using model::ModbusTable;
using model::RawType;

constexpr std::int64_t lowest_raw = INT64_MIN;
constexpr std::int64_t highest_raw = INT64_MAX;

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_oid(const std::string& oid, bool table) {
  const std::string row = "{n}";
  std::string plain = oid;
  if (const std::size_t at = plain.find(row); at != std::string::npos) {
    if (!table) return false;
    plain.replace(at, row.size(), "1");
  } else if (table) {
    return false;
  }
  int parts = 0;
  std::size_t digits = 0;
  for (const char c : plain + ".") {
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

void check_oid(const Node& node, const std::string& oid, bool table, Report& report) {
  if (is_oid(oid, table)) return;
  report.error(node.place(), fmt::format("\"{}\" is not an OID for this point", oid),
               table ? "numbers with dots and {n} where the row stands: 1.3.6.1.2.1.2.2.1.8.{n}"
                     : "numbers with dots, a scalar ends in .0: 1.3.6.1.2.1.1.5.0");
}

// { 1 = "on", 2 = "off" }: raw number (or bit) to name.
template <class Number>
void read_words(const Node& node, std::map<Number, std::string>& out, std::int64_t least, std::int64_t most,
                Report& report) {
  std::set<std::string> names;
  for (const Entry& entry : node.entries) {
    const auto number = whole_number(entry.key);
    if (!number || *number < least || *number > most) {
      report.error(entry.key_place(), fmt::format("`{}` is not a number that can stand here", entry.key),
                   "write raw numbers with their names: { 1 = \"on\", 2 = \"off\" }");
    } else if (entry.value.type != Node::Type::text || entry.value.text.empty()) {
      wrong_type(report, entry.key, entry.value, "a name in quotes");
    } else {
      out[static_cast<Number>(*number)] = entry.value.text;
    }
  }
}

class PointReader {
 public:
  PointReader(const Entry& entry, model::Protocol protocol, Report& report)
      : entry_(entry), report_(report), fields_(entry.value, report) {
    spec_.name = entry.key;
    if (protocol == model::Protocol::modbus) {
      spec_.address = model::ModbusAddress{};
    } else {
      spec_.address = model::SnmpAddress{};
    }
  }

  model::PointSpec read() {
    check_pattern();
    const bool modbus = std::holds_alternative<model::ModbusAddress>(spec_.address);
    if (modbus) {
      read_modbus(std::get<model::ModbusAddress>(spec_.address));
    } else {
      read_snmp(std::get<model::SnmpAddress>(spec_.address));
    }
    fields_.text("unit", spec_.unit);
    fields_.choice<model::Lane>(
        "lane", spec_.lane,
        {{"fast", model::Lane::fast}, {"normal", model::Lane::normal}, {"slow", model::Lane::slow}});
    read_decoding();
    decide_kind();
    if (const Node* write = fields_.table("write")) {
      Fields inner(*write, report_);
      if (modbus) {
        write_modbus(inner);
      } else {
        write_snmp(inner);
      }
      inner.finish();
    }
    fields_.finish();
    return std::move(spec_);
  }

 private:
  void check_pattern() {
    const std::string& name = spec_.name;
    const std::size_t first = name.find('{');
    const bool one_row = first == std::string::npos
                             ? name.find('}') == std::string::npos
                             : name.substr(first, 3) == "{n}" && name.find('{', first + 1) == std::string::npos;
    const bool characters = std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
             c == '_' || c == '{' || c == '}';
    });
    const bool dots =
        !name.empty() && name.front() != '.' && name.back() != '.' && name.find("..") == std::string::npos;
    if (one_row && characters && dots) return;
    report_.error(entry_.key_place(), fmt::format("`{}` cannot be the name of a point", name),
                  "words with dots as in input.L1-N.voltage; a table has one {n} for its row: outlet.{n}.status");
  }

  void read_snmp(model::SnmpAddress& address) {
    const Node* oid = fields_.text("oid", address.oid, Presence::required);
    if (oid != nullptr) check_oid(*oid, address.oid, spec_.is_table(), report_);
    fields_.choice<bool>("type", text_, {{"number", false}, {"text", true}});
  }

  void read_modbus(model::ModbusAddress& address) {
    read_register(fields_, address, Presence::required);
    std::int64_t function = 3;
    fields_.integer("function", function, 1, 4);
    const ModbusTable tables[] = {ModbusTable::coil, ModbusTable::discrete_input, ModbusTable::holding_register,
                                  ModbusTable::input_register};
    address.table = tables[function - 1];
    if (function <= 2) address.type = RawType::boolean;
    read_type(fields_, address);
    if (function <= 2 && address.type != RawType::boolean) {
      report_.error(fields_.node().place(), "coils and discrete inputs (functions 1 and 2) are of type \"bool\"");
    }
    if (function > 2 && address.type == RawType::boolean) {
      report_.error(fields_.node().place(), "a register is not of type \"bool\"", "take one bit of it: bit = 3");
    }
    std::int64_t rows = 0;
    std::int64_t stride = 0;
    fields_.integer("rows", rows, 1, 10000);
    fields_.integer("stride", stride, 1, 10000);
    address.rows = static_cast<int>(rows);
    address.stride = static_cast<int>(stride);
    if (spec_.is_table() != (rows > 0) || spec_.is_table() != (stride > 0)) {
      report_.error(entry_.key_place(), spec_.is_table() ? "a point with {n} wants `rows` and `stride`"
                                                         : "`rows` and `stride` are for points with {n} in their name");
    } else if (static_cast<std::int64_t>(address.address) + (rows > 0 ? rows - 1 : 0) * stride > 65535) {
      report_.error(entry_.key_place(), "the last row lies beyond register 65535");
    }
  }

  void read_register(Fields& fields, model::ModbusAddress& address, Presence presence) {
    std::int64_t number = address.address;
    fields.integer("register", number, 0, 65535);
    if (presence == Presence::required && std::none_of(fields.node().entries.begin(), fields.node().entries.end(),
                                                       [](const Entry& e) { return e.key == "register"; })) {
      report_.error(fields.node().place(), "`register` is missing here",
                    "the zero-based protocol address: what manuals call 30001 or 40001 is 0");
    }
    address.address = static_cast<std::uint16_t>(number);
  }

  static void read_type(Fields& fields, model::ModbusAddress& address) {
    fields.choice<RawType>("type", address.type,
                           {{"bool", RawType::boolean},
                            {"u16", RawType::u16},
                            {"s16", RawType::s16},
                            {"u32", RawType::u32},
                            {"s32", RawType::s32},
                            {"u64", RawType::u64},
                            {"s64", RawType::s64},
                            {"f32", RawType::f32},
                            {"f64", RawType::f64}});
    fields.choice<model::WordOrder>("order", address.order,
                                    {{"ABCD", model::WordOrder::abcd},
                                     {"CDAB", model::WordOrder::cdab},
                                     {"BADC", model::WordOrder::badc},
                                     {"DCBA", model::WordOrder::dcba}});
  }

  void read_decoding() {
    model::Decoding& decoding = spec_.decoding;
    std::int64_t bit = 0;
    if (fields_.integer("bit", bit, 0, 63) != nullptr) decoding.bit = static_cast<int>(bit);
    if (const Node* scale = fields_.number("scale", decoding.scale); scale != nullptr && decoding.scale == 0.0) {
      report_.error(scale->place(), "a scale of 0 makes every value 0");
    }
    fields_.number("offset", decoding.offset);
    if (const Node* deadband = fields_.number("deadband", spec_.deadband); deadband != nullptr && spec_.deadband < 0) {
      report_.error(deadband->place(), "a deadband is 0 or more");
    }
    if (const Node* invalid = fields_.list("invalid")) {
      for (const Node& item : invalid->items) {
        if (item.type == Node::Type::integer) {
          decoding.invalid.push_back(item.integer);
        } else {
          wrong_type(report_, "invalid", item, "whole numbers as the device sends them");
        }
      }
    }
    if (const Node* range = fields_.list("range")) read_range(*range);
    if (const Node* words = fields_.table("enum"))
      read_words(*words, decoding.enumeration, lowest_raw, highest_raw, report_);
    if (const Node* flags = fields_.table("flags")) {
      read_words(*flags, decoding.flags, 0, 63, report_);
      if (!decoding.enumeration.empty() || decoding.bit) {
        report_.error(flags->place(), "`flags` cannot stand beside `enum` or `bit`");
      }
    }
  }

  void read_range(const Node& range) {
    const auto number = [](const Node& node) {
      return node.type == Node::Type::integer ? static_cast<double>(node.integer) : node.number;
    };
    const auto is_number = [](const Node& node) {
      return node.type == Node::Type::integer || (node.type == Node::Type::number && std::isfinite(node.number));
    };
    if (range.items.size() != 2 || !is_number(range.items[0]) || !is_number(range.items[1]) ||
        number(range.items[0]) > number(range.items[1])) {
      report_.error(range.place(), "a range is two numbers, the lower first: [0, 500]");
      return;
    }
    spec_.decoding.range = {number(range.items[0]), number(range.items[1])};
  }

  void decide_kind() {
    const model::Decoding& decoding = spec_.decoding;
    const auto* modbus = std::get_if<model::ModbusAddress>(&spec_.address);
    const bool fraction =
        decoding.scale != std::floor(decoding.scale) || decoding.offset != std::floor(decoding.offset);
    const bool floating = modbus != nullptr && (modbus->type == RawType::f32 || modbus->type == RawType::f64);
    if (!decoding.enumeration.empty()) {
      spec_.kind = model::Kind::enumeration;
    } else if (!decoding.flags.empty()) {
      spec_.kind = model::Kind::flags;
    } else if (decoding.bit || (modbus != nullptr && modbus->type == RawType::boolean)) {
      spec_.kind = model::Kind::boolean;
    } else if (text_) {
      spec_.kind = model::Kind::text;
    } else {
      spec_.kind = fraction || floating ? model::Kind::number : model::Kind::integer;
    }
  }

  void read_values(Fields& fields, std::map<std::string, std::int64_t>& out) {
    const Node* values = fields.table("values");
    if (values == nullptr) return;
    const auto& states = spec_.decoding.enumeration;
    for (const Entry& entry : values->entries) {
      if (entry.value.type != Node::Type::integer) {
        wrong_type(report_, entry.key, entry.value, "the whole number to send");
        continue;
      }
      std::vector<std::string> names;
      for (const auto& [raw, name] : states) names.push_back(name);
      if (!states.empty() && std::find(names.begin(), names.end(), entry.key) == names.end()) {
        report_.error(entry.key_place(), fmt::format("`{}` is not a state of this point", entry.key),
                      suggest(entry.key, names, "its states"));
      }
      out[entry.key] = entry.value.integer;
    }
  }

  void write_snmp(Fields& fields) {
    model::WritableAs write;
    model::SnmpWrite address;
    address.oid = std::get<model::SnmpAddress>(spec_.address).oid;
    address.type = spec_.kind == model::Kind::text ? 's' : 'i';
    const Node* oid = fields.text("oid", address.oid);
    if (oid != nullptr) check_oid(*oid, address.oid, spec_.is_table(), report_);
    fields.choice<char>("type", address.type, {{"i", 'i'}, {"u", 'u'}, {"s", 's'}});
    read_values(fields, write.values);
    write.address = address;
    spec_.write = std::move(write);
  }

  void write_modbus(Fields& fields) {
    model::WritableAs write;
    model::ModbusWrite modbus;
    modbus.address = std::get<model::ModbusAddress>(spec_.address);
    read_register(fields, modbus.address, Presence::optional);
    read_type(fields, modbus.address);
    const bool coil = modbus.address.type == RawType::boolean;
    const bool one_register = modbus.address.type == RawType::u16 || modbus.address.type == RawType::s16;
    std::int64_t function = coil ? 5 : one_register ? 6 : 16;
    if (const Node* node = fields.integer("function", function, 5, 16)) {
      const bool right = coil ? function == 5 || function == 15 : function == 16 || (function == 6 && one_register);
      if (!right) {
        report_.error(node->place(), fmt::format("function {} does not write a value of this type", function),
                      "5 and 15 write coils, 6 one register, 16 one or more");
      }
    }
    modbus.function = static_cast<std::uint8_t>(function);
    modbus.address.table = coil ? ModbusTable::coil : ModbusTable::holding_register;
    read_values(fields, write.values);
    write.address = modbus;
    spec_.write = std::move(write);
  }

  const Entry& entry_;
  Report& report_;
  Fields fields_;
  model::PointSpec spec_;
  bool text_ = false;
};

}  // namespace

model::PointSpec read_point(const Entry& entry, model::Protocol protocol, Report& report) {
  return PointReader(entry, protocol, report).read();
}

}  // namespace holdfast::load
