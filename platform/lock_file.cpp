#include "platform/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace holdfast::platform {
namespace {

Code code_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR: return Code::not_permitted;
    case ENOENT:
    case ENOTDIR: return Code::not_found;
    case ENOSPC:
    case EDQUOT: return Code::out_of_space;
    default: return Code::internal;
  }
}

// The pid that the holder wrote; it may be just about to write it.
std::string holder_in(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  std::string pid{text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  pid.erase(std::min(pid.find_first_not_of("0123456789"), pid.size()));
  return pid.empty() ? "unknown" : pid;
}

}  // namespace

Result<LockFile> LockFile::acquire(const std::string& path) {
  // Never deleted: two processes could then hold locks on two files of the same name.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return make_error(code_of(errno), "opening {}: {}", path, std::strerror(errno));
  LockFile lock{descriptor};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return make_error(Code::conflict, "{} is held by process {}", path, holder_in(descriptor));
    }
    return make_error(code_of(errno), "locking {}: {}", path, std::strerror(errno));
  }
  // For people only; the lock stands even when the disk is full.
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, pid.data(), pid.size(), 0);
  }
  return lock;
}

LockFile::~LockFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

}  // namespace holdfast::platform
