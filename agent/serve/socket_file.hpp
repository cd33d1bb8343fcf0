// The socket's file: made with mode 0660, taken over from an agent that died, never from one that lives, and removed at
// the end if it is still ours.
#pragma once

#include <sys/types.h>

#include <string>

#include "platform/result.hpp"

namespace holdfast::serve {

class SocketFile {
 public:
  // A listening socket at `path`. Its folder must exist. Errors say what to do.
  static Result<SocketFile> listen(const std::string& path);

  int release();  // the descriptor, now the caller's
  gid_t group() const { return group_; }

  ~SocketFile();
  SocketFile(SocketFile&& other) noexcept;
  SocketFile& operator=(SocketFile&&) = delete;

 private:
  SocketFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_ = -1;
  bool made_ = false;
  dev_t device_{};
  ino_t inode_{};
  gid_t group_{};
};

}  // namespace holdfast::serve
