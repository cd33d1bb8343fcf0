#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "agent/cli/table.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/tones.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr int narrow = 60;  // below it a point takes two lines: names tell most by their ends

std::string with_unit(const View& sample) {
  const std::string unit = sample["unit"].text();
  const std::string value = value_text(sample["value"]);
  return unit.empty() || !sample["value"].exists() ? value : value + " " + unit;
}

// "good", "bad: no contact".
Cell quality_cell(const View& sample) {
  const std::string quality = sample["quality"].text();
  std::string reason = sample["reason"].text();
  std::ranges::replace(reason, '_', ' ');
  const bool says_why = quality != "good" && !reason.empty() && reason != "none";
  return {says_why ? fmt::format("{}: {}", quality, reason) : quality, tone_of_quality(quality)};
}

// The name, and below it the rest.
std::string two_lines(const std::string& name, const View& sample, const std::string& age, const Layout& layout) {
  const Cell quality = quality_cell(sample);
  std::string rest = printable(with_unit(sample));
  if (quality.text != "good") rest += ", " + quality.text;
  if (!age.empty()) rest += ", " + age;
  return hanging("", Tone::plain, printable(name), Tone::plain, layout) +
         hanging("    ", Tone::plain, rest, quality.tone, layout);
}

}  // namespace

json::value points_matching(const json::value& points, const std::string& text) {
  json::object devices;
  for (const auto& [device, described] : View(points)["devices"].entries()) {
    if (!described.json().is_object()) continue;
    json::object chosen = described.json().as_object();
    json::object matching;
    for (const auto& [name, sample] : described["points"].entries()) {
      if (lower(device + "." + name).find(lower(text)) != std::string::npos) matching[name] = sample.json();
    }
    if (matching.empty() && !text.empty()) continue;
    chosen["points"] = std::move(matching);
    devices[device] = std::move(chosen);
  }
  return {{"devices", std::move(devices)}};
}

std::string points_text(const json::value& points, const Layout& layout) {
  Table table({{"point"}, {"value", Align::left, Shrink::first}, {"quality"}, {"age", Align::right}});
  std::string list, silent;
  for (const auto& [device, described] : View(points)["devices"].entries()) {
    for (const auto& [name, sample] : described["points"].entries()) {
      const auto age = sample["age_ms"].span();
      const std::string old = age ? human(*age) : "-";
      if (layout.width < narrow) {
        list += two_lines(device + "." + name, sample, age ? old + " old" : "", layout);
      } else {
        table.add({device + "." + name, with_unit(sample), quality_cell(sample), old});
      }
    }
    if (described["contact"].text() == "ok") continue;
    const std::string error = printable(described["error"].text());
    silent += hanging(printable(device) + ": ", Tone::bad,
                      error.empty() ? "has not answered yet" : "does not answer: " + error, Tone::plain, layout);
  }
  if (!table.empty()) list = table.text(layout);
  return list + silent;
}

namespace {

// What no point of the profile is read from.
std::string unnamed_text(const View& unnamed, const Layout& layout) {
  Table table({{"not in the profile"}, {"type"}, {"value", Align::left, Shrink::first}});
  std::size_t count = 0;
  for (const View& row : unnamed.items()) {
    table.add({printable(row["address"].text()), printable(row["type"].text()), printable(row["value"].text())});
    ++count;
  }
  const std::string sum = hanging("", Tone::plain, counted(count, "row") + " not in the profile", Tone::plain, layout);
  return "\n" + (table.empty() ? "" : table.text(layout) + "\n") + sum;
}

}  // namespace

std::string probe_text(const json::value& probed, const Layout& layout) {
  const View device = View(probed)["device"];
  std::string out =
      hanging(printable(device["address"].text()) + "  ", Tone::strong,
              fmt::format("{}, profile {}", printable(device["class"].text()), printable(device["profile"].text())),
              Tone::plain, layout);
  Table table({{"point"}, {"value", Align::left, Shrink::first}, {"quality"}});
  std::string list;
  std::size_t good = 0;
  std::size_t all = 0;
  for (const auto& [name, sample] : View(probed)["points"].entries()) {
    if (layout.width < narrow) {
      list += two_lines(name, sample, "", layout);
    } else {
      table.add({name, with_unit(sample), quality_cell(sample)});
    }
    ++all;
    good += sample["quality"].text() == "good" ? 1 : 0;
  }
  if (!table.empty()) list = table.text(layout);
  out += "\n" + list;
  if (all > 0 && good * 2 < all)
    out +=
        "\n" + hanging("", Tone::plain, "Most points are missing: is this the right profile?", Tone::warning, layout);
  if (const auto took = device["took_ms"].span())
    out += "\n" + hanging("", Tone::plain,
                          fmt::format("{}, {} good, read in {}", counted(all, "point"), good, human(*took)),
                          Tone::plain, layout);
  if (View(probed)["unnamed"].exists()) out += unnamed_text(View(probed)["unnamed"], layout);
  return out;
}

}  // namespace holdfast::cli
