#include "platform/lock_file.hpp"

#include <unistd.h>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;
using testing::Process;

TEST_GROUP(LockFile) {
  testing::TempFolder folder;
  std::string path = folder.file("lock");
};

TEST(LockFile, keeps_a_second_holder_away_and_names_the_first) {
  const Result<LockFile> first = LockFile::acquire(path);
  CHECK(first.has_value());
  const Result<LockFile> second = LockFile::acquire(path);
  CHECK(second.has_error());
  CHECK(second.error().code == Code::conflict);
  STRCMP_CONTAINS(std::to_string(::getpid()).c_str(), second.error().message.c_str());
}

TEST(LockFile, keeps_another_process_away) {
  const Result<LockFile> first = LockFile::acquire(path);
  CHECK(first.has_value());
  testing::ProcessOptions options;
  options.argv = {"flock", "--nonblock", "--conflict-exit-code", "42", path, "true"};
  Process other{options};
  CHECK_EQUAL(42, other.wait(10s)->code);
}

TEST(LockFile, is_released_when_the_holding_process_is_killed) {
  testing::ProcessOptions options;
  options.argv = {"flock", path, "sh", "-c", "echo held; exec sleep 60"};
  options.output_file = folder.file("output");
  options.argv.insert(options.argv.begin() + 1, "--no-fork");
  Process other{options};
  CHECK(testing::wait_for(10s, [&] { return testing::read_file(options.output_file) == "held\n"; }));
  CHECK(LockFile::acquire(path).error().code == Code::conflict);
  other.kill();
  CHECK(LockFile::acquire(path).has_value());
}

TEST(LockFile, can_be_taken_again_after_it_was_let_go) {
  for (int i = 0; i < 2; ++i) CHECK(LockFile::acquire(path).has_value());
}

TEST(LockFile, says_why_it_cannot_be_made) {
  const Result<LockFile> nowhere = LockFile::acquire(folder.file("absent/lock"));
  CHECK(nowhere.error().code == Code::not_found);
  const Result<LockFile> itself = LockFile::acquire(folder.path());
  CHECK(itself.error().code == Code::not_permitted);
  STRCMP_CONTAINS(folder.path().c_str(), itself.error().message.c_str());
}
