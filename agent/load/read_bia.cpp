// [bia], how impact is scored, and [risk.NAME], what threatens.
#include <fmt/format.h>

#include <algorithm>

#include "agent/load/day.hpp"
#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

constexpr std::size_t most_horizons = 24;

// A list of durations, each longer than the one before. `out` stays as it is when the list is wrong.
void read_ascending(Fields& fields, const std::string& key, std::vector<Duration>& out) {
  const Node* list = fields.list(key);
  if (list == nullptr) return;
  Report& report = fields.report();
  if (list->items.empty() || list->items.size() > most_horizons) {
    report.error(list->place(), fmt::format("`{}` wants 1 to {} durations", key, most_horizons));
    return;
  }
  std::vector<Duration> read;
  for (const Node& item : list->items) {
    const std::optional<Duration> duration = duration_of(report, key, item);
    if (!duration) return;
    if (*duration <= (read.empty() ? Duration{} : read.back())) {
      report.error(item.place(), fmt::format("`{}` must ascend: each longer than the one before", key));
      return;
    }
    read.push_back(*duration);
  }
  out = std::move(read);
}

// Categories and how much each counts; the whole table replaces the usual one.
void read_weights(Fields& fields, model::Bia& bia) {
  const Node* table = fields.table("weights");
  if (table == nullptr) return;
  Report& report = fields.report();
  std::map<std::string, double> weights;
  for (const Entry& entry : table->entries) {
    if (!check_name(report, entry.key, entry.key_place(), "category")) continue;
    const Node& node = entry.value;
    const bool whole = node.type == Node::Type::integer;
    const double weight = whole ? static_cast<double>(node.integer) : node.number;
    if ((!whole && node.type != Node::Type::number) || !(weight > 0.0 && weight <= 1e6)) {
      report.error(node.place(), fmt::format("the weight of `{}` must be a number above 0", entry.key),
                   "weights are relative: 3 and 1 mean the same as 0.75 and 0.25; leave out what does not count");
      continue;
    }
    weights[entry.key] = weight;
  }
  if (table->entries.empty()) {
    report.error(table->place(), "`weights` names no category",
                 "for example weights = { customer = 0.6, financial = 0.4 }");
  }
  if (!weights.empty()) bia.weights = std::move(weights);
}

int read_score(Fields& fields, const std::string& key, int usual) {
  std::int64_t score = usual;
  fields.integer(key, score, 1, 5);
  return static_cast<int>(score);
}

}  // namespace

void read_bia(const Node& node, Draft& draft, Report& report) {
  model::Bia& bia = draft.site.bia;
  Fields fields(node, report);
  read_ascending(fields, "horizons", bia.horizons);
  read_weights(fields, bia);
  if (const Node* place = fields.number("intolerable", bia.intolerable);
      place != nullptr && !(bia.intolerable >= 1.0 && bia.intolerable <= 5.0)) {
    report.error(place->place(), fmt::format("`intolerable` is {}; allowed are 1 to 5", bia.intolerable),
                 "it is compared with the weighted impact, the mean of scores from 1 to 5");
  }
  bia.intolerable_score = read_score(fields, "intolerable_score", bia.intolerable_score);
  read_ascending(fields, "classes", bia.classes);
  if (const Node* reviewed = fields.any("reviewed")) bia.reviewed = day_of(report, "reviewed", *reviewed);
  fields.duration("valid_for", bia.valid_for);
  std::vector<std::string> names;
  if (const Node* scores = fields.texts("scores", names)) {
    for (const Node& name : scores->items) draft.score_files.push_back(&name);
  }
  fields.finish();
}

void read_risk(const std::string& id, const Node& node, Draft& draft, Report& report) {
  using Treatment = model::Risk::Treatment;
  model::Risk risk;
  risk.id = id;
  Fields fields(node, report);
  fields.text("title", risk.title);
  fields.text("hazard", risk.hazard);
  std::vector<std::pair<std::string, std::string>> classes;
  for (const char* word : {"utility", "system", "network", "attack", "natural", "external", "human"}) {
    classes.emplace_back(word, word);
  }
  fields.choice<std::string>("class", risk.risk_class, classes);
  fields.any("likelihood", Presence::required);
  fields.any("impact", Presence::required);
  risk.likelihood = read_score(fields, "likelihood", risk.likelihood);
  risk.impact = read_score(fields, "impact", risk.impact);
  fields.choice<Treatment>("treatment", risk.treatment,
                           {{"avoid", Treatment::avoid},
                            {"reduce", Treatment::reduce},
                            {"transfer", Treatment::transfer},
                            {"accept", Treatment::accept}});
  fields.text("owner", risk.owner);
  if (const Node* plans = fields.texts("plans", risk.plans)) {
    for (const Node& plan : plans->items) draft.names.push_back({NameUse::Kind::plan, &plan});
  }
  fields.finish();
  draft.site.risks[id] = std::move(risk);
}

void read_minimum(Fields& fields, std::map<std::string, model::Amounts>& out, Draft& draft) {
  const Node* table = fields.table("minimum");
  if (table == nullptr) return;
  Report& report = fields.report();
  const auto amount = [&](const Node& node) -> std::optional<double> {
    const bool whole = node.type == Node::Type::integer;
    const double number = whole ? static_cast<double>(node.integer) : node.number;
    if ((whole || node.type == Node::Type::number) && number >= 0.0 && number <= 1e12) return number;
    report.error(node.place(), "an amount is a number, not below 0",
                 "write staff = 2, or one number for each horizon: staff = [2, 2, 3, 3, 4, 4]");
    return std::nullopt;
  };
  for (const Entry& entry : table->entries) {
    if (!check_name(report, entry.key, entry.key_place(), "resource")) continue;
    model::Amounts amounts;
    const bool is_list = entry.value.type == Node::Type::list;
    if (is_list) draft.by_horizon.push_back({entry.key, &entry.value});
    const std::vector<Node> single(is_list ? 0 : 1, entry.value);
    for (const Node& item : is_list ? entry.value.items : single) {
      if (const auto read = amount(item)) amounts.push_back(*read);
    }
    out[entry.key] = std::move(amounts);
  }
}

}  // namespace holdfast::load
