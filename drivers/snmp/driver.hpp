// One SNMP device, read by the points of its profile: scalars and rows by GET, whole tables by GETBULK (v1: GETNEXT).
// What answers may be a session with the device, or a capture of one.
#pragma once

#include "drivers/driver.hpp"
#include "drivers/snmp/agent.hpp"
#include "drivers/snmp/bulk_limit.hpp"
#include "drivers/snmp/columns.hpp"
#include "drivers/snmp/objects.hpp"
#include "drivers/snmp/questions.hpp"

namespace holdfast::drivers::snmp {

// invalid_argument: an OID that is none, a row that cannot be; with the point's name.
Result<void> check(const model::Profile& profile);

class SnmpDriver final : public Driver {
 public:
  // `clock` outlives the driver; `timeout` is that of one exchange; `profile` has passed check().
  SnmpDriver(platform::Clock& clock, std::unique_ptr<Agent> agent, const model::Profile& profile, Duration timeout);

  Awaitable<Result<std::vector<Reading>>> read(std::vector<Target> targets, SteadyTime deadline) override;
  Awaitable<Result<void>> write(Target target, model::Value value, SteadyTime deadline) override;
  // From an OID; empty: everything below 1.3.6.1.
  Awaitable<Result<std::vector<WalkRow>>> walk(std::string from, SteadyTime deadline) override;
  void renew() override;

 private:
  Awaitable<Result<void>> get(std::vector<Oid> wanted, Objects* objects, SteadyTime deadline);
  Awaitable<Result<void>> walk_columns(std::vector<Oid> columns, Objects* objects, SteadyTime deadline);
  Awaitable<Result<Response>> ask(Request request, SteadyTime deadline);
  Columns walking(std::vector<Oid> prefixes, std::size_t rows) const;

  platform::Clock& clock_;
  std::unique_ptr<Agent> agent_;
  std::vector<model::PointSpec> points_;
  Patterns patterns_;
  Asked asked_;
  Duration timeout_;
  BulkLimit bulk_;
  std::size_t largest_get_;  // objects in one request; shrinks when the device finds an answer too big
};

}  // namespace holdfast::drivers::snmp
