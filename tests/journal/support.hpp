// What the journal's tests share: a folder that goes away, a loop to await on, entries to record.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "agent/journal/journal.hpp"

namespace holdfast::journal::testing {

class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::vector<std::string> names() const;  // of its files, sorted
 private:
  std::filesystem::path path_;
};

// Runs the loop until the task has ended; throws when it has not within 20 s.
template <class T>
T await(boost::asio::io_context& loop, platform::Awaitable<T> task) {
  std::optional<T> result;
  boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failed, T value) {
    if (failed) std::rethrow_exception(failed);
    result = std::move(value);
    loop.stop();
  });
  loop.restart();
  loop.run_for(std::chrono::seconds{20});
  if (!result) throw std::runtime_error("the task did not end");
  return std::move(*result);
}

Entry entry(const std::string& bytes);
std::vector<Entry> entries(std::size_t count);

struct Said {
  int exit_code = -1;
  std::string output;
};
Said run(const std::string& command);  // by the shell
Said verify_from_outside(const std::string& path);

std::string read_whole(const std::string& path);
void write_whole(const std::string& path, const std::string& bytes);

// A journal at folder/journal.db and the loop under it.
class Bench {
 public:
  Journal::Options options() const { return {folder.file("journal.db"), "branch-0042", "gateway"}; }
  Result<void> open();
  Result<void> open(const Journal::Options& options);
  void close() { journal.reset(); }
  std::string path() const { return options().path; }

  Result<std::uint64_t> commit(std::vector<Entry> list, std::vector<Blob> blobs = {}) {
    return await(loop, journal->commit(std::move(list), std::move(blobs)));
  }
  std::vector<Record> read_after(Journal::Position position, std::size_t limit) {
    return await(loop, journal->read_after(position, limit)).value();
  }
  void sql(const std::string& text);  // to the closed journal, by a connection of its own

  Folder folder;
  boost::asio::io_context loop;
  std::unique_ptr<Journal> journal;
};

}  // namespace holdfast::journal::testing
