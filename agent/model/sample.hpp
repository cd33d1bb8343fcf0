// What was seen of a point, when, and how far it can be trusted.
#pragma once

#include <optional>
#include <string>

#include "agent/model/point.hpp"
#include "agent/model/value.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

enum class Quality { good, uncertain, bad };

// Why a quality is not good.
enum class Reason { none, never_read, stale, no_contact, out_of_range, not_available, device_error, not_understood };

const char* to_string(Quality quality);
const char* to_string(Reason reason);

// When something happened, in this boot. The boot's id stands once with whatever keeps stamps beyond it.
struct Stamp {
  SteadyTime steady;
  WallTime wall;
  bool wall_certain = false;
};

// The time that a sample counts as present. After it the value is history: conditions see unknown.
struct Sample {
  std::optional<Value> value;  // empty when the point never had one
  Quality quality = Quality::bad;
  Reason reason = Reason::never_read;
  Stamp stamp;             // of the exchange with the device that told it (or failed to)
  SteadyTime fresh_until;  // beyond this it is stale whoever looks
};

struct PointSample {
  PointId point;
  Sample sample;
};

}  // namespace holdfast::model
