// The files of a folder: which there are, and what stands in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/load/report.hpp"

namespace holdfast::load {

// Every *.toml below `folder`, relative to it, sorted. Hidden files and folders are left out, and so are the folders
// `without` at the top. Links are followed; a folder that was seen already is not entered again.
std::vector<std::string> toml_files_below(const std::string& folder, const std::vector<std::string>& without);

// The text of a regular file of at most 1 MiB; anything else is reported under the name `shown_as`.
std::optional<std::string> read_text(const std::string& path, const std::string& shown_as, Report& report);

}  // namespace holdfast::load
