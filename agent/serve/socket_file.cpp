#include "agent/serve/socket_file.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace holdfast::serve {

namespace {

constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;
constexpr int waiting_at_most = 32;  // connections that the kernel keeps until they are accepted

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

Result<void> check_folder(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  struct stat about {};
  if (::stat(folder.c_str(), &about) != 0) {
    if (errno == ENOENT) {
      return make_error(Code::not_found, "{} does not exist: create it with 'install -d -m 0750 {}'", folder.string(),
                        folder.string());
    }
    return make_error(Code::not_permitted, "cannot look at {}: {}", folder.string(), std::strerror(errno));
  }
  if (!S_ISDIR(about.st_mode)) {
    return make_error(Code::invalid_argument, "{} is not a folder: choose another socket path", folder.string());
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return make_error(Code::not_permitted, "cannot create files in {}: run as its owner, or choose another socket path",
                      folder.string());
  }
  return {};
}

// Removes what a dead agent left; an error when something else is there.
Result<void> make_room(const std::string& path) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0) {
    if (errno == ENOENT) return {};
    return make_error(Code::not_permitted, "cannot look at {}: {}", path, std::strerror(errno));
  }
  if (!S_ISSOCK(about.st_mode)) {
    return make_error(Code::conflict, "{} exists and is not a socket: move it away, or choose another path", path);
  }
  const int probe = new_socket();
  if (probe < 0) return make_error(Code::internal, "cannot make a socket: {}", std::strerror(errno));
  const sockaddr_un address = address_of(path);
  const bool answered = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int why = answered ? 0 : errno;
  ::close(probe);
  if (answered || why == EAGAIN) {  // EAGAIN: so many are waiting there already
    return make_error(Code::conflict, "an agent answers on {} already: stop it first, or choose another socket path",
                      path);
  }
  if (why != ECONNREFUSED && why != ENOENT) {
    return make_error(Code::not_permitted, "cannot find out who listens on {}: {}", path, std::strerror(why));
  }
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return make_error(Code::not_permitted, "cannot remove {}, which an earlier agent left: {}", path,
                      std::strerror(errno));
  }
  return {};
}

}  // namespace

Result<SocketFile> SocketFile::listen(const std::string& path) {
  if (path.empty() || path.size() > longest_path) {
    return make_error(Code::invalid_argument, "the socket path '{}' has {} bytes, and the system allows 1 to {}", path,
                      path.size(), longest_path);
  }
  Result<void> folder = check_folder(path);
  if (!folder) return folder.error();
  Result<void> room = make_room(path);
  if (!room) return room.error();

  SocketFile file(path, new_socket());
  if (file.descriptor_ < 0) return make_error(Code::internal, "cannot make a socket: {}", std::strerror(errno));
  const sockaddr_un address = address_of(path);
  if (::bind(file.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const Code code = errno == EADDRINUSE ? Code::conflict : Code::not_permitted;
    return make_error(code, "cannot create the socket {}: {}", path, std::strerror(errno));
  }
  struct stat about {};
  if (::lstat(path.c_str(), &about) == 0) {
    file.made_ = true;
    file.device_ = about.st_dev;
    file.inode_ = about.st_ino;
    file.group_ = about.st_gid;
  }
  // Until listen() nobody can connect, so the mode is in place before the first who could.
  if (::chmod(path.c_str(), 0660) != 0 || ::listen(file.descriptor_, waiting_at_most) != 0) {
    return make_error(Code::not_permitted, "cannot open the socket {}: {}", path, std::strerror(errno));
  }
  return file;
}

int SocketFile::release() { return std::exchange(descriptor_, -1); }

SocketFile::SocketFile(SocketFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      made_(std::exchange(other.made_, false)),
      device_(other.device_),
      inode_(other.inode_),
      group_(other.group_) {}

SocketFile::~SocketFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  struct stat about {};
  if (made_ && ::lstat(path_.c_str(), &about) == 0 && about.st_dev == device_ && about.st_ino == inode_) {
    ::unlink(path_.c_str());
  }
}

}  // namespace holdfast::serve
