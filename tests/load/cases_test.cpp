// Golden cases: each folder of tests/cases/load is a site (input/) and what must be said about it (expected).
// HOLDFAST_UPDATE_CASES=1 writes `expected` anew; read the difference before you keep it.
// A case may bring the shipped profiles it wants (shipped/); otherwise config/profiles is used.
#include <filesystem>
#include <string>
#include <vector>

#include "tests/load/folders.hpp"
#include "tests/support/case_folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

void check_case(const fs::path& folder) {
  const fs::path own_profiles = folder / "shipped";
  const std::string shipped =
      fs::is_directory(own_profiles) ? own_profiles.string() : source_folder() + "/config/profiles";
  const std::string input = (folder / "input").string();
  std::string seen = rendered(load_site(input, shipped));
  for (std::size_t at; (at = seen.find(input)) != std::string::npos;) seen.replace(at, input.size(), "FOLDER");
  testing::check_golden((folder / "expected").string(), seen);
  CHECK_TEXT(!seen.empty(), "a case without a diagnostic proves nothing");
}

const testing::CaseFolders cases{"LoadCase", __FILE__, testing::cases_folder("load"), check_case};

TEST_GROUP(LoadCases){};

TEST(LoadCases, there_are_many) { CHECK(cases.size() >= 25); }

}  // namespace
}  // namespace holdfast::load
