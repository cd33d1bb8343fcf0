// Roles and who fills them: nobody is on duty for what they cannot fill, and no escalation comes back to where it
// began. (That the names exist is looked at with all other names.)
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agent/load/checks.hpp"

namespace holdfast::load {
namespace {

void check_duties(const Draft& draft, Report& report) {
  for (const auto& [id, list] : draft.duty_people) {
    const auto role = draft.site.roles.find(draft.site.duties.at(id).role);
    if (role == draft.site.roles.end() || role->second.people.empty()) continue;
    const std::vector<std::string>& people = role->second.people;
    for (const Node& item : list->items) {
      if (item.type != Node::Type::text || std::ranges::find(people, item.text) != people.end()) continue;
      if (draft.find("person", item.text) == nullptr) continue;  // said already
      report.error(
          item.place_inside(0, item.text.size()),
          fmt::format("`{}` is not among the people of the role `{}`", item.text, role->first),
          fmt::format("add the name to [role.{}] people, where these stand: {}", role->first, fmt::join(people, ", ")));
    }
  }
}

// Each circle is reported once, at the role that comes first by name.
void check_escalations(const Draft& draft, Report& report) {
  for (const auto& [start, node] : draft.escalations) {
    std::vector<std::string> way{start};
    std::vector<Place> others;
    for (auto next = draft.escalations.find(node->text); next != draft.escalations.end();
         next = draft.escalations.find(next->second->text)) {
      if (next->first == start) {
        const bool first_by_name = std::ranges::min(way) == start;
        if (!first_by_name) break;
        report.error(node->place(),
                     fmt::format("`escalation` goes in a circle: {} -> {}", fmt::join(way, " -> "), start),
                     "it must end with a role that escalates to nobody", std::move(others));
        break;
      }
      if (std::ranges::find(way, next->first) != way.end()) break;  // a circle further on, told there
      way.push_back(next->first);
      others.push_back(next->second->place());
    }
  }
}

// A site that has roles at all wants those that its plans speak of: of any other nobody is ever on duty.
void check_told_roles(const Draft& draft, Report& report) {
  if (draft.site.roles.empty() || draft.broken_file) return;
  std::vector<std::string> names;
  for (const auto& [id, role] : draft.site.roles) {
    names.push_back(id);
    if (!role.title.empty()) names.push_back(role.title);
  }
  for (const Node* role : draft.told_roles) {
    if (std::ranges::find(names, role->text) != names.end()) continue;
    report.warning(role->place(), fmt::format("no role is called `{}`, so nobody is on duty for it", role->text),
                   suggest(role->text, names, "roles, by id and title"));
  }
}

}  // namespace

void check_people(const Draft& draft, Report& report) {
  check_duties(draft, report);
  check_escalations(draft, report);
  check_told_roles(draft, report);
}

}  // namespace holdfast::load
