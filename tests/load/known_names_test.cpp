// docs/names.md and the names that conditions on unrecognised devices may use are the same, and every shipped profile
// that can be recognised means by them what stands there.
#include "agent/load/known_names.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

// What a name means, as one line: "V", "text", "on off; writable".
using Meanings = std::map<std::string, std::string>;

bool is_number(model::Kind kind) { return kind == model::Kind::integer || kind == model::Kind::number; }

std::string meaning(const model::PointSpec& point) {
  std::string text = is_number(point.kind) ? point.unit : std::string(model::to_string(point.kind));
  if (text.empty()) text = "number";
  if (point.kind == model::Kind::enumeration) {
    const std::vector<std::string> states = point.states();
    const std::set<std::string> sorted(states.begin(), states.end());
    text.clear();
    for (const std::string& state : sorted) text += (text.empty() ? "" : " ") + state;
  }
  return text + (point.write ? "; writable" : "");
}

std::vector<std::string> quoted_in(const std::string& cell) {
  const std::regex word("`([^`]+)`");
  std::vector<std::string> words;
  for (std::sregex_iterator match(cell.begin(), cell.end(), word), end; match != end; ++match)
    words.push_back((*match)[1].str());
  return words;
}

// The second column: states, or one kind for all the names of the row, or one for each.
std::string meaning_of(std::string cell, std::size_t nth) {
  const std::string writable = "; writable";
  const bool is_writable = cell.ends_with(writable);
  if (is_writable) cell.erase(cell.size() - writable.size());
  std::string text = cell;
  const std::vector<std::string> states = quoted_in(cell);
  if (!states.empty()) {
    const std::set<std::string> sorted(states.begin(), states.end());
    text.clear();
    for (const std::string& state : sorted) text += (text.empty() ? "" : " ") + state;
  } else if (cell.find(", ") != std::string::npos) {
    for (; nth > 0; --nth) text.erase(0, text.find(", ") + 2);
    text = text.substr(0, text.find(", "));
  }
  return text + (is_writable ? writable : "");
}

Meanings documented() {
  const std::string page = read_whole(source_folder() + "/docs/names.md");
  const std::size_t begin = page.find("## Points");
  std::istringstream section(page.substr(begin, page.find("### Of a running plan") - begin));
  const std::regex row(R"re(\| (`.*`) \| ([^|]+) \| .*\|)re");
  Meanings meanings;
  for (std::string line; std::getline(section, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    const std::vector<std::string> names = quoted_in(match[1].str());
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != "contact") meanings[names[i]] = meaning_of(match[2].str(), i);
    }
  }
  return meanings;
}

Meanings known() {
  Meanings meanings;
  for (const model::PointSpec& point : known_names().points) meanings[point.name] = meaning(point);
  return meanings;
}

const model::PointSpec* known_point(const std::string& name) {
  for (const model::PointSpec& point : known_names().points)
    if (point.name == name || (point.is_table() && model::row_of(point.name, name))) return &point;
  return nullptr;
}

TEST_GROUP(KnownNames){};

TEST(KnownNames, are_those_of_the_document_and_mean_the_same) {
  const Meanings document = documented();
  CHECK(document.size() > 130);
  std::string wrong;
  for (const auto& [name, what] : known()) {
    const auto found = document.find(name);
    if (found == document.end()) wrong += name + " is not in docs/names.md\n";
    if (found != document.end() && found->second != what)
      wrong += name + ": " + what + ", but in docs/names.md " + found->second + "\n";
  }
  const Meanings code = known();
  for (const auto& [name, what] : document)
    if (!code.contains(name)) wrong += name + " is only in docs/names.md\n";
  STRCMP_EQUAL("", wrong.c_str());
}

TEST(KnownNames, hold_no_name_twice) { CHECK_EQUAL(known().size(), known_names().points.size()); }

// A point that is measured otherwise, or has a state that no condition can name, would be of no use under "auto".
TEST(KnownNames, mean_the_same_to_every_profile_that_can_be_recognised) {
  std::vector<model::Profile> profiles;
  load_profiles("", source_folder() + "/config/profiles", profiles);
  CHECK(profiles.size() > 100);
  // Models and technologies are texts to the house, whether the device says a word or a code.
  const std::set<std::string> text_or_code = {"device.model", "modem.technology"};
  std::string wrong;
  std::size_t compared = 0;
  for (const model::Profile& profile : profiles) {
    if (profile.recognised_by.empty()) continue;
    for (const model::PointSpec& point : profile.points) {
      const model::PointSpec* const name = known_point(point.name);
      if (name == nullptr || text_or_code.contains(point.name)) continue;
      ++compared;
      const std::string where = profile.id + " " + point.name + ": ";
      if (point.kind != name->kind && !(is_number(point.kind) && is_number(name->kind)))
        wrong += where + model::to_string(point.kind) + "\n";
      if (point.unit != name->unit) wrong += where + "unit " + point.unit + "\n";
      if (point.write && !name->write) wrong += where + "is writable\n";
      if (point.kind != model::Kind::enumeration) continue;
      const std::vector<std::string> states = name->states();
      for (const std::string& state : point.states())
        if (std::find(states.begin(), states.end(), state) == states.end()) wrong += where + "state " + state + "\n";
    }
  }
  CHECK(compared > 1000);
  STRCMP_EQUAL("", wrong.c_str());
}

}  // namespace
}  // namespace holdfast::load
