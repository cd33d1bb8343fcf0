// The SNMP devices of this process, as the sender of a trap can be known by: addresses and engine ids, kept by the
// sessions. Owned by the Registry; loop thread.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <list>
#include <string>
#include <vector>

#include "agent/model/snmp_access.hpp"
#include "drivers/driver.hpp"

namespace holdfast::drivers::snmp {

struct Known {
  std::string device;
  model::SnmpAccess access;
  Secrets secrets;
  boost::asio::ip::address address;  // unspecified until its name has been looked up
  std::string engine;                // of v3, once it has answered
};

class Directory {
 public:
  // A session's own entry; the reference stays valid until remove().
  Known& add(Known known) { return known_.emplace_back(std::move(known)); }
  void remove(const Known& gone) {
    known_.remove_if([&gone](const Known& each) { return &each == &gone; });
  }

  std::vector<const Known*> at_address(const boost::asio::ip::address& address) const {
    std::vector<const Known*> found;
    for (const Known& each : known_) {
      if (!each.address.is_unspecified() && each.address == address) found.push_back(&each);
    }
    return found;
  }
  std::vector<const Known*> of_engine(const std::string& engine) const {
    std::vector<const Known*> found;
    for (const Known& each : known_) {
      if (!engine.empty() && each.engine == engine) found.push_back(&each);
    }
    return found;
  }

 private:
  std::list<Known> known_;
};

}  // namespace holdfast::drivers::snmp
