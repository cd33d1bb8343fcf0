#include "tests/branch/loop.hpp"

#include <poll.h>

#include <algorithm>
#include <vector>

#include "tests/branch/log.hpp"

namespace holdfast::branch {

void Loop::after(Duration delay, Job job) { later_.emplace(boot_time_now() + delay, std::move(job)); }

void Loop::run_due_jobs() {
  const Duration now = boot_time_now();
  while (!later_.empty() && later_.begin()->first <= now) {
    const Job job = std::move(later_.begin()->second);
    later_.erase(later_.begin());
    job();
  }
}

void Loop::run_once(Duration longest_wait) {
  Duration wait = longest_wait;
  if (!later_.empty()) wait = std::clamp(later_.begin()->first - boot_time_now(), Duration{}, wait);

  std::vector<pollfd> polled;
  for (const auto& [fd, job] : watched_) polled.push_back({fd, POLLIN, 0});
  const int milliseconds = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
  if (::poll(polled.data(), polled.size(), milliseconds) > 0) {
    for (const pollfd& ready : polled) {
      if (ready.revents == 0) continue;
      const auto found = watched_.find(ready.fd);  // an earlier job may have closed it
      if (found == watched_.end()) continue;
      const Job job = found->second;
      job();
    }
  }
  run_due_jobs();
}

}  // namespace holdfast::branch
