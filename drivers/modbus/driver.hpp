// One Modbus unit behind a shared connection or line, read by the points of its profile.
#pragma once

#include <optional>

#include "drivers/driver.hpp"
#include "drivers/modbus/answers.hpp"
#include "drivers/modbus/fetch.hpp"

namespace holdfast::drivers::modbus {

// invalid_argument: a point that Modbus cannot express, with its name.
Result<void> check(const model::Profile& profile);

class ModbusDriver final : public Driver {
 public:
  // `channel` and `clock` outlive the driver; `timeout` is that of one exchange; `profile` has passed check().
  ModbusDriver(platform::Clock& clock, Channel& channel, std::uint8_t unit, const model::Profile& profile,
               Duration timeout);

  Awaitable<Result<std::vector<Reading>>> read(std::vector<Target> targets, SteadyTime deadline) override;
  Awaitable<Result<void>> write(Target target, model::Value value, SteadyTime deadline) override;
  // The registers of every point of the profile, undecoded; `from` is not used, Modbus has no list of what there is.
  Awaitable<Result<std::vector<WalkRow>>> walk(std::string from, SteadyTime deadline) override;
  // By function 43 and by SunSpec's chain.
  Awaitable<Result<DeviceIdentity>> identify(SteadyTime deadline) override;
  void renew() override;

 private:
  // All that the targets' values depend on. Finds the chain first where something is found through it.
  Awaitable<Result<Said>> fetch(std::vector<Target> targets, SteadyTime deadline);
  Awaitable<Result<void>> find_chain(SteadyTime deadline);
  Awaitable<Result<void>> send(Target target, model::Value value, SteadyTime deadline);
  Awaitable<Result<DeviceIdentity>> ask_identity(SteadyTime deadline);

  std::vector<model::PointSpec> points_;
  Layout layout_;
  SunSpecSearch search_;  // once done, until renew()
  bool single_writes_by_16_;
  Unit unit_;
  Fetch fetch_;
};

}  // namespace holdfast::drivers::modbus
