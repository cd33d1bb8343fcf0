// What people say, through the real command line and socket, against the real agent beside the simulated branch.
#include <fmt/format.h>

#include "tests/integration/outage.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;

namespace {

LiveBranch& with_diesel(LiveBranch& branch) {
  write_file(branch.config() + "/resources.toml",
             "[resource.diesel]\ntitle = \"Fuel of the generator\"\nkind = \"fuel\"\nunit = \"l\"\nleast = 60.0\n"
             "valid_for = \"7d\"\n");
  return branch;
}

}  // namespace

TEST_GROUP(PeoplesWords) {
  LiveBranch branch;

  // What the command prints; fails the test when it does not end as it should.
  std::string holdfast(const std::string& arguments, int wanted = 0) {
    ProcessOptions program;
    program.argv = {"sh", "-c",
                    fmt::format("exec '{}' {} --socket '{}' > '{}' 2>&1", holdfast_binary(), arguments, branch.socket(),
                                branch.file("said"))};
    Process process(program);
    const auto status = process.wait(60s);
    const std::string said = read_file(branch.file("said"));
    if (!status || status->code != wanted)
      FAIL(fmt::format("holdfast {}: exit code {}\n{}", arguments, status ? status->code : -1, said).c_str());
    return said;
  }
};

TEST(PeoplesWords, an_incident_raised_by_hand_goes_its_whole_way) {
  branch.start_watching();
  STRCMP_CONTAINS(
      "incident-1 is detected",
      holdfast("incident raise 'Water in the cellar' --source customer --service teller-desks --by li").c_str());
  STRCMP_CONTAINS("holdfast confirm incident-1", holdfast("").c_str());
  holdfast("declare 1", 1);  // not before somebody has looked
  STRCMP_EQUAL("incident-1 is verified\n", holdfast("confirm 1 --by wang").c_str());
  STRCMP_CONTAINS(
      "the assessment stands",
      holdfast("incident assess 1 --service teller-desks --lasts 2h --grade serious --reason seen").c_str());
  STRCMP_EQUAL("incident-1 is responding\n", holdfast("declare 1 --by wang").c_str());
  STRCMP_CONTAINS("is recorded", holdfast("incident waive 1 teller-desks --reason 'nobody was there'").c_str());
  STRCMP_EQUAL("incident-1 is closed\n", holdfast("incident resolve 1 --reason 'pumped dry' --by li").c_str());
  holdfast("incident resolve 1", 1);
  const std::string course = holdfast("incident 1");
  for (const char* part : {"Reported by a customer", "by li (as ", "by wang (as ", "pumped dry", "grade serious: seen",
                           "nobody was there"})
    STRCMP_CONTAINS(part, course.c_str());
  STRCMP_EQUAL("", branch.stop_agent().c_str());
  const auto events = branch.events();
  for (const char* type :
       {"detected", "verified", "assessed", "declared", "responding", "data_waived", "restoring", "closed"})
    CHECK_TEXT(count(events, fmt::format("incident.{}", type), "incident-1") >= 1, type);
}

TEST(PeoplesWords, a_warning_comes_true_when_somebody_says_so) {
  branch.start_agent();
  holdfast("incident warn 'The street is cut off at noon' --source outside --in 2h --disruption mains-lost");
  STRCMP_CONTAINS("A warning: expected in 1 h 59 min", holdfast("incident").c_str());
  holdfast("incident raise x --source staff --disruption mains-lost", 1);
  holdfast("incident raise x --source staff --disruption mains-lots", 1);
  STRCMP_EQUAL("incident-1 is verified\n", holdfast("confirm 1").c_str());
}

TEST(PeoplesWords, evidence_is_taken_shown_and_kept) {
  with_diesel(branch).start_agent();
  STRCMP_CONTAINS("MISSING", holdfast("evidence").c_str());
  STRCMP_CONTAINS("the future", holdfast("evidence diesel 85 --by li --on 2999-01-01", 1).c_str());
  STRCMP_CONTAINS("diesel: 85 l, dipstick, ", holdfast("evidence diesel 85 --by li --text dipstick").c_str());
  STRCMP_EQUAL("", branch.stop_agent().c_str());
  branch.start_agent();
  const std::string shown = holdfast("evidence --json");
  STRCMP_CONTAINS(R"("shown":"counts")", shown.c_str());
  STRCMP_CONTAINS(R"("who":"li (as )", shown.c_str());
  LONGS_EQUAL(1, count(branch.events(), "evidence.given", "diesel"));
}
