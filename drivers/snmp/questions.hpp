// Which objects an agent must be asked for, so that some points can be evaluated. Learns from what comes back: an
// origin that the device does not have, and those behind the one that gives the value, are not asked for again until
// forget(). Pure.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/snmp/objects.hpp"

namespace holdfast::drivers::snmp {

// Each in rising order, none twice.
struct Questions {
  std::vector<Oid> objects;  // by GET
  std::vector<Oid> columns;  // everything below, by GETBULK
};

class Asked {
 public:
  // Both outlive this.
  Asked(const std::vector<model::PointSpec>& points, const Patterns& patterns);

  // Shared with a read that is under way when something new is learned: a device is asked the same at every poll, so
  // the questions for some targets are kept until then.
  std::shared_ptr<const Questions> questions(const std::vector<Target>& targets);

  // `readings` are those of `targets`, evaluated from `objects`.
  void learn(const std::vector<Target>& targets, const std::vector<Reading>& readings, const Objects& objects);
  void forget();

 private:
  struct Point {
    bool is_known = false;
    std::vector<bool> absent;  // by origin
    int last_used = -1;        // origins behind it are of no use
  };

  Questions made_for(const std::vector<Target>& targets) const;
  struct Found;
  void ask_origin(const model::Origin& origin, const Target& target, Found& found) const;
  void ask_address(const model::PointAddress& address, const std::optional<model::Row>& index, Found& found) const;
  bool is_asked(std::size_t spec, std::size_t origin) const;

  const std::vector<model::PointSpec>& points_;
  const Patterns& patterns_;
  std::vector<Point> known_;
  std::map<std::vector<Target>, std::shared_ptr<const Questions>> kept_;  // until known_ changes
};

}  // namespace holdfast::drivers::snmp
