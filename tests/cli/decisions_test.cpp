// A person's word against an agent that is played by a script.
#include <boost/json.hpp>
#include <sstream>
#include <vector>

#include "agent/cli/commands.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

namespace json = boost::json;

json::value status_with(const std::string& incident_state, const std::string& step_state) {
  json::object step{{"id", "cut"},
                    {"title", "Cut the office load"},
                    {"action", "approve"},
                    {"state", step_state},
                    {"reason", step_state == "verified" ? "approved by root" : "Cut it?"}};
  json::object run{{"stage", "response"}, {"steps", json::array{step}}, {"restore", json::array{}}};
  json::object incident{{"id", "incident-1"}, {"state", incident_state}, {"run", run}};
  return {{"incidents", json::array{incident}}};
}

TEST_GROUP(Decisions) {
  std::vector<json::value> states;  // what GET /status answers, one after the other; the last stays
  std::vector<std::string> words;   // what POST /word was given
  std::ostringstream out, err;
  int pauses = 0;
  Session session{out,
                  err,
                  {80, false},
                  [this](const std::string&, const serve::Request& request) -> Result<serve::Reply> {
                    if (request.method == "POST") {
                      words.push_back(request.body);
                      return serve::Reply{202, R"({"taken":true})"};
                    }
                    const json::value now = states.front();
                    if (states.size() > 1) states.erase(states.begin());
                    return serve::Reply{200, json::serialize(now)};
                  },
                  [this] { ++pauses; }};

  void say(const std::string& line) {
    CLI::App app;
    add_decisions(app, session);
    app.parse(line);
  }
};

TEST(Decisions, an_approval_is_reported_when_the_agents_state_shows_it) {
  states = {status_with("responding", "needs_operator"), status_with("responding", "needs_operator"),
            status_with("responding", "verified")};
  say("approve 1 cut");
  LONGS_EQUAL(well, session.exit_code);
  STRCMP_EQUAL("cut: verified, approved by root\n", out.str().c_str());
  LONGS_EQUAL(1, words.size());
  STRCMP_EQUAL(R"({"verb":"approve","incident":"incident-1","step":"cut","reason":""})", words[0].c_str());
  LONGS_EQUAL(1, pauses);
}

TEST(Decisions, a_step_that_does_not_wait_is_not_answered) {
  states = {status_with("responding", "sent")};
  say("deny incident-1 cut");
  LONGS_EQUAL(answer_is_no, session.exit_code);
  LONGS_EQUAL(0, words.size());
  CHECK(err.str().find("cut of incident-1 does not wait for you") != std::string::npos);
}

TEST(Decisions, a_mistyped_step_is_told_which_ones_wait) {
  states = {status_with("responding", "needs_operator")};
  say("approve 1 cat");
  LONGS_EQUAL(answer_is_no, session.exit_code);
  CHECK(err.str().find("cat of incident-1 is no step of its plan; these wait: cut") != std::string::npos);
}

TEST(Decisions, each_word_means_something_in_its_states_only) {
  const struct {
    const char* line;
    const char* state;
    const char* becomes;  // null: refused
  } cases[] = {
      {"confirm 1", "detected", "verified"},
      {"confirm 1", "verified", nullptr},
      {"declare 1", "verified", "responding"},
      {"declare 1", "detected", nullptr},
      {"dismiss 1 --reason x", "detected", "dismissed"},
      {"dismiss 1 --reason x", "verified", "dismissed"},
      {"dismiss 1 --reason x", "responding", nullptr},
      {"stand-down 1 --reason x", "responding", "closed"},
      {"stand-down 1 --reason x", "restoring", "closed"},
      {"stand-down 1 --reason x", "detected", nullptr},
      {"approve 1 cut", "closed", "closed"},  // its return may still be under way
      {"confirm 1", "restoring", nullptr},
      {"confirm 2", "detected", nullptr},
  };
  for (const auto& each : cases) {
    words.clear();
    session.exit_code = well;
    states = {status_with(each.state, "needs_operator"), status_with(each.becomes ? each.becomes : each.state, "sent")};
    say(each.line);
    LONGS_EQUAL_TEXT(each.becomes ? well : answer_is_no, session.exit_code, each.line);
    LONGS_EQUAL_TEXT(each.becomes ? 1 : 0, words.size(), each.line);
  }
}

TEST(Decisions, what_is_over_is_neither_confirmed_nor_declared) {
  for (const auto& [line, in] : {std::pair{"confirm 1", "detected"}, {"declare 1 --reason x", "verified"}}) {
    json::value status = status_with(in, "verified");
    status.as_object()["incidents"].as_array()[0].as_object()["over"] = true;
    states = {status};
    err.str("");
    say(line);
    LONGS_EQUAL(answer_is_no, session.exit_code);
    CHECK(err.str().find("incident-1 is over: it only waits for its services") != std::string::npos);
  }
  LONGS_EQUAL(0, words.size());
}

// During the return, when it seems to be back and no witness says so.
TEST(Decisions, what_is_asked_again_is_answered_again) {
  const auto state = [](const char* incident, const char* phase) {
    json::value status = status_with(incident, "verified");
    status.as_object()["incidents"].as_array()[0].as_object()["disruption"] = "mains-lost";
    status.as_object()["disruptions"] = json::array{json::object{{"id", "mains-lost"}, {"phase", phase}}};
    return status;
  };
  const struct {
    const char* line;
    json::value after;
  } cases[] = {{"confirm 1", state("responding", "verified")},
               {"dismiss 1 --reason x", state("restoring", "dismissed")}};
  for (const auto& each : cases) {
    words.clear();
    session.exit_code = well;
    states = {state("restoring", "asking"), state("restoring", "asking"), each.after};
    say(each.line);
    LONGS_EQUAL_TEXT(well, session.exit_code, each.line);
    LONGS_EQUAL_TEXT(1, words.size(), each.line);
  }
}

TEST(Decisions, a_word_without_effect_is_not_called_done) {
  states = {status_with("responding", "needs_operator")};
  say("approve 1 cut");
  LONGS_EQUAL(answer_is_no, session.exit_code);
  LONGS_EQUAL(Session::looks, pauses);
  STRCMP_EQUAL("", out.str().c_str());
  CHECK(err.str().find("nothing has come of it yet") != std::string::npos);
}

}  // namespace
}  // namespace holdfast::cli
