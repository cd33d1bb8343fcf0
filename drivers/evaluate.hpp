// From what a device has said to the readings of its points: pure, and the same for every protocol, for a capture of a
// device and for the device itself. A point's origins are tried in order; guards, row rules, decodings and derived
// points are as docs/profiles.md says.
#pragma once

#include <optional>
#include <vector>

#include "drivers/codec.hpp"
#include "drivers/driver.hpp"

namespace holdfast::drivers {

// What was said about one object: its raw value, or why there is none.
struct Answer {
  std::optional<Raw> raw;
  model::Reason reason = model::Reason::not_available;
};

// Everything that was said, by address. A protocol offers its own; it and the answers outlive the evaluation.
class Answers {
 public:
  struct Instance {
    model::Row index;  // empty for a scalar
    const Answer* answer = nullptr;
  };

  virtual ~Answers() = default;
  // Every instance of the object, in the order of the indexes. What was not asked for, or is not there, is left out.
  virtual std::vector<Instance> instances(const model::PointAddress& address) const = 0;
  // The object in the row of that index; of a scalar, whatever the index. Null: nothing is known of it.
  virtual const Answer* at(const model::PointAddress& address, const model::Row& index) const = 0;
};

// One reading for each target; of a whole table one for each row that has an instance. A target without any instance
// gives a bad reading "not available" if it is a scalar or names its row, and none if it is a whole table.
std::vector<Reading> evaluate(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets,
                              const Answers& answers);

// The index that a row rule turns into `row`; nothing where only the device can tell (a column holds the rows).
std::optional<model::Row> index_of(const model::RowRule& rule, const model::Row& row);

}  // namespace holdfast::drivers
