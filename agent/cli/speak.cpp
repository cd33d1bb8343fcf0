#include "agent/cli/speak.hpp"

#include "agent/cli/command_line.hpp"

namespace holdfast::cli {

void speak(Session& session, const Word& word) {
  auto state = session.ask({"GET", word.state, {}, "", ""});
  if (!state) return;
  if (word.meet) word.meet(*state);
  if (const std::string why = word.objection(*state); !why.empty()) return session.fail(answer_is_no, why, word.advice);
  if (!session.ask({"POST", word.path, {}, boost::json::serialize(word.body), ""})) return;
  for (int look = 0; look < Session::looks; ++look) {
    state = session.ask({"GET", word.state, {}, "", ""});
    if (!state) return;
    if (word.is_done(*state)) return word.report(*state);
    session.pause();
  }
  session.fail(answer_is_no, "the agent took the word, but nothing has come of it yet", word.advice);
}

View incident_in(const View& status, const std::string& id) {
  for (const View& each : status["incidents"].items())
    if (each["id"].text() == id) return each;
  return {};
}

}  // namespace holdfast::cli
