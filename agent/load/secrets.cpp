// Secrets and where the shipped profiles lie: the two things that are found outside the site's own files.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "agent/load/load.hpp"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_secret = 4096;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Result<std::string> text_behind(const Descriptor& file, const std::string& path) {
  std::string text(longest_secret + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0) return make_error(Code::damaged, "{}: {}", path, std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > longest_secret)
    return make_error(Code::invalid_argument, "{} is longer than {} bytes", path, longest_secret);
  text.resize(size);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return make_error(Code::invalid_argument, "{} is empty; write the secret into it", path);
  return text;
}

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

}  // namespace

Result<std::string> read_secret(const std::string& folder, const std::string& name) {
  if (!is_plain_name(name)) return make_error(Code::invalid_argument, "'{}' is not the name of a secret", name);
  // systemd has checked who may read these, and gives them a mode of its own.
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"); credentials != nullptr && *credentials != '\0') {
    const std::string path = std::string(credentials) + "/" + name;
    const Descriptor file(path);
    if (file.get() >= 0) return text_behind(file, path);
  }
  const std::string path = folder + "/secrets/" + name;
  const Descriptor file(path);
  if (file.get() < 0 && errno == EACCES) {
    return make_error(Code::not_permitted, "{} may not be read by this user; run: chown {} {}", path, ::geteuid(),
                      path);
  }
  if (file.get() < 0) {
    return make_error(Code::not_found, "there is no secret '{}'; run: install -D -m 600 /dev/stdin {}", name, path);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return make_error(Code::invalid_argument, "{} is not a regular file", path);
  }
  if ((status.st_mode & 0177U) != 0) {
    return make_error(Code::not_permitted, "{} has mode {:04o}, others could read it; run: chmod 600 {}", path,
                      static_cast<unsigned>(status.st_mode & 07777U), path);
  }
  if (status.st_uid != ::geteuid()) {
    return make_error(Code::not_permitted, "{} belongs to user {}; run: chown {} {}", path, status.st_uid, ::geteuid(),
                      path);
  }
  return text_behind(file, path);
}

std::string shipped_profiles_folder() {
  if (const char* chosen = std::getenv("HOLDFAST_PROFILES"); chosen != nullptr && *chosen != '\0') return chosen;
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path beside = binary.parent_path().parent_path() / "share" / "holdfast" / "profiles";
    if (fs::is_directory(beside, error)) return beside.string();
    // In the source tree the binary lies in build/PRESET.
    for (fs::path folder = binary.parent_path(); folder != folder.parent_path(); folder = folder.parent_path()) {
      const fs::path profiles = folder / "config" / "profiles";
      if (fs::is_directory(profiles, error) && fs::is_regular_file(folder / "CMakePresets.json", error)) {
        return profiles.string();
      }
    }
  }
  return "/usr/share/holdfast/profiles";
}

}  // namespace holdfast::load
