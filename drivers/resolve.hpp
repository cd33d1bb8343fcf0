// Host names to numeric addresses without ever stopping the loop: a lookup may hang for half a minute in the C library.
// Numeric addresses are answered at once. One lookup at a time; while one hangs, further ones are refused at once.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <string>

#include "platform/clock.hpp"
#include "platform/result.hpp"
#include "platform/worker.hpp"

namespace holdfast::drivers {

class Resolver {
 public:
  Resolver(boost::asio::any_io_executor loop, platform::Clock& clock);

  // no_contact when the name is unknown or the name service does not answer in time.
  platform::Awaitable<Result<boost::asio::ip::address>> resolve(std::string host, SteadyTime deadline);

  // Whether a name would be refused now because an earlier lookup has not ended.
  bool is_busy() const { return worker_ && worker_->outstanding() > 0; }

 private:
  boost::asio::any_io_executor loop_;
  platform::Clock& clock_;
  std::unique_ptr<platform::Worker> worker_;  // made when the first name comes: most sites have none
};

}  // namespace holdfast::drivers
