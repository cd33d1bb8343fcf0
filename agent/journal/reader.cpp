#include "agent/journal/reader.hpp"

#include <algorithm>

#include "agent/journal/rows.hpp"

namespace holdfast::journal {
namespace {

using platform::Statement;

constexpr int busy_patience_ms = 500;
constexpr std::size_t most_records = 1000;
constexpr std::size_t most_bytes = 1 << 20;

}  // namespace

Result<std::shared_ptr<Reader>> Reader::open(const std::string& path, const Meta& meta) {
  Result<Database> database = Database::open(path, Database::Access::read_only);
  if (!database) return database.error();
  database->set_busy_timeout(busy_patience_ms);
  const Result<void> set = database->execute("PRAGMA cache_size=-512");
  if (!set) return set.error();
  return std::shared_ptr<Reader>(new Reader(std::move(*database), meta));
}

Result<Journal::Position> Reader::cursor(const std::string& reader) {
  Result<Statement> select = database_.prepare("SELECT epoch, seq FROM cursors WHERE reader = ?1");
  if (!select) return select.error();
  const Result<bool> row = select->bind(1, std::string_view(reader)).step();
  if (!row) return row.error();
  if (!*row) return Journal::Position{meta_.identity.epoch, meta_.anchor_seq};
  return Journal::Position{static_cast<std::uint64_t>(select->integer(0)),
                           static_cast<std::uint64_t>(select->integer(1))};
}

Result<std::vector<Record>> Reader::read_after(const Journal::Position& position, std::size_t limit) {
  // A file holds one epoch: all of it comes after an earlier epoch, and nothing after a later one.
  if (position.epoch > meta_.identity.epoch) return std::vector<Record>{};
  const std::uint64_t after = position.epoch < meta_.identity.epoch ? 0 : position.seq;
  return read(std::max(after, meta_.anchor_seq), limit);
}

Result<std::vector<Record>> Reader::read_last(std::size_t limit) {
  const Result<std::int64_t> last = read_number(database_, "SELECT coalesce(max(seq), 0) FROM events");
  if (!last) return last.error();
  const std::uint64_t count = std::min(limit, most_records);
  const auto seq = static_cast<std::uint64_t>(*last);
  return read(std::max(seq > count ? seq - count : 0, meta_.anchor_seq), limit);
}

Result<std::string> Reader::hash_of(std::uint64_t seq) {
  if (seq == meta_.anchor_seq) return meta_.anchor_hash;
  Result<Statement> select = database_.prepare("SELECT hash FROM events WHERE seq = ?1");
  if (!select) return select.error();
  const Result<bool> row = select->bind(1, static_cast<std::int64_t>(seq)).step();
  if (!row) return row.error();
  return *row ? select->text(0) : std::string{};
}

Result<std::vector<Record>> Reader::read(std::uint64_t after, std::size_t limit) {
  const Result<std::string> before = hash_of(after);
  if (!before) return before.error();
  Result<Statement> select =
      database_.prepare(fmt::format("SELECT {} FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2", row_columns));
  if (!select) return select.error();
  select->bind(1, static_cast<std::int64_t>(after)).bind(2, static_cast<std::int64_t>(std::min(limit, most_records)));

  std::vector<Record> records;
  std::string previous = to_hex(*before);
  std::size_t bytes = 0;
  while (bytes < most_bytes) {
    const Result<bool> row = select->step();
    if (!row) return row.error();
    if (!*row) break;
    Row stored = row_from(*select);
    bytes += stored.entry.bytes.size();
    const std::string hash = to_hex(stored.hash);
    records.push_back(Record{.epoch = meta_.identity.epoch,
                             .seq = stored.seq,
                             .entry = std::move(stored.entry),
                             .previous_hash = previous,
                             .hash = hash});
    previous = hash;
  }
  return records;
}

Result<std::optional<Blob>> Reader::load(const std::string& name) {
  Result<Statement> select = database_.prepare("SELECT name, version, bytes, hash FROM state WHERE name = ?1");
  if (!select) return select.error();
  const Result<bool> row = select->bind(1, std::string_view(name)).step();
  if (!row) return row.error();
  if (!*row) return std::optional<Blob>{};
  const Result<Blob> blob = blob_from(*select);
  if (!blob) return blob.error();
  return std::optional<Blob>{*blob};
}

}  // namespace holdfast::journal
