// Finds and reads profiles by id: the site's own folder first, then the shipped one. Reads each at most once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/load/draft.hpp"

namespace holdfast::load {

class Profiles {
 public:
  // `folder`: the site's; its profiles lie in profiles/ below it. Either may be missing.
  Profiles(std::string folder, std::string shipped, Draft& draft, Report& report);

  void read_all_of_site();  // also those that no device uses; warns where one replaces a shipped one

  // Null if there is none, or if it could not be read (then that is reported).
  const model::Profile* find(const std::string& id);
  bool exists(const std::string& id) const;

  const std::vector<std::string>& ids() const { return ids_; }  // of both folders
  const std::vector<std::string>& shipped_ids() const { return shipped_ids_; }

 private:
  const model::Profile* read(const std::string& id, const std::string& path, const std::string& shown_as);

  std::string own_;
  std::string shipped_;
  Draft& draft_;
  Report& report_;
  std::vector<std::string> own_ids_;
  std::vector<std::string> shipped_ids_;
  std::vector<std::string> ids_;
  std::map<std::string, std::optional<model::Profile>> read_;
};

}  // namespace holdfast::load
