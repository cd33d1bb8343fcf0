#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

TEST_GROUP(Secret) {
  TemporaryFolder folder;
  TemporaryFolder credentials;

  void setup() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }
  void teardown() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

  void put(const std::string& text, mode_t mode) {
    folder.write("secrets/ups", text);
    CHECK_EQUAL(0, ::chmod((folder.path() + "/secrets/ups").c_str(), mode));
  }
  std::string error_of(const std::string& name) {
    const Result<std::string> secret = read_secret(folder.path(), name);
    return secret ? "" : secret.error().message;
  }
};

TEST(Secret, is_the_text_of_its_file_without_the_line_end) {
  put("s3cr3t word\r\n", 0600);
  STRCMP_EQUAL("s3cr3t word", read_secret(folder.path(), "ups")->c_str());
}

TEST(Secret, is_refused_by_mode_with_the_command_that_mends_it) {
  struct Row {
    mode_t mode;
    bool good;
  };
  const Row rows[] = {{0600, true},  {0400, true},  {0200, true},  {0640, false}, {0604, false},
                      {0660, false}, {0644, false}, {0700, false}, {0601, false}};
  for (const Row& row : rows) {
    put("x", row.mode);
    const Result<std::string> secret = read_secret(folder.path(), "ups");
    if (row.mode == 0200 && ::geteuid() != 0) continue;  // its owner cannot read it either
    CHECK_EQUAL(row.good, secret.has_value());
    if (row.good) continue;
    CHECK(secret.error().code == Code::not_permitted);
    CHECK(secret.error().message.find("chmod 600 " + folder.path() + "/secrets/ups") != std::string::npos);
  }
}

TEST(Secret, of_another_user_is_refused) {
  if (::geteuid() != 0) return;  // only root can give a file away
  put("x", 0600);
  CHECK_EQUAL(0, ::chown((folder.path() + "/secrets/ups").c_str(), 65534, 65534));
  CHECK(error_of("ups").find("chown 0") != std::string::npos);
}

TEST(Secret, that_is_missing_or_empty_is_said) {
  CHECK(error_of("ups").find("there is no secret 'ups'") == 0);
  put("\n", 0600);
  CHECK(error_of("ups").find("is empty") != std::string::npos);
  put(std::string(5000, 'x'), 0600);
  CHECK(error_of("ups").find("longer than") != std::string::npos);
}

TEST(Secret, has_a_plain_name) {
  for (const char* name : {"", "../ups", "a/b", ".", "a b"})
    CHECK(error_of(name).find("is not the name") != std::string::npos);
}

TEST(Secret, of_systemd_comes_first) {
  put("from the folder", 0600);
  credentials.write("ups", "from systemd\n");
  ::setenv("CREDENTIALS_DIRECTORY", credentials.path().c_str(), 1);
  STRCMP_EQUAL("from systemd", read_secret(folder.path(), "ups")->c_str());
}

TEST(Secret, is_never_printed_by_a_diagnostic) {
  folder.write("site.toml",
               "[site]\nid = \"x\"\n[mqtt]\nbroker = \"mqtt://10.0.0.1\"\nsecret = \"hunter2\"\n"
               "password = \"hunter2\"\n");
  const std::string said = rendered(load_site(folder.path(), ""));
  CHECK(said.find("secret:NAME") != std::string::npos);
  CHECK(said.find("hunter2") == std::string::npos);
}

}  // namespace
}  // namespace holdfast::load
