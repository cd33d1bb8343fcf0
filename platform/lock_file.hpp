// Keeps a second agent away: an exclusive lock on a file, released by the kernel when the process ends however it ends.
#pragma once

#include <string>

#include "platform/result.hpp"

namespace holdfast::platform {

class LockFile {
 public:
  // conflict when another process holds it (the message names its pid), not_permitted when the folder is not writable.
  static Result<LockFile> acquire(const std::string& path);
  ~LockFile();
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&&) = delete;

 private:
  explicit LockFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace holdfast::platform
