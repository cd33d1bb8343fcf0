#include "drivers/nut/protocol.hpp"

#include "drivers/nut/connection.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers::nut;

TEST_GROUP(NutProtocol){};

TEST(NutProtocol, a_line_becomes_words) {
  struct Case {
    std::string line;
    Words words;
  };
  const Case cases[] = {
      {"", {}},
      {"   ", {}},
      {"OK", {"OK"}},
      {"VAR ups ups.status \"OL CHRG\"", {"VAR", "ups", "ups.status", "OL CHRG"}},
      {"  VAR  ups   x \"\" ", {"VAR", "ups", "x", ""}},
      {R"(VAR ups x "a \"b\" \\ c")", {"VAR", "ups", "x", "a \"b\" \\ c"}},
      {"\"\"", {""}},
      {"x \"Z\xC3\xBCrich\"", {"x", "Z\xC3\xBCrich"}},
  };
  for (const Case& one : cases) {
    const Result<Words> words = words_of(one.line);
    CHECK_TEXT(words.has_value(), one.line.c_str());
    CHECK_TEXT(words && *words == one.words, one.line.c_str());
  }
}

TEST(NutProtocol, a_mangled_line_is_refused) {
  const std::string cases[] = {
      "VAR ups x \"open",
      "VAR ups x \"open\\\"",
      "VAR ups x \"bad \\n escape\"",
      "VAR ups x \"ends in \\",
      "VAR ups x \"a\"b",
      "VAR ups x a\"b\"",
      "VAR ups x a\\b",
      std::string("VAR ups x \"a\0b\"", 15),
      "VAR ups x \"a\tb\"",
      "OK\r",
      "\x7F",
      std::string(longest_line + 1, 'a'),
  };
  for (const std::string& line : cases) {
    const Result<Words> words = words_of(line);
    CHECK_TEXT(!words.has_value(), line.c_str());
    if (!words) LONGS_EQUAL(static_cast<int>(Code::protocol_violation), static_cast<int>(words.error().code));
  }
}

TEST(NutProtocol, what_is_quoted_comes_back) {
  for (const std::string& text : {std::string{}, std::string{"a b"}, std::string{"\"\\\""}, std::string{"\\\\ \""}}) {
    const Result<Words> words = words_of("x " + quoted(text));
    CHECK_TRUE(words.has_value());
    CHECK_TRUE(words->at(1) == text);
  }
  CHECK_FALSE(is_sendable("a\nSET VAR ups x y"));
  CHECK_FALSE(is_sendable(std::string("a\0", 2)));
  CHECK_FALSE(is_sendable(std::string(300, 'a')));
  CHECK_TRUE(is_sendable("Z\xC3\xBCrich \"1\""));
}

namespace {

// Everything up to the first line that is refused.
struct Taken {
  Reply reply;
  bool refused = false;
};

Taken take(const std::string& request, const std::vector<std::string>& lines) {
  Taken taken{Reply{request}};
  for (const std::string& line : lines) {
    const Result<void> good = taken.reply.take(line);
    if (good) continue;
    taken.refused = true;
    LONGS_EQUAL(static_cast<int>(Code::protocol_violation), static_cast<int>(good.error().code));
    break;
  }
  return taken;
}

}  // namespace

TEST(NutProtocol, a_list_is_taken_to_its_end) {
  const Taken taken = take("LIST VAR ups", {"BEGIN LIST VAR ups", "VAR ups battery.charge \"97\"",
                                            "VAR ups ups.status \"OL\"", "END LIST VAR ups"});
  CHECK_FALSE(taken.refused);
  CHECK_TRUE(taken.reply.is_done());
  CHECK_TRUE(taken.reply.refusal().empty());
  LONGS_EQUAL(2, taken.reply.rows().size());
  CHECK_TRUE((taken.reply.rows()[0] == Words{"battery.charge", "97"}));
}

TEST(NutProtocol, an_answer_to_one_line_is_done_at_once) {
  struct Case {
    const char* request;
    const char* line;
    const char* refusal;
  };
  const Case cases[] = {
      {"SET VAR ups x \"1\"", "OK", ""},
      {"SET VAR ups x \"1\"", "OK TRACKING 1bd31808-cb49-4aec-9d75-d056e6f018d2", ""},
      {"INSTCMD ups beeper.off", "ERR CMD-NOT-SUPPORTED", "CMD-NOT-SUPPORTED"},
      {"LIST VAR ups", "ERR DATA-STALE", "DATA-STALE"},
      {"LIST UPS", "ERR ACCESS-DENIED", "ACCESS-DENIED"},
      {"LIST VAR ups", "ERR SOMETHING-NEW with words", "SOMETHING-NEW"},
  };
  for (const Case& one : cases) {
    const Taken taken = take(one.request, {one.line});
    CHECK_FALSE_TEXT(taken.refused, one.line);
    CHECK_TRUE_TEXT(taken.reply.is_done(), one.line);
    STRCMP_EQUAL(one.refusal, taken.reply.refusal().c_str());
  }
}

TEST(NutProtocol, what_is_no_answer_to_the_request_is_refused) {
  struct Case {
    const char* what;
    std::string request;
    std::vector<std::string> lines;
  };
  const std::string list = "LIST VAR ups";
  const std::string begin = "BEGIN LIST VAR ups";
  const Case cases[] = {
      {"OK to a list", list, {"OK"}},
      {"a list to a SET", "SET VAR ups x \"1\"", {begin}},
      {"nothing", list, {""}},
      {"noise", list, {"HTTP/1.1 400 Bad Request"}},
      {"another list", list, {"BEGIN LIST RW ups"}},
      {"another UPS", list, {"BEGIN LIST VAR other"}},
      {"a longer name", list, {"BEGIN LIST VAR ups x"}},
      {"a row before the beginning", list, {"VAR ups x \"1\""}},
      {"a row of another UPS", list, {begin, "VAR other x \"1\""}},
      {"a row of another kind", list, {begin, "RW ups x \"1\""}},
      {"a row without a name", list, {begin, "VAR ups"}},
      {"an end of another list", list, {begin, "END LIST VAR other"}},
      {"an end too short", list, {begin, "END LIST"}},
      {"a second beginning", list, {begin, begin}},
      {"an error inside", list, {begin, "ERR DATA-STALE"}},
      {"more after the end", list, {begin, "END LIST VAR ups", "OK"}},
      {"more after OK", "SET VAR ups x \"1\"", {"OK", "OK"}},
      {"an error without a word", list, {"ERR"}},
      {"an error that is no word", list, {"ERR \"data stale\""}},
      {"an open quote", list, {begin, "VAR ups x \"1"}},
  };
  for (const Case& one : cases) CHECK_TRUE_TEXT(take(one.request, one.lines).refused, one.what);
}

TEST(NutProtocol, a_list_without_end_is_refused) {
  std::vector<std::string> lines{"BEGIN LIST VAR ups"};
  lines.resize(most_rows + 2, "VAR ups x \"1\"");
  CHECK_TRUE(take("LIST VAR ups", lines).refused);
}

TEST(NutProtocol, refusals_are_told_in_sentences) {
  struct Case {
    const char* refusal;
    Code code;
    const char* sentence;
  };
  const Case cases[] = {
      {"UNKNOWN-UPS", Code::not_found, "upsd knows no UPS of this name (UNKNOWN-UPS)"},
      {"DRIVER-NOT-CONNECTED", Code::no_contact,
       "upsd is there, but the driver of the UPS does not run (DRIVER-NOT-CONNECTED)"},
      {"ACCESS-DENIED", Code::not_permitted,
       "upsd does not let this box or this user do that (see its upsd.users) (ACCESS-DENIED)"},
      {"NEVER-HEARD-OF", Code::device_refused, "upsd refuses: NEVER-HEARD-OF"},
  };
  for (const Case& one : cases) {
    const Error error = refusal_error(one.refusal);
    LONGS_EQUAL_TEXT(static_cast<int>(one.code), static_cast<int>(error.code), one.refusal);
    STRCMP_EQUAL(one.sentence, error.message.c_str());
  }
}

TEST(NutProtocol, a_secret_is_a_user_and_a_password) {
  const Result<Login> login = parse_login("admin:a:b");
  CHECK_TRUE(login.has_value());
  STRCMP_EQUAL("admin", login->user.c_str());
  STRCMP_EQUAL("a:b", login->password.c_str());
  CHECK_TRUE(parse_login("").has_value());
  for (const char* wrong : {"admin", ":x", "admin:x\nSET", "a\rb:c"}) {
    CHECK_FALSE_TEXT(parse_login(wrong).has_value(), wrong);
  }
}
