// Impact scores, from the tables of services and from questionnaires in CSV, once [bia] has said what is scored.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "agent/load/checks.hpp"
#include "agent/load/csv.hpp"
#include "agent/load/duration.hpp"
#include "agent/load/fields.hpp"
#include "agent/load/folder.hpp"

namespace holdfast::load {
namespace {

constexpr const char* score_rule = "a score is a whole number from 1 (none) to 5 (very serious)";

class Scores {
 public:
  Scores(Draft& draft, Report& report) : draft_(draft), report_(report) {
    for (const auto& [category, weight] : draft.site.bia.weights) categories_.push_back(category);
    for (const Duration horizon : draft.site.bia.horizons) horizons_.push_back(shown(horizon));
  }

  void take_table(const ImpactUse& use) {
    for (const Entry& entry : use.node->entries) {
      if (!is_category(entry.key, entry.key_place())) continue;
      if (entry.value.type != Node::Type::list) {
        wrong_type(report_, entry.key, entry.value, "a list of scores, one for each horizon");
        continue;
      }
      check_count(entry.key, entry.value);
      std::vector<int> scores;
      for (const Node& item : entry.value.items) {
        if (item.type == Node::Type::integer && item.integer >= 1 && item.integer <= 5) {
          scores.push_back(static_cast<int>(item.integer));
        } else {
          report_.error(item.place(), score_rule);
        }
      }
      keep(use.service, entry.key, std::move(scores), entry.key_place());
    }
  }

  void check_count(const std::string& key, const Node& list) {
    const std::size_t wanted = horizons_.size();
    if (draft_.broken_file || list.items.size() == wanted) return;
    report_.error(
        list.place(),
        fmt::format("`{}` wants {} numbers, one for each horizon; these are {}", key, wanted, list.items.size()),
        fmt::format("the horizons of [bia]: {}", fmt::join(horizons_, ", ")));
  }

  void take_file(const std::string& folder, const Node& name) {
    const std::filesystem::path path(name.text);
    const bool leaves = std::find(path.begin(), path.end(), "..") != path.end();
    if (name.text.empty() || path.is_absolute() || leaves) {
      report_.error(name.place(), fmt::format("\"{}\" does not lie below the folder", name.text),
                    "name a file relative to the folder of the configuration: \"scores/retail.csv\"");
      return;
    }
    std::error_code error;
    if (!std::filesystem::exists(folder + "/" + name.text, error)) {
      report_.error(name.place(), fmt::format("there is no file \"{}\"", name.text));
      return;
    }
    std::optional<std::string> text = read_text(folder + "/" + name.text, name.text, report_);
    if (!text) return;
    const SourceFile file(name.text, std::move(*text));
    const auto rows = parse_csv(file, report_);
    if (!rows) return;
    if (rows->empty()) return report_.error(file.whole(), "no header here", header_rule());
    if (const auto columns = read_header(file, rows->front())) {
      for (std::size_t row = 1; row < rows->size(); ++row) take_row(file, (*rows)[row], *columns);
    }
  }

 private:
  struct Columns {
    std::size_t service = 0, category = 0;
    std::vector<std::size_t> horizons;  // the column of each
  };

  static Place at(const SourceFile& file, const CsvCell& cell) { return file.place(cell.begin, cell.length); }

  std::string header_rule() const {
    return fmt::format("the header is: service,category,{}", fmt::join(horizons_, ","));
  }

  std::optional<Columns> read_header(const SourceFile& file, const CsvRow& header) {
    std::map<std::string, std::size_t> found;
    bool right = true;
    for (std::size_t i = 0; i < header.size(); ++i) {
      const CsvCell& cell = header[i];
      const auto duration = parse_duration(cell.text);
      const std::string name = duration ? shown(*duration) : cell.text;
      const bool is_horizon = std::find(horizons_.begin(), horizons_.end(), name) != horizons_.end();
      if (name != "service" && name != "category" && !is_horizon) {
        report_.error(at(file, cell), fmt::format("\"{}\" is no column of scores", cell.text), header_rule());
        right = false;
      } else if (!found.emplace(name, i).second) {
        report_.error(at(file, cell), fmt::format("the column \"{}\" is there twice", cell.text));
        right = false;
      }
    }
    if (!right) return std::nullopt;
    Columns columns;
    std::vector<std::string> wanted{"service", "category"};
    wanted.insert(wanted.end(), horizons_.begin(), horizons_.end());
    for (const std::string& name : wanted) {
      if (found.contains(name)) continue;
      report_.error(at(file, header.front()), fmt::format("there is no column \"{}\"", name), header_rule());
      return std::nullopt;
    }
    columns.service = found["service"];
    columns.category = found["category"];
    for (const std::string& name : horizons_) columns.horizons.push_back(found[name]);
    return columns;
  }

  void take_row(const SourceFile& file, const CsvRow& row, const Columns& columns) {
    const CsvCell& service = row[columns.service];
    const CsvCell& category = row[columns.category];
    if (!draft_.site.services.contains(service.text)) {
      if (draft_.broken_file) return;
      return report_.error(at(file, service), fmt::format("there is no service `{}`", service.text),
                           suggest(service.text, draft_.ids("service"), "configured"));
    }
    if (!is_category(category.text, at(file, category))) return;
    std::vector<int> scores;
    for (const std::size_t column : columns.horizons) {
      const CsvCell& cell = row[column];
      if (cell.text.size() != 1 || cell.text[0] < '1' || cell.text[0] > '5') {
        report_.error(at(file, cell),
                      cell.text.empty() ? "a score is missing" : fmt::format("\"{}\" is no score", cell.text),
                      score_rule);
        return;
      }
      scores.push_back(cell.text[0] - '0');
    }
    keep(service.text, category.text, std::move(scores), at(file, service));
  }

  bool is_category(const std::string& name, const Place& place) {
    if (std::find(categories_.begin(), categories_.end(), name) != categories_.end()) return true;
    if (!draft_.broken_file) {
      report_.error(place, fmt::format("`{}` is not a category of [bia].weights", name),
                    suggest(name, categories_, "categories"));
    }
    return false;
  }

  void keep(const std::string& service, const std::string& category, std::vector<int> scores, const Place& place) {
    const auto [known, is_new] = places_.emplace(std::pair(service, category), place);
    if (!is_new) {
      report_.error(place, fmt::format("`{}` of service `{}` is scored twice", category, service),
                    "keep one of the two: either in the service's table or in one CSV file", {known->second});
      return;
    }
    const auto found = draft_.site.services.find(service);
    if (found != draft_.site.services.end()) found->second.impact.scores[category] = std::move(scores);
  }

  Draft& draft_;
  Report& report_;
  std::vector<std::string> categories_;
  std::vector<std::string> horizons_;  // as they are written in a header
  std::map<std::pair<std::string, std::string>, Place> places_;
};

}  // namespace

void check_scores(const std::string& folder, Draft& draft, Report& report) {
  Scores scores(draft, report);
  for (const ImpactUse& use : draft.impacts) scores.take_table(use);
  for (const HorizonsUse& use : draft.by_horizon) scores.check_count(use.key, *use.list);
  for (const Node* name : draft.score_files) scores.take_file(folder, *name);
}

}  // namespace holdfast::load
