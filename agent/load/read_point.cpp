// One point of a profile: its name, its kind, and what belongs to it whatever its origins are.
#include "agent/load/read_point.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace holdfast::load {
namespace {

void check_point_name(const Entry& entry, Report& report) {
  const std::string& name = entry.key;
  const std::size_t first = name.find('{');
  const bool one_row = first == std::string::npos
                           ? name.find('}') == std::string::npos
                           : name.substr(first, 3) == "{n}" && name.find('{', first + 1) == std::string::npos;
  const bool characters = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_' || c == '{' || c == '}';
  });
  const bool dots = !name.empty() && name.front() != '.' && name.back() != '.' && name.find("..") == std::string::npos;
  if (one_row && characters && dots) return;
  report.error(entry.key_place(), fmt::format("`{}` cannot be the name of a point", name),
               "words with dots as in input.L1-N.voltage; a table has one {n} for its row: outlet.{n}.status");
}

bool has_names(const model::Decoding& decoding) {
  return !decoding.enumeration.empty() || !decoding.words.empty() || decoding.other.has_value();
}

bool is_fraction(const model::Origin& origin) {
  const auto whole = [](double number) { return number == std::floor(number); };
  const model::Decoding& decoding = origin.decoding;
  const auto* modbus = std::get_if<model::ModbusAddress>(&origin.address);
  const bool floating =
      modbus != nullptr && (modbus->type == model::RawType::f32 || modbus->type == model::RawType::f64);
  const bool scaled = !std::holds_alternative<std::monostate>(decoding.exponent) || !decoding.more_scales.empty();
  return floating || scaled || !whole(decoding.scale) || !whole(decoding.offset);
}

bool is_boolean(const model::Origin& origin) {
  const auto* modbus = std::get_if<model::ModbusAddress>(&origin.address);
  return origin.decoding.bit || (modbus != nullptr && modbus->type == model::RawType::boolean);
}

bool is_modbus_text(const model::Origin& origin) {
  const auto* modbus = std::get_if<model::ModbusAddress>(&origin.address);
  return modbus != nullptr && modbus->type == model::RawType::text;
}

model::Kind kind_of(const model::PointSpec& spec, bool is_text) {
  using model::Kind;
  const auto any = [&](auto what) { return std::any_of(spec.origins.begin(), spec.origins.end(), what); };
  if (any([](const model::Origin& origin) { return has_names(origin.decoding); })) return Kind::enumeration;
  if (any([](const model::Origin& origin) { return !origin.decoding.flags.empty(); })) return Kind::flags;
  if (is_text || any(is_modbus_text)) return Kind::text;
  if (any([](const model::Origin& origin) { return !origin.constant.empty(); })) return Kind::text;
  if (any(is_boolean)) return Kind::boolean;
  return any(is_fraction) ? Kind::number : Kind::integer;
}

void read_listed(const Node& list, const OriginDefaults& defaults, model::PointSpec& spec, Report& report) {
  for (const Node& item : list.items) {
    Fields fields(item, report);
    OriginDefaults own = defaults;
    read_decoding(fields, own.decoding);
    std::optional<model::Origin> origin = read_origin(fields, own);
    if (origin) {
      spec.origins.push_back(std::move(*origin));
    } else if (item.type == Node::Type::table) {
      report.error(item.place(), "this origin does not say where", "oid, register, variable, value, sum or count");
    }
    fields.finish();
  }
}

void read_origins(const Entry& entry, Fields& fields, const OriginDefaults& defaults, model::PointSpec& spec) {
  spec.origins.clear();
  const bool is_listed = std::any_of(entry.value.entries.begin(), entry.value.entries.end(),
                                     [](const Entry& key) { return key.key == "from"; });
  if (is_listed) {
    const Node* list = fields.list("from");
    if (list != nullptr) read_listed(*list, defaults, spec, fields.report());
  } else if (std::optional<model::Origin> own = read_origin(fields, defaults)) {
    spec.origins.push_back(std::move(*own));
  } else {
    const bool modbus = defaults.protocol == model::Protocol::modbus;
    const char* key = modbus ? "register" : defaults.protocol == model::Protocol::snmp ? "oid" : "variable";
    fields.report().error(entry.value.place(), fmt::format("`{}` is missing here", key),
                          modbus ? "the zero-based protocol address: what manuals call 30001 or 40001 is 0"
                                 : "where the value is found; several places stand in a list: from = [{ ... }]");
  }
  if (spec.origins.empty()) spec.origins.resize(1);
}

}  // namespace

model::PointSpec read_point(const Entry& entry, model::Protocol protocol, Report& report) {
  model::PointSpec spec;
  spec.name = entry.key;
  check_point_name(entry, report);
  Fields fields(entry.value, report);
  fields.text("unit", spec.unit);
  fields.choice<model::Lane>(
      "lane", spec.lane, {{"fast", model::Lane::fast}, {"normal", model::Lane::normal}, {"slow", model::Lane::slow}});
  if (const Node* deadband = fields.number("deadband", spec.deadband); deadband != nullptr && spec.deadband < 0) {
    report.error(deadband->place(), "a deadband is 0 or more");
  }
  OriginDefaults defaults;
  defaults.is_table = spec.is_table();
  defaults.protocol = protocol;
  if (protocol != model::Protocol::modbus) {
    fields.choice<bool>("type", defaults.is_text, {{"number", false}, {"text", true}});
  }
  read_decoding(fields, defaults.decoding);
  read_origins(entry, fields, defaults, spec);
  spec.kind = kind_of(spec, defaults.is_text);
  read_write(fields, spec, protocol);
  fields.finish();
  return spec;
}

}  // namespace holdfast::load
