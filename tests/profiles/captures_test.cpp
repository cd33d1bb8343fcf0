// The profiles against captures of real devices with the truth beside them, where such a collection is at hand:
// HOLDFAST_CAPTURES names its folder (devices/, truth/, adapt.py, score.py), by default ../shared/captures beside the
// source. Skipped, saying so, where there is none.
#include <fmt/format.h>

#include <cstdio>
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

fs::path captures_folder() {
  const char* named = std::getenv("HOLDFAST_CAPTURES");
  if (named != nullptr) return named;
  return fs::path(std::getenv("HOLDFAST_SOURCE_DIR")).parent_path() / "shared" / "captures";
}

void shell(const std::string& command) {
  if (std::system(command.c_str()) != 0) FAIL(("failed: " + command).c_str());
}

double share(const json::value& all, const char* good, const char* of) {
  return 100.0 * all.at(good).to_number<double>() / all.at(of).to_number<double>();
}

TEST_GROUP(Captures){};

TEST(Captures, of_real_devices_are_read_right) {
  const fs::path captures = captures_folder();
  if (!fs::is_directory(captures / "devices")) {
    std::printf("skipped: no captures in %s (HOLDFAST_CAPTURES names the folder)\n", captures.c_str());
    return;
  }
  std::string folder = (fs::temp_directory_path() / "holdfast-captures-XXXXXX").string();
  CHECK(::mkdtemp(folder.data()) != nullptr);
  for (const auto& entry : fs::directory_iterator(captures / "devices")) {
    if (entry.path().extension() != ".snmprec") continue;
    std::ofstream(folder + "/" + entry.path().stem().string() + ".probed")
        << json::serialize(probe_capture(entry.path().string()));
  }
  shell(
      fmt::format("cd {0} && mkdir results && for f in *.probed; do n=${{f%.probed}}; '{1}/adapt.py' \"$n\" < \"$f\" > "
                  "results/\"$n\".json || exit 1; done",
                  folder, captures.string()));
  shell(fmt::format("'{0}/score.py' '{0}/truth' {1}/results --json {1}/score.json --misses 20", captures.string(),
                    folder));
  std::ostringstream text;
  text << std::ifstream(folder + "/score.json").rdbuf();
  const json::value all = json::parse(text.str()).at("ALL");
  fs::remove_all(folder);
  CHECK(share(all, "kok", "kn") >= 98.0);
  CHECK(share(all, "tp_ok", "tp_n") >= 97.0);
  CHECK(share(all, "em_ok", "em") >= 99.0);
}

}  // namespace
}  // namespace holdfast::testing
