#include "agent/load/profiles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/load/folder.hpp"
#include "agent/load/parse_toml.hpp"
#include "agent/load/read_profile.hpp"

namespace holdfast::load {
namespace {

std::vector<std::string> ids_below(const std::string& folder) {
  std::vector<std::string> ids;
  for (const std::string& file : toml_files_below(folder, {})) ids.push_back(file.substr(0, file.size() - 5));
  return ids;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

Profiles::Profiles(std::string folder, std::string shipped, Draft& draft, Report& report)
    : own_(folder.empty() ? "" : folder + "/profiles"), shipped_(std::move(shipped)), draft_(draft), report_(report) {
  if (!own_.empty()) own_ids_ = ids_below(own_);
  if (!shipped_.empty()) shipped_ids_ = ids_below(shipped_);
  ids_ = own_ids_;
  for (const std::string& id : shipped_ids_) {
    if (!contains(own_ids_, id)) ids_.push_back(id);
  }
  std::sort(ids_.begin(), ids_.end());
}

void Profiles::read_all_of_site() {
  for (const std::string& id : own_ids_) {
    find(id);
    if (contains(shipped_ids_, id)) {
      Place place;
      place.file = "profiles/" + id + ".toml";
      report_.warning(place, fmt::format("this profile replaces the shipped profile {}", id));
    }
  }
}

bool Profiles::exists(const std::string& id) const { return contains(ids_, id); }

const model::Profile* Profiles::find(const std::string& id) {
  if (const auto known = read_.find(id); known != read_.end()) return known->second ? &*known->second : nullptr;
  if (contains(own_ids_, id)) return read(id, own_ + "/" + id + ".toml", "profiles/" + id + ".toml");
  if (contains(shipped_ids_, id)) return read(id, shipped_ + "/" + id + ".toml", shipped_ + "/" + id + ".toml");
  return nullptr;
}

const model::Profile* Profiles::read(const std::string& id, const std::string& path, const std::string& shown_as) {
  std::optional<model::Profile>& slot = read_[id];
  std::optional<std::string> text = read_text(path, shown_as, report_);
  if (!text) return nullptr;
  ParsedFile file;
  file.source = std::make_unique<SourceFile>(shown_as, std::move(*text));
  std::optional<Node> root = parse_toml(*file.source, report_);
  if (root) {
    file.root = std::move(*root);
    const std::size_t errors = report_.errors();
    model::Profile profile = read_profile(id, file.root, report_);
    if (report_.errors() == errors) slot = std::move(profile);
  }
  draft_.files.push_back(std::move(file));
  return slot ? &*slot : nullptr;
}

}  // namespace holdfast::load
