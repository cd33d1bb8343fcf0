// A site half read: what the readers of tables have put together, and what can only be checked once all of it is there.
// The nodes that it points to live in Draft::files and Draft::expanded.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"
#include "agent/model/point.hpp"
#include "agent/model/site.hpp"

namespace holdfast::load {

// A text that must parse as a condition. Steps may be named in it when it stands in a plan.
struct ConditionUse {
  const Node* node = nullptr;
  std::string plan;
};

// `from` stands on `name` ("source.mains", "ats", "pdu-a.outlet.1"); relation: powered_by, reached_by, needs, wants.
struct ReferenceUse {
  std::string from;
  std::string relation;
  std::string name;
  const Node* node = nullptr;
};

// A point and a value that a step wants to write; the value becomes one of the point's kind.
struct WriteUse {
  enum class Part { write, undo };
  std::string plan;
  bool restore = false;
  std::size_t step = 0;
  Part part = Part::write;
  const Node* point = nullptr;
  const Node* value = nullptr;
};

// A text that must be the name of a point, a disruption, a plan, a role or a person.
struct NameUse {
  enum class Kind { point, disruption, plan, role, person };
  Kind kind = Kind::point;
  const Node* node = nullptr;
};

// Where a device says its profile and its address; null if it does not, or says it wrongly.
struct DeviceUse {
  std::string id;
  bool is_polled = true;  // false: it says neither, and that is right
  const Node* profile = nullptr;
  const Node* address = nullptr;
};

// The scores of a service, by category: which there are, and how many each wants, only [bia] says.
struct ImpactUse {
  std::string service;
  const Node* node = nullptr;
};

// A list that wants one number for each horizon.
struct HorizonsUse {
  std::string key;
  const Node* list = nullptr;
};

struct Declared {
  std::string kind;
  std::string id;
  Place place;
};

struct ParsedFile {
  std::unique_ptr<SourceFile> source;
  Node root;
};

struct Draft {
  model::Site site;
  model::Points points;

  std::vector<Declared> declared;
  std::vector<ConditionUse> conditions;
  std::vector<ReferenceUse> references;
  std::vector<WriteUse> writes;
  std::vector<NameUse> names;
  std::vector<DeviceUse> devices;
  std::vector<ImpactUse> impacts;
  std::vector<HorizonsUse> by_horizon;
  std::map<std::string, const Node*> escalations;  // by role: to whom
  std::map<std::string, const Node*> duty_people;  // by duty: the list
  std::vector<const Node*> told_roles;             // whom steps tell and ask: ids or titles of roles, if there are any
  const Node* rules_name = nullptr;                // of [site]; null: the usual ones
  std::vector<const Node*> score_files;            // texts: CSV files, relative to the folder

  std::deque<ParsedFile> files;
  std::deque<Node> expanded;
  bool broken_file = false;  // one could not be read: what seems to be missing may stand in it

  const Declared* find(const std::string& kind, const std::string& id) const;
  std::vector<std::string> ids(const std::string& kind) const;
};

}  // namespace holdfast::load
