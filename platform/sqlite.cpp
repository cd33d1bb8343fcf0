#include "platform/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace holdfast::platform {
namespace {

Code code_of_io_error(int extended, int system_error) {
  if (system_error == ENOSPC || system_error == EDQUOT) return Code::out_of_space;
  switch (extended) {
    case SQLITE_IOERR_READ:
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_DATA: return Code::damaged;
    default: return Code::internal;
  }
}

Code code_of(int extended, int system_error) {
  switch (extended & 0xff) {
    case SQLITE_FULL: return Code::out_of_space;
    case SQLITE_IOERR: return code_of_io_error(extended, system_error);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Code::damaged;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Code::conflict;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return Code::not_permitted;
    default: return Code::internal;
  }
}

// `database` may be null: SQLite then had no memory even for the handle.
Error error_of(sqlite3* database, int result) {
  if (database == nullptr) return make_error(Code::internal, "SQLite: {} ({})", sqlite3_errstr(result), result);
  // SQLite explains a result in the handle only while that is the latest one.
  const bool explained = sqlite3_extended_errcode(database) == result;
  const char* text = explained ? sqlite3_errmsg(database) : sqlite3_errstr(result);
  return make_error(code_of(result, sqlite3_system_errno(database)), "SQLite: {} ({})", text, result);
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(raw_); }

Statement::Statement(Statement&& other) noexcept
    : raw_(std::exchange(other.raw_, nullptr)), bind_error_(other.bind_error_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(raw_, other.raw_);
  std::swap(bind_error_, other.bind_error_);
  return *this;
}

void Statement::note(int bind_result) {
  if (bind_error_ == SQLITE_OK) bind_error_ = bind_result;
}

Statement& Statement::bind(int position, std::int64_t value) {
  note(sqlite3_bind_int64(raw_, position, value));
  return *this;
}

Statement& Statement::bind(int position, double value) {
  note(sqlite3_bind_double(raw_, position, value));
  return *this;
}

Statement& Statement::bind(int position, std::string_view text) {
  // A view without a place would be bound as NULL.
  const char* place = text.data() == nullptr ? "" : text.data();
  note(sqlite3_bind_text64(raw_, position, place, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int position, std::span<const std::byte> bytes) {
  const void* place = bytes.data() == nullptr ? static_cast<const void*>("") : bytes.data();
  note(sqlite3_bind_blob64(raw_, position, place, bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null(int position) {
  note(sqlite3_bind_null(raw_, position));
  return *this;
}

Result<bool> Statement::step() {
  sqlite3* const database = sqlite3_db_handle(raw_);
  if (bind_error_ != SQLITE_OK) {
    const int result = std::exchange(bind_error_, SQLITE_OK);
    const char* text = sqlite3_errstr(result);
    return make_error(code_of(result, 0), "SQLite: binding to \"{}\": {} ({})", sqlite3_sql(raw_), text, result);
  }
  const int result = sqlite3_step(raw_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return error_of(database, result);
}

Result<void> Statement::run() {
  while (true) {
    const Result<bool> row = step();
    if (!row) {
      const Error error = row.error();
      reset();
      return error;
    }
    if (!*row) break;
  }
  reset();
  return {};
}

void Statement::reset() { sqlite3_reset(raw_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw_, column); }

double Statement::real(int column) const { return sqlite3_column_double(raw_, column); }

std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(raw_, column);  // first the pointer, then the size: SQLite's rule
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw_, column));
  return bytes == nullptr ? std::string{} : std::string{static_cast<const char*>(bytes), size};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(raw_, column) == SQLITE_NULL; }

Result<Database> Database::open(const std::string& path, Access access) {
  const int mode = access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Database database{raw};  // SQLite hands out a handle even when it could not open
  if (result != SQLITE_OK) return with_context(error_of(raw, result), "opening {}", path);
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  const int result = sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return error_of(raw_, result);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int result = sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()), 0, &raw, nullptr);
  if (result != SQLITE_OK) return with_context(error_of(raw_, result), "preparing \"{}\"", sql);
  if (raw == nullptr) return make_error(Code::invalid_argument, "no statement in \"{}\"", sql);
  return Statement{raw};
}

std::int64_t Database::changes() const { return sqlite3_changes64(raw_); }

void Database::set_busy_timeout(int milliseconds) { sqlite3_busy_timeout(raw_, milliseconds); }

// close_v2 waits for statements that are still alive.
Database::~Database() { sqlite3_close_v2(raw_); }

Database::Database(Database&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(raw_, other.raw_);
  return *this;
}

Result<Transaction> Transaction::begin(Database& database) {
  const Result<void> begun = database.execute("BEGIN IMMEDIATE");
  if (!begun) return begun.error();
  return Transaction{database};
}

Result<void> Transaction::commit() {
  Result<void> committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

Transaction::~Transaction() {
  // Fails harmlessly when SQLite has rolled back by itself, as it does on a full disk.
  if (database_ != nullptr) (void)database_->execute("ROLLBACK");
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

}  // namespace holdfast::platform
