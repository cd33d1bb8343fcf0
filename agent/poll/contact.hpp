// Whether one device can be talked to. Losing contact is a state of its own: one failure only makes the next exchange a
// probe, the second in a row loses contact, and any answer brings it back.
//
//   never --answer--> ok --second failure--> lost --answer--> ok          never --second failure--> lost
//
// Pure. While contact is lost next_probe() says when to ask again.
#pragma once

#include <optional>
#include <string>

#include "agent/poll/backoff.hpp"
#include "agent/poll/poller.hpp"

namespace holdfast::poll {

enum class ContactChange { none, gained, lost };

class ContactState {
 public:
  ContactState(std::string_view device, Duration shortest_interval) : backoff_(device, shortest_interval) {}

  ContactChange answered(SteadyTime now, Duration latency);
  // `excused`: the program itself was late (stopped, starved), so the device cannot be blamed; it counts once in a row
  // only.
  ContactChange failed(SteadyTime now, std::string error, bool excused);

  // The next exchange should be one small read: the last one failed, or there never was an answer.
  bool probe_first() const { return failures_ > 0 || health.contact != Contact::ok; }
  bool lost() const { return health.contact == Contact::lost; }
  std::optional<SteadyTime> next_probe() const { return next_probe_; }
  void probe_queued() { next_probe_.reset(); }  // until its result is known

  DeviceHealth health;

 private:
  Backoff backoff_;
  int failures_ = 0;  // in a row
  bool excused_ = false;
  std::optional<SteadyTime> next_probe_;
};

}  // namespace holdfast::poll
