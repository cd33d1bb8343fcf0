// Reachability drivers on a loop of their own, and what one probe of theirs said.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "drivers/driver.hpp"

namespace holdfast::testing {

struct Probed {
  std::optional<Error> error;  // this box could not probe
  bool ok = false;
  double loss = -1.0;
  std::optional<double> rtt;
  std::optional<std::int64_t> status;
  std::optional<std::int64_t> certificate_days;
  std::string failure;
  Duration took{};

  std::string text() const;  // all of it, for messages of failed tests
};

class ReachBench {
 public:
  ReachBench();
  // Throws std::runtime_error when the address is refused.
  std::unique_ptr<drivers::Driver> make(const std::string& address, Duration timeout = std::chrono::milliseconds{800});
  Probed probe(drivers::Driver& driver);
  Probed probe(const std::string& address);  // once

  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);

 private:
  std::unique_ptr<drivers::Registry> registry_;
};

}  // namespace holdfast::testing
