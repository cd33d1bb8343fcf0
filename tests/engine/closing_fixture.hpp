// A branch whose service stands on the UPS, for tests of how incidents end and come back.
#pragma once

#include <string>

#include "agent/engine/describe.hpp"
#include "tests/support/pure/engine_branch.hpp"

namespace holdfast::test::closing {

using namespace std::chrono_literals;
using engine::PersonsWord;
using Verb = PersonsWord::Verb;

inline PersonsWord word(Verb verb, const std::string& service = "") {
  PersonsWord said;
  said.verb = verb;
  said.incident = "incident-1";
  said.who = "li";
  said.reason = "seen";
  if (!service.empty()) said.services = {service};
  return said;
}

// The service cash stands on the UPS, and is up when the router's interface is.
inline model::Site a_site() {
  model::Site site = EngineBranch::default_site();
  site.services["cash"].needs = {model::Needs::Rule::one, 0, "ups", {}};
  site.services["cash"].recovery = 5s;
  return site;
}

inline model::Site declared_by_people() {
  model::Site site = a_site();
  site.disruptions["mains-lost"].declare = model::Declaration::ask;
  site.services["cash"].impact.rpo = 0s;
  return site;
}

// The second of two steps cannot be turned back; the third, a wait, is still to come when the mains return.
inline model::Site with_no_return() {
  model::Site site = a_site();
  auto& steps = site.plans["ride-through"].steps;
  steps[1].point_of_no_return = true;
  model::Step pause;
  pause.id = "servers-stop";
  pause.action = model::WaitAction{10s, ""};
  steps.push_back(pause);
  return site;
}

inline void cash(EngineBranch& branch, bool up) {
  branch.set("router.interface.2.status", model::Value{model::Enumeration{up ? "up" : "down"}});
}

inline void mains_dip(EngineBranch& branch) {
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  cash(branch, false);
  branch.pass(1s);
  branch.mains(true);
  branch.pass(5s);
}

inline boost::json::value described(const EngineBranch& branch) {
  return engine::describe_incident(*branch.engine, branch.state, *branch.incident(), branch.now);
}

inline std::string wanted_answers(const EngineBranch& branch) {
  std::string all;
  for (const auto& [key, asked] : branch.incident()->asked) all += (all.empty() ? "" : " ") + key;
  return all;
}

}  // namespace holdfast::test::closing
