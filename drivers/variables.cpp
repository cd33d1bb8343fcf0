#include "drivers/variables.hpp"

#include <algorithm>

#include "drivers/evaluate.hpp"

namespace holdfast::drivers {
namespace {

using model::VariableAddress;

class VariableAnswers final : public Answers {
 public:
  explicit VariableAnswers(const Variables& variables) {
    for (const auto& [name, raw] : variables) answers_[name].raw = raw;
  }

  std::vector<Instance> instances(const model::PointAddress& address) const override {
    const auto* variable = std::get_if<VariableAddress>(&address);
    if (variable == nullptr) return {};
    std::vector<Instance> found;
    if (!is_table(*variable)) {
      const Answer* answer = find(variable->name);
      if (answer != nullptr) found.push_back({model::Row{}, answer});
      return found;
    }
    for (const auto& [name, answer] : answers_) {
      const std::optional<model::Row> row = model::row_of(variable->name, name);
      if (row) found.push_back({*row, &answer});
    }
    std::sort(found.begin(), found.end(), [](const Instance& a, const Instance& b) { return a.index < b.index; });
    return found;
  }

  const Answer* at(const model::PointAddress& address, const model::Row& index) const override {
    const auto* variable = std::get_if<VariableAddress>(&address);
    if (variable == nullptr) return nullptr;
    return find(is_table(*variable) ? model::row_name(variable->name, index) : variable->name);
  }

 private:
  static bool is_table(const VariableAddress& variable) { return variable.name.find("{n}") != std::string::npos; }

  const Answer* find(const std::string& name) const {
    const auto found = answers_.find(name);
    return found == answers_.end() ? nullptr : &found->second;
  }

  std::map<std::string, Answer> answers_;
};

bool says_where(const model::Origin& origin) {
  return std::holds_alternative<VariableAddress>(origin.address) || origin.derivation != model::Derivation::none ||
         !origin.constant.empty();
}

}  // namespace

Result<void> check_variables(const model::Profile& profile) {
  for (const model::PointSpec& spec : profile.points) {
    if (!std::all_of(spec.origins.begin(), spec.origins.end(), says_where)) {
      return make_error(Code::invalid_argument, "{} has no variable", spec.name);
    }
    if (spec.write && !std::holds_alternative<VariableAddress>(spec.write->address)) {
      return make_error(Code::invalid_argument, "{} has no variable to write", spec.name);
    }
  }
  return {};
}

std::vector<Reading> readings_of(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets,
                                 const Variables& variables) {
  const VariableAnswers answers{variables};
  return evaluate(points, targets, answers);
}

std::vector<Reading> bad_readings(const std::vector<Target>& targets, model::Reason reason) {
  std::vector<Reading> readings;
  for (const Target& target : targets) {
    readings.push_back({target.spec, target.row, std::nullopt, model::Quality::bad, reason});
  }
  return readings;
}

}  // namespace holdfast::drivers
