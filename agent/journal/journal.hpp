// What must never be lost: events, numbered without gaps and hash-chained, and the engine's state, committed together.
// Stores named, versioned bytes and knows no domain type. SQLite, WAL, synchronous=FULL; format in docs/journal.md.
//
// An event is identified by (site, agent, epoch, seq). A new epoch begins when a damaged file had to be set aside.
// Every commit runs on the writer's thread with one fsync; reads run on another thread with a connection of their own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::journal {

using platform::Awaitable;

struct Entry {        // an event to be recorded
  std::string type;   // "disruption.raised"
  int version = 1;    // of the type's format
  std::string bytes;  // opaque (the engine writes JSON)
  std::string boot;
  SteadyTime steady;
  WallTime wall;
  bool wall_certain = false;
};

struct Record {  // an event as recorded
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;  // from 1, without gaps within an epoch
  Entry entry;
  std::string previous_hash;  // 64 hexadecimal digits
  std::string hash;           // SHA-256 as docs/journal.md defines it
};

struct Blob {  // a named state, replaced as a whole
  std::string name;
  int version = 1;
  std::string bytes;
};

struct Opened {
  std::uint64_t epoch = 1;
  std::uint64_t last_seq = 0;
  std::string set_aside;  // the file that a damaged journal was moved to; empty if it was sound
  std::string damage;     // what was wrong with it
};

class Journal {
 public:
  struct Options {
    std::string path;  // the database file; its folder must exist
    std::string site;
    std::string agent;
  };

  // Opens or creates, checks (bounded in time), sets a damaged file aside. Blocking: for start-up only.
  // not_permitted: the folder is not writable; conflict: another agent has it (lock file beside it).
  static Result<std::unique_ptr<Journal>> open(boost::asio::any_io_executor loop, Options options);
  ~Journal();

  const Opened& opened() const;
  const std::string& site() const;
  const std::string& agent() const;

  // One transaction: all entries in order, and the blobs. Returns the number of the last entry. After an error nothing
  // of it is stored.
  Awaitable<Result<std::uint64_t>> commit(std::vector<Entry> entries, std::vector<Blob> blobs);

  Result<std::optional<Blob>> load(const std::string& name);  // blocking: for start-up only

  // Named, durable cursors: `epoch` and number of the last event that a reader has dealt with.
  struct Position {
    std::uint64_t epoch = 1;
    std::uint64_t seq = 0;
    auto operator<=>(const Position&) const = default;
  };
  Awaitable<Result<Position>> cursor(std::string reader);
  // Costs no fsync: survives the end of the process at once, a power cut from the next commit on (docs/journal.md).
  Awaitable<Result<void>> advance(std::string reader, Position position);
  // In order; fewer than `limit` also when they are large, none only when there are none.
  Awaitable<Result<std::vector<Record>>> read_after(Position position, std::size_t limit);
  Awaitable<Result<std::vector<Record>>> read_last(std::size_t limit);

  Position last() const;          // of what is committed
  std::uint64_t commits() const;  // fsynced transactions since open
  bool stop(Duration patience);   // waits for the commits under way; false: abandoned

 private:
  struct State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::journal
