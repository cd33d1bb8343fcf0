// How many rows one GETBULK may ask of a device. Weak agents answer tooBig or genErr, or say nothing at all when the
// answer grows beyond what they or the network can carry. Pure. Silence alone proves nothing, the device may be away:
// it counts when the next smaller question is answered, and only the second time in a row.
#pragma once

#include <algorithm>

namespace holdfast::drivers::snmp {

class BulkLimit {
 public:
  static constexpr int largest = 25;

  int repetitions() const { return doubted_ > 0 ? 1 : most_; }

  // A request went without an answer; `asked` is its repetitions, 0 for a GET.
  void silent(int asked) { doubted_ = asked > 1 ? asked : 0; }
  // A request was answered.
  void answered() {
    if (doubted_ == 0) return;
    if (++strikes_ == 2) {
      most_ = std::max(1, std::min(most_, doubted_ / 2));
      strikes_ = 0;
    }
    doubted_ = 0;
  }
  // A walk has come to its end with this many at last; fewer than it began with when the device complained.
  void walked(int began, int ended) {
    if (ended < began) most_ = std::max(1, ended);
    if (began > 1) strikes_ = 0;
  }

 private:
  int most_ = largest;
  int doubted_ = 0;  // repetitions of a request that was not answered
  int strikes_ = 0;
};

}  // namespace holdfast::drivers::snmp
