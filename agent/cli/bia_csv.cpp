// The business impact analysis for spreadsheets: a table each (RFC 4180). Columns that are in the JSON too have its
// names; a list stands in one cell, its parts apart by spaces.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "agent/cli/bia.hpp"
#include "agent/load/duration.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

const char* word(model::ServiceKind kind) {
  switch (kind) {
    case model::ServiceKind::business: return "business";
    case model::ServiceKind::channel: return "channel";
    case model::ServiceKind::support: return "support";
  }
  return "?";
}

std::string row_of(const std::vector<std::string>& cells) {
  std::vector<std::string> quoted;
  for (const std::string& cell : cells) quoted.push_back(csv_cell(cell));
  return fmt::format("{}\r\n", fmt::join(quoted, ","));
}

std::string cell_of(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_bool()) return value.as_bool() ? "yes" : "no";
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_double()) return fmt::format("{:.10g}", value.as_double());
  if (!value.is_array()) return json::serialize(value);
  std::vector<std::string> parts;
  for (const json::value& each : value.as_array()) parts.push_back(cell_of(each));
  return fmt::format("{}", fmt::join(parts, " "));
}

std::vector<std::string> by_horizon(const BiaView& view, const std::string& prefix) {
  std::vector<std::string> columns;
  for (const Duration horizon : view.site.bia.horizons) columns.push_back(prefix + load::shown(horizon));
  return columns;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// Objects that all have the same keys.
std::string table_of(const std::vector<std::string>& columns, const json::array& objects) {
  std::string out = row_of(columns);
  for (const json::value& object : objects) {
    std::vector<std::string> row;
    for (const std::string& column : columns) row.push_back(cell_of(object.at(column)));
    out += row_of(row);
  }
  return out;
}

std::string services(const BiaView& view, const json::object& all) {
  std::vector<std::string> head{"rank",  "service",         "title",  "kind",  "owner",      "class",
                                "rto_s", "suggested_rto_s", "mtpd_s", "rpo_s", "mean_impact"};
  append(head, by_horizon(view, "impact_"));
  append(head, {"needs", "findings"});
  std::string out = row_of(head);
  const json::array& figures = all.at("services").as_array();
  for (std::size_t i = 0; i < view.analysis.services.size(); ++i) {
    const continuity::AnalysedService& each = view.analysis.services[i];
    const model::Service& service = view.site.services.at(each.id);
    std::vector<std::string> row{std::to_string(each.rank), each.id, service.title, word(service.kind), service.owner};
    for (const char* key : {"class", "rto_s", "suggested_rto_s", "mtpd_s", "rpo_s"})
      row.push_back(cell_of(figures[i].at(key)));
    row.push_back(each.figures.mean ? fmt::format("{:.4f}", *each.figures.mean) : "");
    for (std::size_t horizon = 0; horizon < view.site.bia.horizons.size(); ++horizon)
      row.push_back(each.figures.impact.empty() ? "" : fmt::format("{:.4f}", each.figures.impact[horizon]));
    std::vector<std::string> codes;
    for (const auto& finding : each.findings) codes.push_back(finding.code);
    row.push_back(fmt::format("{}", fmt::join(view.analysis.matrix.at(each.id), " ")));
    row.push_back(fmt::format("{}", fmt::join(codes, " ")));
    out += row_of(row);
  }
  return out;
}

std::string matrix(const BiaView& view, const json::object&) {
  std::vector<std::string> head{"needed"};
  for (const auto& service : view.analysis.services) head.push_back(service.id);
  std::string out = row_of(head);
  for (const continuity::Dependency& each : view.analysis.dependencies) {
    std::vector<std::string> row{each.name};
    for (const auto& service : view.analysis.services)
      row.emplace_back(std::ranges::find(each.needed_by, service.id) == each.needed_by.end() ? "" : "x");
    out += row_of(row);
  }
  return out;
}

std::string minimum(const BiaView& view, const json::object& all) {
  std::vector<std::string> head{"resource"};
  append(head, by_horizon(view, "amount_"));
  std::string out = row_of(head);
  for (const auto& [resource, amounts] : all.at("minimum").as_object()) {
    std::vector<std::string> row{std::string(resource)};
    for (const json::value& amount : amounts.as_array()) row.push_back(cell_of(amount));
    out += row_of(row);
  }
  return out;
}

// Those of services by rank, then the site's.
std::string findings(const BiaView&, const json::object& all) {
  json::array list;
  for (const json::value& service : all.at("services").as_array())
    for (const json::value& each : service.at("findings").as_array()) list.push_back(each);
  for (const json::value& each : all.at("findings").as_array()) list.push_back(each);
  return table_of({"code", "subject", "text"}, list);
}

struct Printed {
  const char* name;
  const char* columns;
  std::string (*print)(const BiaView&, const json::object&);
};

constexpr std::array tables{
    Printed{
        "services",
        "rank, service, title, kind, owner, class, rto_s, suggested_rto_s, mtpd_s, rpo_s, mean_impact, impact_30m ... "
        "(one a horizon), needs (everything it rests on), findings (codes)",
        services},
    Printed{"channels", "name, rank, class, rto_s",
          [](const BiaView&, const json::object& all) {
            return table_of({"name", "rank", "class", "rto_s"}, all.at("channels").as_array());
          }},
    Printed{"dependencies", "by recovery priority: name, rto_s, rpo_s, has_alternative, needed_by",
          [](const BiaView&, const json::object& all) {
            return table_of({"name", "rto_s", "rpo_s", "has_alternative", "needed_by"},
                            all.at("dependencies").as_array());
          }},
    Printed{"matrix", "needed, then one a service with x where it rests on that", matrix},
    Printed{"minimum", "resource, amount_30m ... (one a horizon)", minimum},
    Printed{"risks", "name, title, hazard, class, likelihood, impact, score, treatment, owner, plans",
          [](const BiaView&, const json::object& all) {
            return table_of(
                {"name", "title", "hazard", "class", "likelihood", "impact", "score", "treatment", "owner", "plans"},
                all.at("risks").as_array());
          }},
    Printed{"findings", "code, subject, text", findings},
};

}  // namespace

std::vector<CsvTable> bia_tables() {
  std::vector<CsvTable> names;
  for (const Printed& table : tables) names.push_back({table.name, table.columns});
  return names;
}

std::string bia_csv(const BiaView& view, const std::string& table) {
  const auto wanted = std::ranges::find_if(tables, [&](const Printed& each) { return table == each.name; });
  return wanted == tables.end() ? "" : wanted->print(view, bia_json(view));
}

}  // namespace holdfast::cli
