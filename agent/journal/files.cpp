#include "agent/journal/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "platform/sqlite.hpp"

namespace holdfast::journal {
namespace {

namespace fs = std::filesystem;

const std::array<std::string, 4> suffixes = {"", "-wal", "-shm", "-journal"};  // SQLite's own

Error from_errno(int number, const std::string& what) {
  const Code code = number == ENOSPC || number == EDQUOT                     ? Code::out_of_space
                    : number == EACCES || number == EPERM || number == EROFS ? Code::not_permitted
                    : number == ENOENT                                       ? Code::not_found
                                                                             : Code::internal;
  return make_error(code, "{}: {}", what, std::strerror(number));
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Result<void> sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return from_errno(errno, fmt::format("opening {}", path));
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed != 0) return from_errno(failed, fmt::format("writing {} to the disk", path));
  return {};
}

// UTC, as a part of a file name. SQLite is asked because the box's time is nobody's business here but the reader's.
Result<std::string> utc_stamp() {
  Result<platform::Database> database = platform::Database::open(":memory:", platform::Database::Access::read_write);
  if (!database) return database.error();
  Result<platform::Statement> select = database->prepare("SELECT strftime('%Y%m%dT%H%M%SZ', 'now')");
  if (!select) return select.error();
  const Result<bool> row = select->step();
  if (!row) return row.error();
  return select->text(0);
}

}  // namespace

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::uint64_t file_size(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  return failed ? 0 : size;
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return from_errno(errno, fmt::format("renaming {} to {}", from, to));
  return sync_path(folder_of(to), O_RDONLY | O_DIRECTORY);
}

Result<void> remove_database(const std::string& path) {
  for (const std::string& suffix : suffixes) {
    const std::string file = path + suffix;
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) return from_errno(errno, fmt::format("removing {}", file));
  }
  return {};
}

Result<std::string> set_aside(const std::string& path) {
  const Result<std::string> stamp = utc_stamp();
  if (!stamp) return stamp.error();
  const std::string wanted = path + ".damaged-" + *stamp;
  std::string target = wanted;
  // The box may not know the time and always say 1970.
  for (int next = 2; file_exists(target) || file_exists(target + "-wal"); ++next) {
    target = fmt::format("{}-{}", wanted, next);
  }
  // The database first: should the power go in between, a log without a database is set aside the next time. The other
  // way round a database that has lost its log would pass for a sound, older journal.
  for (const std::string& suffix : suffixes) {
    if (!file_exists(path + suffix)) continue;
    const Result<void> renamed = rename_file(path + suffix, target + suffix);
    if (!renamed) return renamed.error();
  }
  return target;
}

std::vector<std::string> set_aside_before(const std::string& path) {
  const std::string beginning = fs::path(path).filename().string() + ".damaged-";
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator file(folder_of(path), failed), end; !failed && file != end; file.increment(failed)) {
    const std::string name = file->path().filename().string();
    const bool companion = name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal");
    if (name.starts_with(beginning) && !companion) names.push_back(name);
  }
  return names;
}

std::uint64_t read_epoch(const std::string& path) {
  std::ifstream file(path + ".epoch");
  std::string text;
  file >> text;
  std::uint64_t epoch = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), epoch);
  return failed == std::errc{} && end == text.data() + text.size() ? epoch : 0;
}

Result<void> write_epoch(const std::string& path, std::uint64_t epoch) {
  const std::string draft = path + ".epoch.new";
  {
    std::ofstream file(draft, std::ios::trunc);
    file << epoch << '\n';
    file.flush();
    if (!file) return from_errno(errno, fmt::format("writing {}", draft));
  }
  const Result<void> synced = sync_path(draft, O_WRONLY);
  if (!synced) return synced.error();
  return rename_file(draft, path + ".epoch");
}

}  // namespace holdfast::journal
