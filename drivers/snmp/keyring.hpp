// The keys of every user at every engine, derived once, on a thread of its own. Owned by the Registry; loop thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "drivers/driver.hpp"
#include "drivers/snmp/keys.hpp"
#include "platform/worker.hpp"

namespace holdfast::drivers::snmp {

class Keyring {
 public:
  explicit Keyring(boost::asio::any_io_executor loop);
  ~Keyring();

  // Answers at once when the keys are known. A derivation that nobody waits for any more is kept for the next who asks.
  Awaitable<Result<LocalKeys>> keys(model::SnmpAccess access, Secrets secrets, std::string engine);

 private:
  struct Store;  // what has been derived; shared with the jobs, which may outlive us
  boost::asio::any_io_executor loop_;
  std::shared_ptr<Store> store_;
  std::unique_ptr<platform::Worker> worker_;  // made when the first v3 user comes
};

}  // namespace holdfast::drivers::snmp
