// The known word that a mistyped one was most likely meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast::detect {

// The candidate fewest edits away (insert, remove, replace, swap neighbours); "" when none is within a third of the
// word.
std::string nearest_of(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace holdfast::detect
