#include "drivers/text.hpp"

#include "CppUTest/TestHarness.h"

using holdfast::drivers::readable;

TEST_GROUP(Text){};

TEST(Text, is_shown_as_text_or_as_bytes) {
  struct Case {
    const char* what;
    std::string bytes;
    const char* wanted;
  };
  const Case cases[] = {
      {"empty", "", ""},
      {"plain", "APC", "APC"},
      {"lines", "a\r\nb\tc", "a\r\nb\tc"},
      {"padding", std::string("x \0 \0", 5), "x"},
      {"only padding", std::string("\0\0", 2), ""},
      {"two bytes", "Z\xC3\xBCrich", "Z\xC3\xBCrich"},
      {"three bytes", "\xE4\xB8\xAD", "\xE4\xB8\xAD"},
      {"four bytes", "\xF0\x9F\x94\x8B", "\xF0\x9F\x94\x8B"},
      {"latin 1", "Z\xFCrich", "5a:fc:72:69:63:68"},
      {"overlong", "\xC0\xAF", "c0:af"},
      {"overlong in three", "\xE0\x80\xAF", "e0:80:af"},
      {"surrogate", "\xED\xA0\x80", "ed:a0:80"},
      {"beyond Unicode", "\xF4\x90\x80\x80", "f4:90:80:80"},
      {"cut short", "\xE4\xB8", "e4:b8"},
      {"lone continuation", "\x80", "80"},
      {"control", "a\x01", "61:01"},
      {"C1 control", "\xC2\x85", "c2:85"},
      {"physical address", std::string("\x00\x0C\x29", 3), "00:0c:29"},
      {"NUL inside", std::string("a\0b", 3), "61:00:62"},
  };
  for (const Case& one : cases) STRCMP_EQUAL_TEXT(one.wanted, readable(one.bytes).c_str(), one.what);
}
