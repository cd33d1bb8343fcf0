// Everything that an SNMP agent has said, by OID, as the answers that points are evaluated from.
#pragma once

#include <map>
#include <unordered_map>

#include "drivers/evaluate.hpp"
#include "drivers/snmp/message.hpp"
#include "drivers/snmp/oid_pattern.hpp"

namespace holdfast::drivers::snmp {

// The patterns of a profile, parsed once. Outlives the objects that use it.
class Patterns {
 public:
  const OidPattern& of(const std::string& oid) const;  // one that does not parse matches nothing

 private:
  mutable std::unordered_map<std::string, OidPattern> parsed_;
};

class Objects final : public Answers {
 public:
  explicit Objects(const Patterns& patterns) : patterns_(patterns) {}

  // Cheapest in rising order of OIDs.
  void put(Oid oid, Answer answer) { objects_.insert_or_assign(objects_.end(), std::move(oid), std::move(answer)); }
  void put(const Binding& binding);

  bool has_below(const Oid& prefix) const;  // at or below
  const Answer* find(const Oid& oid) const;

  std::vector<Instance> instances(const model::PointAddress& address) const override;
  const Answer* at(const model::PointAddress& address, const model::Row& index) const override;

  const std::map<Oid, Answer>& all() const { return objects_; }

 private:
  const Patterns& patterns_;
  std::map<Oid, Answer> objects_;
};

}  // namespace holdfast::drivers::snmp
