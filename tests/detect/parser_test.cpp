#include <random>

#include "agent/detect/lexer.hpp"
#include "tests/detect/fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;
using namespace std::chrono_literals;

namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// As a person sees the errors: carets under the characters.
std::string carets(const std::string& text, const std::vector<ParseError>& errors) {
  std::string line(text.size() + 1, ' ');
  for (const ParseError& error : errors) {
    for (std::size_t i = error.position; i < error.position + error.length && i < line.size(); ++i) line[i] = '^';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

TEST_GROUP(Parser) {
  SiteNames names;

  void check_safe(const std::string& text) {
    const Condition::Parsed parsed = Condition::parse(text, names);
    CHECK_TRUE(parsed.condition.has_value() == parsed.errors.empty());
    CHECK_TRUE(parsed.errors.size() <= 20);
    for (const ParseError& error : parsed.errors) {
      CHECK_TRUE(error.length >= 1);
      CHECK_TRUE(error.position <= text.size());
      CHECK_FALSE(error.message.empty());
    }
  }
};

TEST(Parser, points_at_each_error_and_says_what_is_right) {
  struct Row {
    const char* text;
    const char* carets;
    const char* message;  // of the first error
    const char* hint;
  };
  const Row rows[] = {
      {"", "^", "the condition is empty", ""},
      {"   ", "   ^", "the condition is empty", ""},
      {"ups-main.output.sorce == 'normal'", "^^^^^^^^^^^^^^^^^^^^^", "there is no point 'ups-main.output.sorce'",
       "did you mean 'ups-main.output.source'?"},
      {"ups-main.output.source == 'on_batery'", "                          ^^^^^^^^^^^",
       "'on_batery' is not a state of ups-main.output.source", "did you mean \"on_battery\"?"},
      {"ups-main.output.source == 'xyz'", "                          ^^^^^",
       "'xyz' is not a state of ups-main.output.source", "allowed: \"normal\", \"on_battery\", \"bypass\""},
      {"ups-main.output.source in ['normal', 'bypas']", "                                     ^^^^^^^",
       "'bypas' is not a state of ups-main.output.source", "did you mean \"bypass\"?"},
      {"ups-main.output.source == on_battery", "                          ^^^^^^^^^^", "words stand in quotes",
       "write \"on_battery\""},
      {"ups-main.output.source > 'normal'", "                       ^",
       "ups-main.output.source is a state, which has no order", "use == or !="},
      {"ups-main.output.source == 5", "                          ^",
       "ups-main.output.source is a state and cannot be compared with a number",
       "allowed: \"normal\", \"on_battery\", \"bypass\""},
      {"ups-main.output.source", "^^^^^^^^^^^^^^^^^^^^^^", "ups-main.output.source is not a condition by itself",
       "as in ups-main.output.source == \"normal\""},
      {"ups-main.status has 'low_batery'", "                    ^^^^^^^^^^^^",
       "'low_batery' is not a flag of ups-main.status", "did you mean \"low_battery\"?"},
      {"ups-main.status == 'overload'", "^^^^^^^^^^^^^^^", "ups-main.status is a set of flags and is not compared",
       "ask for one flag: ups-main.status has \"low_battery\""},
      {"ups-main.status has overload", "                    ^^^^^^^^",
       "'has' is followed by the name of a flag in quotes", "write \"overload\""},
      {"x.i has 'overload'", "^^^", "x.i is not a set of flags", "use == or in"},
      {"x.i == 'five'", "       ^^^^^^", "x.i is a number and cannot be compared with text", "write a number"},
      {"ups-main.device.model == 5", "                         ^",
       "ups-main.device.model is text and cannot be compared with a number", "write the text in quotes"},
      {"ups-main.device.model < 'a'", "                      ^", "ups-main.device.model is text, which has no order",
       "use == or !="},
      {"ats.on == 2", "          ^", "ats.on is true or false and cannot be compared with a number",
       "compare it with true or false"},
      {"meter.input.L1-N.voltage < 40%", "                           ^^^",
       "meter.input.L1-N.voltage is measured in V, not in %", "write the number without %"},
      {"meter.input.L1-N.voltage < 15m", "                           ^^^",
       "meter.input.L1-N.voltage is measured in V, which is no time", "write a number"},
      {"meter.input.L1-N.voltage < meter.input.energy", "                           ^^^^^^^^^^^^^^^^^^",
       "meter.input.L1-N.voltage is measured in V, meter.input.energy in Wh", ""},
      {"age(x.i) > 10", "           ^^", "age(x.i) is a span of time and cannot be compared with a number",
       "write a span of time such as 10s, 15m or 1h30m"},
      {"age(x.q) > 10s", "    ^^^", "there is no point 'x.q'", "did you mean 'x.a'?"},
      {"age(5) > 10s", "    ^", "age wants the name of a point", "as in age(meter.input.voltage) > 10s"},
      {"rate(x.i) > 5", "     ^^^", "rate wants the time over which to measure", "as in rate(x.i, \"10s\")"},
      {"rate(x.i, 'soon') > 5", "          ^^^^^^", "rate measures over a span of time up to 24 hours",
       "as in \"10s\""},
      {"rate(x.i, 48h) > 5", "          ^^^", "rate measures over a span of time up to 24 hours", "as in \"10s\""},
      {"rate(x.a, 5s) > 5", "     ^^^", "x.a is not a number and has no rate", ""},
      {"20 < x.i < 40", "         ^", "comparisons cannot be chained", "join two with 'and': 20 < x.i and x.i < ..."},
      {"x.i == 1 == 2", "         ^^", "comparisons cannot be chained", "join two with 'and': x.i == 1 and 1 == ..."},
      {"(x.a) == true", "      ^^", "what stands in parentheses is a condition and is not compared",
       "leave the parentheses out"},
      {"(x.a and x.b", "^", "this '(' is never closed", ""},
      {"x.a and x.b)", "           ^", "this ')' closes nothing", ""},
      {"x.i in [1, 2", "       ^", "this '[' is never closed", ""},
      {"x.i in 5", "       ^", "'in' is followed by a list", "as in [\"a\", \"b\"]"},
      {"x.i in [x.j]", "        ^^^", "a list holds values, not points", "write == and or instead"},
      {"x.i not in [5]", "    ^^^", "'not' stands before the whole comparison", "write not x.i in ..."},
      {"x.a x.b", "    ^^^", "'x.b' cannot stand here", "after a comparison comes 'and', 'or' or the end"},
      {"x.i ==", "      ^", "something is missing at the end", "expected a value"},
      {"x.a and", "       ^", "something is missing at the end", "expected a condition"},
      {"and x.a", "^^^", "'and' cannot stand here", "expected a condition"},
      {"x.i = 5", "    ^", "'=' is not a sign of conditions", "write '=='"},
      {"x.a && x.b", "    ^^", "'&&' is not a sign of conditions", "write 'and'"},
      {"!x.a", "^", "'!' is not a sign of conditions", "write 'not'"},
      {"x.i + 5 > 3", "    ^", "'+' has no meaning in a condition", "there is no arithmetic"},
      {"x.i > 15x", "      ^^^", "there is no point '15x'",
       "spans of time are written as 200ms, 10s, 15m, 1h30m or 2d"},
      {"ups-main.device.model == 'a", "                         ^^", "this text is never closed",
       "it ends with another '"},
      {"5 < 6", "^^^^^", "neither side of this is a point", "compare a point with a value"},
      {"at_least(x.a, x.b)", "         ^^^", "at_least begins with how many of its conditions must hold",
       "as in at_least(2, a, b, c)"},
      {"at_least(3, x.a, x.b)", "         ^", "at_least wants a number from 1 to that of its conditions, which is 2",
       ""},
      {"at_least(0, x.a)", "         ^", "at_least wants a number from 1 to that of its conditions, which is 1", ""},
      {"at_leest(1, x.a)", "^^^^^^^^", "there is no function 'at_leest'", "did you mean 'at_least'?"},
      {"at_least(1, x.a) == 5", "                 ^^", "'==' cannot stand here",
       "after a comparison comes 'and', 'or' or the end"},
      {"x.i == at_least(1, x.a)", "       ^^^^^^^^", "at_least is a condition, not a value", ""},
  };
  for (const Row& row : rows) {
    const Condition::Parsed parsed = Condition::parse(row.text, names);
    CHECK_FALSE_TEXT(parsed.condition.has_value(), row.text);
    STRCMP_EQUAL_TEXT(row.message, parsed.errors.front().message.c_str(), row.text);
    STRCMP_EQUAL_TEXT(row.hint, parsed.errors.front().hint.c_str(), row.text);
    STRCMP_EQUAL_TEXT(row.carets, carets(row.text, parsed.errors).c_str(), row.text);
  }
}

TEST(Parser, tells_all_errors_of_a_text_at_once) {
  struct Row {
    const char* text;
    const char* carets;
  };
  const Row rows[] = {
      {"y.a == 1 and x.i == 'a' or not y.b", "^^^                 ^^^        ^^^"},
      {"(y.a or x.i) and (y.b)", " ^^^    ^^^       ^^^"},
      {"at_least(2, y.a, x.a, x.i)", "            ^^^       ^^^"},
      {"x.i in ['a', 1, 'b'] and y.a", "        ^^^     ^^^      ^^^"},
      {"rate(x.i) > 5 and age(7) > 1s and y.a", "     ^^^              ^           ^^^"},
      {"x.a = 1 and x.b || x.i", "    ^           ^^ ^^^"},
  };
  for (const Row& row : rows) {
    const Condition::Parsed parsed = Condition::parse(row.text, names);
    CHECK_FALSE_TEXT(parsed.condition.has_value(), row.text);
    STRCMP_EQUAL_TEXT(row.carets, carets(row.text, parsed.errors).c_str(), row.text);
  }
}

TEST(Parser, accepts_what_field_engineers_write) {
  const char* rows[] = {
      R"(ups-main.output.source == "on_battery" and not (ups-main.battery.charge > 40% or age(meter.input.L1-N.voltage) > 10s))",
      "  x.a\tand\nx.b  ",
      "x.i>=5 and x.i<=7",
      "x.i in[1,2,3]",
      "((x.a))",
      "at_least(2, x.a, not x.b, (x.a or x.c), x.i > 5)",
      "at_least(1, at_least(1, x.a))",
      "rate(meter.input.energy, \"1h30m\") > 2.5e3 or rate(x.i, 10s) < -1",
      "rate(ups-main.battery.charge, 60s) < -1%",
      "age(x.a) > age(x.b)",
      "ups-main.battery.runtime < 1h30m",
      "ats.input.source == \"1\"",
  };
  for (const char* text : rows) {
    const Condition::Parsed parsed = Condition::parse(text, names);
    CHECK_TEXT(parsed.condition.has_value(), text);
    STRCMP_EQUAL(text, parsed.condition->text().c_str());
  }
}

TEST(Parser, reads_spans_of_time) {
  struct Row {
    const char* word;
    std::optional<Duration> span;
  };
  const Row rows[] = {
      {"15m", 15min},
      {"200ms", 200ms},
      {"1h30m", 90min},
      {"10s", 10s},
      {"2d", 48h},
      {"7us", 7us},
      {"1.5s", 1500ms},
      {"0s", 0s},
      {"1h1m1s1ms", 3661001ms},
      {"", std::nullopt},
      {"15", std::nullopt},
      {"m", std::nullopt},
      {"15x", std::nullopt},
      {"1h30", std::nullopt},
      {"-5s", std::nullopt},
      {"999999999d", std::nullopt},
      {"1e9s", std::nullopt},
      {"5s.x", std::nullopt},
  };
  for (const Row& row : rows) CHECK_TEXT(parse_duration(row.word) == row.span, row.word);
}

TEST(Parser, limits_nesting_and_length_but_not_the_number_of_parts) {
  CHECK_TRUE(Condition::parse(repeated("(", 64) + "x.a" + repeated(")", 64), names).condition.has_value());
  CHECK_TRUE(Condition::parse("x.a" + repeated(" and x.a", 500), names).condition.has_value());

  for (const std::string& text : {repeated("(", 65) + "x.a" + repeated(")", 65), repeated("(", 4096),
                                  repeated("not ", 1000) + "x.a", repeated("at_least(1,", 300)}) {
    const Condition::Parsed parsed = Condition::parse(text, names);
    LONGS_EQUAL(1, parsed.errors.size());
    STRCMP_EQUAL("conditions nest at most 64 deep here", parsed.errors[0].message.c_str());
  }
  const Condition::Parsed parsed = Condition::parse(repeated("x", 4097), names);
  LONGS_EQUAL(1, parsed.errors.size());
  LONGS_EQUAL(4096, parsed.errors[0].position);
}

TEST(Parser, survives_any_bytes) {
  std::mt19937 random(20261121);
  const std::vector<std::string> words = {"x.a",
                                          "x.i",
                                          "ups-main.output.source",
                                          "ups-main.status",
                                          "and",
                                          "or",
                                          "not",
                                          "has",
                                          "in",
                                          "(",
                                          ")",
                                          "[",
                                          "]",
                                          ",",
                                          "==",
                                          "<",
                                          "!=",
                                          "=",
                                          "at_least",
                                          "age",
                                          "rate",
                                          "'on_battery'",
                                          "\"overload\"",
                                          "5",
                                          "-1",
                                          "40%",
                                          "10s",
                                          "true",
                                          "'",
                                          "\"",
                                          "\x80",
                                          "\xff",
                                          std::string(1, '\0'),
                                          "nope.x",
                                          "&&",
                                          "-",
                                          "%",
                                          "1e999",
                                          "99999999999999999999"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t length = random() % 24;
    for (std::size_t i = 0; i < length; ++i) {
      text += words[random() % words.size()];
      if (random() % 3 != 0) text += ' ';
    }
    check_safe(text);
  }
  for (int round = 0; round < 5'000; ++round) {
    std::string text(random() % 60, '\0');
    for (char& c : text) c = static_cast<char>(random());
    check_safe(text);
  }
}
