#include "tests/journal/support.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "platform/sqlite.hpp"

namespace holdfast::journal::testing {

Folder::Folder() {
  // In memory where possible: nothing here cuts the power, and hundreds of syncs on a busy disk take minutes.
  const bool in_memory = ::access("/dev/shm", W_OK) == 0;
  const std::filesystem::path parent = in_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
  std::string name = (parent / "holdfast-journal-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(path_)) names.push_back(file.path().filename().string());
  std::ranges::sort(names);
  return names;
}

Entry entry(const std::string& bytes) {
  return Entry{.type = "disruption.raised",
               .version = 1,
               .bytes = bytes,
               .boot = "7c1f0a52-0000-4000-8000-000000000001",
               .steady = SteadyTime{std::chrono::seconds{5}},
               .wall = WallTime{std::chrono::seconds{1'767'225'600}},
               .wall_certain = true};
}

std::vector<Entry> entries(std::size_t count) {
  std::vector<Entry> list;
  for (std::size_t i = 1; i <= count; ++i) list.push_back(entry(fmt::format(R"({{"n":{}}})", i)));
  return list;
}

Said run(const std::string& command) {
  Said said;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "re");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::array<char, 4096> piece{};
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe))
    said.output.append(piece.data(), size);
  const int status = ::pclose(pipe);
  said.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return said;
}

Said verify_from_outside(const std::string& path) {
  return run("python3 -I -S '" + std::string(std::getenv("HOLDFAST_SOURCE_DIR")) + "/docs/verify-journal' '" + path +
             "'");
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_whole(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

Result<void> Bench::open() { return open(options()); }

Result<void> Bench::open(const Journal::Options& given) {
  close();
  Result<std::unique_ptr<Journal>> opened = Journal::open(loop.get_executor(), given);
  if (!opened) return opened.error();
  journal = std::move(*opened);
  return {};
}

void Bench::sql(const std::string& text) {
  platform::Database::open(path(), platform::Database::Access::read_write).value().execute(text).value();
}

}  // namespace holdfast::journal::testing
