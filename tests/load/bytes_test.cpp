// Whatever bytes stand in the files, loading ends with a diagnostic or a site, and with nothing else. Meant for the
// sanitizers; the seeds are fixed so that a failure can be repeated.
#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "agent/load/parse_toml.hpp"
#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

std::string mutated(std::string text, Random& random) {
  const std::vector<std::string> pieces = {"\"",
                                           "'",
                                           "[",
                                           "]",
                                           "{",
                                           "}",
                                           "=",
                                           "\n",
                                           "#",
                                           ".",
                                           ",",
                                           "{n}",
                                           "[[",
                                           "]]",
                                           "\"\"\"",
                                           "\\",
                                           "\\u12",
                                           "\xC3",
                                           "\xFF",
                                           "1e999",
                                           "a.b",
                                           "[]",
                                           "{1..3}",
                                           "-",
                                           "99999999999999999999",
                                           "1979-05-27T07:32:00Z",
                                           "\r\n",
                                           "0x"};
  const std::size_t changes = 1 + below(random, 8);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = below(random, text.size() + 1);
    switch (random() % 5) {
      case 0: text.insert(at, pieces[below(random, pieces.size())]); break;
      case 1: text.erase(at, below(random, 40)); break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(random() % 256);
        break;
      case 3: text.insert(at, text.substr(below(random, text.size()), below(random, 60))); break;
      case 4: text.resize(at); break;
    }
  }
  return text;
}

// A shipped profile cut down to the points that the reference site names: loading hundreds of times shall not take
// minutes.
std::string shortened(const std::string& profile) {
  const std::vector<std::string> wanted = {
      "output.source",     "battery.charge",          "battery.status",       "input.voltage",
      "input.{n}.voltage", "outlet.{n}.status",       "fuel.level",           "genset.mode",
      "genset.status",     "ambient.{n}.temperature", "interface.{n}.status", "interface.{n}.admin"};
  std::string result;
  for (std::size_t from = 0; from < profile.size();) {
    const std::size_t next = std::min(profile.find("\n[points.", from + 1), profile.size());
    const std::string block = profile.substr(from, next - from);
    const auto named = [&](const std::string& name) {
      return block.find("[points.\"" + name + "\"]") != std::string::npos;
    };
    if (from == 0 || std::any_of(wanted.begin(), wanted.end(), named)) result += block;
    from = next;
  }
  return result + "\n";
}

// The rules that hold for every diagnostic, right or wrong as the file may be.
void check_diagnostics(const Loaded& loaded) {
  for (const Diagnostic& each : loaded.diagnostics) {
    CHECK(!each.message.empty());
    CHECK(!each.place.file.empty());
    CHECK(!render(each, true).empty());
    CHECK(invalid_utf8(each.place.excerpt) == std::string_view::npos);
  }
}

TEST_GROUP(ArbitraryBytes) {
  const std::string branch = source_folder() + "/config/branch/";
  const std::string profiles = source_folder() + "/config/profiles";
};

TEST(ArbitraryBytes, in_the_files_of_a_good_site_end_in_diagnostics) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(branch)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  TemporaryFolder folder;
  TemporaryFolder shipped;
  for (const std::string& name : names) folder.write(name, read_whole(branch + name));
  for (const char* id : {"ietf/ups", "ietf/if-mib", "apc/rack-pdu", "apc/rack-pdu2", "hwg/sensors",
                         "example/ats-modbus", "eastron/sdm630", "deepsea/gencomm"}) {
    const std::string file = std::string(id) + ".toml";
    shipped.write(file, shortened(read_whole(profiles + "/" + file)));
  }
  STRCMP_EQUAL("", rendered(load_site(folder.path(), shipped.path())).c_str());
  Random random(20240501);
  for (int round = 0; round < 60; ++round) {
    const std::string& name = names[below(random, names.size())];
    const std::string good = read_whole(branch + name);
    folder.write(name, mutated(good, random));
    check_diagnostics(load_site(folder.path(), shipped.path()));
    folder.write(name, good);
  }
}

TEST(ArbitraryBytes, in_a_questionnaire_end_in_diagnostics) {
  const std::string good = "service,category,1h,4h\nteller,customer,1,2\n\"teller\",financial,3,4\n";
  TemporaryFolder folder;
  folder.write("site.toml",
               "[site]\nid = \"x\"\n[bia]\nhorizons = [\"1h\", \"4h\"]\nscores = [\"a.csv\"]\n[service.teller]\n");
  Random random(11);
  for (int round = 0; round < 300; ++round) {
    folder.write("a.csv", mutated(good, random));
    check_diagnostics(load_site(folder.path(), ""));
  }
}

TEST(ArbitraryBytes, in_a_profile_end_in_diagnostics) {
  const std::string good = read_whole(profiles + "/example/ats-modbus.toml");
  TemporaryFolder folder;
  folder.write("site.toml",
               "[site]\nid = \"x\"\n[device.ats]\nprofile = \"a/b\"\naddress = \"modbus+tcp://10.0.0.1/1\"\n");
  Random random(7);
  for (int round = 0; round < 150; ++round) {
    folder.write("profiles/a/b.toml", mutated(good, random));
    check_diagnostics(load_site(folder.path(), ""));
  }
}

TEST(ArbitraryBytes, short_ones_do_not_upset_the_parser) {
  const std::string alphabet = "a\"'[]{}=.,#\n\\ -+0e1:TZ_\t\r\xC3\xA9u";
  Random random(99);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    const std::size_t length = below(random, 24);
    for (std::size_t i = 0; i < length; ++i) text += alphabet[below(random, alphabet.size())];
    const SourceFile file("x.toml", text);
    Report report;
    const bool parsed = parse_toml(file, report).has_value();
    CHECK_TEXT(parsed == (report.errors() == 0), text.c_str());
  }
}

TEST(ArbitraryBytes, that_hurt_toml11_are_refused_before_it_sees_them) {
  const std::vector<std::string> texts = {"\x27\x80\x27",
                                          "a = \x27\x80\x27",
                                          "a = \"\xF4\x90\x80\x80\"",
                                          "\xED\xA0\x80",
                                          std::string("a = \"\0\"", 7),
                                          "a = []\n[a.b]\n",
                                          "a = [ # c\n\n]\na.b = 1\n"};
  for (const std::string& text : texts) {
    const SourceFile file("x.toml", text);
    Report report;
    CHECK_FALSE(is_safe_to_parse(file, report));
    CHECK_EQUAL(1, report.errors());
  }
}

}  // namespace
}  // namespace holdfast::load
