#include "drivers/replay/capture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using drivers::replay::parse_capture;
using drivers::replay::to_line;

TEST_GROUP(Capture){};

TEST(Capture, a_later_moment_replaces_what_has_changed) {
  const auto capture = parse_capture("# a UPS\n1.3.6.1|2|3\n1.3.6.2|4|mains\n@ 2.5\n1.3.6.1|2|5\n");
  LONGS_EQUAL(2, capture->moments.size());
  const auto value = [&](Duration at) { return drivers::text_of(capture->at(at).at({1, 3, 6, 1}).raw); };
  STRCMP_EQUAL("3", value(2s).c_str());
  STRCMP_EQUAL("5", value(2500ms).c_str());
  STRCMP_EQUAL("mains", drivers::text_of(capture->at(9s).at({1, 3, 6, 2}).raw).c_str());
}

TEST(Capture, every_row_can_be_written_as_it_was_read) {
  for (const char* line :
       {"1.3.6.1|2|-7", "1.3.6.1|4|230 V", "1.3.6.1|4x|00ff10", "1.3.6.1|6|1.3.6.1.4.1.318", "1.3.6.1|64|10.0.0.1",
        "1.3.6.1|65|4294967295", "1.3.6.1|67|12345", "1.3.6.1|70|9007199254740993"}) {
    const auto capture = parse_capture(line);
    STRCMP_EQUAL(line, to_line(capture->moments.front().rows.begin()->second).c_str());
  }
}

TEST(Capture, says_which_lines_it_could_not_read) {
  const auto capture = parse_capture("1.3.6.1|2|3\nnonsense\n1.3.x|2|1\n1.3.6.2|2|many\n@ soon\n");
  LONGS_EQUAL(4, capture->skipped.size());
  STRCMP_EQUAL("line 2: nonsense", capture->skipped.front().c_str());
  CHECK_FALSE(parse_capture("nothing\n").has_value());
}
