// What people say of incidents and of evidence, against an agent that is played by a script.
#include <boost/json.hpp>
#include <sstream>
#include <vector>

#include "agent/cli/commands.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

namespace json = boost::json;

json::object incident(const std::string& id, const std::string& state) {
  return {
      {"id", id},          {"title", "Water in the cellar"}, {"state", state},        {"disruption", ""},
      {"origin", "staff"}, {"assessment", nullptr},          {"data", json::array{}}, {"awaits_data", json::array{}}};
}

json::value status_of(json::array incidents) {
  return {{"now", "2026-03-01T12:31:07.123Z"},
          {"incidents", std::move(incidents)},
          {"services", {{{"id", "cash"}}, {{"id", "teller-desks"}}}},
          {"disruptions", {{{"id", "mains-lost"}, {"phase", "verified"}}}}};
}

json::value with(const char* key, json::value value) {
  json::object about = incident("incident-1", "restoring");
  about[key] = std::move(value);
  return status_of({std::move(about)});
}

TEST_GROUP(IncidentWords) {
  std::vector<json::value> states;  // what GET answers, one after the other; the last stays
  std::vector<std::string> words;   // what POST was given
  std::ostringstream out, err;
  Session session{out,
                  err,
                  {80, false},
                  [this](const std::string&, const serve::Request& request) -> Result<serve::Reply> {
                    if (request.method == "POST") {
                      words.push_back(request.path + " " + request.body);
                      return serve::Reply{202, R"({"taken":true})"};
                    }
                    const json::value now = states.front();
                    if (states.size() > 1) states.erase(states.begin());
                    return serve::Reply{200, json::serialize(now)};
                  },
                  [] {}};

  void say(const std::string& line) {
    CLI::App app;
    add_incident(app, session);
    add_evidence(app, session);
    app.parse(line);
  }
  void refused(const std::string& line, const char* why) {
    say(line);
    CHECK(session.exit_code != well);
    LONGS_EQUAL(0, words.size());
    STRCMP_CONTAINS(why, err.str().c_str());
  }
};

TEST(IncidentWords, a_number_still_means_an_incident) {
  states = {status_of({incident("incident-7", "detected"), incident("incident-1", "closed")})};
  say("incident 1 --json");
  LONGS_EQUAL(well, session.exit_code);
  STRCMP_CONTAINS(R"("id":"incident-1")", out.str().c_str());
}

TEST(IncidentWords, a_mistyped_word_is_not_taken_for_an_incident) {
  CHECK_THROWS(CLI::ValidationError, say("incident rase"));
  CHECK_THROWS(CLI::ValidationError, say("incident incident-"));
}

TEST(IncidentWords, what_is_raised_is_reported_by_the_name_that_it_was_given) {
  const auto before = incident("incident-4", "closed");  // with the same title
  states = {status_of({before}), status_of({before}), status_of({incident("incident-5", "detected"), before})};
  say(R"(incident raise "Water in the cellar" --source customer --service cash --by li)");
  LONGS_EQUAL(well, session.exit_code);
  STRCMP_EQUAL("incident-5 is detected; when somebody has seen that it is real: holdfast confirm incident-5\n",
               out.str().c_str());
  LONGS_EQUAL(1, words.size());
  for (const char* part : {R"("verb":"raise")", R"("text":"Water in the cellar")", R"("origin":"customer")",
                           R"("services":["cash"])", R"("by":"li")"})
    STRCMP_CONTAINS(part, words[0].c_str());
}

TEST(IncidentWords, a_warning_says_when_it_is_expected) {
  auto warning = incident("incident-1", "detected");
  states = {status_of({}), status_of({warning})};
  say(R"(incident warn "Water in the cellar" --source outside --in 1h30m --plan flood)");
  STRCMP_CONTAINS(R"("lasts_s":5400)", words.at(0).c_str());
  STRCMP_CONTAINS(R"("plan":"flood")", words[0].c_str());
  CHECK_THROWS(CLI::ValidationError, say("incident warn x --source outside --in soon"));
}

TEST(IncidentWords, raise_is_refused_for_what_is_open_or_unknown) {
  auto open = incident("incident-2", "responding");
  open["disruption"] = "mains-lost";
  states = {status_of({open})};
  refused("incident raise x --source staff --disruption mains-lost", "incident-2 is open for mains-lost already");
  refused("incident raise x --source staff --service cahs", "did you mean `cash`?");
}

TEST(IncidentWords, resolve_is_refused_while_sensors_say_that_it_is_so) {
  auto seen = incident("incident-1", "responding");
  seen["disruption"] = "mains-lost";
  states = {status_of({seen})};
  refused("incident resolve 1", "its sensors say that it is so still");
  states = {status_of({incident("incident-1", "closed")})};
  refused("incident resolve 1", "incident-1 is closed already");
}

TEST(IncidentWords, resolve_is_done_when_the_return_begins) {
  states = {status_of({incident("incident-1", "responding")}), with("awaits_data", json::array{"cash"})};
  say("incident resolve 1 --reason pumped");
  STRCMP_EQUAL("incident-1 is restoring; it closes once the data of cash are accounted for\n", out.str().c_str());
}

TEST(IncidentWords, an_assessment_is_done_when_it_is_the_persons) {
  json::object said{{"services", json::array{"cash", "teller-desks"}},
                    {"lasts_ms", 7200000},
                    {"grade", "larger"},
                    {"who", "agent"},
                    {"text", "seen"}};
  const json::value by_agent = with("assessment", said);
  said["who"] = "root";
  states = {by_agent, by_agent, with("assessment", said)};
  say("incident assess 1 --service cash --service teller-desks --lasts 2h --grade larger --reason seen");
  LONGS_EQUAL(well, session.exit_code);
  STRCMP_CONTAINS(R"("services":["cash","teller-desks"],"lasts_s":7200,"grade":"larger")", words.at(0).c_str());
  LONGS_EQUAL(1, states.size());
  words.clear();
  // What is not said anew stands as it was said.
  said["grade"] = "serious";
  said["text"] = "worse";
  states = {with("assessment", said)};
  say("incident assess 1 --grade serious --reason worse");
  LONGS_EQUAL(well, session.exit_code);
  words.clear();
  refused("incident assess 1", "says at least one of");
  refused("incident assess 1 --grade larger", "wants a reason");
}

TEST(IncidentWords, a_grade_is_one_of_the_rules) {
  states = {with("grades", json::array{"minor", "serious"})};
  refused("incident assess 1 --grade huge --reason seen", "have no grade `huge`; they have minor, serious");
}

TEST(IncidentWords, times_of_lost_data_are_of_the_agents_day) {
  const json::value now = with("awaits_data", json::array{"cash"});
  states = {now, now,
            with("data", json::array{json::object{{"service", "cash"},
                                                  {"lost_from", "2026-03-01T12:05:00.000Z"},
                                                  {"lost_to", "2026-03-01T12:20:00.000Z"},
                                                  {"made_up", "typed in again"}}})};
  say(R"(incident reconcile 1 cash --from 12:05 --to 2026-03-01T20:20:00+08:00 --made-up "typed in again")");
  LONGS_EQUAL(well, session.exit_code);
  STRCMP_EQUAL("what became of the data of cash is recorded; incident-1 is restoring\n", out.str().c_str());
  STRCMP_CONTAINS(R"("lost_from":"2026-03-01T12:05:00.000Z","lost_to":"2026-03-01T12:20:00.000Z")",
                  words.at(0).c_str());
}

TEST(IncidentWords, lost_data_end_after_they_begin) {
  states = {with("awaits_data", json::array{"cash"})};
  refused("incident reconcile 1 cash --from 12:20 --to 12:05 --made-up x", "12:05 is earlier than 12:20");
  refused("incident reconcile 1 cash --from noon --to 12:05 --made-up x", "`noon` is no time");
  refused("incident waive 1 csah --reason x", "did you mean `cash`?");
}

TEST(IncidentWords, a_waiver_is_done_when_the_statement_stands) {
  states = {with("awaits_data", json::array{"cash"}),
            with("data", json::array{json::object{{"service", "cash"}, {"waiver", "nobody paid"}}})};
  say(R"(incident waive 1 cash --reason "nobody paid" --json)");
  STRCMP_EQUAL(R"({"verb":"waive","incident":"incident-1","state":"restoring"})"
               "\n",
               out.str().c_str());
}

TEST(IncidentWords, evidence_is_reported_when_it_shows) {
  json::object diesel{{"id", "diesel"}, {"shown", "lapsed"}, {"on", "2026-01-01"}, {"unit", "l"},
                      {"value", 90},    {"text", ""},        {"who", ""},          {"until", nullptr}};
  const auto evidence = [&] { return json::value{{"today", "2026-03-01"}, {"resources", json::array{diesel}}}; };
  states = {evidence(), evidence()};
  diesel["shown"] = "counts";
  diesel["on"] = "2026-03-01";
  diesel["value"] = 85.5;
  diesel["until"] = "2026-03-08";
  diesel["who"] = "li (as root)";
  states.push_back(evidence());
  say("evidence diesel 85.5 --by li");
  LONGS_EQUAL(well, session.exit_code);
  STRCMP_EQUAL("diesel: 85.5 l, 2026-03-01; counts until 2026-03-08\n", out.str().c_str());
  STRCMP_EQUAL(R"(/evidence {"resource":"diesel","text":"","by":"li","value":8.55E1})", words.at(0).c_str());
  words.clear();
  refused("evidence deisel 85 --by li", "did you mean `diesel`?");
}

TEST(IncidentWords, evidence_needs_who_says_it) {
  states = {json::value{{"today", "2026-03-01"}, {"resources", json::array{}}}};
  CHECK_THROWS(CLI::RequiresError, say("evidence diesel 85"));
  CHECK_THROWS(CLI::ValidationError, say("evidence diesel 85 --by li --on 2026-02-30"));
  say("evidence");
  STRCMP_CONTAINS("name no resource", out.str().c_str());
}

}  // namespace
}  // namespace holdfast::cli
