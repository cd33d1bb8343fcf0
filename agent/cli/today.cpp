#include "agent/cli/today.hpp"

#include <boost/asio/io_context.hpp>

#include "platform/clock.hpp"

namespace holdfast::cli {

model::Day this_day() {
  boost::asio::io_context loop;
  return std::chrono::floor<std::chrono::days>(platform::make_real_clock(loop)->now().wall);
}

}  // namespace holdfast::cli
