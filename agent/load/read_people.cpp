// [role.NAME], [person.NAME] and [duty.NAME]: who is responsible, and when.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "agent/load/day.hpp"
#include "agent/load/readers.hpp"
#include "agent/load/week_hours.hpp"

namespace holdfast::load {
namespace {

// A list of names of persons, each of which must exist.
const Node* read_persons(Fields& fields, const std::string& key, std::vector<std::string>& out, Draft& draft) {
  const Node* list = fields.list(key);
  if (list == nullptr) return nullptr;
  for (const Node& item : list->items) {
    if (item.type != Node::Type::text) {
      wrong_type(fields.report(), key, item, "text in quotes for each item");
      continue;
    }
    if (std::ranges::find(out, item.text) != out.end()) {
      fields.report().error(item.place(), fmt::format("`{}` is named twice", item.text));
      continue;
    }
    out.push_back(item.text);
    draft.names.push_back({NameUse::Kind::person, &item});
  }
  return list;
}

std::optional<model::Day> read_day(Fields& fields, const std::string& key) {
  const Node* node = fields.any(key, Presence::required);
  return node == nullptr ? std::nullopt : day_of(fields.report(), key, *node);
}

void read_training(Fields& fields, model::Person& person) {
  const Node* list = fields.list("training");
  if (list == nullptr) return;
  for (const Node& item : list->items) {
    Fields inner(item, fields.report());
    model::Training training;
    inner.text("topic", training.topic, Presence::required);
    const std::optional<model::Day> on = read_day(inner, "on");
    inner.duration("valid_for", training.valid_for);
    inner.finish();
    if (!on) continue;
    training.on = *on;
    person.trainings.push_back(std::move(training));
  }
}

void read_away(Fields& fields, model::Person& person) {
  const Node* list = fields.list("away");
  if (list == nullptr) return;
  for (const Node& item : list->items) {
    Fields inner(item, fields.report());
    const std::optional<model::Day> from = read_day(inner, "from");
    const std::optional<model::Day> to = read_day(inner, "to");
    inner.finish();
    if (!from || !to) continue;
    if (*to < *from) {
      fields.report().error(item.place(), "`to` is before `from`", "both are days on which the person is away");
      continue;
    }
    person.away.push_back({*from, *to});
  }
}

void read_contacts(Fields& fields, model::Person& person) {
  const Node* list = fields.texts("contacts", person.contacts);
  if (list == nullptr) return;
  const auto letter = [](unsigned char c) { return std::islower(c) != 0; };
  for (const Node& item : list->items) {
    const std::size_t colon = item.text.find(':');
    const bool right = colon != std::string::npos && colon > 0 && colon + 1 < item.text.size() &&
                       std::all_of(item.text.begin(), item.text.begin() + static_cast<std::ptrdiff_t>(colon), letter);
    if (right) continue;
    fields.report().error(item.place(), fmt::format("\"{}\" does not say what kind of contact it is", item.text),
                          "write \"tel:+861012345678\", \"mailto:name@bank.example\", \"sms:...\"");
  }
}

}  // namespace

void read_role(const std::string& id, const Node& node, Draft& draft, Report& report) {
  using Kind = model::Role::Kind;
  model::Role role;
  role.id = id;
  Fields fields(node, report);
  fields.text("title", role.title);
  fields.choice<Kind>("kind", role.kind,
                      {{"leadership", Kind::leadership}, {"response", Kind::response}, {"support", Kind::support}});
  fields.texts("duties", role.duties);
  read_persons(fields, "people", role.people, draft);
  if (const Node* escalation = fields.table("escalation")) {
    Fields inner(*escalation, report);
    model::Escalation chain;
    const Node* to = inner.text("to", chain.to, Presence::required);
    inner.any("after", Presence::required);
    const Node* after = inner.duration("after", chain.after);
    inner.finish();
    if (to != nullptr) draft.escalations[id] = to;
    if (to != nullptr) draft.names.push_back({NameUse::Kind::role, to});
    if (to != nullptr && after != nullptr) role.escalation = std::move(chain);
  }
  fields.finish();
  draft.site.roles[id] = std::move(role);
}

void read_person(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Person person;
  person.id = id;
  Fields fields(node, report);
  fields.text("name", person.name);
  const Node* deputies = read_persons(fields, "deputies", person.deputies, draft);
  if (deputies != nullptr && std::ranges::find(person.deputies, id) != person.deputies.end()) {
    report.error(deputies->place(), "nobody can stand in for themselves");
  }
  read_contacts(fields, person);
  read_training(fields, person);
  read_away(fields, person);
  fields.finish();
  draft.site.people[id] = std::move(person);
}

void read_duty(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Duty duty;
  duty.id = id;
  Fields fields(node, report);
  if (const Node* role = fields.text("role", duty.role, Presence::required)) {
    draft.names.push_back({NameUse::Kind::role, role});
  }
  if (const Node* people = read_persons(fields, "people", duty.people, draft)) draft.duty_people[id] = people;
  if (const Node* hours = fields.any("hours")) duty.hours = hours_of(report, "hours", *hours).value_or(duty.hours);
  fields.finish();
  draft.site.duties[id] = std::move(duty);
}

}  // namespace holdfast::load
