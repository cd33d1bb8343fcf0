// The tree behind a state as people read it: each line says what is so, and since when it is known.

#include <fmt/format.h>

#include <algorithm>

#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

Tone tone_of(const std::string& state) {
  if (state == "normal" || state == "quiet" || state == "yes") return Tone::good;
  if (state == "down" || state == "verified" || state == "no") return Tone::bad;
  return Tone::warning;
}

constexpr int further = 4;  // columns, of what is wrapped
constexpr int narrow = 20;  // no text is narrower, however deep it stands

class Writer {
 public:
  explicit Writer(const Layout& layout) : layout_(layout) {}

  // `tail` ends the text, in its own tone. What is wrapped goes on deeper than what stands below it.
  void line(int depth, const std::string& text, const std::string& tail = "", Tone tone = Tone::plain) {
    const int indent = depth * 2;
    const auto lines = wrapped(text + tail, std::max(layout_.width - indent - further, narrow));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string& each = lines[i];
      text_ += std::string(static_cast<std::size_t>(indent + (i == 0 ? 0 : further)), ' ');
      const bool ends = i + 1 == lines.size() && each.ends_with(tail);
      const std::size_t plain = each.size() - (ends ? tail.size() : 0);
      text_ += each.substr(0, plain) + painted(each.substr(plain), tone, layout_) + "\n";
    }
  }

  void sign(int depth, const View& sign) {
    const std::string truth = sign["truth"].text();
    const std::string says = sign["says"].text();
    line(depth, fmt::format("{}{} ", says.empty() ? "" : says + " when ", printable(sign["when"].text())),
         "is " + truth, Tone::strong);
    for (const View& seen : sign["evidence"].items()) {
      const auto age = seen["age_ms"].span();
      const std::string value = seen["value"].text();
      line(depth + 1,
           fmt::format("{} = {}{}{}", printable(seen["point"].text()), value.empty() ? "-" : printable(value),
                       seen["quality"].text() == "good" ? "" : " (" + seen["reason"].text() + ")",
                       age && *age < std::chrono::hours{24 * 365} ? ", " + human(*age) + " ago" : ""));
    }
  }

  void node(int depth, const View& about) {
    const std::string state = about["state"].text();
    const std::string relation = about["relation"].text();
    line(depth, fmt::format("{}{}: ", relation.empty() ? "" : relation + " ", printable(about["name"].text())), state,
         tone_of(state));
    for (const View& each : about["signs"].items()) sign(depth + 1, each);
    if (about["signs"].items().empty() && about["rests_on"].items().empty() && about["kind"].text() != "load")
      line(depth + 1, "", "nothing watches it", Tone::faint);
    for (const View& each : about["rests_on"].items()) node(depth + 1, each);
  }

  void clock(const View& clock) {
    const auto elapsed = clock["elapsed_ms"].span();
    if (!elapsed) return line(1, "no outage: its clock stands");
    const auto left = clock["rto_left_ms"].span();
    line(1, fmt::format(
                "out for {}{}", human(*elapsed),
                left ? (*left < Duration{} ? ", RTO missed by " + human(-*left) : ", RTO in " + human(*left)) : ""));
    if (const auto decide = clock["decide_within_ms"].span())
      line(1, *decide < Duration{} ? "the latest time to decide has passed" : "decide within " + human(*decide));
    if (const std::string impact = impact_text(clock); !impact.empty()) line(1, impact);
  }

  void readiness(const View& rows) {
    for (const View& row : rows.items()) {
      const auto held = row["held_ms"].span();
      const auto margin = row["margin_ms"].span();
      const bool unknown = row["unknown"].flag();
      if (!held && !margin && !unknown) continue;
      const std::string how = unknown ? "nobody knows how long it is held"
                              : held  ? "held " + human(*held)
                                      : "held without end";
      line(1, fmt::format("if {}: {}{}; {}", row["scenario"].text(), how, margin ? ", margin " + human(*margin) : "",
                          printable(row["cause"].text())));
    }
  }

  std::string text() && { return std::move(text_); }

 private:
  const Layout& layout_;
  std::string text_;
};

}  // namespace

std::string why_text(const boost::json::value& answer, const Layout& layout) {
  const View about(answer);
  Writer writer(layout);
  writer.node(0, about);
  if (about["clock"].exists()) {
    writer.clock(about["clock"]);
    writer.readiness(about["readiness"]);
  }
  if (about["kind"].text() == "disruption" && about["incident"].exists())
    writer.line(1, "it belongs to " + about["incident"].text());
  if (about["kind"].text() == "load") {
    const auto watts = about["watts"].number();
    const auto shed = about["shed_at_ms"].span();
    writer.line(1, fmt::format("{}; {}", watts ? fmt::format("{:.0f} W", *watts) : "its watts are unknown",
                               shed ? "if every supply is lost it goes off " +
                                          (*shed == Duration{} ? "at once" : "after " + human(*shed))
                               : about["state"].text() == "unknown" ? "when it goes off cannot be told"
                                                                    : "it is not switched off"));
    writer.line(1, printable(about["text"].text()));
  }
  return std::move(writer).text();
}

}  // namespace holdfast::cli
