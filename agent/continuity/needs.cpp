#include "agent/continuity/needs.hpp"

#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace holdfast::continuity {

namespace {

constexpr int deepest = 16;  // cycles are configuration errors; this only bounds what slips through

std::string condition_of(const model::Site& site, const model::Needs& needs, int depth);

std::string condition_of_name(const model::Site& site, const std::string& name, int depth) {
  const std::string_view view = name;
  const std::pair<std::string_view, const std::map<std::string, model::Link>*> kinds[] = {
      {"link.", &site.links},
      {"uplink.", &site.uplinks},
      {"system.", &site.systems},
      {"external.", &site.externals},
  };
  for (const auto& [prefix, all] : kinds) {
    if (!view.starts_with(prefix)) continue;
    const auto found = all->find(std::string(view.substr(prefix.size())));
    if (found == all->end()) return "";
    return found->second.up_when.empty() ? condition_of(site, found->second.needs, depth + 1) : found->second.up_when;
  }
  if (const auto dot = view.find('.'); dot != std::string_view::npos) {
    if (!site.devices.contains(std::string(view.substr(0, dot)))) return "";
    const std::string_view rest = view.substr(dot + 1);
    if (rest.starts_with("outlet.")) return name + ".status == \"on\"";
    if (rest.starts_with("interface.")) return name + ".status == \"up\"";
    return "";
  }
  return site.devices.contains(name) ? name + ".contact" : "";
}

std::string condition_of(const model::Site& site, const model::Needs& needs, int depth) {
  if (depth > deepest) return "";
  using Rule = model::Needs::Rule;
  if (needs.rule == Rule::one) return condition_of_name(site, needs.name, depth);
  std::vector<std::string> parts;
  for (const auto& part : needs.parts) {
    std::string text = condition_of(site, part, depth + 1);
    if (!text.empty()) parts.push_back("(" + text + ")");
  }
  if (parts.empty()) return "";
  if (needs.rule == Rule::at_least) return fmt::format("at_least({}, {})", needs.least, fmt::join(parts, ", "));
  return fmt::format("{}", fmt::join(parts, needs.rule == Rule::any_of ? " or " : " and "));
}

}  // namespace

std::string up_condition(const model::Site& site, const model::Link& link) {
  return link.up_when.empty() ? condition_of(site, link.needs, 0) : link.up_when;
}

std::string up_condition(const model::Site& site, const model::Service& service) {
  return service.up_when.empty() ? condition_of(site, service.needs, 0) : service.up_when;
}

}  // namespace holdfast::continuity
