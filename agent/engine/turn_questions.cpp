// The part of a turn in which people are asked what only they can answer, and others when those do not.

#include "agent/continuity/in_words.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

void TurnBuilder::ask_people() {
  for (auto& [number, incident] : state_.incidents) {
    std::map<std::string, incident::Asked> still;
    for (const Question& question : questions_of(engine_, state_, incident)) {
      const auto known = incident.asked.find(question.key());
      if (known == incident.asked.end()) {
        notice(incident, question, question.role, question.text, {});
        still[question.key()] = {now_.steady, now_.steady, {question.role}};
      } else {
        still[question.key()] = std::move(known->second);
      }
      escalate(incident, question, still.at(question.key()));
    }
    incident.asked = std::move(still);
  }
}

void TurnBuilder::escalate(const incident::Incident& incident, const Question& question, incident::Asked& asked) {
  while (const auto next = next_asked(engine_.site_, question, asked, now_)) {
    if (now_.steady < next->due) return wake_at(next->due);
    const std::string& before = asked.roles.back();
    const Duration waited = now_.steady - asked.latest;
    const bool nobody = now_.wall_certain && people_on_duty(engine_.site_, before, now_).empty();
    const std::string why = nobody ? fmt::format("nobody is on duty as {}", before)
                                   : fmt::format("no answer from {} for {}", before, continuity::in_words(waited));
    notice(incident, question, title_of(*next->role), fmt::format("{} ({})", question.text, why),
           {{"escalated_from", before}, {"waited_ms", milliseconds(now_.steady - asked.since)}});
    asked.latest = now_.steady;
    asked.roles.push_back(title_of(*next->role));
  }
}

void TurnBuilder::notice(const incident::Incident& incident, const Question& question, const std::string& role,
                         const std::string& text, json::object data) {
  data["incident"] = incident.id;
  data["about"] = question.about;
  data["wants_answer"] = true;
  tell(question.step.empty() ? incident.id : question.step, role, text, std::move(data));
}

void TurnBuilder::tell_operator(const std::string& subject, const std::string& text) {
  tell(subject, operator_title(engine_.site_), text, {{"wants_answer", false}});
}

void TurnBuilder::tell(const std::string& subject, const std::string& role, const std::string& text,
                       json::object data) {
  data["role"] = role;
  data["text"] = text;
  const auto people = people_on_duty(engine_.site_, role, now_);
  if (!people.empty()) data["people"] = json::array(people.begin(), people.end());
  event("notice", subject, std::move(data));
}

}  // namespace holdfast::engine
