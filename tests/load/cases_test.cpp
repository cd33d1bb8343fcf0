// Golden cases: each folder of tests/cases/load is a site (input/) and what must be said about it (expected).
// HOLDFAST_UPDATE_CASES=1 writes `expected` anew; read the difference before you keep it.
// A case may bring the shipped profiles it wants (shipped/); otherwise config/profiles is used.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"
#include "CppUTest/TestRegistry.h"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

// Known before main() runs, when the environment may not say it.
fs::path cases_folder() { return fs::path(__FILE__).parent_path().parent_path() / "cases" / "load"; }

void check_case(const fs::path& folder) {
  const fs::path own_profiles = folder / "shipped";
  const std::string shipped =
      fs::is_directory(own_profiles) ? own_profiles.string() : source_folder() + "/config/profiles";
  const std::string input = (folder / "input").string();
  std::string seen = rendered(load_site(input, shipped));
  for (std::size_t at; (at = seen.find(input)) != std::string::npos;) seen.replace(at, input.size(), "FOLDER");
  const std::string expected = (folder / "expected").string();
  if (const char* update = std::getenv("HOLDFAST_UPDATE_CASES"); update != nullptr && *update == '1') {
    write_whole(expected, seen);
  }
  STRCMP_EQUAL(read_whole(expected).c_str(), seen.c_str());
  CHECK_TEXT(!seen.empty(), "a case without a diagnostic proves nothing");
}

class CaseTest final : public Utest {
 public:
  explicit CaseTest(fs::path folder) : folder_(std::move(folder)) {}
  void testBody() override { check_case(folder_); }

 private:
  fs::path folder_;
};

class CaseShell final : public UtestShell {
 public:
  CaseShell(const char* name, fs::path folder)
      : UtestShell("LoadCase", name, __FILE__, __LINE__), folder_(std::move(folder)) {}
  Utest* createTest() override { return new CaseTest(folder_); }

 private:
  fs::path folder_;
};

// One test for each folder, so that a new case needs no line of code. They live until the process ends.
struct Cases {
  Cases() {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(cases_folder())) {
      if (entry.is_directory()) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    names.reserve(folders.size());
    shells.reserve(folders.size());
    for (const fs::path& folder : folders) {
      names.push_back(folder.filename().string());
      shells.emplace_back(names.back().c_str(), folder);
    }
    for (CaseShell& shell : shells) TestRegistry::getCurrentRegistry()->addTest(&shell);
  }
  std::vector<std::string> names;
  std::vector<CaseShell> shells;
};

const Cases& cases() {
  static Cases all;
  return all;
}

[[maybe_unused]] const std::size_t registered = cases().shells.size();

TEST_GROUP(LoadCases){};

TEST(LoadCases, there_are_many) { CHECK(cases().shells.size() >= 25); }

}  // namespace
}  // namespace holdfast::load
