// What an incident waits for a person to answer, who was asked, and who is asked next when nobody answers. Pure.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

struct Question {
  // "step" of its plan; "confirm", "declare"; "finish" by hand what has stopped; "service" that should be back by now;
  // "data" of a service
  std::string about;
  std::string step;  // of "step"
  std::string role;  // who is asked first: the id of a role, or a name that nobody wrote down, then nobody is on duty
  std::string text;
  std::string service = "";  // of "service" and "data"
  std::string key() const { return about + (step.empty() ? "" : " " + step) + (service.empty() ? "" : " " + service); }
};

// Of an incident as it is now. A warning asks for nothing but what its plan's steps ask: it waits for what was warned
// of.
std::vector<Question> questions_of(const Engine& engine, const State& state, const incident::Incident& incident,
                                   const model::Stamp& now);

// Who confirms and declares: [site] operator, else "operator".
std::string operator_of(const model::Site& site);

// A role of the site by its id or its title; null: nobody wrote it down.
const model::Role* role_called(const model::Site& site, const std::string& name);
std::string title_of(const model::Site& site, const std::string& role);  // as people call it

// Persons, in the order in which they are asked. Empty too while nobody knows what time it is.
std::vector<std::string> people_on_duty(const model::Site& site, const std::string& role, const model::Stamp& now);
// When that may be somebody else; nothing if it stays so, or if nobody knows.
std::optional<SteadyTime> somebody_comes(const model::Site& site, const std::string& role, const model::Stamp& now);

// Who is asked when nobody has answered: the next one of the chain behind those that were.
struct NextAsked {
  std::string role;  // id
  SteadyTime due;    // at once, where nobody is on duty for the role that was asked last
};
std::optional<NextAsked> next_asked(const model::Site& site, const Question& question, const incident::Asked& asked,
                                    const model::Stamp& now);

// [{"about","step": null or of the plan,"service": null or which,"text","role": asked
// last,"people":[{"person","name","contacts"}],
//   "asked_ms": the last, ago,"waited_ms": since the first,"next": null | {"role","in_ms"}}]
boost::json::array describe_questions(const Engine& engine, const State& state, const incident::Incident& incident,
                                      const model::Stamp& now);

}  // namespace holdfast::engine
