// Which colour a state of the house's words has. Pure.
#pragma once

#include <string_view>

#include "agent/cli/terminal.hpp"

namespace holdfast::cli {

Tone tone_of_incident(std::string_view state);
Tone tone_of_step(std::string_view state);
Tone tone_of_service(std::string_view level);
Tone tone_of_contact(std::string_view contact);
Tone tone_of_quality(std::string_view quality);

bool is_open_incident(std::string_view state);
bool is_step_under_way(std::string_view state);  // something may be happening in the world

}  // namespace holdfast::cli
