#include "agent/incident/grades.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/continuity/in_words.hpp"

namespace holdfast::incident {
namespace {

using model::GradeRule;
using model::Reach;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// From 1 for the lowest; 0 for none.
std::size_t rank_of(const model::RuleSet& rules, const std::string& grade) {
  const auto found = std::ranges::find(rules.grades, grade);
  return found == rules.grades.end() ? 0 : static_cast<std::size_t>(found - rules.grades.begin()) + 1;
}

bool asks_for_services(const GradeRule& rule) {
  return rule.services_down > 0 || !rule.services.empty() || rule.service_class || rule.revenue_share ||
         rule.volume_share;
}

// Where one rule stands with the facts, its duration left aside.
struct Standing {
  std::optional<SteadyTime> since;     // its demands hold together since then
  std::optional<SteadyTime> possible;  // or would since then, if what is not known were so
  std::string unknown;                 // what
};

// Adds service after service, in the order in which they went down, until the demands are met.
class ServiceSum {
 public:
  explicit ServiceSum(const GradeRule& rule) : rule_(rule) {}

  // False once nothing more can change the answer.
  bool add(const ServiceDown& service) {
    if (!rule_.services.empty() && !contains(rule_.services, service.id)) return true;
    if (rule_.service_class && service.priority_class > *rule_.service_class) return true;
    if (rule_.service_class && service.priority_class == 0) {
      ++doubtful_;
      doubt("priority class", service);
    } else {
      ++known_;
    }
    const bool counts = !rule_.service_class || service.priority_class != 0;
    add_share(rule_.revenue_share, service.revenue_share, counts, revenue_, "share of revenue", service);
    add_share(rule_.volume_share, service.volume_share, counts, volume_, "share of volume", service);
    const int wanted = std::max(rule_.services_down, 1);
    if (known_ >= wanted && revenue_.known >= 0 && volume_.known >= 0) {
      standing_.since = service.since;
      return false;
    }
    const bool possible = known_ + doubtful_ >= wanted && revenue_.possible() && volume_.possible();
    if (possible && !standing_.possible) standing_.possible = service.since;
    return true;
  }

  Standing take() { return std::move(standing_); }

 private:
  struct Sum {
    double known = 0;  // less what is wanted
    bool open = false;
    bool possible() const { return open || known >= 0; }
  };

  static Sum from(const std::optional<double>& wanted) {
    constexpr double rounding = 1e-9;
    return {wanted ? rounding - *wanted : 0.0, false};
  }

  void add_share(const std::optional<double>& wanted, const std::optional<double>& part, bool counts, Sum& sum,
                 const char* what, const ServiceDown& service) {
    if (!wanted) return;
    if (part && counts) {
      sum.known += *part;
    } else {
      sum.open = true;
      doubt(what, service);
    }
  }

  void doubt(const char* what, const ServiceDown& service) {
    if (standing_.unknown.empty())
      standing_.unknown = fmt::format("the {} of service {} is not known", what, service.id);
  }

  const GradeRule& rule_;
  int known_ = 0, doubtful_ = 0;
  Sum revenue_ = from(rule_.revenue_share), volume_ = from(rule_.volume_share);
  Standing standing_;
};

Standing stand_of_services(const GradeRule& rule, std::vector<ServiceDown> down) {
  std::ranges::stable_sort(down, {}, &ServiceDown::since);
  ServiceSum sum(rule);
  for (const ServiceDown& service : down) {
    if (!sum.add(service)) break;
  }
  return sum.take();
}

class Evaluation {
 public:
  Evaluation(const model::RuleSet& rules, const continuity::Calendar& calendar, const GradeFacts& facts, Grading& out)
      : rules_(rules), calendar_(calendar), facts_(facts), out_(out) {}

  void look_at(const GradeRule& rule) {
    if (!rule.disruption_classes.empty() &&
        std::ranges::none_of(facts_.disruption_classes,
                             [&](const std::string& each) { return contains(rule.disruption_classes, each); })) {
      return;
    }
    const Standing standing =
        asks_for_services(rule) ? stand_of_services(rule, facts_.down) : Standing{facts_.since, {}, ""};
    const std::optional<SteadyTime> since = standing.since ? standing.since : standing.possible;
    if (!since || !lasts_long_enough(rule, *since)) return;
    if (!standing.since) return doubt(rule, standing.unknown);
    if (rule.at_peak && !facts_.wall) return doubt(rule, "the time of day is not certain, so neither are peak hours");
    if (rule.reach > facts_.reach) {
      return doubt(rule, fmt::format("only the operations centre can tell whether it reaches {}",
                                     rule.reach == Reach::province ? "a whole province" : "several provinces"));
    }
    hold(rule);
  }

 private:
  bool has_held(const GradeRule& rule) const {
    return std::ranges::any_of(out_.state.held, [&](const auto& each) { return each.first == rule.id; });
  }

  void doubt(const GradeRule& rule, std::string text) {
    if (!has_held(rule)) out_.doubts.push_back({rule.id, rule.grade, std::move(text)});
  }

  void look_again(const GradeRule& rule, std::optional<SteadyTime> at) {
    if (at && !has_held(rule) && (!out_.next || *at < *out_.next)) out_.next = at;
  }

  SteadyTime steady(WallTime at) const { return facts_.now + (at - *facts_.wall); }

  // Without a certain time of day, peak hours are taken to be now.
  bool lasts_long_enough(const GradeRule& rule, SteadyTime since) {
    const Duration wanted = rule.lasts.value_or(Duration{});
    if (!rule.at_peak || !facts_.wall) {
      if (facts_.now - since >= wanted) return true;
      look_again(rule, since + wanted);
      return false;
    }
    const WallTime now = *facts_.wall;
    if (!rule.lasts) {
      if (calendar_.is_open(rules_.peak, now)) return true;
      if (const auto opens = calendar_.next_change(rules_.peak, now)) look_again(rule, steady(*opens));
      return false;
    }
    const WallTime began = now - (facts_.now - since);
    if (calendar_.open_time(rules_.peak, began, now) >= wanted) return true;
    if (const auto at = calendar_.open_for(rules_.peak, began, wanted)) look_again(rule, steady(*at));
    return false;
  }

  void hold(const GradeRule& rule) {
    out_.holding.push_back(rule.id);
    if (has_held(rule)) return;
    out_.state.held.emplace_back(rule.id, facts_.now);
    const std::size_t rank = rank_of(rules_, rule.grade);
    if (rank <= rank_of(rules_, out_.state.grade)) return;
    out_.state.grade = rule.grade;
    out_.raised = true;
    for (std::size_t i = 0; i < rank; ++i) out_.state.reached.emplace(rules_.grades[i], facts_.now);
  }

  const model::RuleSet& rules_;
  const continuity::Calendar& calendar_;
  const GradeFacts& facts_;
  Grading& out_;
};

}  // namespace

std::string version_of(const model::RuleSet& rules) {
  return rules.in_force ? fmt::format("{} of {}", rules.id, continuity::in_words(*rules.in_force)) : rules.id;
}

const char* to_string(model::Reach reach) {
  switch (reach) {
    case Reach::site: return "site";
    case Reach::province: return "province";
    case Reach::provinces: return "provinces";
  }
  return "site";
}

Grading evaluate(const model::RuleSet& rules, const continuity::Calendar& calendar, const GradeFacts& facts,
                 const GradeState& previous) {
  Grading grading;
  grading.state = previous;
  if (previous.rules != version_of(rules)) {  // the first time, or the rules were replaced while it lasted
    grading.state.rules = version_of(rules);
    grading.state.held.clear();
    if (rank_of(rules, previous.grade) == 0) grading.state.grade.clear();
    std::erase_if(grading.state.reached, [&](const auto& each) { return rank_of(rules, each.first) == 0; });
  }
  Evaluation evaluation(rules, calendar, facts, grading);
  for (const GradeRule& rule : rules.rules) evaluation.look_at(rule);
  for (const model::Obligation& obligation : rules.obligations) {
    const auto reached = grading.state.reached.find(obligation.after);
    if (reached != grading.state.reached.end()) {
      grading.obligations.push_back({obligation.id, reached->second + obligation.within});
    }
  }
  std::ranges::stable_sort(grading.obligations, {}, &DueObligation::due);
  return grading;
}

Result<GradeState> set_grade(const model::RuleSet& rules, const GradeState& state, const std::string& grade,
                             const std::string& who, const std::string& reason, SteadyTime now) {
  const std::size_t rank = rank_of(rules, grade);
  if (rank == 0 && !grade.empty()) {
    return make_error(Code::invalid_argument, "{} has no grade {}", version_of(rules), grade);
  }
  if (grade == state.grade) return make_error(Code::invalid_argument, "it has this grade already");
  if (who.empty()) return make_error(Code::invalid_argument, "a grade is set by somebody");
  if (reason.empty()) return make_error(Code::invalid_argument, "a grade is set for a reason");
  GradeState changed = state;
  changed.set.push_back({state.grade, grade, who, reason, now});
  changed.grade = grade;
  std::erase_if(changed.reached, [&](const auto& each) { return rank_of(rules, each.first) > rank; });
  for (std::size_t i = 0; i < rank; ++i) changed.reached.emplace(rules.grades[i], now);
  return changed;
}

}  // namespace holdfast::incident
