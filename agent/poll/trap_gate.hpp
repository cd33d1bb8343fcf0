// What one trap may cause: a read of its device at once, and a line in the journal. A storm of traps, real or forged,
// must neither overload the device nor fill the journal. Pure: the caller hands in the time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::poll {

class TrapGate {
 public:
  static constexpr int kept_a_minute = 10;
  static constexpr int reads_in_a_burst = 5;  // then one for each ...
  static constexpr Duration read_every = std::chrono::milliseconds{100};

  struct Verdict {
    bool read = false;
    bool keep = false;
  };
  Verdict take(const std::string& device, SteadyTime now);

  // Devices whose minute is over, with how many traps of it were not kept; those without any are left out.
  std::vector<std::pair<std::string, std::uint64_t>> suppressed(SteadyTime now);
  std::optional<SteadyTime> next_due() const;  // when suppressed() has something to say

 private:
  struct Device {
    SteadyTime minute_ends;
    int kept = 0;
    std::uint64_t dropped = 0;
    SteadyTime reads_paid_until;  // as far ahead of now as reads have been used up
  };
  std::map<std::string, Device> devices_;
};

}  // namespace holdfast::poll
