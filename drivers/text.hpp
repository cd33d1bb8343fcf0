// Strings as devices send them, made fit for people and for JSON. Pure.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::drivers {

// Valid UTF-8 without control characters other than tab and line ends.
bool is_readable(std::string_view bytes);

// The text without the NULs and blanks around it (devices pad with both); what is not readable as text as "00:1a:2b".
std::string readable(std::string_view bytes);

}  // namespace holdfast::drivers
