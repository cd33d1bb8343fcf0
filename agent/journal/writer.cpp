#include "agent/journal/writer.hpp"

#include "agent/journal/rows.hpp"

namespace holdfast::journal {
namespace {

using platform::Statement;
using platform::Transaction;

// Only the reader, whose statements are short, can be in the way, and in WAL mode it is not.
constexpr int busy_patience_ms = 2000;

enum class Promise { on_the_disk, written };

Result<Database> connect(const std::string& path, Promise promise) {
  Result<Database> database = Database::open(path, Database::Access::read_write);
  if (!database) return database.error();
  database->set_busy_timeout(busy_patience_ms);
  // The log is copied into the database every 256 pages (1 MiB) and cut back to at most 2 MiB.
  const Result<void> set = database->execute(
      fmt::format("PRAGMA synchronous={}; PRAGMA wal_autocheckpoint=256; PRAGMA journal_size_limit=2097152; "
                  "PRAGMA cache_size=-512; PRAGMA foreign_keys=OFF",
                  promise == Promise::on_the_disk ? "FULL" : "NORMAL"));
  if (!set) return set.error();
  return database;
}

}  // namespace

Result<std::shared_ptr<Writer>> Writer::open(const std::string& path, const Meta& meta) {
  Result<Database> events = connect(path, Promise::on_the_disk);
  if (!events) return events.error();
  const Result<void> migrated = migrate(*events);
  if (!migrated) return migrated.error();
  Result<Database> cursors = connect(path, Promise::written);
  if (!cursors) return cursors.error();
  std::shared_ptr<Writer> writer(new Writer(std::move(*events), std::move(*cursors), meta));
  const Result<Tail> tail = writer->read_tail();
  if (!tail) return tail.error();
  writer->last_seq_ = tail->seq;
  return writer;
}

Result<std::uint64_t> Writer::commit(const std::vector<Entry>& entries, const std::vector<Blob>& blobs) {
  if (entries.empty() && blobs.empty()) return last_seq_.load();
  Result<Transaction> transaction = Transaction::begin(events_);
  if (!transaction) return transaction.error();
  const Result<Tail> before = read_tail();
  if (!before) return before.error();
  const Result<Tail> after = append(*before, entries);
  if (!after) return after.error();
  Result<void> done = replace(blobs);
  if (done) done = transaction->commit();
  if (!done) return done.error();
  last_seq_ = after->seq;
  ++commits_;
  return after->seq;
}

Result<Writer::Tail> Writer::read_tail() {
  Result<Statement> select = events_.prepare("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1");
  if (!select) return select.error();
  const Result<bool> row = select->step();
  if (!row) return row.error();
  if (!*row) return Tail{meta_.anchor_seq, meta_.anchor_hash};
  return Tail{static_cast<std::uint64_t>(select->integer(0)), select->text(1)};
}

Result<Writer::Tail> Writer::append(Tail tail, const std::vector<Entry>& entries) {
  if (entries.empty()) return tail;
  Result<Statement> insert =
      events_.prepare(fmt::format("INSERT INTO events ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", row_columns));
  if (!insert) return insert.error();
  for (const Entry& entry : entries) {
    const Result<std::string> hash = event_hash(tail.hash, meta_.identity, tail.seq + 1, entry);
    if (!hash) return hash.error();
    tail = Tail{tail.seq + 1, *hash};
    const Result<void> stored = insert_row(*insert, Row{.seq = tail.seq, .entry = entry, .hash = tail.hash});
    if (!stored) return stored.error();
  }
  return tail;
}

Result<void> Writer::replace(const std::vector<Blob>& blobs) {
  if (blobs.empty()) return {};
  Result<Statement> upsert =
      events_.prepare("INSERT OR REPLACE INTO state (name, version, bytes, hash) VALUES (?1, ?2, ?3, ?4)");
  if (!upsert) return upsert.error();
  for (const Blob& blob : blobs) {
    const Result<std::string> digest = blob_hash(blob);
    if (!digest) return digest.error();
    const Result<void> stored = upsert->bind(1, std::string_view(blob.name))
                                    .bind(2, std::int64_t{blob.version})
                                    .bind_blob(3, as_blob(blob.bytes))
                                    .bind_blob(4, as_blob(*digest))
                                    .run();
    if (!stored) return stored.error();
  }
  return {};
}

Result<void> Writer::advance(const std::string& reader, const Journal::Position& position) {
  Result<Statement> upsert =
      cursors_.prepare("INSERT OR REPLACE INTO cursors (reader, epoch, seq) VALUES (?1, ?2, ?3)");
  if (!upsert) return upsert.error();
  return upsert->bind(1, std::string_view(reader))
      .bind(2, static_cast<std::int64_t>(position.epoch))
      .bind(3, static_cast<std::int64_t>(position.seq))
      .run();
}

}  // namespace holdfast::journal
