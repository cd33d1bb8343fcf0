// Answers SNMP requests from a capture, as the device did: for trying profiles and plans without the device.
#pragma once

#include "drivers/replay/capture.hpp"
#include "drivers/snmp/agent.hpp"

namespace holdfast::drivers::replay {

class CaptureAgent final : public snmp::Agent {
 public:
  // `clock` outlives it; the capture's time begins now.
  CaptureAgent(platform::Clock& clock, Capture capture);

  platform::Awaitable<Result<snmp::Response>> exchange(snmp::Request request, SteadyTime deadline) override;
  void renew() override {}

 private:
  void catch_up();
  snmp::Binding get(const snmp::Oid& oid) const;
  snmp::Binding next(const snmp::Oid& oid) const;
  snmp::Response bulk(const snmp::Request& request) const;

  platform::Clock& clock_;
  Capture capture_;
  SteadyTime begun_;
  std::size_t moment_ = 0;  // the one that holds now
  Rows rows_;
};

}  // namespace holdfast::drivers::replay
