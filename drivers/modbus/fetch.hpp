// Reads whatever registers are wanted with as few requests as the device allows, and hands on what it said, undecoded.
// Remembers what the device refuses (gaps, single registers, long blocks) and asks differently from then on.
#pragma once

#include <map>
#include <vector>

#include "drivers/modbus/blocks.hpp"
#include "drivers/modbus/unit.hpp"

namespace holdfast::drivers::modbus {

// For each extent its values, or the exception by which they were refused.
using Said = std::map<Extent, Reply>;

class Fetch {
 public:
  // `unit` outlives it.
  Fetch(Unit& unit, const model::Quirks& quirks);

  // An error means that the unit could not be talked to; a refusal stands in the reply.
  Awaitable<Result<Said>> read(std::vector<Extent> wanted, SteadyTime deadline);

 private:
  struct Work {
    std::vector<Extent> extents;
    std::vector<Reply> replies;  // parallel
  };
  Awaitable<Result<Work>> read_block(Work work, Block block, SteadyTime deadline);
  Awaitable<Result<Work>> read_parts(Work work, Block refused, SteadyTime deadline);
  Awaitable<Result<Reply>> ask(Block block, SteadyTime deadline);

  Unit& unit_;
  Limits limits_;
};

}  // namespace holdfast::drivers::modbus
