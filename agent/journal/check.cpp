#include "agent/journal/check.hpp"

#include <sqlite3.h>

#include <array>
#include <fstream>
#include <optional>

#include "agent/journal/files.hpp"
#include "agent/journal/rows.hpp"
#include "platform/worker.hpp"

namespace holdfast::journal {
namespace {

using platform::Statement;

constexpr Duration structure_patience = std::chrono::seconds{3};
constexpr std::int64_t chain_length = 2000;  // events at the end whose hashes are checked

Error damage(const std::string& what) { return Error{Code::damaged, what}; }

// SQLite's check of its own structure. It cannot be asked for in portions, so it runs on a thread of its own and is
// interrupted; what it had found by then counts for nothing.
class StructureCheck {
 public:
  explicit StructureCheck(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &raw_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) found_ = "cannot be opened";
  }
  ~StructureCheck() { sqlite3_close(raw_); }
  StructureCheck(const StructureCheck&) = delete;
  StructureCheck& operator=(const StructureCheck&) = delete;

  void run() {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(raw_, "PRAGMA quick_check(1)", -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
      const std::string said = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      if (said != "ok") found_ = said;
    } else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
      found_ = sqlite3_errmsg(raw_);
    }
    sqlite3_finalize(statement);
  }

  void interrupt() { sqlite3_interrupt(raw_); }
  const std::string& found() const { return found_; }

 private:
  sqlite3* raw_ = nullptr;
  std::string found_;
};

Result<void> check_structure(boost::asio::any_io_executor loop, const std::string& path) {
  // Shared with the thread's job, which outlives us when the card is very slow.
  const auto check = std::make_shared<StructureCheck>(path);
  platform::Worker thread(loop, "journal-check");
  if (!thread.post([check] { check->run(); })) return make_error(Code::internal, "no thread for the journal's check");
  if (!thread.stop(structure_patience, true)) {
    check->interrupt();
    return {};
  }
  if (!check->found().empty()) return damage(check->found());
  return {};
}

bool has_sqlite_header(const std::string& path) {
  std::array<char, 16> header{};
  std::ifstream(path, std::ios::binary).read(header.data(), header.size());
  return std::string_view(header.data(), header.size()) == std::string_view("SQLite format 3\0", 16);
}

Result<void> check_identity(Database& database) {
  const Result<std::int64_t> id = read_number(database, "PRAGMA application_id");
  if (!id) return id.error();
  if (*id == application_id) return {};
  const Result<std::int64_t> ours =
      read_number(database, "SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'events', 'state', 'cursors')");
  if (!ours) return ours.error();
  if (*ours == 4) return damage("its header has lost the journal's mark");
  return make_error(Code::invalid_argument, "it is an SQLite database, but not a journal; name another file");
}

Result<void> check_schema(Database& database) {
  const Result<std::int64_t> version = read_number(database, "PRAGMA user_version");
  if (!version) return version.error();
  if (*version < 1) return damage("its header has lost the schema's version");
  if (*version > newest_schema()) {
    return make_error(
        Code::invalid_argument,
        "a newer version of Holdfast wrote it (schema {}, this one knows {}); install that version again, "
        "or move the file away to begin a new journal",
        *version, newest_schema());
  }
  return {};
}

Result<void> check_chain(Database& database, const Meta& meta) {
  const Result<std::int64_t> first = read_number(database, "SELECT coalesce(min(seq), 0) FROM events");
  if (!first) return first.error();
  if (*first != 0 && *first != static_cast<std::int64_t>(meta.anchor_seq) + 1) {
    return damage(fmt::format("its first event is {}, not {}", *first, meta.anchor_seq + 1));
  }
  Result<Statement> select = database.prepare(fmt::format(
      "SELECT {} FROM events WHERE seq > (SELECT max(seq) FROM events) - {} ORDER BY seq", row_columns, chain_length));
  if (!select) return select.error();

  std::optional<std::uint64_t> seq;
  std::string previous;
  if (*first == 0) return {};
  for (;;) {
    const Result<bool> row = select->step();
    if (!row) return row.error();
    if (!*row) return {};
    const Row stored = row_from(*select);
    const bool beginning = stored.seq == meta.anchor_seq + 1;
    if (seq && stored.seq != *seq + 1) return damage(fmt::format("event {} is missing", *seq + 1));
    if (beginning) previous = meta.anchor_hash;
    if (beginning || seq) {  // the first one looked at in the middle of the chain is taken as it is
      const Result<std::string> hash = event_hash(previous, meta.identity, stored.seq, stored.entry);
      if (!hash) return hash.error();
      if (*hash != stored.hash) return damage(fmt::format("event {} does not fit the hash chain", stored.seq));
    }
    seq = stored.seq;
    previous = stored.hash;
  }
}

Result<void> check_states(Database& database) {
  Result<Statement> select = database.prepare("SELECT name, version, bytes, hash FROM state");
  if (!select) return select.error();
  for (;;) {
    const Result<bool> row = select->step();
    if (!row) return row.error();
    if (!*row) return {};
    const Result<Blob> blob = blob_from(*select);
    if (!blob) return blob.error();
  }
}

// Fills in meta as soon as it is known.
Result<void> check_content(boost::asio::any_io_executor loop, const std::string& path, Meta& meta) {
  // Read-only, so that SQLite does not tidy up what may be evidence.
  Result<Database> database = Database::open(path, Database::Access::read_only);
  if (!database) return database.error();
  Result<void> sound = check_identity(*database);
  if (sound) sound = check_schema(*database);
  if (!sound) return sound;
  const Result<Meta> read = read_meta(*database);
  if (!read) return read.error();
  meta = *read;
  sound = check_structure(loop, path);
  if (sound) sound = check_chain(*database, meta);
  if (sound) sound = check_states(*database);
  return sound;
}

}  // namespace

Result<Finding> check_file(boost::asio::any_io_executor loop, const std::string& path) {
  Finding finding;
  finding.meta.identity.epoch = 0;
  if (!file_exists(path) && !file_exists(path + "-wal")) return finding;

  finding.kind = Finding::Kind::damaged;
  if (!file_exists(path)) {
    finding.damage = "the database is gone, only its write-ahead log is left";
  } else if (file_size(path) == 0) {
    finding.damage = "the file is empty";
  } else if (!has_sqlite_header(path)) {
    finding.damage = "the file is not an SQLite database any more";
  } else {
    const Result<void> sound = check_content(loop, path, finding.meta);
    if (sound) {
      finding.kind = Finding::Kind::sound;
    } else if (sound.error().code == Code::damaged) {
      finding.damage = sound.error().message;
    } else {
      return with_context(sound.error(), "the journal {} cannot be used", path);
    }
  }
  return finding;
}

}  // namespace holdfast::journal
