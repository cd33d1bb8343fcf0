#include "agent/cli/terminal.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

TEST_GROUP(Terminal){};

TEST(Terminal, counts_columns_not_bytes) {
  LONGS_EQUAL(5, width_of("Zürch"));
  LONGS_EQUAL(8, width_of("南京东路"));
  LONGS_EQUAL(1, width_of("e\u0301"));
  LONGS_EQUAL(0, width_of(""));
}

TEST(Terminal, shortens_with_an_ellipsis_and_never_through_a_character) {
  STRCMP_EQUAL("abc", shortened("abc", 3).c_str());
  STRCMP_EQUAL("ab…", shortened("abcd", 3).c_str());
  STRCMP_EQUAL("南…", shortened("南京东路", 4).c_str());
  STRCMP_EQUAL("南京…", shortened("南京东路", 5).c_str());
  STRCMP_EQUAL("one…", shortened("one two", 5).c_str());
  STRCMP_EQUAL("…", shortened("abc", 1).c_str());
  STRCMP_EQUAL("", shortened("abc", 0).c_str());
}

TEST(Terminal, makes_what_a_terminal_could_obey_harmless) {
  STRCMP_EQUAL("?[2Jups", printable("\x1b[2Jups").c_str());
  STRCMP_EQUAL("a b c", printable("a\tb\nc").c_str());
  STRCMP_EQUAL("??", printable("\xff\xc3").c_str());
  STRCMP_EQUAL("?", printable(std::string(1, '\0')).c_str());
  STRCMP_EQUAL("南 ü", printable("南 ü").c_str());
}

TEST(Terminal, wraps_at_blanks_and_breaks_only_words_that_are_too_long) {
  const auto lines = wrapped("one two three abcdefghijkl", 8);
  LONGS_EQUAL(4, lines.size());
  STRCMP_EQUAL("one two", lines[0].c_str());
  STRCMP_EQUAL("three", lines[1].c_str());
  STRCMP_EQUAL("abcdefgh", lines[2].c_str());
  STRCMP_EQUAL("ijkl", lines[3].c_str());
  LONGS_EQUAL(1, wrapped("", 8).size());
}

TEST(Terminal, indents_further_lines_as_deep_as_the_lead) {
  STRCMP_EQUAL("ups: no answer\n     at all\n",
               hanging("ups: ", Tone::bad, "no answer at all", Tone::plain, {14, false}).c_str());
  STRCMP_EQUAL(
      "replay:/a/long/way\n  pdu, profile\n  apc/rack-pdu\n",
      hanging("replay:/a/long/way  ", Tone::plain, "pdu, profile apc/rack-pdu", Tone::plain, {20, false}).c_str());
  STRCMP_EQUAL("ups:\n", hanging("ups: ", Tone::bad, "", Tone::plain, {14, false}).c_str());
}

TEST(Terminal, colours_only_when_asked_to) {
  STRCMP_EQUAL("x", painted("x", Tone::bad, {80, false}).c_str());
  STRCMP_EQUAL("\x1b[32mx\x1b[0m", painted("x", Tone::good, {80, true}).c_str());
}

}  // namespace
}  // namespace holdfast::cli
