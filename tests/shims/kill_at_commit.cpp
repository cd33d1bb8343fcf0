// Loaded into the agent by LD_PRELOAD: counts its journal's commits and kills it, as `kill -9` does, at a chosen one.
// A commit begins with the first write to the journal's log after the last sync of it, and ends with the next sync.
//   KILL_COUNT  file of 8 bytes, shared with the test: how many commits have begun
//   KILL_AT     number of the commit, from 1; absent or 0: never
//   KILL_SIDE   before (its first write), unsynced (all written, not synced), synced
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <csignal>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

struct Plan {
  std::uint64_t at = 0;
  std::string_view side;
  std::atomic<std::uint64_t>* count = nullptr;
};

const Plan& plan() {
  static const Plan made = [] {
    Plan plan;
    if (const char* at = std::getenv("KILL_AT")) plan.at = std::strtoull(at, nullptr, 10);
    if (const char* side = std::getenv("KILL_SIDE")) plan.side = side;
    const char* path = std::getenv("KILL_COUNT");
    const int descriptor = path ? ::open(path, O_RDWR | O_CLOEXEC) : -1;
    if (descriptor < 0) return plan;
    void* shared = ::mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    if (shared != MAP_FAILED) plan.count = static_cast<std::atomic<std::uint64_t>*>(shared);
    return plan;
  }();
  return made;
}

std::atomic<bool> in_commit{false};

bool is_log(int descriptor) {
  char link[40];
  char path[512];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = ::readlink(link, path, sizeof path);
  return size > 0 && std::string_view(path, static_cast<std::size_t>(size)).ends_with("-wal");
}

void die_if(std::string_view side) {
  const Plan& chosen = plan();
  if (chosen.count == nullptr || chosen.side != side || chosen.count->load() != chosen.at) return;
  ::kill(::getpid(), SIGKILL);
  ::pause();
}

void before_write(int descriptor) {
  if (plan().count == nullptr || !is_log(descriptor) || in_commit.exchange(true)) return;
  ++*plan().count;
  die_if("before");
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

template <typename Offset>
using Write = ssize_t (*)(int, const void*, std::size_t, Offset);
using Sync = int (*)(int);

int sync(Sync function, int descriptor) {
  const bool ends_commit = in_commit.load() && is_log(descriptor);
  if (ends_commit) die_if("unsynced");
  const int result = function(descriptor);
  if (ends_commit) {
    die_if("synced");
    in_commit = false;
  }
  return result;
}

}  // namespace

extern "C" {

ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off64_t offset) {
  static const auto function = real<Write<off64_t>>("pwrite64");
  before_write(descriptor);
  return function(descriptor, bytes, size, offset);
}

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t offset) {
  static const auto function = real<Write<off_t>>("pwrite");
  before_write(descriptor);
  return function(descriptor, bytes, size, offset);
}

int fdatasync(int descriptor) {
  static const auto function = real<Sync>("fdatasync");
  return sync(function, descriptor);
}

int fsync(int descriptor) {
  static const auto function = real<Sync>("fsync");
  return sync(function, descriptor);
}

}  // extern "C"
