// What runs on the writer's thread: commits, and moves of cursors. Two connections to one file, because they promise
// different things: a commit is on the disk when it returns (synchronous=FULL, one fsync); a cursor's move survives the
// end of the process at once and a power cut from the next commit on (synchronous=NORMAL, no fsync). Losing a move only
// makes a reader see events again, which it must bear anyway.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "agent/journal/schema.hpp"

namespace holdfast::journal {

class Writer {
 public:
  // Takes up where the sound file at `path` ends.
  static Result<std::shared_ptr<Writer>> open(const std::string& path, const Meta& meta);

  // On the writer's thread.
  Result<std::uint64_t> commit(const std::vector<Entry>& entries, const std::vector<Blob>& blobs);
  Result<void> advance(const std::string& reader, const Journal::Position& position);

  // On any thread.
  std::uint64_t last_seq() const { return last_seq_; }
  std::uint64_t commits() const { return commits_; }

 private:
  struct Tail {
    std::uint64_t seq = 0;
    std::string hash;
  };

  Writer(Database events, Database cursors, Meta meta)
      : events_(std::move(events)), cursors_(std::move(cursors)), meta_(std::move(meta)) {}

  Result<Tail> read_tail();
  Result<Tail> append(Tail tail, const std::vector<Entry>& entries);
  Result<void> replace(const std::vector<Blob>& blobs);

  Database events_;
  Database cursors_;
  Meta meta_;
  std::atomic<std::uint64_t> last_seq_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
};

}  // namespace holdfast::journal
