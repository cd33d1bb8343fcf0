#include "platform/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::platform;

TEST_GROUP(Log) {
  testing::TempFolder folder;
  int saved = -1;

  void setup() override {
    saved = ::dup(STDERR_FILENO);
    const int file = ::open(folder.file("log").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
  }

  void teardown() override {
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    log::set_level(log::Level::info);
  }
};

TEST(Log, writes_one_line_an_event_whatever_the_text_holds) {
  log::warning("ups-main: no answer for {} s\n12:00:00.000 error \x1b[31mforged", 3);
  const std::string text = testing::read_file(folder.file("log"));
  CHECK(text.find("warning ups-main: no answer for 3 s 12:00:00.000 error  [31mforged\n") == 13);
  CHECK(text.find('\n') == text.size() - 1);
}

TEST(Log, leaves_out_what_is_below_its_level) {
  log::debug("not shown");
  log::set_level(log::Level::debug);
  log::debug("shown");
  const std::string text = testing::read_file(folder.file("log"));
  CHECK(text.find("not shown") == std::string::npos);
  CHECK(text.find("debug shown\n") != std::string::npos);
}
