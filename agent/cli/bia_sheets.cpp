// The business impact analysis for people: what a continuity manager wants to see, in the order of reading.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agent/cli/bia.hpp"
#include "agent/cli/words.hpp"
#include "agent/continuity/in_words.hpp"
#include "agent/continuity/roster.hpp"
#include "agent/load/duration.hpp"

namespace holdfast::cli {

namespace {

using continuity::AnalysedService;
using continuity::Dependency;

constexpr std::size_t columns_at_once = 8;    // of horizons beside each other
constexpr std::size_t services_at_once = 12;  // columns of the matrix

Column number_column(const std::string& title) { return {title, Align::right}; }

std::string span_text(const std::optional<Duration>& span) { return span ? continuity::in_words(*span) : "-"; }

std::string class_text(const std::optional<int>& priority) { return priority ? std::to_string(*priority) : "-"; }

Tone tone_of_impact(const model::Bia& bia, double impact) {
  if (continuity::reaches(impact, bia.intolerable)) return Tone::bad;
  return impact >= 3.0 ? Tone::warning : Tone::plain;
}

// Sheets with a column for each horizon, as many as fit beside each other.
template <class Row>
std::vector<Sheet> by_horizon(const model::Bia& bia, const Sheet& frame, const Row& fill) {
  std::vector<Sheet> sheets;
  for (std::size_t from = 0; from < bia.horizons.size(); from += columns_at_once) {
    const std::size_t to = std::min(from + columns_at_once, bia.horizons.size());
    Sheet& sheet = sheets.emplace_back(frame);
    if (from > 0) {
      sheet.title += ", later";
      sheet.lead.clear();
    }
    for (std::size_t i = from; i < to; ++i) sheet.columns.push_back(number_column(load::shown(bia.horizons[i])));
    fill(sheet, from, to);
  }
  return sheets;
}

std::vector<Remark> remarks_of(const std::vector<continuity::Finding>& findings) {
  std::vector<Remark> remarks;
  for (const auto& each : findings) remarks.push_back({each.subject, each.text});
  return remarks;
}

// The findings of the site whose subject begins with any of `kinds`.
std::vector<Remark> remarks_about(const BiaView& view, const std::vector<std::string>& kinds) {
  std::vector<Remark> remarks;
  for (const auto& each : view.analysis.findings) {
    const std::string kind = each.subject.substr(0, each.subject.find('.'));
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) remarks.push_back({each.subject, each.text});
  }
  return remarks;
}

void append_remarks(Sheet& sheet, const std::vector<Remark>& remarks) {
  sheet.remarks.insert(sheet.remarks.end(), remarks.begin(), remarks.end());
}

Sheet head_sheet(const BiaView& view) {
  const model::Site& site = view.site;
  Sheet sheet;
  sheet.title = "Business impact analysis of " + site.id + (site.title.empty() ? "" : ", " + site.title);
  std::size_t findings = view.analysis.findings.size();
  for (const auto& service : view.analysis.services) findings += service.findings.size();
  const auto until = continuity::valid_until(site.bia);
  const std::string review = !site.bia.reviewed
                                 ? "The day of the last review is not written down."
                                 : fmt::format("Reviewed {}{}.", continuity::in_words(*site.bia.reviewed),
                                               until ? ", valid until " + continuity::in_words(*until) : "");
  sheet.lead = fmt::format("{}, {}, {}, {}. {}", counted(site.services.size(), "service"),
                           counted(site.systems.size(), "system"), counted(site.risks.size(), "risk"),
                           counted(findings, "finding"), review);
  for (Remark& remark : remarks_about(view, {"bia"})) sheet.remarks.push_back({"", remark.text, remark.tone});
  return sheet;
}

std::vector<Sheet> impact_sheets(const BiaView& view) {
  const model::Bia& bia = view.site.bia;
  Sheet frame;
  frame.title = "Impact over time, by rank";
  frame.lead = fmt::format(
      "1 none, 2 minor, 3 some, 4 serious, 5 very serious; weighted over {}. From {:.1f} on it cannot be borne.",
      counted(bia.weights.size(), "category", "categories"), bia.intolerable);
  frame.columns = {number_column("#"), {"service", Align::left, Shrink::first}, number_column("mean")};
  return by_horizon(bia, frame, [&](Sheet& sheet, std::size_t from, std::size_t to) {
    for (const AnalysedService& service : view.analysis.services) {
      const continuity::Figures& figures = service.figures;
      std::vector<Cell> row{std::to_string(service.rank), service.id,
                            figures.mean ? continuity::score_text(*figures.mean) : "-"};
      for (std::size_t i = from; i < to; ++i) {
        row.push_back(figures.impact.empty()
                          ? Cell("-", Tone::faint)
                          : Cell(continuity::score_text(figures.impact[i]), tone_of_impact(bia, figures.impact[i])));
      }
      sheet.rows.push_back(std::move(row));
    }
  });
}

Sheet target_sheet(const BiaView& view) {
  Sheet sheet;
  sheet.title = "Recovery targets";
  sheet.columns = {number_column("#"),
                   {"service", Align::left, Shrink::first},
                   {"title", Align::left, Shrink::first},
                   {"class"},
                   number_column("RTO"),
                   number_column("suggested"),
                   number_column("MTPD"),
                   number_column("RPO")};
  bool suggested = false;
  for (const AnalysedService& service : view.analysis.services) {
    const model::Service& about = view.site.services.at(service.id);
    const continuity::Figures& figures = service.figures;
    const bool too_long = figures.rto && figures.suggested_rto && *figures.rto > *figures.suggested_rto;
    const bool stands_in = !about.rto && figures.rto;
    suggested = suggested || stands_in;
    sheet.rows.push_back({std::to_string(service.rank),
                          service.id,
                          about.title,
                          class_text(figures.priority),
                          {span_text(figures.rto) + (stands_in ? "*" : ""), too_long ? Tone::bad : Tone::plain},
                          span_text(figures.suggested_rto),
                          span_text(figures.mtpd),
                          span_text(figures.rpo)});
    append_remarks(sheet, remarks_of(service.findings));
  }
  if (suggested) sheet.lead = "* no RTO is written down: the suggested one holds.";
  return sheet;
}

Sheet channel_sheet(const BiaView& view) {
  Sheet sheet;
  sheet.title = "Channel priorities";
  sheet.columns = {number_column("#"),
                   {"channel", Align::left, Shrink::first},
                   {"title", Align::left, Shrink::first},
                   {"class"},
                   number_column("RTO"),
                   number_column("revenue"),
                   number_column("volume")};
  const auto share = [](const std::optional<double>& part) {
    return part ? fmt::format("{:.0f} %", *part * 100) : "-";
  };
  for (const AnalysedService& service : view.analysis.services) {
    const model::Service& about = view.site.services.at(service.id);
    if (about.kind != model::ServiceKind::channel) continue;
    sheet.rows.push_back({std::to_string(service.rank), service.id, about.title, class_text(service.figures.priority),
                          span_text(service.figures.rto), share(about.impact.revenue_share),
                          share(about.impact.volume_share)});
  }
  return sheet;
}

Sheet recovery_sheet(const BiaView& view) {
  Sheet sheet;
  sheet.title = "Recovery priorities of what services rest on";
  sheet.lead =
      "The strictest targets of the services that need it. Without an alternative its loss alone brings one down.";
  sheet.columns = {number_column("#"),   {"needed", Align::left, Shrink::first},
                   number_column("RTO"), number_column("RPO"),
                   {"alternative"},      {"by service", Align::left, Shrink::first}};
  std::size_t number = 0;
  for (const Dependency& each : view.analysis.dependencies) {
    const Tone tone = each.has_alternative ? Tone::good : each.brought_down_class == 1 ? Tone::bad : Tone::warning;
    sheet.rows.push_back({std::to_string(++number),
                          each.name,
                          span_text(each.rto),
                          span_text(each.rpo),
                          {each.has_alternative ? "yes" : "none", tone},
                          fmt::format("{}", fmt::join(each.needed_by, ", "))});
  }
  std::vector<std::string> alone;
  for (const Dependency& each : view.analysis.dependencies)
    if (each.brought_down_class == 1) alone.push_back(each.name);
  if (!alone.empty()) {
    sheet.remarks.push_back(
        {"", fmt::format("Services of class 1 have no alternative to {}.", fmt::join(alone, ", "))});
  }
  append_remarks(sheet, remarks_about(view, {"system", "external", "link", "uplink", "device", "source"}));
  return sheet;
}

bool is_in_matrix(const Dependency& dependency) {
  return dependency.name.starts_with("system.") || dependency.name.starts_with("external.");
}

// Services against systems and externals: a row a system, a column a service, named by its rank.
std::vector<Sheet> matrix_sheets(const BiaView& view) {
  const auto& services = view.analysis.services;
  std::vector<Sheet> sheets;
  for (std::size_t from = 0; from < services.size(); from += services_at_once) {
    const std::size_t to = std::min(from + services_at_once, services.size());
    Sheet sheet;
    sheet.title = "Services against systems and externals" + std::string(from > 0 ? ", further services" : "");
    sheet.columns = {{"", Align::left, Shrink::first}};
    std::vector<std::string> names;
    for (std::size_t i = from; i < to; ++i) {
      sheet.columns.push_back(number_column(fmt::format("#{}", services[i].rank)));
      names.push_back(fmt::format("#{} {}", services[i].rank, services[i].id));
    }
    sheet.lead = fmt::format("{}", fmt::join(names, ", "));
    for (const Dependency& each : view.analysis.dependencies) {
      if (!is_in_matrix(each)) continue;
      std::vector<Cell> row{each.name};
      for (std::size_t i = from; i < to; ++i) {
        const bool needs =
            std::find(each.needed_by.begin(), each.needed_by.end(), services[i].id) != each.needed_by.end();
        row.push_back(needs ? Cell("x", Tone::strong) : Cell(".", Tone::faint));
      }
      sheet.rows.push_back(std::move(row));
    }
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

std::vector<Sheet> minimum_sheets(const BiaView& view) {
  Sheet frame;
  frame.title = "Minimum resources over time";
  frame.columns = {{"resource", Align::left, Shrink::first}};
  return by_horizon(view.site.bia, frame, [&](Sheet& sheet, std::size_t from, std::size_t to) {
    for (const auto& [resource, amounts] : view.analysis.minimum) {
      std::vector<Cell> row{resource};
      for (std::size_t i = from; i < to; ++i) row.emplace_back(fmt::format("{:.6g}", amounts[i]));
      sheet.rows.push_back(std::move(row));
    }
  });
}

Tone tone_of_risk(int score) { return score >= 15 ? Tone::bad : score >= 8 ? Tone::warning : Tone::good; }

Sheet heat_map_sheet(const BiaView& view) {
  Sheet sheet;
  sheet.title = "Risks, as a heat map";
  sheet.lead = "Numbers are those of the list below; the worst stand at the upper right.";
  sheet.columns = {{"likelihood"}};
  for (int impact = 1; impact <= 5; ++impact) sheet.columns.push_back(number_column(fmt::format("impact {}", impact)));
  for (int likelihood = 5; likelihood >= 1; --likelihood) {
    std::vector<Cell> row{std::to_string(likelihood)};
    for (int impact = 1; impact <= 5; ++impact) {
      std::string numbers;
      for (std::size_t i = 0; i < view.analysis.risks.size(); ++i) {
        const model::Risk& risk = view.analysis.risks[i];
        if (risk.likelihood == likelihood && risk.impact == impact)
          numbers += fmt::format("{}{}", numbers.empty() ? "" : " ", i + 1);
      }
      row.push_back(numbers.empty() ? Cell(".", Tone::faint) : Cell(numbers, tone_of_risk(likelihood * impact)));
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

Sheet risk_sheet(const BiaView& view) {
  Sheet sheet;
  sheet.title = "Risks and the plans that answer them";
  sheet.columns = {number_column("#"),
                   {"risk", Align::left, Shrink::first},
                   {"title", Align::left, Shrink::first},
                   number_column("score"),
                   {"treatment"},
                   {"plans", Align::left, Shrink::first}};
  std::size_t number = 0;
  for (const model::Risk& risk : view.analysis.risks) {
    const int score = risk.likelihood * risk.impact;
    const bool accepted = risk.treatment == model::Risk::Treatment::accept;
    const Cell plans = !risk.plans.empty() ? Cell(fmt::format("{}", fmt::join(risk.plans, ", ")))
                                           : Cell(accepted ? "-" : "none", accepted ? Tone::faint : Tone::bad);
    const char* treatments[] = {"avoid", "reduce", "transfer", "accept"};
    sheet.rows.push_back({std::to_string(++number),
                          risk.id,
                          risk.title,
                          {std::to_string(score), tone_of_risk(score)},
                          Cell(treatments[static_cast<std::size_t>(risk.treatment)]),
                          plans});
  }
  sheet.remarks = remarks_about(view, {"risk"});
  return sheet;
}

Sheet organisation_sheet(const BiaView& view) {
  Sheet sheet;
  sheet.title = "Roles, and to whom they escalate";
  sheet.columns = {{"role"}, {"title", Align::left, Shrink::first}, {"escalates to", Align::left, Shrink::first}};
  const continuity::Roster roster(view.site);
  for (const auto& [id, role] : view.site.roles) {
    std::vector<std::string> steps;
    for (const continuity::EscalationStep& step : roster.escalation_chain(id))
      if (step.role != id) steps.push_back(fmt::format("{} after {}", step.role, continuity::in_words(step.after)));
    sheet.rows.push_back({id, role.title, steps.empty() ? "-" : fmt::format("{}", fmt::join(steps, ", "))});
  }
  sheet.remarks = remarks_about(view, {"role", "person"});
  return sheet;
}

// A sheet with nothing in it is not shown.
void append(std::vector<Sheet>& all, std::vector<Sheet> more) {
  for (Sheet& sheet : more)
    if (!sheet.rows.empty() || !sheet.remarks.empty()) all.push_back(std::move(sheet));
}

}  // namespace

std::vector<Sheet> bia_sheets(const BiaView& view) {
  std::vector<Sheet> sheets{head_sheet(view)};
  append(sheets, impact_sheets(view));
  append(sheets, {target_sheet(view)});
  append(sheets, {channel_sheet(view)});
  append(sheets, {recovery_sheet(view)});
  append(sheets, matrix_sheets(view));
  if (!view.analysis.minimum.empty()) append(sheets, minimum_sheets(view));
  if (!view.analysis.risks.empty()) append(sheets, {heat_map_sheet(view), risk_sheet(view)});
  append(sheets, {organisation_sheet(view)});
  return sheets;
}

std::vector<Sheet> changes_sheets(const continuity::Changes& changes) {
  Sheet services{"Changes since the other analysis",
                 "",
                 {{"what"}, {"service", Align::left, Shrink::first}, {"", Align::left, Shrink::first}},
                 {},
                 {}};
  for (const std::string& id : changes.added) services.rows.push_back({{"new", Tone::good}, id, Cell("")});
  for (const auto& each : changes.merged) {
    const char* what = each.from.size() > 1 ? "merged" : "renamed";
    services.rows.push_back({{what, Tone::warning}, each.into, fmt::format("was {}", fmt::join(each.from, ", "))});
  }
  for (const std::string& id : changes.dropped) services.rows.push_back({{"dropped", Tone::bad}, id, Cell("")});
  if (changes.empty()) services.lead = "No service, rank or target has changed.";
  Sheet targets{"Ranks and targets that changed",
                "",
                {{"service", Align::left, Shrink::first}, {"rank"}, {"class"}, {"RTO"}, {"RPO"}, {"MTPD"}},
                {},
                {}};
  const auto change = [](const std::string& before, const std::string& now) {
    return before == now ? Cell(now, Tone::faint) : Cell(before + " -> " + now, Tone::strong);
  };
  for (const auto& each : changes.changed) {
    const continuity::Figures& before = each.before.figures;
    const continuity::Figures& now = each.now.figures;
    targets.rows.push_back({each.id, change(std::to_string(each.before.rank), std::to_string(each.now.rank)),
                            change(class_text(before.priority), class_text(now.priority)),
                            change(span_text(before.rto), span_text(now.rto)),
                            change(span_text(before.rpo), span_text(now.rpo)),
                            change(span_text(before.mtpd), span_text(now.mtpd))});
  }
  std::vector<Sheet> sheets{std::move(services)};
  append(sheets, {std::move(targets)});
  return sheets;
}

}  // namespace holdfast::cli
