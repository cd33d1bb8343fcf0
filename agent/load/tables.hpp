// The tables of a site's files, handed to their readers: which kinds there are, ranges of names, and names used twice.
#pragma once

#include "agent/load/draft.hpp"

namespace holdfast::load {

void read_tables(const Node& root, Draft& draft, Report& report);

}  // namespace holdfast::load
