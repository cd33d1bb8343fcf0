#include "agent/cli/supposed.hpp"

#include <algorithm>

#include "agent/continuity/roster.hpp"
#include "agent/engine/describe_readiness.hpp"
#include "agent/engine/names.hpp"

namespace holdfast::cli {

namespace {

using load::Assumed;
using model::Kind;

constexpr SteadyTime moment{};  // nothing passes while a question is asked

// The assumed value as its point would have it.
std::optional<model::Value> as_value(const Assumed& assumed, const model::PointInfo& info) {
  if (const auto* text = std::get_if<std::string>(&assumed)) {
    const bool known = info.states.empty() || std::ranges::find(info.states, *text) != info.states.end();
    if (info.kind == Kind::enumeration && known) return model::Enumeration{*text};
    if (info.kind == Kind::text) return model::Text{*text};
    if (info.kind == Kind::flags && known) return model::Flags{{*text}};
    return std::nullopt;
  }
  if (const bool* flag = std::get_if<bool>(&assumed))
    return info.kind == Kind::boolean ? std::optional<model::Value>{*flag} : std::nullopt;
  const double number = std::get<double>(assumed);
  if (info.kind == Kind::number) return number;
  if (info.kind == Kind::integer) return static_cast<std::int64_t>(number);
  return std::nullopt;
}

std::string wanted(const model::PointInfo& info) {
  if (info.states.empty()) return std::string("it is ") + model::to_string(info.kind);
  return fmt::format("it is one of {}", fmt::join(info.states, ", "));
}

}  // namespace

Result<void> Supposed::take(const load::Assumptions& assumed) {
  engine::PointNames names(loaded_.site, loaded_.points);
  for (const auto& [name, value] : assumed) {
    const auto point = names.find(name);
    if (!point) {
      strangers_.push_back(name);
      continue;
    }
    const auto converted = as_value(value, loaded_.points.info(*point));
    if (!converted)
      return make_error(Code::invalid_argument, "{} cannot be that; {}", name, wanted(loaded_.points.info(*point)));
    model::Sample sample;
    sample.value = *converted;
    sample.quality = model::Quality::good;
    sample.reason = model::Reason::none;
    sample.stamp.steady = moment;
    sample.fresh_until = SteadyTime::max();
    observations_.take({*point, sample});
  }
  return {};
}

Result<std::unique_ptr<Supposed>> Supposed::make(load::Loaded loaded, const load::Assumptions& assumed,
                                                 model::Day today) {
  std::unique_ptr<Supposed> made(new Supposed);
  made->loaded_ = std::move(loaded);
  const model::Site& site = made->loaded_.site;
  made->graph_ = continuity::Graph::make(site);
  engine::PointNames names(site, made->loaded_.points);
  auto vitals = continuity::Vitals::compile(site, made->graph_, names);
  if (!vitals) return vitals.error();
  if (auto taken = made->take(assumed); !taken) return taken.error();
  vitals->refresh(made->observations_, {}, moment, made->seen_);
  for (continuity::NodeId node = 0; node < made->graph_.size(); ++node) {
    auto& fact = made->seen_.facts[node];
    if (fact.up != detect::Truth::unknown) continue;
    fact.up.reset();
    made->taken_as_up_.push_back(made->graph_[node].name);
  }
  continuity::work_out(made->graph_, made->seen_.facts, {}, continuity::Outlook::present, made->seen_.healths);
  made->readiness_.emplace(site, made->graph_, continuity::targets_of(site, made->graph_));
  std::erase_if(made->strangers_, [&](const std::string& name) {
    return std::ranges::find(made->readiness_->points(), name) != made->readiness_->points().end();
  });
  std::vector<std::optional<double>> readings;
  for (const std::string& point : made->readiness_->points()) {
    const auto said = assumed.find(point);
    const double* number = said == assumed.end() ? nullptr : std::get_if<double>(&said->second);
    readings.push_back(number ? std::optional{*number} : std::nullopt);
  }
  // Every service claims its energy: the question is not asked for this hour.
  made->readiness_->evaluate(made->seen_.facts, readings, {}, made->result_);
  made->judgement_ =
      continuity::judge(site, made->graph_, *made->readiness_, made->result_, continuity::evidence_of(site, {}), today);
  for (auto& finding : continuity::roster_findings(site, today))
    made->judgement_.findings.push_back(std::move(finding));
  return made;
}

boost::json::object Supposed::readiness() const {
  boost::json::object object = engine::readiness_json({graph_, *readiness_, result_, judgement_, seen_.healths});
  boost::json::array assumed_up;
  for (const std::string& name : taken_as_up_) assumed_up.emplace_back(name);
  object["assumed_up"] = std::move(assumed_up);
  return object;
}

}  // namespace holdfast::cli
