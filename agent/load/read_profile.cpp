#include "agent/load/read_profile.hpp"

#include <fmt/format.h>

#include <map>

#include "agent/load/fields.hpp"

namespace holdfast::load {
namespace {

void read_head(const Node& node, model::Profile& profile, Report& report) {
  using Class = model::DeviceClass;
  Fields fields(node, report);
  fields.text("title", profile.title, Presence::required);
  std::vector<std::pair<std::string, Class>> classes;
  for (const Class each : {Class::ups, Class::pdu, Class::ats, Class::meter, Class::generator, Class::dcpower,
                           Class::env, Class::network_switch, Class::gateway, Class::host}) {
    classes.emplace_back(model::to_string(each), each);
  }
  fields.choice<Class>("class", profile.device_class, classes, Presence::required);
  fields.choice<model::Protocol>("protocol", profile.protocol,
                                 {{"snmp", model::Protocol::snmp}, {"modbus", model::Protocol::modbus}},
                                 Presence::required);
  fields.text("source", profile.source, Presence::required);
  fields.finish();
}

void read_quirks(const Node& node, model::Quirks& quirks, Report& report) {
  constexpr std::int64_t largest_request = 125;  // registers, Modbus application protocol 6.3
  Fields fields(node, report);
  std::int64_t block = quirks.largest_block;
  std::int64_t gap = quirks.gap;
  fields.integer("largest_block", block, 1, largest_request);
  fields.integer("gap", gap, 0, largest_request);
  quirks.largest_block = static_cast<int>(block);
  quirks.gap = static_cast<int>(gap);
  fields.finish();
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
  std::map<std::string, Place> places;
  if (const Node* points = fields.table("points", Presence::required)) {
    for (const Entry& entry : points->entries) {
      profile.points.push_back(read_point(entry, profile.protocol, report));
      places.emplace(entry.key, entry.key_place());
    }
  }
  fields.finish();
  check_overlap(profile, places, report);
  return profile;
}

}  // namespace holdfast::load
