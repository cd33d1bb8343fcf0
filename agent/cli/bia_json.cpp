// The business impact analysis for machines: JSON.
#include <cmath>

#include "agent/cli/bia.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

json::value seconds(Duration duration) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(duration);
  if (whole == duration) return whole.count();
  return std::chrono::duration<double>(duration).count();
}

json::value seconds(const std::optional<Duration>& duration) { return duration ? seconds(*duration) : json::value(); }

json::value rounded(const std::optional<double>& number) {
  return number ? json::value(std::round(*number * 1e4) / 1e4) : json::value();
}

json::value whole(const std::optional<int>& number) { return number ? json::value(*number) : json::value(); }

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

json::array findings_json(const std::vector<continuity::Finding>& findings) {
  json::array list;
  for (const auto& each : findings)
    list.push_back({{"code", each.code}, {"subject", each.subject}, {"text", each.text}});
  return list;
}

json::value impact_json(const std::vector<double>& impact) {
  if (impact.empty()) return nullptr;
  json::array list;
  for (const double each : impact) list.push_back(rounded(each));
  return list;
}

json::object service_json(const continuity::AnalysedService& service) {
  const continuity::Figures& figures = service.figures;
  return {{"name", service.id},
          {"rank", service.rank},
          {"class", whole(figures.priority)},
          {"impact", impact_json(figures.impact)},
          {"mean", rounded(figures.mean)},
          {"mtpd_s", seconds(figures.mtpd)},
          {"suggested_rto_s", seconds(figures.suggested_rto)},
          {"rto_s", seconds(figures.rto)},
          {"rpo_s", seconds(figures.rpo)},
          {"findings", findings_json(service.findings)}};
}

const char* word(model::Risk::Treatment treatment) {
  switch (treatment) {
    case model::Risk::Treatment::avoid: return "avoid";
    case model::Risk::Treatment::reduce: return "reduce";
    case model::Risk::Treatment::transfer: return "transfer";
    case model::Risk::Treatment::accept: return "accept";
  }
  return "?";
}

json::object risk_json(const model::Risk& risk) {
  return {{"name", risk.id},
          {"title", risk.title},
          {"hazard", risk.hazard},
          {"class", risk.risk_class.empty() ? json::value() : json::value(risk.risk_class)},
          {"likelihood", risk.likelihood},
          {"impact", risk.impact},
          {"score", risk.likelihood * risk.impact},
          {"treatment", word(risk.treatment)},
          {"owner", risk.owner},
          {"plans", texts(risk.plans)}};
}

json::array channels_json(const BiaView& view) {
  json::array list;
  for (const auto& each : view.analysis.services) {
    if (view.site.services.at(each.id).kind != model::ServiceKind::channel) continue;
    list.push_back({{"name", each.id},
                    {"rank", each.rank},
                    {"class", whole(each.figures.priority)},
                    {"rto_s", seconds(each.figures.rto)}});
  }
  return list;
}

json::object target_json(const continuity::AnalysedService& service) {
  const continuity::Figures& figures = service.figures;
  return {{"rank", service.rank},
          {"class", whole(figures.priority)},
          {"rto_s", seconds(figures.rto)},
          {"rpo_s", seconds(figures.rpo)},
          {"mtpd_s", seconds(figures.mtpd)}};
}

}  // namespace

json::object bia_json(const BiaView& view) {
  const continuity::Analysis& analysis = view.analysis;
  json::array horizons, services, dependencies, risks;
  json::object matrix, minimum;
  for (const Duration horizon : view.site.bia.horizons) horizons.push_back(seconds(horizon));
  for (const auto& each : analysis.services) services.push_back(service_json(each));
  for (const auto& each : analysis.dependencies) {
    dependencies.push_back({{"name", each.name},
                            {"rto_s", seconds(each.rto)},
                            {"rpo_s", seconds(each.rpo)},
                            {"needed_by", texts(each.needed_by)},
                            {"has_alternative", each.has_alternative}});
  }
  for (const auto& each : analysis.services) matrix[each.id] = texts(analysis.matrix.at(each.id));
  for (const auto& [resource, amounts] : analysis.minimum) {
    json::array list;
    for (const double amount : amounts) {
      const bool is_whole = std::abs(amount) < 1e15 && std::floor(amount) == amount;
      list.push_back(is_whole ? json::value(static_cast<std::int64_t>(amount)) : rounded(amount));
    }
    minimum[resource] = std::move(list);
  }
  for (const model::Risk& risk : analysis.risks) risks.push_back(risk_json(risk));
  return {{"horizons_s", std::move(horizons)}, {"services", std::move(services)},
          {"channels", channels_json(view)},   {"dependencies", std::move(dependencies)},
          {"matrix", std::move(matrix)},       {"minimum", std::move(minimum)},
          {"risks", std::move(risks)},         {"findings", findings_json(analysis.findings)}};
}

json::object changes_json(const continuity::Changes& changes) {
  json::array merged, changed;
  for (const auto& each : changes.merged) merged.push_back({{"name", each.into}, {"from", texts(each.from)}});
  for (const auto& each : changes.changed)
    changed.push_back({{"name", each.id}, {"before", target_json(each.before)}, {"now", target_json(each.now)}});
  return {{"new", texts(changes.added)},
          {"dropped", texts(changes.dropped)},
          {"merged", std::move(merged)},
          {"changed", std::move(changed)}};
}

}  // namespace holdfast::cli
