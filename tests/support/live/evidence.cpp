#include "tests/support/live/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include "platform/sqlite.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace holdfast::testing {

namespace json = boost::json;

namespace {

std::string text_in(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::int64_t number_in(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return 0;
  if (value->is_string()) return std::atoll(value->as_string().c_str());
  return value->is_number() ? value->to_number<std::int64_t>() : 0;
}

}  // namespace

std::string Written::text() const { return fmt::format("{} {} {}", device, what, value); }

std::string Written::point() const {
  std::string name = what;
  if (const auto end = name.rfind(".command"); end != std::string::npos) name = name.substr(0, end) + ".status";
  return device + "." + name;
}

std::string Written::word() const {
  const bool outlet = what.starts_with("outlet");
  if (value == 1) return outlet ? "on" : "up";
  return outlet ? "off" : "down";
}

std::vector<std::string> BranchLog::accepted() const {
  std::vector<std::string> list;
  for (const auto& write : writes)
    if (write.accepted) list.push_back(write.text());
  return list;
}

std::optional<Changed> BranchLog::change(const std::string& what, const std::string& value,
                                         std::int64_t after_us) const {
  const auto found = std::ranges::find_if(changes, [&](const Changed& change) {
    return change.what == what && change.value == value && change.t_us >= after_us;
  });
  return found == changes.end() ? std::nullopt : std::optional{*found};
}

BranchLog read_branch_log(const std::string& path) {
  BranchLog log;
  std::istringstream stream(read_file(path));
  for (std::string line; std::getline(stream, line);) {
    boost::system::error_code incomplete;
    const json::value parsed = json::parse(line, incomplete);
    if (incomplete) break;
    const json::object& entry = parsed.as_object();
    const std::string kind = text_in(entry, "kind");
    if (kind == "write")
      log.writes.push_back({number_in(entry, "t_us"), text_in(entry, "device"), text_in(entry, "what"),
                            number_in(entry, "value"), text_in(entry, "result") == "ok"});
    if (kind == "change")
      log.changes.push_back({number_in(entry, "t_us"), text_in(entry, "what"), text_in(entry, "value")});
  }
  return log;
}

std::string Recorded::text(const char* key) const { return text_in(data, key); }

std::vector<Recorded> read_journal(const std::string& path) {
  std::vector<Recorded> events;
  auto database = platform::Database::open(path, platform::Database::Access::read_only);
  if (!database) return events;
  database->set_busy_timeout(1000);
  auto select = database->prepare("SELECT seq, type, steady_us, wall_us, wall_certain, bytes FROM events ORDER BY seq");
  if (!select) return events;
  while (true) {
    const auto row = select->step();
    if (!row || !*row) return events;
    Recorded event;
    event.seq = static_cast<std::uint64_t>(select->integer(0));
    event.type = select->text(1);
    event.steady_us = select->integer(2);
    event.wall_us = select->integer(3);
    event.wall_certain = select->integer(4) != 0;
    event.data = json::parse(select->text(5)).as_object();
    event.subject = text_in(event.data, "subject");
    events.push_back(std::move(event));
  }
}

std::size_t count(const std::vector<Recorded>& events, const std::string& type, const std::string& subject) {
  return static_cast<std::size_t>(std::ranges::count_if(events, [&](const Recorded& event) {
    return event.type == type && (subject.empty() || event.subject == subject);
  }));
}

std::string listing(const std::vector<Recorded>& events) {
  std::string text;
  for (const auto& event : events)
    text += fmt::format("{:4} {:>13} {} {} {}\n", event.seq, event.steady_us, event.type, event.subject,
                        event.text("reason"));
  return text;
}

std::string complaint_of_verifier(const std::string& path) {
  const TempFolder folder;
  ProcessOptions options;
  options.argv = {"python3", std::string(std::getenv("HOLDFAST_SOURCE_DIR")) + "/docs/verify-journal", path};
  options.output_file = folder.file("said");
  Process verifier(options);
  const auto status = verifier.wait(std::chrono::seconds{30});
  if (status && status->code == 0) return "";
  return "docs/verify-journal: " + read_file(options.output_file);
}

}  // namespace holdfast::testing
