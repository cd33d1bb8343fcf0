// One Modbus unit behind a shared connection, read by the points of its profile.
// Remembers what the device refuses (gaps, single registers, long blocks) and asks differently from then on.
#pragma once

#include <set>

#include "drivers/driver.hpp"
#include "drivers/modbus/blocks.hpp"
#include "drivers/modbus/connection.hpp"

namespace holdfast::drivers::modbus {

// invalid_argument: a point that Modbus cannot express, with its name.
Result<void> check(const model::Profile& profile);

class ModbusDriver final : public Driver {
 public:
  // `connection` and `clock` outlive the driver; `timeout` is that of one exchange; `profile` has passed check().
  ModbusDriver(platform::Clock& clock, Connection& connection, std::uint8_t unit, const model::Profile& profile,
               Duration timeout);

  Awaitable<Result<std::vector<Reading>>> read(std::vector<Target> targets, SteadyTime deadline) override;
  Awaitable<Result<void>> write(Target target, model::Value value, SteadyTime deadline) override;
  // The registers of every point of the profile, undecoded; `from` is not used, Modbus has no list of what there is.
  Awaitable<Result<std::vector<WalkRow>>> walk(std::string from, SteadyTime deadline) override;
  void renew() override;

 private:
  struct Wanted {
    std::vector<Target> targets;  // one row each
    std::vector<Extent> extents;  // parallel to targets
    std::vector<Reply> replies;   // parallel: the values of the extent, or the exception
  };
  Result<Wanted> expand(const std::vector<Target>& targets) const;
  Awaitable<Result<Wanted>> fetch(Wanted wanted, SteadyTime deadline);
  Awaitable<Result<Wanted>> fetch_block(Wanted wanted, Block block, SteadyTime deadline);
  Awaitable<Result<Wanted>> fetch_parts(Wanted wanted, Block refused, SteadyTime deadline);
  Awaitable<Result<Reply>> ask(Request request, SteadyTime deadline);
  Awaitable<Result<Reply>> ask_block(Block block, SteadyTime deadline);
  Reading reading_of(const Target& target, const Reply& reply) const;

  platform::Clock& clock_;
  Connection& connection_;
  std::uint8_t unit_;
  std::vector<model::PointSpec> points_;
  Limits limits_;
  Duration timeout_;
};

}  // namespace holdfast::drivers::modbus
