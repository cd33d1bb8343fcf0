// Whom the agent asks what only people can answer, and whom it asks when those do not answer.
#include "agent/engine/questions.hpp"

#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using engine::PersonsWord;
using test::EngineBranch;
using Verb = PersonsWord::Verb;

namespace {

PersonsWord word(Verb verb, const std::string& incident = "") {
  PersonsWord said;
  said.verb = verb;
  said.incident = incident;
  said.who = "li";
  said.text = "Water in the cellar";
  said.reason = "seen";
  return said;
}

void add_role(model::Site& site, const std::string& id, const std::string& title, const std::string& person) {
  model::Role role;
  role.id = id;
  role.title = title;
  role.people = {person};
  site.roles[id] = role;
  site.people[person].id = person;
}

// manager -> (5 s) engineer -> (10 s) leader
model::Site with_roles() {
  model::Site site = EngineBranch::default_site();
  add_role(site, "manager", "duty manager", "li");
  add_role(site, "engineer", "", "sun");
  add_role(site, "leader", "continuity lead", "chen");
  site.roles["manager"].escalation = model::Escalation{"engineer", 5s};
  site.roles["engineer"].escalation = model::Escalation{"leader", 10s};
  site.operator_role = "manager";
  return site;
}

// "duty manager, engineer": whom notices went to that want an answer.
std::string asked(const EngineBranch& branch) {
  std::string roles;
  for (const auto& event : branch.events)
    if (event.type == "notice" && event.data.at("wants_answer").as_bool())
      roles += (roles.empty() ? "" : ", ") + std::string(event.data.at("role").as_string());
  return roles;
}

std::string last_notice(const EngineBranch& branch, const char* key) {
  return std::string(branch.last("notice")->data.at(key).as_string());
}

}  // namespace

TEST_GROUP(Questions){};

TEST(Questions, go_to_the_operator_and_up_from_there_while_nobody_answers) {
  EngineBranch branch(with_roles());
  branch.pass(1s);
  branch.give(word(Verb::raise));
  STRCMP_EQUAL("duty manager", asked(branch).c_str());
  STRCMP_EQUAL("Water in the cellar: reported by li. Is it real? (confirm or dismiss)",
               last_notice(branch, "text").c_str());
  STRCMP_EQUAL("li", branch.last("notice")->data.at("people").at(0).as_string().c_str());
  branch.pass(4900ms);
  STRCMP_EQUAL("duty manager", asked(branch).c_str());
  branch.pass(200ms);
  STRCMP_EQUAL("duty manager, engineer", asked(branch).c_str());
  STRCMP_EQUAL("duty manager", last_notice(branch, "escalated_from").c_str());
  STRCMP_CONTAINS("(no answer from duty manager for 5 s)", last_notice(branch, "text").c_str());
  branch.pass(10s);
  STRCMP_EQUAL("duty manager, engineer, continuity lead", asked(branch).c_str());
  branch.pass(30s);
  STRCMP_EQUAL("duty manager, engineer, continuity lead", asked(branch).c_str());
}

TEST(Questions, end_with_the_answer_and_the_next_one_begins_with_the_operator) {
  EngineBranch branch(with_roles());
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.pass(6s);
  branch.give(word(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("duty manager, engineer, duty manager", asked(branch).c_str());
  STRCMP_EQUAL("declare", last_notice(branch, "about").c_str());
  branch.give(word(Verb::declare, "incident-1"));
  CHECK(branch.incident()->asked.empty());
  branch.pass(30s);
  STRCMP_EQUAL("duty manager, engineer, duty manager", asked(branch).c_str());
}

TEST(Questions, pass_over_a_role_with_nobody_on_duty) {
  model::Site site = with_roles();
  site.people["li"].away = {{model::Day{2026y / 1 / 1}, model::Day{2026y / 1 / 3}}};
  EngineBranch branch(site);
  branch.pass(1s);
  branch.give(word(Verb::raise));
  STRCMP_EQUAL("duty manager, engineer", asked(branch).c_str());
  STRCMP_CONTAINS("(nobody is on duty as duty manager)", last_notice(branch, "text").c_str());
  branch.pass(9s);
  STRCMP_EQUAL("duty manager, engineer", asked(branch).c_str());  // who has their time from when they were asked
  branch.now.wall_certain = false;  // then nobody knows who is there, and everybody has their time
  branch.give(word(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("duty manager, engineer, duty manager", asked(branch).c_str());
}

TEST(Questions, outlive_a_restart_and_are_not_asked_twice) {
  EngineBranch branch(with_roles());
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.pass(3s);
  branch.restart();
  branch.pass(1s);
  STRCMP_EQUAL("duty manager", asked(branch).c_str());
  branch.pass(2s);
  STRCMP_EQUAL("duty manager, engineer", asked(branch).c_str());
}

TEST(Questions, of_a_step_go_to_the_role_that_the_plan_names) {
  model::Site site = with_roles();
  model::Step ask;
  ask.id = "ask";
  ask.action = model::ApproveAction{"engineer", "Is the generator safe?"};
  ask.timeout = 60s;
  site.plans["ride-through"].steps = {ask};
  EngineBranch branch(site);
  branch.pass(1s);
  branch.mains(false);
  branch.pass(4s);
  STRCMP_EQUAL("engineer", asked(branch).c_str());
  STRCMP_EQUAL("ask", branch.last("notice")->subject.c_str());
  const auto questions = engine::describe_questions(*branch.engine, branch.state, *branch.incident(), branch.now);
  LONGS_EQUAL(1, questions.size());
  STRCMP_EQUAL("ask", questions.at(0).at("step").as_string().c_str());
  STRCMP_EQUAL("sun", questions.at(0).at("people").at(0).at("person").as_string().c_str());
  STRCMP_EQUAL("continuity lead", questions.at(0).at("next").at("role").as_string().c_str());
  branch.pass(10s);
  STRCMP_EQUAL("engineer, continuity lead", asked(branch).c_str());
  PersonsWord yes = word(Verb::approve, "incident-1");
  yes.step = "ask";
  branch.give(yes);
  CHECK(branch.incident()->asked.empty());
}

TEST(Questions, wait_for_ever_with_a_role_that_nobody_wrote_down) {
  EngineBranch branch;
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.pass(60s);
  STRCMP_EQUAL("operator", asked(branch).c_str());
}

TEST(Questions, are_not_asked_of_a_warning) {
  EngineBranch branch(with_roles());
  branch.pass(1s);
  branch.give(word(Verb::warn));
  branch.pass(60s);
  STRCMP_EQUAL("", asked(branch).c_str());
}

TEST(Questions, have_nobody_in_particular_to_go_to_where_no_operator_is_named) {
  model::Site site = with_roles();
  site.operator_role.clear();
  EngineBranch branch(site);
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.pass(20s);
  STRCMP_EQUAL("operator", asked(branch).c_str());
}

TEST(Questions, are_told_to_whoever_comes_on_duty_after_nobody_was) {
  model::Site site = with_roles();
  for (const char* person : {"li", "sun", "chen"}) site.people[person].away = {{{2026y / 1 / 1}, {2026y / 1 / 1}}};
  EngineBranch branch(site);
  branch.now.wall = WallTime{1'767'225'600s + 24h - 10s};  // ten seconds before the next day, which all of them work
  branch.pass(1s);
  branch.give(word(Verb::raise));
  STRCMP_EQUAL("duty manager, engineer, continuity lead", asked(branch).c_str());
  branch.pass(8s);
  STRCMP_EQUAL("duty manager, engineer, continuity lead", asked(branch).c_str());
  branch.pass(2s);
  STRCMP_EQUAL("duty manager, engineer, continuity lead, continuity lead", asked(branch).c_str());
  STRCMP_EQUAL("chen", branch.last("notice")->data.at("people").at(0).as_string().c_str());
  branch.pass(60s);
  STRCMP_EQUAL("duty manager, engineer, continuity lead, continuity lead", asked(branch).c_str());
}

TEST(Questions, begin_anew_where_the_files_name_another_role) {
  EngineBranch branch(with_roles());
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.state.incidents.at(1).asked.at("confirm").roles = {"somebody-else"};
  branch.pass(1s);
  STRCMP_EQUAL("duty manager, duty manager", asked(branch).c_str());
}

TEST(Questions, of_an_edited_chain_go_on_behind_those_who_were_asked) {
  EngineBranch branch(with_roles());
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.state.incidents.at(1).asked.at("confirm").roles = {"manager", "role-that-has-gone"};
  branch.pass(6s);
  STRCMP_EQUAL("duty manager, engineer", asked(branch).c_str());
}

namespace {

// The mains fail, and the only witness says no or nothing.
model::Site with_a_doubtful_witness() {
  model::Site site = with_roles();
  site.disruptions["mains-lost"].unverified = model::Unverified::ask;
  site.disruptions["mains-lost"].declare = model::Declaration::ask;
  return site;
}

}  // namespace

TEST(Questions, are_asked_when_no_witness_confirms_and_again_when_it_is_back) {
  EngineBranch branch(with_a_doubtful_witness());
  branch.pass(1s);
  branch.set("ups.output.source", model::Value{model::Enumeration{"on_battery"}});  // the meter sees the mains
  branch.pass(5s);
  STRCMP_EQUAL("confirm", last_notice(branch, "about").c_str());
  STRCMP_CONTAINS("no witness confirms it", last_notice(branch, "text").c_str());
  branch.give(word(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("declare", last_notice(branch, "about").c_str());
  branch.give(word(Verb::declare, "incident-1"));
  branch.pass(2s);
  branch.obey = false;  // so that the return is under way for a while
  branch.set("ups.output.source", model::Value{model::Enumeration{"normal"}});
  branch.pass(4s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  branch.set("ups.output.source", model::Value{model::Enumeration{"on_battery"}});
  branch.pass(4s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  STRCMP_CONTAINS("it seems to be back", last_notice(branch, "text").c_str());
  branch.give(word(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  CHECK_FALSE(branch.incident()->asked.contains("confirm"));
}

TEST(Questions, of_what_a_stopped_plan_leaves_name_their_run) {
  model::Site site = with_roles();
  site.plans["ride-through"].steps[0].on_failure = model::OnFailure::stop;
  EngineBranch branch(site);
  branch.pass(1s);
  branch.obey = false;
  branch.mains(false);
  branch.pass(30s);
  STRCMP_EQUAL("finish", last_notice(branch, "about").c_str());
  STRCMP_EQUAL("run-1", last_notice(branch, "run").c_str());
  STRCMP_CONTAINS("has stopped", last_notice(branch, "text").c_str());
}
