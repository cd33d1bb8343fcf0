#include <fmt/format.h>

#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

using Rule = model::Needs::Rule;

model::Needs named(const Node& node, const std::string& from, const std::string& relation, Draft& draft) {
  model::Needs needs;
  needs.rule = Rule::one;
  needs.name = node.text;
  if (needs.name.starts_with("device.")) needs.name.erase(0, 7);
  draft.references.push_back({from, relation, needs.name, &node});
  return needs;
}

void read_parts(const Node& list, model::Needs& needs, const std::string& from, const std::string& relation,
                Draft& draft, Report& report) {
  for (const Node& item : list.items) needs.parts.push_back(read_needs(item, from, relation, draft, report));
}

}  // namespace

model::Needs read_rule(Fields& fields, const std::string& from, const std::string& relation, Draft& draft) {
  model::Needs needs;
  const Node* any_of = fields.list("any_of");
  const Node* all_of = fields.list("all_of");
  std::int64_t least = 0;
  const Node* at_least = fields.integer("at_least", least, 1, 100);
  const Node* of = fields.list("of");
  const int rules = (any_of != nullptr ? 1 : 0) + (all_of != nullptr ? 1 : 0) + (at_least != nullptr ? 1 : 0);
  if (rules > 1) {
    fields.report().error(fields.node().place(), "only one of any_of, all_of and at_least may stand here",
                          "put one into the other: any_of = [\"a\", { all_of = [\"b\", \"c\"] }]");
  }
  if ((at_least == nullptr) != (of == nullptr)) {
    fields.report().error(fields.node().place(), "at_least and of belong together",
                          "write: at_least = 2, of = [\"a\", \"b\", \"c\"]");
  }
  if (any_of != nullptr) {
    needs.rule = Rule::any_of;
    read_parts(*any_of, needs, from, relation, draft, fields.report());
  } else if (all_of != nullptr) {
    needs.rule = Rule::all_of;
    read_parts(*all_of, needs, from, relation, draft, fields.report());
  } else if (at_least != nullptr && of != nullptr) {
    needs.rule = Rule::at_least;
    needs.least = static_cast<int>(least);
    read_parts(*of, needs, from, relation, draft, fields.report());
    if (needs.parts.size() < static_cast<std::size_t>(least)) {
      fields.report().error(at_least->place(),
                            fmt::format("at_least = {}, but only {} are named", least, needs.parts.size()));
    }
  }
  return needs;
}

model::Needs read_needs(const Node& node, const std::string& from, const std::string& relation, Draft& draft,
                        Report& report) {
  model::Needs needs;
  switch (node.type) {
    case Node::Type::text: return named(node, from, relation, draft);
    case Node::Type::list:
      needs.rule = Rule::all_of;
      read_parts(node, needs, from, relation, draft, report);
      return needs;
    case Node::Type::table: {
      Fields fields(node, report);
      needs = read_rule(fields, from, relation, draft);
      fields.finish();
      if (node.entries.empty())
        report.error(node.place(), fmt::format("`{}` says nothing", relation), "leave the key out");
      return needs;
    }
    default: wrong_type(report, relation, node, "a name, a list of names, or { any_of = [...] }"); return needs;
  }
}

}  // namespace holdfast::load
