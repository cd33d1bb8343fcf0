// Asks many addresses whether a device is there, at a bounded rate, and those that answer what they are.
// One small SNMP GET for each address and community, one Modbus TCP knock; a device that has answered is then asked
// what recognition needs, one question after the other. On the loop; everything that is handed in outlives it.
#pragma once

#include <boost/asio/ip/address_v4.hpp>
#include <functional>
#include <string>
#include <vector>

#include "agent/cli/found.hpp"
#include "drivers/driver.hpp"
#include "platform/signal.hpp"
#include "platform/tasks.hpp"

namespace holdfast::cli {

enum class Asked { no, yes };

struct SweepPlan {
  std::vector<boost::asio::ip::address_v4> addresses;
  model::SnmpAccess access;               // how SNMP devices are asked
  std::string secret;                     // name of the secret behind the first of ...
  std::vector<drivers::Secrets> secrets;  // ... these: communities, or of v3 pass phrases; in the order of trying
  Asked snmp = Asked::yes;
  Asked modbus = Asked::yes;
  std::uint16_t snmp_port = 161;
  std::uint16_t modbus_port = 502;
  double rate = 50.0;        // questions a second
  std::size_t at_once = 64;  // addresses that are asked at the same time
  Duration timeout{};        // of one question
};

class Sweep {
 public:
  using OnFatal = platform::TaskGroup::OnFatal;
  Sweep(boost::asio::any_io_executor loop, platform::Clock& clock, SweepPlan plan,
        const std::vector<model::Profile>& profiles, OnFatal on_fatal);

  platform::Awaitable<void> run();  // to the end, or until stop()
  void stop();                      // what has been found stays

  std::size_t asked() const { return asked_; }  // addresses that are done with
  std::size_t of() const { return plan_.addresses.size(); }
  const std::vector<Found>& found() const { return found_; }

 private:
  class Ending;
  platform::Awaitable<void> ask_addresses();
  platform::Awaitable<void> ask_snmp(boost::asio::ip::address_v4 address);
  platform::Awaitable<void> ask_modbus(boost::asio::ip::address_v4 address);
  platform::Awaitable<void> recognise(std::size_t index, drivers::Secrets secrets);
  platform::Awaitable<void> wait_for_turn();

  boost::asio::any_io_executor loop_;
  platform::Clock& clock_;
  SweepPlan plan_;
  const std::vector<model::Profile>& profiles_;
  drivers::Registry registry_;
  platform::TaskGroup tasks_;
  platform::Signal ended_;
  std::vector<Found> found_;
  std::size_t next_ = 0;
  std::size_t asked_ = 0;
  std::size_t asking_ = 0;  // tasks
  SteadyTime turn_{};       // when the next question may leave
};

}  // namespace holdfast::cli
