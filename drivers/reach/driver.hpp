// A reachability probe as a device: each read is one probe of the target. A target that is silent is a good reading
// of reach.ok = false; contact is lost only by what is wrong in this box (an interface that is gone, a missing right).
//
//     reach.ok  reach.rtt (ms)  reach.loss (%)  reach.status  reach.certificate.days  reach.failure
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/reach/probe.hpp"
#include "drivers/reach/window.hpp"
#include "drivers/resolve.hpp"
#include "drivers/variables.hpp"

namespace holdfast::drivers::reach {

class ReachDriver final : public Driver {
 public:
  // `clock` and `resolver` outlive the driver; `timeout` is that of one probe; `profile` has passed check_variables().
  ReachDriver(boost::asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, Address target,
              const model::Profile& profile, Duration timeout);

  Awaitable<Result<std::vector<Reading>>> read(std::vector<Target> targets, SteadyTime deadline) override;
  Awaitable<Result<void>> write(Target target, model::Value value, SteadyTime deadline) override;
  Awaitable<Result<std::vector<WalkRow>>> walk(std::string from, SteadyTime deadline) override;
  void renew() override;  // the name is looked up again; the window stays

 private:
  Awaitable<Result<Variables>> probe(SteadyTime deadline);
  Awaitable<Result<Outcome>> ask(boost::asio::ip::address address, SteadyTime deadline);
  Awaitable<Result<boost::asio::ip::address>> resolve(SteadyTime deadline);

  boost::asio::any_io_executor loop_;
  platform::Clock& clock_;
  Resolver& resolver_;
  Address target_;
  std::vector<model::PointSpec> points_;
  Duration timeout_;
  std::unique_ptr<boost::asio::ssl::context> tls_;  // of https
  std::optional<boost::asio::ip::address> address_;
  SteadyTime look_up_again_;
  std::uint16_t sequence_ = 0;
  Window window_;
};

}  // namespace holdfast::drivers::reach
