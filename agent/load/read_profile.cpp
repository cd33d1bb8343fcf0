#include "agent/load/read_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "agent/load/fields.hpp"
#include "agent/load/read_point.hpp"

namespace holdfast::load {
namespace {

void read_head(const Node& node, model::Profile& profile, Report& report) {
  using Class = model::DeviceClass;
  Fields fields(node, report);
  fields.text("title", profile.title, Presence::required);
  std::vector<std::pair<std::string, Class>> classes;
  for (const Class each : model::device_classes) classes.emplace_back(model::to_string(each), each);
  fields.choice<Class>("class", profile.device_class, classes, Presence::required);
  fields.choice<model::Protocol>("protocol", profile.protocol,
                                 {{"snmp", model::Protocol::snmp},
                                  {"modbus", model::Protocol::modbus},
                                  {"nut", model::Protocol::nut},
                                  {"reach", model::Protocol::reach}},
                                 Presence::required);
  fields.text("source", profile.source, Presence::required);
  fields.texts("instead_of", profile.instead_of);
  fields.finish();
}

void read_quirks(const Node& node, model::Quirks& quirks, Report& report) {
  using namespace std::chrono_literals;
  constexpr std::int64_t largest_request = 125;  // registers, Modbus application protocol 6.3
  Fields fields(node, report);
  const auto number = [&](const char* key, int& out, std::int64_t least, std::int64_t most) {
    std::int64_t value = out;
    fields.integer(key, value, least, most);
    out = static_cast<int>(value);
  };
  number("largest_block", quirks.largest_block, 1, largest_request);
  number("gap", quirks.gap, 0, largest_request);
  number("address_offset", quirks.address_offset, -65535, 65535);
  number("largest_get", quirks.largest_get, 1, 100);
  fields.duration("pause_after_connect", quirks.pause_after_connect, {.most = 30s});
  fields.duration("pause_between", quirks.pause_between, {.most = 30s});
  fields.boolean("close_after_round", quirks.close_after_round);
  fields.boolean("one_request_per_field", quirks.one_request_per_field);
  fields.boolean("single_writes_by_16", quirks.single_writes_by_16);
  fields.finish();
}

void read_oids(Fields& fields, const char* key, std::vector<std::string>& out) {
  const Node* list = fields.texts(key, out);
  if (list == nullptr) return;
  for (const Node& item : list->items) {
    if (item.type == Node::Type::text) check_oid(item, item.text, OidOf::scalar, fields.report());
  }
}

model::Recognition read_recognition(const Node& node, Report& report) {
  Fields fields(node, report);
  model::Recognition recognition;
  std::int64_t priority = recognition.priority;
  fields.integer("priority", priority, 0, 100);
  recognition.priority = static_cast<int>(priority);
  read_oids(fields, "object_id", recognition.object_ids);
  read_oids(fields, "present", recognition.present);
  read_oids(fields, "absent", recognition.absent);
  std::string text;
  if (const Node* pattern = fields.text("description", text)) recognition.description = read_pattern(*pattern, report);
  if (const Node* pattern = fields.text("vendor", text)) recognition.vendor = read_pattern(*pattern, report);
  if (const Node* pattern = fields.text("product", text)) recognition.product = read_pattern(*pattern, report);
  if (const Node* models = fields.list("sunspec")) {
    for (const Node& item : models->items) {
      if (item.type == Node::Type::integer) {
        recognition.sunspec.push_back(static_cast<int>(item.integer));
      } else {
        wrong_type(report, "sunspec", item, "the numbers of models");
      }
    }
  }
  fields.finish();
  const bool says = !recognition.object_ids.empty() || !recognition.present.empty() || recognition.description ||
                    recognition.vendor || recognition.product || !recognition.sunspec.empty();
  if (!says) {
    report.error(node.place(), "this would recognise every device",
                 "say object_id, description or present; of Modbus vendor, product or sunspec");
  }
  return recognition;
}

// What a sum or count is made of must be a table of the same profile, and itself no sum: so no way leads round.
void check_derived(const model::Profile& profile, const std::map<std::string, Place>& places, Report& report) {
  std::vector<std::string> tables;
  for (const model::PointSpec& point : profile.points) {
    if (point.is_table()) tables.push_back(point.name);
  }
  for (const model::PointSpec& point : profile.points) {
    for (const model::Origin& origin : point.origins) {
      const std::string& of = origin.derived_from;
      if (!of.empty() && point.is_table()) {
        report.error(places.at(point.name), fmt::format("`{}` is a table, a sum or count is one value", point.name),
                     "take {n} out of its name, or say where its rows are read");
        continue;
      }
      if (of.empty() || std::find(tables.begin(), tables.end(), of) != tables.end()) continue;
      report.error(places.at(point.name), fmt::format("`{}` is not a table of this profile", of),
                   suggest(of, tables, "its tables"));
    }
  }
}

// Two points can have the same name only through a pattern: "outlet.{n}.status" and "outlet.1.status".
void check_overlap(const model::Profile& profile, const std::map<std::string, Place>& places, Report& report) {
  for (const model::PointSpec& table : profile.points) {
    if (!table.is_table()) continue;
    for (const model::PointSpec& other : profile.points) {
      if (other.is_table() || !model::row_of(table.name, other.name)) continue;
      report.error(places.at(other.name), fmt::format("`{}` is also a row of `{}`", other.name, table.name),
                   "a name means one point; rename or remove one of the two", {places.at(table.name)});
    }
  }
}

}  // namespace

model::Profile read_profile(const std::string& id, const Node& root, Report& report) {
  model::Profile profile;
  profile.id = id;
  Fields fields(root, report);
  if (const Node* head = fields.table("profile", Presence::required)) read_head(*head, profile, report);
  if (const Node* quirks = fields.table("quirks")) read_quirks(*quirks, profile.quirks, report);
  if (const Node* recognise = fields.list("recognise")) {
    for (const Node& item : recognise->items) profile.recognised_by.push_back(read_recognition(item, report));
  }
  std::map<std::string, Place> places;
  // A profile may do no more than say what a device is.
  const Presence wanted = profile.recognised_by.empty() ? Presence::required : Presence::optional;
  if (const Node* points = fields.table("points", wanted)) {
    for (const Entry& entry : points->entries) {
      profile.points.push_back(read_point(entry, profile.protocol, report));
      places.emplace(entry.key, entry.key_place());
    }
  }
  fields.finish();
  check_overlap(profile, places, report);
  check_derived(profile, places, report);
  return profile;
}

}  // namespace holdfast::load
