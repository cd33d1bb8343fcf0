// docs/configuration.md and docs/profiles.md are written by hand and must name every key that a reader asks for.
#include <filesystem>
#include <regex>
#include <set>

#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

// Keys as the readers write them: fields.text("title", ...), read_condition(fields, "when", ...), and lists of keys.
// The readers of a profile; all others read the site.
const std::set<std::string> readers_of_profiles = {"read_profile.cpp", "read_point.cpp", "read_origin.cpp",
                                                   "read_decoding.cpp", "read_write.cpp"};

enum class Of { site, profiles };

std::set<std::string> keys_of_readers(Of what) {
  const std::regex call(R"re((?:(?:fields_?|inner)\.\w+(?:<[^>]*>)?\(\s*|read_\w+\(fields, |number\()"([a-z_]+)")re");
  const std::regex condition(R"re(read_(?:condition|steps)\(\w+, "([a-z_]+)")re");
  const std::regex loop(R"re(for \(const char\* (?:key|kind) : \{([^}]*)\})re");
  const std::regex word(R"re("([a-z_]+)")re");
  std::set<std::string> keys;
  const auto collect = [&](const std::string& text, const std::regex& pattern, const auto& take) {
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
      take((*match)[1].str());
  };
  for (const auto& entry : fs::directory_iterator(source_folder() + "/agent/load")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("read_") || !name.ends_with(".cpp")) continue;
    if (readers_of_profiles.contains(name) != (what == Of::profiles)) continue;
    const std::string text = read_whole(entry.path().string());
    const auto keep = [&](const std::string& key) { keys.insert(key); };
    collect(text, call, keep);
    collect(text, condition, keep);
    collect(text, loop, [&](const std::string& list) { collect(list, word, keep); });
  }
  return keys;
}

TEST_GROUP(ConfigurationReference) {
  const std::string reference = read_whole(source_folder() + "/docs/configuration.md");
};

TEST(ConfigurationReference, names_every_key_of_the_readers) {
  const std::set<std::string> keys = keys_of_readers(Of::site);
  CHECK(keys.size() > 60);
  for (const std::string& key : keys) {
    const bool named =
        reference.find("`" + key + "`") != std::string::npos || reference.find("### [" + key) != std::string::npos ||
        reference.find("{ " + key) != std::string::npos || reference.find(", " + key + " }") != std::string::npos;
    CHECK_TEXT(named, ("docs/configuration.md does not name the key " + key).c_str());
  }
}

TEST(ConfigurationReference, names_every_key_of_a_profile_on_its_own_page) {
  const std::string page = read_whole(source_folder() + "/docs/profiles.md");
  const std::set<std::string> keys = keys_of_readers(Of::profiles);
  CHECK(keys.size() > 40);
  for (const std::string& key : keys) {
    const bool named = std::regex_search(page, std::regex("[`\\[{,] ?" + key + "\\b|\n" + key + " +="));
    CHECK_TEXT(named, ("docs/profiles.md does not name the key " + key).c_str());
  }
}

TEST(ConfigurationReference, has_a_section_for_every_kind_of_table) {
  const std::string tables = read_whole(source_folder() + "/agent/load/tables.cpp");
  const std::regex kind(R"re(\{"([a-z]+)", read_)re");
  std::size_t kinds = 0;
  for (std::sregex_iterator match(tables.begin(), tables.end(), kind), end; match != end; ++match) {
    const std::string name = (*match)[1].str();
    const bool there = reference.find("[" + name + "]") != std::string::npos ||
                       reference.find("[" + name + ".NAME]") != std::string::npos;
    CHECK_TEXT(there, ("docs/configuration.md has no section for " + name).c_str());
    ++kinds;
  }
  CHECK_EQUAL(22, kinds);
}

// In the rows of its tables the first column holds keys, and each must be one that a reader knows.
TEST(ConfigurationReference, names_no_key_that_is_not_there) {
  const std::set<std::string> keys = keys_of_readers(Of::site);
  const std::regex row(R"re(\n\| ((?:`[a-z_]+`(?:, | with )?)+) \|)re");
  const std::regex word(R"re(`([a-z_]+)`)re");
  for (std::sregex_iterator line(reference.begin(), reference.end(), row), end; line != end; ++line) {
    const std::string cell = (*line)[1].str();
    for (std::sregex_iterator key(cell.begin(), cell.end(), word); key != end; ++key) {
      CHECK_TEXT(keys.contains((*key)[1].str()), ("no reader knows the key " + (*key)[1].str()).c_str());
    }
  }
}

}  // namespace
}  // namespace holdfast::load
