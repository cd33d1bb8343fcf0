// What the evaluation of a profile wants to know of a Modbus device, and what the device has said to it. Pure.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "drivers/evaluate.hpp"
#include "drivers/modbus/fetch.hpp"
#include "drivers/modbus/places.hpp"
#include "drivers/modbus/sunspec.hpp"

namespace holdfast::drivers::modbus {

// Where this device keeps what a profile speaks of.
struct Layout {
  int shift = 0;  // the quirk that is added to registers
  SunSpecChain chain;
};

// Every register that the targets' values may depend on: of all origins, with guards, exponents and rows.
std::vector<Extent> registers_for(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets,
                                  const Layout& layout);

// Whether some of them are found through the chain.
bool wants_chain(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets);

class ModbusAnswers final : public Answers {
 public:
  // Both outlive the answers.
  ModbusAnswers(const Layout& layout, const Said& said) : layout_(layout), said_(said) {}

  std::vector<Instance> instances(const model::PointAddress& address) const override;
  const Answer* at(const model::PointAddress& address, const model::Row& index) const override;

 private:
  const Answer* in_row(const model::ModbusAddress& address, std::uint32_t row) const;

  using Key = std::tuple<Extent, model::RawType, model::WordOrder, bool>;
  const Layout& layout_;
  const Said& said_;
  mutable std::map<Key, Answer> read_;  // as they are asked for
};

}  // namespace holdfast::drivers::modbus
