// What things stand on: every name must exist, and nothing may stand on itself by any way round.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "agent/load/checks.hpp"

namespace holdfast::load {
namespace {

constexpr std::array<std::string_view, 6> kinds = {"source", "link", "uplink", "system", "external", "service"};

// "device.ats" for "ats" and for "ats.outlet.1"; "link.wan" stays.
std::string node_name(const std::string& name) {
  const std::string head = split_name(name).first;
  if (std::find(kinds.begin(), kinds.end(), head) != kinds.end()) return name;
  return "device." + head;
}

class References {
 public:
  References(Draft& draft, SiteNames& names, Report& report) : draft_(draft), names_(names), report_(report) {
    for (const std::string_view kind : kinds) {
      for (const std::string& id : draft.ids(std::string(kind))) known_.push_back(std::string(kind) + "." + id);
    }
    for (const std::string& id : draft.ids("device")) known_.push_back(id);
  }

  void check(const ReferenceUse& use) {
    const auto [head, rest] = split_name(use.name);
    if (std::find(kinds.begin(), kinds.end(), head) != kinds.end()) {
      if (!rest.empty() && draft_.find(head, rest) != nullptr) {
        if (use.relation == "powered_by" && head != "source") no_power(use, head);
        return;
      }
      if (!draft_.broken_file) unknown(use);
      return;
    }
    if (draft_.find("device", head) == nullptr) {
      if (!draft_.broken_file) unknown(use);
      return;
    }
    if (!rest.empty()) check_part(use, head, rest);
  }

 private:
  // An outlet or an interface: a row that the profile gives a status.
  void check_part(const ReferenceUse& use, const std::string& device, const std::string& part) {
    const std::string status = device + "." + part + ".status";
    if (names_.find(status) || names_.is_doubtful(device)) return;
    const std::string near = names_.nearest(status);
    const std::string suffix = ".status";
    report_.error(use.node->place(), fmt::format("`{}` has no part `{}`", device, part),
                  near.ends_with(suffix)
                      ? fmt::format("did you mean `{}`?", near.substr(0, near.size() - suffix.size()))
                      : "parts are outlets and interfaces, as in pdu-a.outlet.3");
  }

  void no_power(const ReferenceUse& use, const std::string& kind) {
    report_.error(use.node->place_inside(0, use.node->text.size()),
                  fmt::format("`powered_by` names the {} `{}`", kind, use.name),
                  "only sources, devices and outlets give power; what it works with stands in `needs` or `reached_by`");
  }

  void unknown(const ReferenceUse& use) {
    report_.error(use.node->place_inside(0, use.node->text.size()),
                  fmt::format("there is nothing called `{}`", use.name), suggest(use.name, known_, "configured"));
  }

  Draft& draft_;
  SiteNames& names_;
  Report& report_;
  std::vector<std::string> known_;
};

// Looks for ways round in relations that belong together, depth first. Each circle is reported once, at the edge that
// closes it.
class Circles {
 public:
  Circles(const Draft& draft, const std::vector<std::string>& relations, Report& report) : report_(report) {
    for (const ReferenceUse& use : draft.references) {
      const bool looked_at = std::find(relations.begin(), relations.end(), use.relation) != relations.end();
      if (looked_at) edges_[use.from].push_back(&use);
    }
  }

  void find() {
    for (const auto& [from, uses] : edges_) visit(from);
  }

 private:
  enum class Mark { fresh, open, done };

  void visit(const std::string& name) {
    if (marks_[name] != Mark::fresh) return;
    marks_[name] = Mark::open;
    if (const auto found = edges_.find(name); found != edges_.end()) {
      for (const ReferenceUse* use : found->second) {
        path_.push_back(use);
        const std::string to = node_name(use->name);
        if (marks_[to] == Mark::open) {
          tell(to);
        } else {
          visit(to);
        }
        path_.pop_back();
      }
    }
    marks_[name] = Mark::done;
  }

  void tell(const std::string& start) {
    auto first = path_.begin();
    while (first != path_.end() && (*first)->from != start) ++first;
    std::string way;
    std::vector<Place> others;
    std::vector<std::string> relations;
    for (auto use = first; use != path_.end(); ++use) {
      way += plain((*use)->from) + " -> ";
      const std::string relation = "`" + (*use)->relation + "`";
      if (std::find(relations.begin(), relations.end(), relation) == relations.end()) relations.push_back(relation);
      if (use != first) others.push_back((*use)->node->place());
    }
    report_.error((*first)->node->place(),
                  fmt::format("{} {} in a circle: {}{}", fmt::join(relations, ", "),
                              relations.size() == 1 ? "goes" : "go", way, plain(start)),
                  "nothing can stand on itself; take one of these out", std::move(others));
  }

  static std::string plain(const std::string& name) { return name.starts_with("device.") ? name.substr(7) : name; }

  Report& report_;
  std::map<std::string, std::vector<const ReferenceUse*>> edges_;
  std::map<std::string, Mark> marks_;
  std::vector<const ReferenceUse*> path_;
};

}  // namespace

void check_references(Draft& draft, SiteNames& names, Report& report) {
  References references(draft, names, report);
  for (const ReferenceUse& use : draft.references) references.check(use);
  // The two layers of agent/continuity/graph.hpp.
  Circles(draft, {"powered_by"}, report).find();
  Circles(draft, {"reached_by", "needs", "wants"}, report).find();
}

}  // namespace holdfast::load
