// The business impact analysis as it is shown and exported. Pure; all refer to what they are given only while they run.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "agent/cli/sheet.hpp"
#include "agent/continuity/compare.hpp"

namespace holdfast::cli {

struct BiaView {
  const model::Site& site;
  const continuity::Analysis& analysis;
};

// For machines: durations in seconds, null for what does not exist, impact to four decimals.
boost::json::object bia_json(const BiaView& view);
boost::json::object changes_json(const continuity::Changes& changes);

// For people, in the order of reading.
std::vector<Sheet> bia_sheets(const BiaView& view);
std::vector<Sheet> changes_sheets(const continuity::Changes& changes);

// For spreadsheets (RFC 4180): "services", "dependencies", "risks" and so on.
struct CsvTable {
  std::string name;
  std::string columns;  // said in a line
};
std::vector<CsvTable> bia_tables();
std::string bia_csv(const BiaView& view, const std::string& table);  // one of them, else nothing

}  // namespace holdfast::cli
