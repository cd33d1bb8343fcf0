#include "agent/load/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "agent/load/folder.hpp"
#include "agent/load/load.hpp"
#include "agent/load/parse_toml.hpp"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> ids_in(const std::string& folder) {
  std::vector<std::string> ids;
  if (folder.empty()) return ids;
  for (const std::string& file : toml_files_below(folder, {})) {
    if (file.find('/') == std::string::npos) ids.push_back(file.substr(0, file.size() - 5));
  }
  return ids;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

// The rules in a file; nothing (reported) if they are wrong.
std::optional<model::RuleSet> read_file(const std::string& id, const std::string& path, const std::string& shown_as,
                                        Draft& draft, Report& report) {
  std::optional<std::string> text = read_text(path, shown_as, report);
  if (!text) return std::nullopt;
  const std::size_t errors = report.errors();
  ParsedFile& file = draft.files.emplace_back();
  file.source = std::make_unique<SourceFile>(shown_as, std::move(*text));
  std::optional<Node> root = parse_toml(*file.source, report);
  if (!root) return std::nullopt;
  file.root = std::move(*root);
  model::RuleSet rules = read_rules(id, file.root, report);
  if (report.errors() != errors) return std::nullopt;
  return rules;
}

void check_named(const model::RuleSet& rules, const std::string& file, const Draft& draft, Report& report) {
  if (draft.broken_file) return;
  for (const model::GradeRule& rule : rules.rules) {
    for (const std::string& service : rule.services) {
      if (draft.find("service", service) != nullptr) continue;
      report.error(Place::whole(file), fmt::format("[rule.{}]: there is no service `{}`", rule.id, service),
                   suggest(service, draft.ids("service"), "configured"));
    }
  }
  for (const model::Obligation& obligation : rules.obligations) {
    if (!obligation.to.starts_with("role.")) continue;
    const std::string role = obligation.to.substr(5);
    if (draft.find("role", role) != nullptr) continue;
    report.error(Place::whole(file), fmt::format("[obligation.{}]: there is no role `{}`", obligation.id, role),
                 suggest(role, draft.ids("role"), "configured"));
  }
}

}  // namespace

void read_rules_of_site(const std::string& folder, const std::string& shipped, Draft& draft, Report& report) {
  const std::vector<std::string> own = ids_in(folder + "/rules");
  const std::vector<std::string> all_shipped = ids_in(shipped);
  const std::string wanted = draft.site.rules.id;
  for (const std::string& id : own) {
    const std::string name = "rules/" + id + ".toml";
    if (contains(all_shipped, id)) {
      report.warning(Place::whole(name), fmt::format("these rules replace the shipped rules {}", id));
    }
    std::optional<model::RuleSet> rules = read_file(id, folder + "/" + name, name, draft, report);
    if (!rules) continue;
    check_named(*rules, name, draft, report);
    if (id == wanted) draft.site.rules = std::move(*rules);
  }
  if (contains(own, wanted)) return;
  if (contains(all_shipped, wanted)) {
    const std::string path = shipped + "/" + wanted + ".toml";
    if (auto rules = read_file(wanted, path, path, draft, report)) {
      check_named(*rules, path, draft, report);
      draft.site.rules = std::move(*rules);
    }
    return;
  }
  if (draft.rules_name == nullptr) {
    if (!draft.broken_file && draft.find("site", "") != nullptr) {
      report.warning(draft.find("site", "")->place, "the shipped rules `neutral` are missing: nothing will be graded",
                     "is the package whole?");
    }
    return;
  }
  std::vector<std::string> known = own;
  known.insert(known.end(), all_shipped.begin(), all_shipped.end());
  report.error(draft.rules_name->place(), fmt::format("there are no rules `{}`", wanted),
               suggest(wanted, known, "rules"));
}

std::string shipped_rules_folder() {
  if (const char* chosen = std::getenv("HOLDFAST_RULES"); chosen != nullptr && *chosen != '\0') return chosen;
  return (fs::path(shipped_profiles_folder()).parent_path() / "rules").string();
}

}  // namespace holdfast::load
