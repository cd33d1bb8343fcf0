// SQLite with values for errors: an open database, prepared statements, transactions. Knows no schema.
// Codes: out_of_space (disk full), damaged (corrupt, no database, unreadable), conflict (busy, locked), not_permitted
// (cannot open, read only), internal (everything else); SQLite's own words stand in the message.
// A Database and its statements belong to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace holdfast::platform {

class Statement {
 public:
  // Binding is by position from 1; text and blobs are copied. A wrong position is reported by the next step().
  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, double value);
  Statement& bind(int position, std::string_view text);
  Statement& bind_blob(int position, std::span<const std::byte> bytes);
  Statement& bind_null(int position);

  Result<bool> step();  // true: a row is there; false: done
  Result<void> run();   // steps to the end, then resets, ready to be bound again (bindings are kept)
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;  // bytes of a blob or text column
  bool is_null(int column) const;

  ~Statement();
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* raw) : raw_(raw) {}
  void note(int bind_result);
  sqlite3_stmt* raw_ = nullptr;
  int bind_error_ = 0;
};

class Database {
 public:
  enum class Access { read_write, read_only };
  static Result<Database> open(const std::string& path, Access access);  // read_write creates the file

  Result<void> execute(const std::string& sql);  // one or many statements without parameters
  Result<Statement> prepare(std::string_view sql);
  std::int64_t changes() const;
  void set_busy_timeout(int milliseconds);

  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

 private:
  explicit Database(sqlite3* raw) : raw_(raw) {}
  sqlite3* raw_ = nullptr;
};

// BEGIN IMMEDIATE ... COMMIT; rolls back in the destructor unless committed, also after a commit that failed.
// The database must outlive it and stay where it is.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Result<void> commit();
  ~Transaction();
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) = delete;

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace holdfast::platform
