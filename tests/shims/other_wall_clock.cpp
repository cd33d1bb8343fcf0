// Loaded into the agent by LD_PRELOAD: the wall clock shows another time, and moves while the program runs. All other
// clocks stay as they are. WALL_OFFSET names a file of 8 bytes, shared with the test: seconds to be added.
// The kernel then says that the clock is not synchronised, as on a box that has not heard of a time server.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>
#include <ctime>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace {

std::int64_t offset() {
  static const std::atomic<std::int64_t>* const shared = []() -> const std::atomic<std::int64_t>* {
    const char* path = std::getenv("WALL_OFFSET");
    const int descriptor = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor < 0) return nullptr;
    void* place = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    return place == MAP_FAILED ? nullptr : static_cast<const std::atomic<std::int64_t>*>(place);
  }();
  return shared ? shared->load() : 0;
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  static const auto function = real<int (*)(clockid_t, timespec*)>("clock_gettime");
  const int result = function(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += offset();
  return result;
}

int gettimeofday(timeval* now, void* zone) noexcept {
  static const auto function = real<int (*)(timeval*, void*)>("gettimeofday");
  const int result = function(now, zone);
  if (result == 0) now->tv_sec += offset();
  return result;
}

time_t time(time_t* place) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (place != nullptr) *place = now.tv_sec;
  return now.tv_sec;
}

int adjtimex(timex* request) noexcept {
  static const auto function = real<int (*)(timex*)>("adjtimex");
  const int result = function(request);
  request->status |= STA_UNSYNC;
  return result;
}

}  // extern "C"
