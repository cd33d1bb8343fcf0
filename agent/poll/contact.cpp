#include "agent/poll/contact.hpp"

#include <utility>

#include "agent/poll/wheel.hpp"

namespace holdfast::poll {

ContactChange ContactState::answered(SteadyTime now, Duration latency) {
  failures_ = 0;
  excused_ = false;
  backoff_.reset();
  next_probe_.reset();
  health.last_answer = now;
  health.latency = latency;
  if (health.contact == Contact::ok) return ContactChange::none;
  health.contact = Contact::ok;
  health.last_error.clear();
  return ContactChange::gained;
}

ContactChange ContactState::failed(SteadyTime now, std::string error, bool excused) {
  if (excused && !excused_) {
    excused_ = true;
    ++health.skipped;
    if (lost()) next_probe_ = now + Wheel::slot;
    return ContactChange::none;
  }
  ++health.failed;
  health.last_error = std::move(error);
  if (failures_ < 2) ++failures_;
  if (lost()) {
    next_probe_ = now + backoff_.next();
    return ContactChange::none;
  }
  if (failures_ < 2) return ContactChange::none;
  health.contact = Contact::lost;
  backoff_.reset();
  next_probe_ = now + backoff_.next();
  return ContactChange::lost;
}

}  // namespace holdfast::poll
