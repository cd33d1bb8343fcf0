// TOML text to a tree, by toml11. The library is met here only: what it throws becomes a diagnostic, and what it cannot
// bear (invalid UTF-8, bottomless nesting) is refused before it looks.
#pragma once

#include <optional>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"

namespace holdfast::load {

inline constexpr std::size_t largest_file = std::size_t{1024} * 1024;  // bytes
inline constexpr int deepest_nesting = 32;  // brackets in brackets, and parts of a dotted key

// Nothing if the file is not TOML; then the report says where.
std::optional<Node> parse_toml(const SourceFile& file, Report& report);

// What must hold before toml11 may see the text. False after reporting.
bool is_safe_to_parse(const SourceFile& file, Report& report);

}  // namespace holdfast::load
