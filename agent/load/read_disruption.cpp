// [disruption.NAME]
#include <fmt/format.h>

#include "agent/load/readers.hpp"

namespace holdfast::load {

void read_disruption(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Disruption disruption;
  disruption.id = id;
  Fields fields(node, report);
  fields.text("title", disruption.title);
  read_condition(fields, "when", disruption.when, draft, "", Presence::required);
  if (const Node* witnesses = fields.texts("witnesses", disruption.witnesses)) {
    for (const Node& witness : witnesses->items) draft.conditions.push_back({&witness, ""});
  }
  std::int64_t quorum = disruption.quorum;
  if (const Node* place = fields.integer("quorum", quorum, 1, 100)) {
    const auto witnesses = static_cast<std::int64_t>(disruption.witnesses.size());
    if (quorum > witnesses) {
      report.error(place->place(), fmt::format("`quorum` is {}, but there are {} witnesses", quorum, witnesses),
                   "with this quorum it could never be verified");
    }
  }
  disruption.quorum = static_cast<int>(quorum);
  fields.duration("verify_within", disruption.verify_within);
  fields.choice<model::Unverified>("unverified", disruption.unverified,
                                   {{"proceed", model::Unverified::proceed},
                                    {"ask", model::Unverified::ask},
                                    {"dismiss", model::Unverified::dismiss}});
  fields.duration("for", disruption.raise_after);
  read_condition(fields, "clear_when", disruption.clear_when, draft);
  fields.duration("clear_for", disruption.clear_after);
  fields.duration("blind_after", disruption.blind_after);
  fields.choice<model::Declaration>("declare", disruption.declare,
                                    {{"automatic", model::Declaration::automatic}, {"ask", model::Declaration::ask}});
  std::vector<std::pair<std::string, std::string>> classes;
  for (const char* word : {"utility", "system", "network", "attack", "natural", "external", "human"}) {
    classes.emplace_back(word, word);
  }
  fields.choice<std::string>("class", disruption.disruption_class, classes);
  if (const Node* about = fields.any("about"))
    collect_names(read_needs(*about, "disruption." + id, "about", draft, report), disruption.about);
  fields.boolean("what_if", disruption.what_if);
  fields.finish();
  draft.site.disruptions[id] = std::move(disruption);
}

}  // namespace holdfast::load
