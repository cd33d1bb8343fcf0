#include "agent/load/load.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "agent/load/checks.hpp"
#include "agent/load/draft.hpp"
#include "agent/load/folder.hpp"
#include "agent/load/parse_toml.hpp"
#include "agent/load/profiles.hpp"
#include "agent/load/rules.hpp"
#include "agent/load/tables.hpp"

namespace holdfast::load {
namespace {

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

void read_files(const std::string& folder, const std::vector<std::string>& files, Draft& draft, Report& report) {
  for (const std::string& name : files) {
    std::optional<std::string> text = read_text(folder + "/" + name, name, report);
    if (!text) {
      draft.broken_file = true;
      continue;
    }
    ParsedFile& file = draft.files.emplace_back();
    file.source = std::make_unique<SourceFile>(name, std::move(*text));
    if (std::optional<Node> root = parse_toml(*file.source, report)) {
      file.root = std::move(*root);
      read_tables(file.root, draft, report);
    } else {
      draft.broken_file = true;
    }
  }
}

void check_presence(const std::string& folder, const Draft& draft, Report& report) {
  if (draft.find("site", "") != nullptr || draft.broken_file) return;
  Place place;
  place.file = folder;
  report.error(place, "no [site] here; is this the right folder?",
               "a site needs at least a file with:  [site]  id = \"branch-0042\"");
}

Loaded finish(Draft& draft, Report& report) {
  Loaded loaded;
  loaded.site = std::move(draft.site);
  loaded.points = std::move(draft.points);
  loaded.files = draft.files.size();
  loaded.diagnostics = std::move(report).sorted();
  return loaded;
}

}  // namespace

bool Loaded::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& each) { return each.severity == Severity::error; });
}

Loaded load_site(const std::string& folder, const std::string& shipped_profiles, const std::string& shipped_rules) {
  Draft draft;
  Report report;
  if (!is_folder(folder)) {
    Place place;
    place.file = folder;
    report.error(place, "there is no such folder", "name the folder that holds the site's *.toml files");
    return finish(draft, report);
  }
  read_files(folder, toml_files_below(folder, {"profiles", "rules"}), draft, report);
  check_presence(folder, draft, report);

  Profiles profiles(folder, shipped_profiles, draft, report);
  const std::size_t site_files = draft.files.size();
  profiles.read_all_of_site();
  read_rules_of_site(folder, shipped_rules, draft, report);
  SiteNames names(draft.site, draft.points);
  resolve_profiles(draft, profiles, names, report);
  check_references(draft, names, report);
  check_lines(draft, report);
  check_conditions(draft, names, report);
  check_names(draft, names, report);
  check_writes(draft, names, report);
  check_scores(folder, draft, report);
  check_loads(draft, report);
  check_people(draft, report);
  check_scenarios(draft, names, report);

  Loaded loaded = finish(draft, report);
  loaded.files = site_files;
  return loaded;
}

Loaded load_profile(const std::string& id, const std::string& folder, const std::string& shipped_profiles,
                    model::Profile& profile) {
  Draft draft;
  Report report;
  Profiles profiles(folder, shipped_profiles, draft, report);
  if (const model::Profile* found = profiles.find(id)) {
    profile = *found;
  } else if (!profiles.exists(id)) {
    Place place;
    place.file = id;
    report.error(place, fmt::format("there is no profile `{}`", id), suggest(id, profiles.ids(), "profiles"));
  }
  return finish(draft, report);
}

Loaded load_profiles(const std::string& folder, const std::string& shipped_profiles,
                     std::vector<model::Profile>& found) {
  Draft draft;
  Report report;
  Profiles profiles(folder, shipped_profiles, draft, report);
  for (const std::string& id : profiles.ids()) {
    if (const model::Profile* profile = profiles.find(id)) found.push_back(*profile);
  }
  if (found.empty())
    report.error(Place::whole(shipped_profiles), "there are no profiles here: no device can be recognised",
                 "HOLDFAST_PROFILES in the environment names the folder where they are");
  return finish(draft, report);
}

}  // namespace holdfast::load
