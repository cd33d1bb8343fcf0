// What a continuity manager should hear about an analysis. Each finding is one small function, and tells its figures.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agent/continuity/analysis.hpp"
#include "agent/continuity/in_words.hpp"
#include "agent/continuity/roster.hpp"

namespace holdfast::continuity {

namespace {

class ServiceFindings {
 public:
  ServiceFindings(const model::Site& site, const AnalysedService& about)
      : bia_(site.bia),
        service_(site.services.at(about.id)),
        figures_(about.figures),
        subject_("service." + about.id) {}

  std::vector<Finding> take() {
    scores();
    targets();
    if (service_.needs.empty()) {
      tell("needs-nothing",
           "It needs nothing, so no failure of a device, link or system is seen to bring it down. Write down what it "
           "stands on.");
    }
    return std::move(findings_);
  }

  void behind(const AnalysedService& other) {
    tell("rto-behind-dependent", fmt::format("Service {} needs it and must be back within {}; the RTO here is {}.",
                                             other.id, in_words(*other.figures.rto), in_words(*figures_.rto)));
  }

 private:
  void tell(const char* code, std::string text) { findings_.push_back({code, subject_, std::move(text)}); }

  void scores() {
    const auto& scores = service_.impact.scores;
    if (figures_.impact.empty()) {
      return tell("no-impact", "No impact has been scored: it has no rank of its own and stands behind the others.");
    }
    std::vector<std::string> missing;
    for (const auto& [category, weight] : bia_.weights)
      if (!scores.contains(category)) missing.push_back(category);
    if (!missing.empty()) {
      tell("impact-incomplete",
           fmt::format("Nobody has scored {}; its impact is that of the other categories.", fmt::join(missing, ", ")));
    }
    for (const auto& [category, values] : scores) {
      const auto falls = std::adjacent_find(values.begin(), values.end(), std::greater<>());
      if (falls == values.end()) continue;
      const auto at = static_cast<std::size_t>(falls - values.begin());
      tell("impact-falls",
           fmt::format("The {} impact falls from {} at {} to {} at {}; a longer outage costs no less.", category,
                       *falls, in_words(bia_.horizons[at]), *std::next(falls), in_words(bia_.horizons[at + 1])));
    }
  }

  // "MTPD 4 h, the weighted impact there is 4.05", "peers keep 2 h", "the regulator demands 4 h".
  std::string reasons() const {
    std::vector<std::string> parts;
    if (!figures_.mtpd) {
      if (!figures_.impact.empty())
        parts.push_back(fmt::format("no horizon up to {} is intolerable", in_words(bia_.horizons.back())));
    } else if (service_.impact.mtpd) {
      parts.push_back(fmt::format("the MTPD is set to {}", in_words(*figures_.mtpd)));
    } else {
      const double there = impact_at(bia_, figures_.impact, *figures_.mtpd).value_or(0.0);
      parts.push_back(fmt::format("the MTPD is {}, where the weighted impact is {}{}", in_words(*figures_.mtpd),
                                  score_text(there), why_intolerable(there)));
    }
    if (service_.impact.peer_rto) parts.push_back(fmt::format("peers keep {}", in_words(*service_.impact.peer_rto)));
    if (service_.impact.regulator_rto)
      parts.push_back(fmt::format("the regulator demands {}", in_words(*service_.impact.regulator_rto)));
    return fmt::format("{}", fmt::join(parts, "; "));
  }

  std::string why_intolerable(double there) const {
    if (reaches(there, bia_.intolerable)) return fmt::format(" (intolerable from {})", score_text(bia_.intolerable));
    return fmt::format(" and a category reaches {}", bia_.intolerable_score);
  }

  void targets() {
    const auto& [rto, suggested, mtpd] = std::tie(service_.rto, figures_.suggested_rto, figures_.mtpd);
    if (rto && suggested && *rto > *suggested) {
      tell("rto-too-long", fmt::format("The RTO of {} is longer than the suggested {}: {}.", in_words(*rto),
                                       in_words(*suggested), reasons()));
    }
    if (figures_.rto && mtpd && *figures_.rto > *mtpd) {
      tell("rto-beyond-mtpd",
           fmt::format("The RTO of {} lies beyond the MTPD of {}: kept to the letter, it would still be too late.",
                       in_words(*figures_.rto), in_words(*mtpd)));
    }
    if (service_.impact.mtpd && figures_.scored_mtpd && *service_.impact.mtpd > *figures_.scored_mtpd) {
      tell("mtpd-beyond-impact", fmt::format("The MTPD is set to {}, but its scores are intolerable from {} on.",
                                             in_words(*service_.impact.mtpd), in_words(*figures_.scored_mtpd)));
    }
    const auto& [rpo, demanded] = std::tie(service_.impact.rpo, service_.impact.regulator_rpo);
    if (rpo && demanded && *rpo > *demanded) {
      tell("rpo-too-long", fmt::format("The RPO of {} is longer than the {} that the regulator demands.",
                                       in_words(*rpo), in_words(*demanded)));
    }
    if (service_.recovery && figures_.rto && *service_.recovery > *figures_.rto) {
      tell("recovery-too-long",
           fmt::format("It takes {} to come back, longer than its RTO of {}: any outage misses the target.",
                       in_words(*service_.recovery), in_words(*figures_.rto)));
    }
  }

  const model::Bia& bia_;
  const model::Service& service_;
  const Figures& figures_;
  std::string subject_;
  std::vector<Finding> findings_;
};

const model::Link* link_of(const model::Site& site, const std::string& name) {
  const std::size_t dot = name.find('.');
  const std::string kind = name.substr(0, dot);
  const auto look = [&](const std::map<std::string, model::Link>& links) -> const model::Link* {
    const auto found = links.find(name.substr(dot + 1));
    return found == links.end() ? nullptr : &found->second;
  };
  if (kind == "link") return look(site.links);
  if (kind == "uplink") return look(site.uplinks);
  if (kind == "system") return look(site.systems);
  if (kind == "external") return look(site.externals);
  return nullptr;
}

void tell_review(const model::Bia& bia, model::Day today, std::vector<Finding>& out) {
  if (!bia.reviewed && bia.valid_for) {
    out.push_back({"review-undated", "bia",
                   fmt::format("A review is valid for {}, but the day of the last one is not written down.",
                               in_words(*bia.valid_for))});
  }
  const auto until = valid_until(bia);
  if (!until || std::chrono::sys_days(today) <= std::chrono::sys_days(*until)) return;
  const auto late = std::chrono::sys_days(today) - std::chrono::sys_days(*until);
  out.push_back({"review-lapsed", "bia",
                 fmt::format("The analysis was last reviewed on {} and was valid until {}, {} ago.",
                             in_words(*bia.reviewed), in_words(*until), in_words(Duration(late)))});
}

void tell_dependencies(const model::Site& site, const Analysis& analysis, std::vector<Finding>& out) {
  for (const Dependency& dependency : analysis.dependencies) {
    const model::Link* link = link_of(site, dependency.name);
    if (!link) continue;
    const auto& rto = dependency.brought_down_rto;
    if (link->recovery && rto && *link->recovery > *rto) {
      out.push_back({"recovery-too-long", dependency.name,
                     fmt::format("It has no alternative and takes {} to come back, but {} must be back within {}.",
                                 in_words(*link->recovery), fmt::join(dependency.brought_down, ", "), in_words(*rto))});
    }
    if (dependency.name.starts_with("external.") && link->contact.empty()) {
      out.push_back(
          {"no-contact", dependency.name,
           fmt::format("{} needs it, and nobody is named to be called there.", fmt::join(dependency.needed_by, ", "))});
    }
  }
}

// What is neither needed by a service nor wanted by anything: why is it written down?
void tell_unneeded(const Graph& graph, const Analysis& analysis, std::vector<Finding>& out) {
  std::vector<bool> used(graph.size(), false);
  for (const Dependency& dependency : analysis.dependencies) used[dependency.node] = true;
  std::vector<NodeId> wanted;
  for (const GraphNode& node : graph.nodes()) collect(node.wants, wanted);
  for (const NodeId node : wanted) used[node] = true;
  for (NodeId node = 0; node < graph.size(); ++node) {
    const bool is_told = graph[node].kind == NodeKind::system || graph[node].kind == NodeKind::external;
    if (!is_told || used[node]) continue;
    out.push_back({"not-needed", graph[node].name, "No service needs it, and nothing wants it: it has no target."});
  }
}

}  // namespace

std::vector<Finding> service_findings(const model::Site& site, const Graph& graph, const AnalysedService& about,
                                      const std::vector<AnalysedService>& all) {
  ServiceFindings findings(site, about);
  const auto node = graph.find("service." + about.id);
  for (const AnalysedService& other : all) {
    if (!node || !other.figures.rto || !about.figures.rto || *other.figures.rto >= *about.figures.rto) continue;
    const auto above = graph.find("service." + other.id);
    if (above && graph.rests_on(*above, *node)) findings.behind(other);
  }
  return findings.take();
}

std::vector<Finding> site_findings(const model::Site& site, const Graph& graph, const Analysis& analysis,
                                   model::Day today) {
  std::vector<Finding> findings;
  tell_review(site.bia, today, findings);
  tell_dependencies(site, analysis, findings);
  tell_unneeded(graph, analysis, findings);
  for (const model::Risk& risk : analysis.risks) {
    if (risk.treatment == model::Risk::Treatment::accept || !risk.plans.empty()) continue;
    findings.push_back({"risk-without-plan", "risk." + risk.id,
                        fmt::format("No plan answers it: likelihood {}, impact {}, score {}. Name a plan or accept it.",
                                    risk.likelihood, risk.impact, risk.likelihood * risk.impact)});
  }
  for (Finding& finding : roster_findings(site, today)) findings.push_back(std::move(finding));
  return findings;
}

std::optional<model::Day> valid_until(const model::Bia& bia) {
  if (!bia.reviewed || !bia.valid_for) return std::nullopt;
  return std::chrono::sys_days(*bia.reviewed) + std::chrono::floor<std::chrono::days>(*bia.valid_for);
}

}  // namespace holdfast::continuity
