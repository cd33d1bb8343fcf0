// The rules of the house: who may include whom, what stays pure, how long a file may be. Each rule is a row with its
// reason.
#pragma once

#include <string>
#include <vector>

#include "tests/house/source_file.hpp"

namespace holdfast::house {

// What is wrong with the file, one "path:line: what, and why" each.
std::vector<std::string> complaints_about(const SourceFile& file);

}  // namespace holdfast::house
