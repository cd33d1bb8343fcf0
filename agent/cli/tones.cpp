#include "agent/cli/tones.hpp"

namespace holdfast::cli {

bool is_open_incident(std::string_view state) {
  return state != "closed" && state != "dismissed" && state != "archived";
}

bool is_step_under_way(std::string_view state) {
  return state == "intent" || state == "sent" || state == "unknown" || state == "undoing";
}

Tone tone_of_incident(std::string_view state) {
  if (!is_open_incident(state)) return Tone::good;
  return state == "restoring" ? Tone::warning : Tone::bad;
}

Tone tone_of_step(std::string_view state) {
  if (state == "verified") return Tone::good;
  if (state == "failed" || state == "unknown" || state == "needs_operator") return Tone::bad;
  if (is_step_under_way(state) || state == "undone") return Tone::warning;
  return Tone::faint;
}

Tone tone_of_service(std::string_view level) {
  if (level == "down") return Tone::bad;
  return level == "normal" ? Tone::good : Tone::warning;
}

Tone tone_of_contact(std::string_view contact) {
  if (contact == "ok") return Tone::good;
  return contact == "lost" ? Tone::bad : Tone::warning;
}

Tone tone_of_quality(std::string_view quality) {
  if (quality == "good") return Tone::plain;
  return quality == "bad" ? Tone::bad : Tone::warning;
}

}  // namespace holdfast::cli
