#include "tests/integration/reach_bench.hpp"

#include <stdexcept>

#include "tests/integration/run_task.hpp"
#include "tests/integration/variable_profile.hpp"

namespace holdfast::testing {
namespace {

using namespace std::chrono_literals;
using drivers::Reading;
using model::Kind;

model::Profile reach_profile() {
  model::Profile profile;
  profile.id = "test/reach";
  profile.protocol = model::Protocol::reach;
  profile.points = {
      variable_point("reach.ok", Kind::boolean),   variable_point("reach.loss", Kind::number),
      variable_point("reach.rtt", Kind::number),   variable_point("reach.status", Kind::integer),
      variable_point("reach.failure", Kind::text), variable_point("reach.certificate.days", Kind::integer)};
  return profile;
}

template <class T>
std::optional<T> value_of(const Reading& reading) {
  if (!reading.value || !std::holds_alternative<T>(*reading.value)) return std::nullopt;
  return std::get<T>(*reading.value);
}

}  // namespace

std::string Probed::text() const {
  if (error) return fmt::format("error {}: {}", to_string(error->code), error->message);
  return fmt::format("ok {} loss {} rtt {} status {} days {} failure '{}' took {} ms", ok, loss, rtt.value_or(-1),
                     status.value_or(-1), certificate_days.value_or(-1), failure, took / 1ms);
}

ReachBench::ReachBench() : registry_(std::make_unique<drivers::Registry>(loop.get_executor(), *clock)) {}

std::unique_ptr<drivers::Driver> ReachBench::make(const std::string& address, Duration timeout) {
  model::Device device;
  device.id = "probe";
  device.address = address;
  device.timeout = timeout;
  Result<std::unique_ptr<drivers::Driver>> made = registry_->make(device, reach_profile(), {});
  if (!made) throw std::runtime_error(made.error().message);
  return std::move(*made);
}

Probed ReachBench::probe(drivers::Driver& driver) {
  std::vector<drivers::Target> targets;
  for (std::size_t i = 0; i < reach_profile().points.size(); ++i) targets.push_back({i, std::nullopt});
  const SteadyTime begun = clock->steady();
  const auto readings = run_task(loop, driver.read(std::move(targets), begun + 5s));
  Probed probed;
  probed.took = clock->steady() - begun;
  if (!readings) {
    probed.error = readings.error();
    return probed;
  }
  probed.ok = value_of<bool>((*readings)[0]).value_or(false);
  probed.loss = value_of<double>((*readings)[1]).value_or(-1.0);
  probed.rtt = value_of<double>((*readings)[2]);
  probed.status = value_of<std::int64_t>((*readings)[3]);
  probed.failure = value_of<model::Text>((*readings)[4]).value_or(model::Text{}).text;
  probed.certificate_days = value_of<std::int64_t>((*readings)[5]);
  return probed;
}

Probed ReachBench::probe(const std::string& address) {
  const std::unique_ptr<drivers::Driver> driver = make(address);
  return probe(*driver);
}

}  // namespace holdfast::testing
