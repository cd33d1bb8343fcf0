#include "agent/load/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>

#include "agent/load/parse_toml.hpp"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;

constexpr int deepest_folder = 16;

class Walk {
 public:
  explicit Walk(std::vector<std::string> without) : without_(std::move(without)) {}

  void enter(const fs::path& folder, const std::string& prefix, int depth) {
    struct stat status {};
    if (depth > deepest_folder || ::stat(folder.c_str(), &status) != 0) return;
    if (!seen_.emplace(status.st_dev, status.st_ino).second) return;
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      entries.push_back(entry->path());
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::path& entry : entries) {
      const std::string name = entry.filename().string();
      if (name.starts_with(".")) continue;
      const std::string relative = prefix + name;
      if (fs::is_directory(entry, error)) {
        if (std::ranges::find(without_, relative) == without_.end()) enter(entry, relative + "/", depth + 1);
      } else if (name.size() > 5 && name.ends_with(".toml")) {
        files.push_back(relative);
      }
    }
  }

  std::vector<std::string> files;

 private:
  std::vector<std::string> without_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

std::vector<std::string> toml_files_below(const std::string& folder, const std::vector<std::string>& without) {
  Walk walk(without);
  walk.enter(folder, "", 0);
  std::sort(walk.files.begin(), walk.files.end());
  return std::move(walk.files);
}

std::optional<std::string> read_text(const std::string& path, const std::string& shown_as, Report& report) {
  Place place;
  place.file = shown_as;
  const auto refuse = [&](std::string message) {
    report.error(place, std::move(message));
    return std::nullopt;
  };
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return refuse("not a regular file");
  }
  std::string text;
  std::string buffer(std::size_t{64} * 1024, '\0');
  ssize_t got = 0;
  while (text.size() <= largest_file && (got = ::read(descriptor, buffer.data(), buffer.size())) > 0) {
    text.append(buffer, 0, static_cast<std::size_t>(got));
  }
  const int error = errno;
  ::close(descriptor);
  if (got < 0) return refuse(fmt::format("cannot be read: {}", std::strerror(error)));
  if (text.size() > largest_file) return refuse("larger than 1 MiB; a configuration is not that large");
  return text;
}

}  // namespace holdfast::load
