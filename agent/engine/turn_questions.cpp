// The part of a turn in which people are asked what only they can answer, and others when those do not.

#include "agent/continuity/in_words.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

void TurnBuilder::ask_people() {
  for (auto& [number, incident] : state_.incidents) {
    std::map<std::string, incident::Asked> still;
    for (const Question& question : questions_of(engine_, state_, incident, now_)) {
      const auto known = incident.asked.find(question.key());
      incident::Asked& asked = still[question.key()];
      // Where the files name another role since, that one has not been asked.
      if (known != incident.asked.end() && known->second.roles.front() == question.role) {
        asked = std::move(known->second);
      } else {
        asked.since = now_.steady;
        asked.roles = {question.role};
        put(incident, question, "", asked);
      }
      escalate(incident, question, asked);
    }
    incident.asked = std::move(still);
  }
}

void TurnBuilder::escalate(const incident::Incident& incident, const Question& question, incident::Asked& asked) {
  while (const auto next = next_asked(engine_.site_, question, asked, now_)) {
    if (now_.steady < next->due) return wake_at(next->due);
    const std::string before = title_of(engine_.site_, asked.roles.back());
    const std::string waited = continuity::in_words(now_.steady - asked.latest);
    asked.roles.push_back(next->role);
    put(incident, question,
        asked.reached ? fmt::format("no answer from {} for {}", before, waited)
                      : fmt::format("nobody is on duty as {}", before),
        asked);
  }
  if (asked.reached) return;
  // Nobody was there to hear it: whoever comes on duty is told.
  wake_at(somebody_comes(engine_.site_, asked.roles.back(), now_));
  if (!people_on_duty(engine_.site_, asked.roles.back(), now_).empty())
    put(incident, question, "nobody was on duty before", asked);
}

// To the role that stands last. `why`: why it is asked, too, or again.
void TurnBuilder::put(const incident::Incident& incident, const Question& question, const std::string& why,
                      incident::Asked& asked) {
  json::object data{{"incident", incident.id},
                    {"about", question.about},
                    {"wants_answer", true},
                    {"waited_ms", milliseconds(now_.steady - asked.since)}};
  if (!question.service.empty()) data["service"] = question.service;
  if (asked.roles.size() > 1) data["escalated_from"] = title_of(engine_.site_, asked.roles.rbegin()[1]);
  const auto run = state_.runs.find(incident.run);
  if (run != state_.runs.end() && (question.about == "step" || question.about == "finish")) {
    data["run"] = run->second.run.id;
    data["plan"] = run->second.run.plan.id;
    data["round"] = run->second.run.round;
  }
  const std::string& role = asked.roles.back();
  asked.latest = now_.steady;
  asked.reached = !now_.wall_certain || !people_on_duty(engine_.site_, role, now_).empty();
  tell(question.step.empty() ? incident.id : question.step, role,
       why.empty() ? question.text : fmt::format("{} ({})", question.text, why), std::move(data));
}

void TurnBuilder::tell_operator(const std::string& subject, const std::string& text) {
  tell(subject, operator_of(engine_.site_), text, {{"wants_answer", false}});
}

void TurnBuilder::tell(const std::string& subject, const std::string& role, const std::string& text,
                       json::object data) {
  data["role"] = title_of(engine_.site_, role);
  data["text"] = text;
  const auto people = people_on_duty(engine_.site_, role, now_);
  if (!people.empty()) data["people"] = json::array(people.begin(), people.end());
  event("notice", subject, std::move(data));
}

}  // namespace holdfast::engine
