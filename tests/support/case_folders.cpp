#include "tests/support/case_folders.hpp"

#include <algorithm>
#include <cstdlib>

#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestRegistry.h"

namespace holdfast::testing {

namespace fs = std::filesystem;

namespace {

class CaseTest final : public Utest {
 public:
  CaseTest(fs::path folder, const CaseFolders::Check& check) : folder_(std::move(folder)), check_(check) {}
  void testBody() override { check_(folder_); }

 private:
  fs::path folder_;
  const CaseFolders::Check& check_;
};

class CaseShell final : public UtestShell {
 public:
  CaseShell(const char* group, const char* name, const char* file, fs::path folder, CaseFolders::Check check)
      : UtestShell(group, name, file, 1), folder_(std::move(folder)), check_(std::move(check)) {}
  Utest* createTest() override { return new CaseTest(folder_, check_); }

 private:
  fs::path folder_;
  CaseFolders::Check check_;
};

}  // namespace

CaseFolders::CaseFolders(const char* group, const char* file, const fs::path& cases, Check check) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(cases))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  names_.reserve(folders.size());
  for (const fs::path& folder : folders) {
    names_.push_back(folder.filename().string());
    shells_.push_back(std::make_unique<CaseShell>(group, names_.back().c_str(), file, folder, check));
    TestRegistry::getCurrentRegistry()->addTest(shells_.back().get());
  }
}

fs::path cases_folder(const std::string& name) {
  return fs::path(__FILE__).parent_path().parent_path() / "cases" / name;
}

void check_golden(const std::string& file, const std::string& seen) {
  if (const char* update = std::getenv("HOLDFAST_UPDATE_CASES"); update != nullptr && *update == '1')
    write_file(file, seen);
  STRCMP_EQUAL(read_file(file).c_str(), seen.c_str());
}

}  // namespace holdfast::testing
