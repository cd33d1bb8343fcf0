// Every folder below tests/cases/profiles is a device: what it said (device.snmprec) and what that must be read as
// (expected.json: class, profile, and every point with a good value).
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/profiles/probed.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path cases_folder() { return fs::path(std::getenv("HOLDFAST_SOURCE_DIR")) / "tests" / "cases" / "profiles"; }

std::string read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool is_same(const json::value& wanted, const json::value& seen) {
  if (!wanted.is_number() || !seen.is_number()) return wanted == seen;
  const double a = wanted.to_number<double>();
  const double b = seen.to_number<double>();
  return std::fabs(a - b) <= 1e-6 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

// What differs, one a line.
std::string differences(const json::object& expected, const json::object& probed) {
  if (const auto* error = probed.if_contains("error")) return std::string(error->as_string()) + "\n";
  std::string text;
  for (const char* key : {"class", "profile"}) {
    const json::value& seen = probed.at("device").at(key);
    if (seen != expected.at(key))
      text += fmt::format("{}: wanted {}, found {}\n", key, json::serialize(expected.at(key)), json::serialize(seen));
  }
  const json::object& points = probed.at("points").as_object();
  const json::object& wanted = expected.at("points").as_object();
  for (const auto& [name, value] : wanted) {
    const auto* seen = points.if_contains(name);
    if (seen != nullptr && is_same(value, seen->at("value"))) continue;
    text += fmt::format("{}: wanted {}, found {}\n", std::string(name), json::serialize(value),
                        seen ? json::serialize(seen->at("value")) : "nothing");
  }
  for (const auto& [name, point] : points) {
    if (!wanted.contains(name))
      text += fmt::format("{}: not wanted, found {}\n", std::string(name), json::serialize(point.at("value")));
  }
  return text;
}

TEST_GROUP(ProfileCases){};

// One test for all of them: loading the profiles takes longer than reading any device.
TEST(ProfileCases, are_read_as_expected) {
  std::string text;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(cases_folder())) {
    const json::object expected = json::parse(read_whole(entry.path() / "expected.json")).as_object();
    const std::string wrong = differences(expected, probe_capture((entry.path() / "device.snmprec").string()));
    if (!wrong.empty()) text += fmt::format("{}:\n{}", entry.path().filename().string(), wrong);
    ++count;
  }
  STRCMP_EQUAL("", text.c_str());
  CHECK(count >= 100);
}

}  // namespace
}  // namespace holdfast::testing
