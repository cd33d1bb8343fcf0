#include "agent/journal/schema.hpp"

#include <array>
#include <charconv>
#include <map>

#include "agent/journal/files.hpp"

namespace holdfast::journal {
namespace {

using platform::Statement;
using platform::Transaction;

// One text a schema version, applied in order. A text that was once released never changes.
const std::array<const char*, 1> migrations = {
    R"sql(
      CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        type TEXT NOT NULL,
        version INTEGER NOT NULL,
        boot TEXT NOT NULL,
        steady_us INTEGER NOT NULL,
        wall_us INTEGER NOT NULL,
        wall_certain INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        hash BLOB NOT NULL
      ) STRICT;
      CREATE TABLE state (
        name TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        hash BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE cursors (reader TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    )sql"};

Result<void> write_meta(Database& database, const Identity& identity) {
  const Meta meta{.identity = identity};
  const Result<std::string> seal = seal_hash(identity, meta.anchor_seq, meta.anchor_hash);
  if (!seal) return seal.error();
  const std::map<std::string, std::string> rows = {
      {"site", identity.site}, {"agent", identity.agent}, {"epoch", std::to_string(identity.epoch)},
      {"anchor_seq", "0"},     {"seal", *seal},           {"anchor_hash", meta.anchor_hash},
  };
  Result<Statement> insert = database.prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)");
  if (!insert) return insert.error();
  for (const auto& [name, value] : rows) {
    const Result<void> ran = insert->bind(1, std::string_view(name)).bind_blob(2, as_blob(value)).run();
    if (!ran) return ran.error();
  }
  return {};
}

Result<void> fill(const std::string& path, const Identity& identity) {
  Result<Database> database = Database::open(path, Database::Access::read_write);
  if (!database) return database.error();
  Result<void> done = database->execute("PRAGMA synchronous=FULL");
  if (done) done = migrate(*database);
  if (done) done = write_meta(*database, identity);
  if (done) done = database->execute(fmt::format("PRAGMA application_id={}", application_id));
  // Last, so that all of the above is in the file itself when the connection closes.
  if (done) done = database->execute("PRAGMA journal_mode=WAL");
  return done;
}

std::uint64_t to_number(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::int64_t newest_schema() { return static_cast<std::int64_t>(migrations.size()); }

Result<void> create_file(const std::string& path, const Identity& identity) {
  const std::string draft = path + ".new";
  Result<void> done = remove_database(draft);  // what an interrupted start may have left
  if (done) done = fill(draft, identity);
  if (done) done = rename_file(draft, path);
  if (!done) {
    // The draft takes space that may be short, and the error that matters is already there.
    const Result<void> removed = remove_database(draft);
    static_cast<void>(removed);
    return with_context(done.error(), "creating the journal {}", path);
  }
  return {};
}

Result<void> migrate(Database& database) {
  const Result<std::int64_t> version = read_number(database, "PRAGMA user_version");
  if (!version) return version.error();
  for (std::int64_t next = *version; next < newest_schema(); ++next) {
    Result<Transaction> transaction = Transaction::begin(database);
    if (!transaction) return transaction.error();
    Result<void> done = database.execute(migrations[static_cast<std::size_t>(next)]);
    if (done) done = database.execute(fmt::format("PRAGMA user_version={}", next + 1));
    if (done) done = transaction->commit();
    if (!done) return with_context(done.error(), "bringing the journal to schema {}", next + 1);
  }
  return {};
}

Result<Meta> read_meta(Database& database) {
  Result<Statement> select = database.prepare("SELECT name, value FROM meta");
  if (!select) return select.error();
  std::map<std::string, std::string> rows;
  for (;;) {
    const Result<bool> row = select->step();
    if (!row) return row.error();
    if (!*row) break;
    rows[select->text(0)] = select->text(1);
  }
  Meta meta{.identity = {rows["site"], rows["agent"], to_number(rows["epoch"])},
            .anchor_seq = to_number(rows["anchor_seq"]),
            .anchor_hash = rows["anchor_hash"]};
  const Result<std::string> seal = seal_hash(meta.identity, meta.anchor_seq, meta.anchor_hash);
  if (!seal) return seal.error();
  if (*seal != rows["seal"]) return make_error(Code::damaged, "what it says about itself does not fit its seal");
  return meta;
}

Result<std::int64_t> read_number(Database& database, const std::string& sql) {
  Result<Statement> select = database.prepare(sql);
  if (!select) return select.error();
  const Result<bool> row = select->step();
  if (!row) return row.error();
  if (!*row) return make_error(Code::internal, "'{}' gave no row", sql);
  return select->integer(0);
}

std::span<const std::byte> as_blob(const std::string& bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

}  // namespace holdfast::journal
