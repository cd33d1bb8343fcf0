// Golden cases: a test for each folder, so that a new case needs no line of code. Made before main() runs, and they
// live until the process ends.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "CppUTest/TestHarness.h"

namespace holdfast::testing {

class CaseFolders {
 public:
  using Check = std::function<void(const std::filesystem::path& folder)>;
  // `group`: the name of the tests' group, a literal; each test is named as its folder. `file`: __FILE__.
  CaseFolders(const char* group, const char* file, const std::filesystem::path& cases, Check check);

  std::size_t size() const { return shells_.size(); }

 private:
  std::vector<std::string> names_;  // pointed to by the shells
  std::vector<std::unique_ptr<UtestShell>> shells_;
};

// tests/cases/NAME beside the sources: known before main() runs, when the environment may not say it.
std::filesystem::path cases_folder(const std::string& name);

// Compares what was seen with the file; with HOLDFAST_UPDATE_CASES=1 writes the file first.
void check_golden(const std::string& file, const std::string& seen);

}  // namespace holdfast::testing
