// Holds the house to its rules (tests/house/rules.cpp), and the rules to what they promise: each is shown to fail.
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/house/rules.hpp"
#include "tests/house/source_file.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::house {
namespace {

struct Snippet {
  const char* path;
  const char* text;
  const char* complaint;  // part of the one complaint; empty: none
};

const std::string opening = "// What it is.\n#pragma once\n";

const Snippet snippets[] = {
    // layers
    {"agent/detect/a.cpp", "#include \"agent/model/point.hpp\"\n", ""},
    {"agent/detect/a.cpp", "#include \"agent/detect/hold.hpp\"\n", ""},
    {"agent/model/a.cpp", "#include \"agent/detect/hold.hpp\"\n",
     "agent/model/a.cpp:1: includes agent/detect/hold.hpp"},
    {"agent/model/a.cpp", "\n\n#include <agent/detect/hold.hpp>\n", "agent/model/a.cpp:3: includes agent/detect/hold"},
    {"agent/detect/a.cpp", "#include \"agent/engine/turn.hpp\"\n", "detect is pure"},
    {"agent/plan/a.cpp", "#include \"agent/engine/turn.hpp\"\n", "plan is pure"},
    {"agent/engine/a.cpp", "#include \"agent/plan/run.hpp\"\n", ""},
    {"agent/engine/a.cpp", "#include \"agent/journal/journal.hpp\"\n", "engine is pure"},
    {"agent/engine/a.cpp", "#include \"drivers/driver.hpp\"\n", "engine is pure"},
    {"agent/engine/a.cpp", "#include \"platform/result.hpp\"\n#include \"platform/time.hpp\"\n", ""},
    {"agent/engine/a.cpp", "#include \"platform/clock.hpp\"\n", "includes platform/clock.hpp"},
    {"agent/model/a.cpp", "#include \"platform/tasks.hpp\"\n", "includes platform/tasks.hpp"},
    {"agent/journal/a.cpp", "#include \"platform/sqlite.hpp\"\n", ""},
    {"agent/journal/a.cpp", "#include \"agent/model/point.hpp\"\n", "knows no type of the domain"},
    {"agent/journal/a.cpp", "#include \"drivers/driver.hpp\"\n", "includes drivers/driver.hpp"},
    {"drivers/snmp/a.cpp", "#include \"agent/model/profile.hpp\"\n#include \"drivers/driver.hpp\"\n", ""},
    {"drivers/snmp/a.cpp", "#include \"agent/poll/wheel.hpp\"\n", "drivers know protocols"},
    {"agent/poll/a.cpp", "#include \"agent/engine/turn.hpp\"\n#include \"platform/tasks.hpp\"\n", ""},
    {"agent/poll/a.cpp", "#include \"agent/act/operate.hpp\"\n", "stand side by side"},
    {"agent/load/a.cpp", "#include \"agent/poll/wheel.hpp\"\n", "stand side by side"},
    {"agent/act/a.cpp", "#include \"agent/publish/topics.hpp\"\n", "stand side by side"},
    {"agent/publish/a.cpp", "#include \"agent/serve/server.hpp\"\n", "stand side by side"},
    {"agent/report/a.cpp", "#include \"agent/publish/topics.hpp\"\n", "stand side by side"},
    {"agent/serve/a.cpp", "#include \"agent/cli/run.hpp\"\n", "includes agent/cli/run.hpp"},
    {"agent/cli/a.cpp", "#include \"agent/serve/server.hpp\"\n#include \"agent/load/site.hpp\"\n", ""},
    {"agent/main.cpp", "#include \"agent/cli/cli.hpp\"\n", ""},
    {"platform/a.cpp", "#include \"platform/tasks.hpp\"\n#include <thread>\n#include <boost/asio.hpp>\n", ""},
    {"platform/a.cpp", "#include \"agent/model/point.hpp\"\n", "knows no word of the domain"},
    {"platform/a.cpp", "#include \"drivers/driver.hpp\"\n", "knows no word of the domain"},
    {"agent/cli/a.cpp", "#include \"tests/support/process.hpp\"\n", "includes tests/support/process.hpp"},
    {"agent/poll/a.cpp", "#include \"wheel.hpp\"\n", "includes wheel.hpp"},
    {"agent/attic/a.cpp", "#include \"platform/tasks.hpp\"\n", "layers do not name"},
    // purity
    {"agent/engine/a.cpp", "#include <boost/asio/awaitable.hpp>\n", "a function of state, input and time"},
    {"agent/plan/a.cpp", "#include <boost/json.hpp>\n#include <fmt/format.h>\n", ""},
    {"agent/detect/a.cpp", "#include <boost/json.hpp>\n", "includes <boost/json.hpp>"},
    {"agent/model/a.cpp", "#include <boost/json/value.hpp>\n", "includes <boost/json/value.hpp>"},
    {"agent/model/a.cpp", "#include <boost/container/flat_map.hpp>\n", ""},
    {"agent/incident/a.cpp", "#include <sqlite3.h>\n", "includes <sqlite3.h>"},
    {"agent/engine/a.cpp", "#include <mqtt/async_client.h>\n", "includes <mqtt/async_client.h>"},
    {"agent/plan/a.cpp", "#include <unistd.h>\n", "includes <unistd.h>"},
    {"agent/continuity/a.cpp", "#include <fstream>\n", "includes <fstream>"},
    {"agent/model/a.cpp", "#include <algorithm>\n#include <chrono>\n#include <cstdint>\n", ""},
    {"agent/poll/a.cpp", "#include <mutex>\n", "one thread runs everything"},
    {"agent/act/a.cpp", "#include <thread>\n", "one thread runs everything"},
    {"drivers/modbus/a.cpp", "#include <boost/process/child.hpp>\n", "boost::process hangs"},
    // clocks, sleeps, detached
    {"agent/poll/a.cpp", "auto t = std::chrono::steady_clock::now();\n", "agent/poll/a.cpp:1: has ::now()"},
    {"drivers/snmp/a.cpp", "\nauto t = Clock :: now ( );\n", "drivers/snmp/a.cpp:2: has ::now()"},
    {"agent/poll/a.cpp", "auto t = clock.now();\n", ""},
    {"agent/poll/a.cpp", "// steady_clock::now() is platform's\nauto text = \"steady_clock::now()\";\n", ""},
    {"agent/poll/a.cpp", "/* steady_clock\n::now() */ auto text = R\"x(a\")b::now())x\";\n", ""},
    {"agent/poll/a.cpp", "int n = 1'000; auto t = C::now(); char c = '\\'';\n", "has ::now()"},
    {"platform/a.cpp", "auto t = std::chrono::steady_clock::now();\n", ""},
    {"agent/act/a.cpp", "auto t = ::time(nullptr);\n", "a clock of the C library"},
    {"agent/act/a.cpp", "clock_gettime(CLOCK_BOOTTIME, &t);\n", "a clock of the C library"},
    {"platform/a.cpp", "std::this_thread::sleep_for(1s);\n", "has a sleep"},
    {"agent/act/a.cpp", "co_spawn(executor, act(), boost::asio::detached);\n", "has detached"},
};

std::string joined(const std::vector<std::string>& complaints) {
  std::string text;
  for (const std::string& complaint : complaints) text += complaint + "\n";
  return text;
}

}  // namespace

TEST_GROUP(House){};

TEST(House, keeps_its_rules) {
  const char* top = std::getenv("HOLDFAST_SOURCE_DIR");
  CHECK_TRUE(top != nullptr);
  const std::vector<SourceFile> files = read_sources(top, {"agent", "drivers", "platform"});
  CHECK_TRUE(!files.empty());
  std::string complaints;
  for (const SourceFile& file : files) complaints += joined(complaints_about(file));
  if (!complaints.empty()) FAIL(("\n" + complaints).c_str());
}

TEST_GROUP(Rules){};

TEST(Rules, tell_good_snippets_from_bad_ones) {
  for (const Snippet& snippet : snippets) {
    const std::vector<std::string> complaints = complaints_about(parse_source(snippet.path, snippet.text));
    const std::string all = joined(complaints);
    const std::string expected = snippet.complaint;
    const bool as_expected = expected.empty() ? complaints.empty() : all.find(expected) != std::string::npos;
    if (!as_expected) {
      FAIL(
          (std::string(snippet.path) + ": " + snippet.text + "expected '" + expected + "', got '" + all + "'").c_str());
    }
  }
}

TEST(Rules, want_a_header_to_open_with_a_comment) {
  LONGS_EQUAL(0, complaints_about(parse_source("agent/model/a.hpp", opening)).size());
  STRCMP_CONTAINS("opens without a comment",
                  joined(complaints_about(parse_source("agent/model/a.hpp", "#pragma once\n"))).c_str());
}

TEST(Rules, want_a_header_to_be_included_once) {
  STRCMP_CONTAINS("no #pragma once",
                  joined(complaints_about(parse_source("agent/model/a.hpp", "// What it is.\n"))).c_str());
}

TEST(Rules, stop_a_file_at_400_lines) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "int a;\n";
  LONGS_EQUAL(0, complaints_about(parse_source("drivers/a.cpp", text)).size());
  STRCMP_CONTAINS("drivers/a.cpp:401: has 401 lines",
                  joined(complaints_about(parse_source("drivers/a.cpp", text + "int b;\n"))).c_str());
}

TEST(Rules, ignore_an_include_in_a_comment) {
  LONGS_EQUAL(
      0, complaints_about(parse_source("agent/model/a.cpp", "/*\n#include <mutex>\n*/ // #include <thread>\n")).size());
}

}  // namespace holdfast::house
