// The chain of models by which a SunSpec device says what it has and where (device information model specification
// 1.2, 6): the mark "SunS", then one model after the other, each with its id and length, until id 0xFFFF.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/modbus/blocks.hpp"
#include "drivers/modbus/unit.hpp"

namespace holdfast::drivers::modbus {

struct SunSpecModel {
  int id = 0;
  int first = 0;   // register behind its header of two
  int length = 0;  // registers from there on
};

class SunSpecChain {
 public:
  // The registers of `count` at this place, in the first model of that id; nothing if the device's model has no such
  // place.
  std::optional<Extent> find(const model::SunSpecPlace& place, int count) const;

  // Takes the header that stands at next(); whether the chain goes on behind it.
  bool add(std::uint16_t id, std::uint16_t length);
  int next() const { return next_; }
  void begin(int first_header) { next_ = first_header; }

  const std::vector<SunSpecModel>& models() const { return models_; }

 private:
  std::vector<SunSpecModel> models_;
  int next_ = 0;
};

// How far the search has come: on a slow line it takes longer than one round has, and goes on in the next.
struct SunSpecSearch {
  std::size_t base = 0;  // which place is looked at
  bool marked = false;   // the mark has been seen there
  bool done = false;
  SunSpecChain chain;  // empty when done: the device does not speak SunSpec
};

// Looks for the mark at 40000, 0 and 50000 and follows the chain. `unit` and `search` outlive the call.
// device_refused: it is not in a state to tell (busy, failed), so ask again.
Awaitable<Result<void>> search_sunspec(Unit* unit, SunSpecSearch* search, SteadyTime deadline);

}  // namespace holdfast::drivers::modbus
