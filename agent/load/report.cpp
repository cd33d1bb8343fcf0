#include "agent/load/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace holdfast::load {

void Report::error(Place place, std::string message, std::string hint, std::vector<Place> others) {
  add({Severity::error, std::move(message), std::move(place), std::move(hint), std::move(others)});
}

void Report::warning(Place place, std::string message, std::string hint, std::vector<Place> others) {
  add({Severity::warning, std::move(message), std::move(place), std::move(hint), std::move(others)});
}

namespace {

// A range of devices repeats each mistake with another number.
std::string without_numbers(const std::string& message) {
  std::string result;
  for (const char c : message) {
    if (c < '0' || c > '9') result += c;
  }
  return result;
}

}  // namespace

void Report::add(Diagnostic diagnostic) {
  const Place& place = diagnostic.place;
  if (!said_.emplace(place.file, place.line, place.column, without_numbers(diagnostic.message)).second) return;
  if (diagnostic.severity == Severity::error) ++errors_;
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Report::sorted() && {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) < std::tie(b.place.file, b.place.line, b.place.column);
  });
  return std::move(diagnostics_);
}

std::string suggest(const std::string& word, const std::vector<std::string>& allowed, const std::string& lead) {
  constexpr std::size_t most = 24;  // a longer list helps nobody
  std::string hint;
  const std::string near = nearest(word, allowed);
  if (!near.empty()) hint = fmt::format("did you mean `{}`?", near);
  if (!allowed.empty() && allowed.size() <= most) {
    hint += fmt::format("{}{}: {}", hint.empty() ? "" : "  ", lead, fmt::join(allowed, ", "));
  }
  return hint;
}

}  // namespace holdfast::load
