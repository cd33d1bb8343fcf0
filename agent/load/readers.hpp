// One reader for each kind of table. Each takes the table's id and node, puts what it says into the draft, and reports
// what is wrong within the table; whatever needs other tables is left to the cross checks.
#pragma once

#include <map>
#include <string>

#include "agent/load/draft.hpp"
#include "agent/load/fields.hpp"

namespace holdfast::load {

void read_site(const Node& node, Draft& draft, Report& report);
void read_mqtt(const Node& node, Draft& draft, Report& report);
void read_limits(const Node& node, Draft& draft, Report& report);
void read_energy(const Node& node, Draft& draft, Report& report);
void read_traps(const Node& node, Draft& draft, Report& report);
void read_bia(const Node& node, Draft& draft, Report& report);

void read_source(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_device(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_link(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_uplink(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_system(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_external(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_service(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_load(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_disruption(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_scenario(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_resource(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_plan(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_role(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_person(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_duty(const std::string& id, const Node& node, Draft& draft, Report& report);
void read_risk(const std::string& id, const Node& node, Draft& draft, Report& report);

// Shared by them: a condition in text, to be compiled later.
const Node* read_condition(Fields& fields, const std::string& key, std::string& out, Draft& draft,
                           const std::string& plan = "", Presence presence = Presence::optional);

// `minimum = { staff = 2, watts = [100, 100, 200, ...] }`: resources by name, one number or one for each horizon.
void read_minimum(Fields& fields, std::map<std::string, model::Amounts>& out, Draft& draft);

// What something needs of others, from any of the forms
//   "ats"    ["a", "b"]    { any_of = ["a", { all_of = ["b", "c"] }] }    { at_least = 2, of = ["a", "b", "c"] }
model::Needs read_needs(const Node& node, const std::string& from, const std::string& relation, Draft& draft,
                        Report& report);
// Every name in it, in the order of the text.
void collect_names(const model::Needs& needs, std::vector<std::string>& out);
// The same from keys of `fields` itself: any_of, all_of, at_least with of.
model::Needs read_rule(Fields& fields, const std::string& from, const std::string& relation, Draft& draft);

}  // namespace holdfast::load
