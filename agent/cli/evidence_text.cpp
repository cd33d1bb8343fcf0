#include <fmt/format.h>

#include "agent/cli/table.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

constexpr int narrow = 60;  // below it a table keeps what matters most
constexpr int wide = 100;

Cell shown_cell(const View& resource) {
  const std::string shown = resource["shown"].text();
  if (shown == "counts") return {"counts", Tone::good};
  if (shown == "missing") return {"MISSING", Tone::bad};
  if (shown == "lapsed") return {"LAPSED", Tone::warning};
  return {shown == "too-low" ? "TOO LOW" : shown, Tone::bad};
}

}  // namespace

std::string reading_text(const boost::json::value& json) {
  const View resource(json);
  std::string text = resource["value"].exists() ? value_text(resource["value"]) : "";
  if (!text.empty() && !resource["unit"].text().empty()) text += " " + resource["unit"].text();
  if (const std::string said = resource["text"].text(); !said.empty()) text += (text.empty() ? "" : ", ") + said;
  const std::string day = resource["on"].text();
  if (day.empty()) return text;
  return text.empty() ? "seen " + day : fmt::format("{}, {}", text, day);
}

std::string evidence_text(const boost::json::value& evidence, const Layout& layout) {
  Table table({{"resource"},
               {"what", Align::left, Shrink::first, wide},
               {"shown by", Align::left, Shrink::first, narrow},
               {"who", Align::left, Shrink::first, narrow},
               {"until"},
               {""}});
  for (const View& each : View(evidence)["resources"].items()) {
    const bool missing = !each["on"].exists();
    const std::string who = each["who"].text();
    const std::string until = each["until"].text();
    table.add({each["id"].text(), each["title"].text(), missing ? "-" : reading_text(each.json()),
               missing       ? "-"
               : who.empty() ? "the files"
                             : who,
               missing         ? "-"
               : until.empty() ? "for ever"
                               : until,
               shown_cell(each)});
  }
  if (table.empty()) return "The site's files name no resource that needs evidence ([resource.NAME]).\n";
  return table.text(layout);
}

}  // namespace holdfast::cli
