// A file of rules: grades, [rule.NAME] and [obligation.NAME].
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agent/load/day.hpp"
#include "agent/load/fields.hpp"
#include "agent/load/quantity.hpp"
#include "agent/load/rules.hpp"
#include "agent/load/week_hours.hpp"

namespace holdfast::load {
namespace {

void read_grades(Fields& fields, model::RuleSet& rules) {
  if (fields.any("grades", Presence::required) == nullptr) return;
  const Node* list = fields.texts("grades", rules.grades);
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    check_name(fields.report(), rules.grades[i], list->items[i].place(), "grade");
    if (std::find(rules.grades.begin(), rules.grades.begin() + static_cast<std::ptrdiff_t>(i), rules.grades[i]) !=
        rules.grades.begin() + static_cast<std::ptrdiff_t>(i)) {
      fields.report().error(list->items[i].place(), fmt::format("the grade `{}` is there twice", rules.grades[i]));
    }
  }
}

void read_grade(Fields& fields, const std::string& key, const model::RuleSet& rules, std::string& out) {
  const Node* node = fields.text(key, out, Presence::required);
  if (node == nullptr || rules.grades.empty() || std::ranges::find(rules.grades, out) != rules.grades.end()) return;
  fields.report().error(node->place(), fmt::format("there is no grade `{}`", out),
                        suggest(out, rules.grades, "grades"));
}

// Where it is written, and whether somebody looked.
void read_source(Fields& fields, std::string& source, bool& verified) {
  fields.text("source", source, Presence::required);
  fields.any("verified", Presence::required);
  fields.boolean("verified", verified);
}

void read_disruption_classes(Fields& fields, model::GradeRule& rule) {
  const Node* list = fields.texts("disruption_class", rule.disruption_classes);
  if (list == nullptr) return;
  const std::vector<std::string> allowed{"utility", "system", "network", "attack", "natural", "external", "human"};
  for (const Node& item : list->items) {
    if (std::ranges::find(allowed, item.text) != allowed.end()) continue;
    fields.report().error(item.place(), fmt::format("\"{}\" is not a class of disruptions", item.text),
                          suggest(item.text, allowed, "allowed"));
  }
}

void read_rule(const std::string& id, const Node& node, model::RuleSet& rules, Report& report) {
  using model::Reach;
  model::GradeRule rule;
  rule.id = id;
  Fields fields(node, report);
  fields.text("title", rule.title);
  read_grade(fields, "grade", rules, rule.grade);
  fields.duration("lasts", rule.lasts);
  fields.boolean("at_peak", rule.at_peak);
  std::int64_t number = 0;
  if (fields.integer("services_down", number, 1, 1000) != nullptr) rule.services_down = static_cast<int>(number);
  fields.texts("services", rule.services);
  if (fields.integer("service_class", number, 1, 4) != nullptr) rule.service_class = static_cast<int>(number);
  if (const Node* share = fields.any("revenue_share")) {
    rule.revenue_share = percentage_of(report, "revenue_share", *share);
  }
  if (const Node* share = fields.any("volume_share")) rule.volume_share = percentage_of(report, "volume_share", *share);
  read_disruption_classes(fields, rule);
  fields.choice<Reach>("reach", rule.reach,
                       {{"site", Reach::site}, {"province", Reach::province}, {"provinces", Reach::provinces}});
  read_source(fields, rule.source, rule.verified);
  fields.finish();
  const std::vector<std::string> no_demands{"title", "grade", "source", "verified"};
  const bool asks = std::ranges::any_of(
      node.entries, [&](const Entry& entry) { return std::ranges::find(no_demands, entry.key) == no_demands.end(); });
  if (!asks) {
    report.error(node.place(), "this rule asks for nothing, so every incident would have its grade",
                 "say at least lasts = \"0s\", if that is meant");
  }
  rules.rules.push_back(std::move(rule));
}

void read_obligation(const std::string& id, const Node& node, model::RuleSet& rules, Report& report) {
  model::Obligation obligation;
  obligation.id = id;
  Fields fields(node, report);
  fields.text("text", obligation.text, Presence::required);
  read_grade(fields, "after", rules, obligation.after);
  fields.text("to", obligation.to, Presence::required);
  fields.any("within", Presence::required);
  fields.duration("within", obligation.within);
  read_source(fields, obligation.source, obligation.verified);
  fields.finish();
  rules.obligations.push_back(std::move(obligation));
}

// [rule.NAME] or [obligation.NAME], in the order of the file.
template <class Read>
void read_each(const Node* group, const char* what, model::RuleSet& rules, Report& report, Read read) {
  if (group == nullptr) return;
  for (const Entry& entry : group->entries) {
    if (!check_name(report, entry.key, entry.key_place(), what)) continue;
    read(entry.key, entry.value, rules, report);
  }
}

}  // namespace

model::RuleSet read_rules(const std::string& id, const Node& root, Report& report) {
  model::RuleSet rules;
  rules.id = id;
  Fields fields(root, report);
  fields.text("title", rules.title, Presence::required);
  if (const Node* day = fields.any("in_force", Presence::required)) rules.in_force = day_of(report, "in_force", *day);
  fields.text("source", rules.source, Presence::required);
  read_grades(fields, rules);
  if (const Node* peak = fields.any("peak")) rules.peak = hours_of(report, "peak", *peak).value_or(rules.peak);
  const Node* each_rule = fields.table("rule", Presence::required);
  const Node* each_obligation = fields.table("obligation");
  fields.finish();
  read_each(each_rule, "rule", rules, report, read_rule);
  read_each(each_obligation, "obligation", rules, report, read_obligation);
  if (!rules.peak.always()) return rules;
  for (const model::GradeRule& rule : rules.rules) {
    if (rule.at_peak) {
      report.error(root.place(), fmt::format("[rule.{}] asks for peak hours, and nothing says when these are", rule.id),
                   "add peak = \"mon-fri 09:00-17:00\" at the top");
      break;
    }
  }
  return rules;
}

}  // namespace holdfast::load
