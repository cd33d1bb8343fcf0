// Golden cases: each folder of tests/cases/modbus is a device (registers.toml, served by an independent server) and
// what its profile must make of it (expected.json: class, profile, and every point that has a value).
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>

#include "agent/load/load.hpp"
#include "agent/poll/describe.hpp"
#include "tests/integration/modbus_bench.hpp"
#include "tests/integration/modbus_server.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string source_folder() { return std::getenv("HOLDFAST_SOURCE_DIR"); }

bool is_same(const json::value& wanted, const json::value& seen) {
  if (!wanted.is_number() || !seen.is_number()) return wanted == seen;
  const double a = wanted.to_number<double>();
  const double b = seen.to_number<double>();
  return std::fabs(a - b) <= 1e-6 * std::max(std::fabs(a), std::fabs(b));
}

json::object values_of(const model::Profile& profile, const std::vector<drivers::Reading>& readings) {
  json::object values;
  for (const drivers::Reading& reading : readings) {
    if (reading.quality == model::Quality::bad) continue;
    const std::string& name = profile.points.at(reading.spec).name;
    values[reading.row ? model::row_name(name, *reading.row) : name] = poll::plain_json(*reading.value);
  }
  return values;
}

// One line for each point that is missing, wrong, or not wanted.
std::string differences(const json::object& wanted, const json::object& seen) {
  std::string text;
  for (const auto& [name, value] : wanted) {
    const json::value* found = seen.if_contains(name);
    if (found == nullptr) {
      text += fmt::format("  {}: {} is missing\n", std::string(name), json::serialize(value));
    } else if (!is_same(value, *found)) {
      text += fmt::format("  {}: {} is wanted, not {}\n", std::string(name), json::serialize(value),
                          json::serialize(*found));
    }
  }
  for (const auto& [name, value] : seen) {
    if (!wanted.contains(name)) {
      text += fmt::format("  {}: {} is not wanted\n", std::string(name), json::serialize(value));
    }
  }
  return text;
}

std::string check_case(const fs::path& folder) {
  const json::value expected = json::parse(read_file(folder / "expected.json"));
  const std::string id = expected.at("profile").as_string().c_str();
  model::Profile profile;
  const load::Loaded loaded = load::load_profile(id, "", source_folder() + "/config/profiles", profile);
  if (!loaded.ok()) return fmt::format("  the profile {} does not load\n", id);
  if (expected.at("class") != model::to_string(profile.device_class)) return "  another class\n";
  const ModbusServer server(ModbusServer::Kind::tcp, folder / "registers.toml");
  ModbusBench bench;
  const auto driver = bench.make(server.address(1), profile, std::chrono::seconds{2});
  const auto readings = bench.read(*driver, profile.points.size());
  if (!readings) return fmt::format("  {}\n", readings.error().message);
  return differences(expected.at("points").as_object(), values_of(profile, *readings));
}

}  // namespace

TEST_GROUP(ModbusCases){};

TEST(ModbusCases, every_device_is_read_as_its_profile_says) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(source_folder() + "/tests/cases/modbus")) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  CHECK_FALSE(folders.empty());
  std::string wrong;
  for (const fs::path& folder : folders) {
    const std::string text = check_case(folder);
    if (!text.empty()) wrong += fmt::format("{}\n{}", folder.filename().string(), text);
  }
  if (!wrong.empty()) FAIL(wrong.c_str());
}
