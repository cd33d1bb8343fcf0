#include "agent/load/diagnostic.hpp"

#include <chrono>

#include "agent/load/duration.hpp"
#include "agent/load/source_file.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

using namespace std::chrono_literals;

TEST_GROUP(Diagnostics){};

TEST(Diagnostics, show_message_place_underline_and_hint) {
  const SourceFile file("branch/disruptions.toml", "a = 1\n\tquorom = 1  # three\n");
  const Diagnostic diagnostic{Severity::error, "unknown key `quorom`", file.place(7, 6), "did you mean `quorum`?", {}};
  STRCMP_EQUAL(
      "error: unknown key `quorom`\n  branch/disruptions.toml:2\n     2 |  quorom = 1  # three\n"
      "       |  ^^^^^^\n  did you mean `quorum`?\n",
      render(diagnostic, false).c_str());
}

TEST(Diagnostics, are_coloured_only_when_asked) {
  Diagnostic diagnostic;
  diagnostic.message = "x";
  diagnostic.place = SourceFile("a.toml", "abc").place(0, 1);
  CHECK(render(diagnostic, true).find("\x1b[1;31merror:\x1b[0m") == 0);
  CHECK(render(diagnostic, false).find('\x1b') == std::string::npos);
  diagnostic.severity = Severity::warning;
  CHECK(render(diagnostic, false).find("warning: x") == 0);
}

TEST(Diagnostics, underline_within_their_line) {
  const SourceFile file("a.toml", "ab\ncd");
  CHECK_EQUAL(1, file.place(1, 100).length);
  CHECK_EQUAL(2, file.place(4).line);
  CHECK_EQUAL(3, file.place(400).column);
}

TEST_GROUP(Nearest) { const std::vector<std::string> names = {"quorum", "when", "witnesses", "for", "clear_for"}; };

TEST(Nearest, allows_mistakes_in_a_third_of_the_word) {
  struct Row {
    const char* word;
    const char* expected;
  };
  const Row rows[] = {{"quorom", "quorum"},
                      {"qourum", "quorum"},
                      {"QUORUM", "quorum"},
                      {"witness", "witnesses"},
                      {"wehn", "when"},
                      {"fro", "for"},
                      {"x", ""},
                      {"", ""},
                      {"something_else", ""},
                      {"clearfor", "clear_for"}};
  for (const Row& row : rows) STRCMP_EQUAL(row.expected, nearest(row.word, names).c_str());
}

TEST_GROUP(Durations){};

TEST(Durations, are_numbers_with_units_largest_first) {
  struct Row {
    const char* text;
    std::optional<Duration> expected;
  };
  const Row rows[] = {{"200ms", 200ms},
                      {"15s", 15s},
                      {"1h30m", 90min},
                      {"2d", 48h},
                      {"0s", 0s},
                      {"1m30s500ms", 90500ms},
                      {"", std::nullopt},
                      {"5", std::nullopt},
                      {"5 s", std::nullopt},
                      {"s", std::nullopt},
                      {"30m1h", std::nullopt},
                      {"1m1m", std::nullopt},
                      {"1.5s", std::nullopt},
                      {"-1s", std::nullopt},
                      {"5sec", std::nullopt},
                      {"99999999999999s", std::nullopt}};
  for (const Row& row : rows) CHECK_TEXT(parse_duration(row.text) == row.expected, row.text);
}

TEST(Durations, are_guessed_from_words) {
  STRCMP_EQUAL("5s", probable_duration("5 sec").c_str());
  STRCMP_EQUAL("10m", probable_duration("10 Minutes").c_str());
  STRCMP_EQUAL("7s", probable_duration("7").c_str());
  STRCMP_EQUAL("", probable_duration("soon").c_str());
  STRCMP_EQUAL("", probable_duration("5 moons").c_str());
}

TEST_GROUP(Utf8){};

TEST(Utf8, is_checked_to_the_byte) {
  struct Row {
    std::string_view text;
    std::size_t expected;
  };
  constexpr std::size_t fine = std::string_view::npos;
  const Row rows[] = {{"abc", fine},
                      {"\xC3\xA9", fine},
                      {"\xE5\x8F\x96", fine},
                      {"\xF0\x9F\x98\x80", fine},
                      {"a\x80", 1},
                      {"\xC0\x80", 0},
                      {"\xE0\x80\x80", 0},
                      {"\xED\xA0\x80", 0},
                      {"\xF4\x90\x80\x80", 0},
                      {"ab\xC3", 2},
                      {"\xF8\x88\x80\x80", 0},
                      {"\xE5\x8F"
                       "a",
                       0}};
  for (const Row& row : rows) CHECK_EQUAL(row.expected, invalid_utf8(row.text));
  STRCMP_EQUAL(
      "a\xEF\xBF\xBD"
      "b",
      as_utf8("a\xFF"
              "b")
          .c_str());
}

}  // namespace
}  // namespace holdfast::load
