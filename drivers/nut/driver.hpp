// One UPS of a NUT upsd: all its variables by one LIST VAR a round. Written are variables (SET VAR) and instant
// commands: a write to "instcmd:outlet.{n}.load.{value}" sends the command that the row and the state's name make.
#pragma once

#include <string>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/nut/connection.hpp"
#include "drivers/variables.hpp"

namespace holdfast::drivers::nut {

class NutDriver final : public Driver {
 public:
  // `clock` and `connection` outlive the driver; `timeout` is that of one exchange; `profile` has passed
  // check_variables().
  NutDriver(platform::Clock& clock, Connection& connection, std::string ups, Login login, const model::Profile& profile,
            Duration timeout);

  // Stale data (ERR DATA-STALE) spoil the points; the contact, with upsd, stays.
  Awaitable<Result<std::vector<Reading>>> read(std::vector<Target> targets, SteadyTime deadline) override;
  Awaitable<Result<void>> write(Target target, model::Value value, SteadyTime deadline) override;
  // Variables (which of them can be written) and commands whose names begin with `from`.
  Awaitable<Result<std::vector<WalkRow>>> walk(std::string from, SteadyTime deadline) override;
  void renew() override;

 private:
  Awaitable<Result<Reply>> list(const char* what, SteadyTime deadline);
  Awaitable<Result<void>> do_write(std::string request, SteadyTime deadline);
  Awaitable<Error> explain(std::string refusal, SteadyTime deadline);
  SteadyTime own(SteadyTime deadline) const;

  platform::Clock& clock_;
  Connection& connection_;
  std::string ups_;
  Login login_;
  std::vector<model::PointSpec> points_;
  Duration timeout_;
};

// What to send so that the point becomes `value`. invalid_argument: it cannot.
Result<std::string> write_request(const std::string& ups, const model::PointSpec& spec, const Target& target,
                                  const model::Value& value);

}  // namespace holdfast::drivers::nut
