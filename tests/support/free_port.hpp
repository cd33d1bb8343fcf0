// A port on 127.0.0.1 that nobody else uses, neither this machine's programs nor another test that runs at the same
// time.
#pragma once

#include <cstdint>

namespace holdfast::testing {

// Free for TCP and UDP. Stays reserved for this process until it ends (a name in the abstract socket namespace says so
// to other tests). Below the range from which the kernel takes ports for outgoing connections.
std::uint16_t free_port();

}  // namespace holdfast::testing
