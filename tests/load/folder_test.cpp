// Which files of a folder count, and which cannot be read.
#include <sys/stat.h>

#include <filesystem>

#include "agent/load/folder.hpp"
#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

TEST_GROUP(Folder) {
  TemporaryFolder folder;

  std::string files() {
    std::string all;
    for (const std::string& name : toml_files_below(folder.path(), {"profiles"})) all += name + " ";
    return all;
  }
  std::string said() { return rendered(load_site(folder.path(), "")); }
};

TEST(Folder, gives_every_toml_file_below_it) {
  folder.write("b.toml", "");
  folder.write("a/deep/er.toml", "");
  folder.write("notes.txt", "");
  folder.write("toml", "");
  STRCMP_EQUAL("a/deep/er.toml b.toml ", files().c_str());
}

TEST(Folder, leaves_out_hidden_files_and_profiles_at_the_top) {
  folder.write(".hidden.toml", "");
  folder.write(".git/config.toml", "");
  folder.write("profiles/acme/box.toml", "");
  folder.write("north/profiles/x.toml", "");
  STRCMP_EQUAL("north/profiles/x.toml ", files().c_str());
}

TEST(Folder, goes_round_a_loop_of_links_once) {
  folder.write("a/site.toml", "");
  fs::create_directory_symlink(folder.path(), folder.path() + "/a/loop");
  fs::create_directory_symlink(".", folder.path() + "/self");
  fs::create_symlink("nowhere.toml", folder.path() + "/dangling.toml");
  STRCMP_EQUAL("a/site.toml dangling.toml ", files().c_str());
  CHECK(said().find("dangling.toml") != std::string::npos);
}

TEST(Folder, refuses_a_file_larger_than_one_mebibyte) {
  folder.write("site.toml", "[site]\nid = \"x\"\n#" + std::string(std::size_t{1024} * 1024, 'x'));
  STRCMP_EQUAL("error: larger than 1 MiB; a configuration is not that large\n  site.toml\n", said().c_str());
}

TEST(Folder, does_not_wait_for_a_pipe) {
  folder.write("site.toml", "[site]\nid = \"x\"\n");
  CHECK_EQUAL(0, ::mkfifo((folder.path() + "/pipe.toml").c_str(), 0600));
  STRCMP_EQUAL("error: not a regular file\n  pipe.toml\n", said().c_str());
}

TEST(Folder, that_is_not_there_is_said) {
  const Loaded loaded = load_site(folder.path() + "/none", "");
  CHECK_FALSE(loaded.ok());
  STRCMP_EQUAL("there is no such folder", loaded.diagnostics.at(0).message.c_str());
}

TEST(Folder, with_one_unreadable_file_is_not_blamed_for_what_may_stand_in_it) {
  folder.write("site.toml",
               "[site]\nid = \"x\"\n[service.cash]\nneeds = \"link.wan\"\nup_when = 'ups.battery.charge > 5%'\n");
  folder.write("devices.toml", "[device.ups\n");
  STRCMP_EQUAL(
      "error: the table's name is not closed\n  devices.toml:1\n     1 | [device.ups\n       | ^^^^^^^^^^^\n"
      "  it wants ] at its end\n",
      said().c_str());
}

}  // namespace
}  // namespace holdfast::load
