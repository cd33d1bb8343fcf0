// Who answers SNMP requests: a session with a device, or a capture of one.
#pragma once

#include "agent/model/site.hpp"
#include "drivers/snmp/message.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::snmp {

using platform::Awaitable;

class Agent {
 public:
  virtual ~Agent() = default;

  //   no_contact          no response in time, or nobody is there
  //   protocol_violation  only datagrams came that are no response to this request
  //   device_refused      v3: the agent says what is wrong with user, level or keys
  //   conflict            another exchange is under way
  // An error status of the device is a Response.
  virtual Awaitable<Result<Response>> exchange(Request request, SteadyTime deadline) = 0;

  virtual void renew() = 0;  // the next exchange begins afresh

  // v1 has no get_bulk.
  virtual model::SnmpVersion version() const { return model::SnmpVersion::v2c; }
};

}  // namespace holdfast::drivers::snmp
