// The last resort on the way out: ends the process when an orderly end takes too long. A library that hangs in a thread
// or a destructor must not keep a stopped service alive.
#pragma once

#include "platform/time.hpp"

namespace holdfast::platform {

// From now on the process ends by itself after `patience` with `code`, whatever hangs. Call once.
void leave_within(Duration patience, int code);

}  // namespace holdfast::platform
