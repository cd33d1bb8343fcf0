#include "platform/sqlite.hpp"

#include <sqlite3.h>

#include <array>

#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::platform;

TEST_GROUP(Sqlite) {
  testing::TempFolder folder;
  Result<Database> database = Database::open(folder.file("test.db"), Database::Access::read_write);

  void setup() override { run("CREATE TABLE item (number INTEGER PRIMARY KEY, name TEXT)"); }

  void run(const std::string& sql) { check_ok(database->execute(sql)); }

  void check_ok(const Result<void>& result) { STRCMP_EQUAL("", result ? "" : result.error().message.c_str()); }

  void check_error(Code code, const Error& error) {
    CHECK_TEXT(error.code == code, (std::string(to_string(error.code)) + ": " + error.message).c_str());
  }

  std::int64_t count() {
    Result<Statement> statement = database->prepare("SELECT count(*) FROM item");
    CHECK(*statement->step());
    return statement->integer(0);
  }
};

TEST(Sqlite, gives_back_what_was_bound) {
  run("CREATE TABLE value (a, b, c, d, e)");
  Result<Statement> insert = database->prepare("INSERT INTO value VALUES (?, ?, ?, ?, ?)");
  const std::array<std::byte, 3> bytes{std::byte{0}, std::byte{255}, std::byte{7}};
  insert->bind(1, std::int64_t{-9223372036854775807}).bind(2, 0.1).bind(3, std::string_view{"a\0b", 3});
  insert->bind_blob(4, bytes).bind_null(5);
  check_ok(insert->run());
  CHECK_EQUAL(1, database->changes());

  Result<Statement> select = database->prepare("SELECT * FROM value");
  CHECK(*select->step());
  CHECK(select->integer(0) == -9223372036854775807);
  CHECK(select->real(1) == 0.1);
  CHECK(select->text(2) == (std::string{"a\0b", 3}));
  CHECK(select->text(3) == (std::string{"\0\xff\x07", 3}));
  CHECK(select->is_null(4));
  CHECK_FALSE(*select->step());
}

TEST(Sqlite, tells_empty_text_from_no_text) {
  Result<Statement> insert = database->prepare("INSERT INTO item VALUES (1, ?)");
  insert->bind(1, std::string_view{});
  check_ok(insert->run());
  Result<Statement> select = database->prepare("SELECT name FROM item");
  CHECK(*select->step());
  CHECK_FALSE(select->is_null(0));
  STRCMP_EQUAL("", select->text(0).c_str());
}

TEST(Sqlite, runs_a_statement_again_after_it_failed) {
  Result<Statement> insert = database->prepare("INSERT INTO item VALUES (?, 'x')");
  insert->bind(1, std::int64_t{1});
  check_ok(insert->run());
  const Result<void> twice = insert->run();
  CHECK(twice.has_error());
  STRCMP_CONTAINS("UNIQUE constraint failed: item.number", twice.error().message.c_str());
  insert->bind(1, std::int64_t{2});
  check_ok(insert->run());
  CHECK_EQUAL(2, count());
}

TEST(Sqlite, reports_a_wrong_position_when_the_statement_is_run) {
  Result<Statement> insert = database->prepare("INSERT INTO item VALUES (?, 'x')");
  insert->bind(1, std::int64_t{1}).bind(2, std::int64_t{1});
  const Result<void> result = insert->run();
  CHECK(result.has_error());
  STRCMP_CONTAINS("INSERT INTO item", result.error().message.c_str());
  CHECK_EQUAL(0, count());
}

TEST(Sqlite, rolls_back_a_transaction_that_was_not_committed) {
  {
    Result<Transaction> transaction = Transaction::begin(*database);
    CHECK(transaction.has_value());
    run("INSERT INTO item VALUES (1, 'a')");
  }
  CHECK_EQUAL(0, count());
  {
    Result<Transaction> transaction = Transaction::begin(*database);
    run("INSERT INTO item VALUES (1, 'a')");
    check_ok(transaction->commit());
  }
  CHECK_EQUAL(1, count());
}

TEST(Sqlite, says_conflict_when_somebody_else_writes) {
  Result<Database> other = Database::open(folder.file("test.db"), Database::Access::read_write);
  Result<Transaction> transaction = Transaction::begin(*database);
  const Result<Transaction> refused = Transaction::begin(*other);
  CHECK(refused.has_error());
  check_error(Code::conflict, refused.error());
}

TEST(Sqlite, says_damaged_when_the_file_is_no_database) {
  testing::write_file(folder.file("noise.db"), std::string(8192, 'x'));
  Result<Database> noise = Database::open(folder.file("noise.db"), Database::Access::read_write);
  const Result<void> result = noise->execute("SELECT * FROM sqlite_master");
  CHECK(result.has_error());
  check_error(Code::damaged, result.error());
  STRCMP_CONTAINS("file is not a database", result.error().message.c_str());
}

TEST(Sqlite, says_out_of_space_and_keeps_what_was_committed) {
  run("INSERT INTO item VALUES (1, 'a')");
  run("PRAGMA max_page_count = 3");
  Result<Statement> insert = database->prepare("INSERT INTO item VALUES (2, zeroblob(100000))");
  const Result<void> result = insert->run();
  CHECK(result.has_error());
  check_error(Code::out_of_space, result.error());
  CHECK_EQUAL(1, count());
}

TEST(Sqlite, says_not_permitted_when_it_may_not_open_or_write) {
  const Result<Database> folder_itself = Database::open(folder.path(), Database::Access::read_write);
  CHECK(folder_itself.has_error());
  check_error(Code::not_permitted, folder_itself.error());
  STRCMP_CONTAINS(folder.path().c_str(), folder_itself.error().message.c_str());

  Result<Database> reader = Database::open(folder.file("test.db"), Database::Access::read_only);
  const Result<void> written = reader->execute("INSERT INTO item VALUES (1, 'a')");
  CHECK(written.has_error());
  check_error(Code::not_permitted, written.error());

  CHECK(Database::open(folder.file("absent.db"), Database::Access::read_only).has_error());
}

TEST(Sqlite, says_what_is_wrong_with_a_statement) {
  const Result<Statement> misspelt = database->prepare("SELEKT 1");
  CHECK(misspelt.has_error());
  STRCMP_CONTAINS("syntax error", misspelt.error().message.c_str());
  const Result<Statement> empty = database->prepare("  ");
  check_error(Code::invalid_argument, empty.error());
}
