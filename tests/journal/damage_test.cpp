// What becomes of damaged files.
#include <algorithm>
#include <functional>

#include "tests/journal/support.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::journal::testing {
namespace {

namespace fs = std::filesystem;

void flip(std::string& bytes, std::size_t at) { bytes[at] = static_cast<char>(bytes[at] ^ 0x10); }

struct Damage {
  const char* name;
  std::function<void(std::string&)> apply;  // to the bytes of the file
};

const std::vector<Damage> damages = {
    {"cut to half", [](std::string& bytes) { bytes.resize(bytes.size() / 2); }},
    {"cut to 50 bytes", [](std::string& bytes) { bytes.resize(50); }},
    {"cut to nothing", [](std::string& bytes) { bytes.clear(); }},
    {"a zeroed header", [](std::string& bytes) { std::fill_n(bytes.begin(), 100, '\0'); }},
    {"a zeroed first page", [](std::string& bytes) { std::fill_n(bytes.begin(), 4096, '\0'); }},
    {"nothing but zeros", [](std::string& bytes) { std::ranges::fill(bytes, '\0'); }},
    {"garbage",
     [](std::string& bytes) {
       for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 37 + 11);
     }},
    {"garbage in the second page", [](std::string& bytes) { std::fill_n(bytes.begin() + 4096, 512, '\x5a'); }},
    {"a flipped bit in an event", [](std::string& bytes) { flip(bytes, bytes.find("{\"n\":5}") + 5); }},
    {"a flipped bit in a state", [](std::string& bytes) { flip(bytes, bytes.find("the state") + 4); }},
    {"a flipped bit in the name of the site", [](std::string& bytes) { flip(bytes, bytes.find("sitebranch") + 6); }},
    {"a flipped bit in the mark of the header", [](std::string& bytes) { flip(bytes, 68); }},
};

TEST_GROUP(JournalDamage) {
  Bench bench;
  void setup() override {
    bench.open().value();
    bench.commit(entries(8), {{"engine", 1, "the state"}}).value();
    bench.close();
  }
  void spoil() { write_whole(bench.path(), "garbage"); }
};

TEST(JournalDamage, sets_every_damaged_file_aside_unchanged_and_begins_a_new_epoch) {
  const std::string sound = read_whole(bench.path());
  for (const Damage& damage : damages) {
    fs::remove(bench.path() + ".epoch");
    std::string bytes = sound;
    damage.apply(bytes);
    write_whole(bench.path(), bytes);

    const Result<void> opened = bench.open();
    CHECK_TEXT(opened.has_value(), fmt::format("{}: {}", damage.name, opened ? "" : opened.error().message).c_str());
    const Opened& found = bench.journal->opened();
    CHECK_TEXT(!found.set_aside.empty(), damage.name);
    CHECK_TEXT(!found.damage.empty(), damage.name);
    LONGS_EQUAL_TEXT(2, found.epoch, damage.name);
    LONGS_EQUAL_TEXT(0, found.last_seq, damage.name);
    CHECK_TEXT(bytes == read_whole(found.set_aside), damage.name);

    LONGS_EQUAL_TEXT(2, bench.commit(entries(2)).value(), damage.name);
    CHECK_TEXT((Journal::Position{2, 0}) == await(bench.loop, bench.journal->cursor("publisher")).value(), damage.name);
    LONGS_EQUAL_TEXT(2, bench.read_after({1, 8}, 10).size(), damage.name);
    CHECK_TEXT(!bench.journal->load("engine").value(), damage.name);
    const std::string moved = found.set_aside;
    bench.close();
    fs::remove(moved);
  }
}

TEST(JournalDamage, takes_the_write_ahead_log_along) {
  bench.open().value();
  bench.commit(entries(1)).value();
  const std::string log = read_whole(bench.path() + "-wal");
  CHECK(!log.empty());
  bench.close();
  spoil();
  write_whole(bench.path() + "-wal", log);
  bench.open().value();
  CHECK(log == read_whole(bench.journal->opened().set_aside + "-wal"));
  LONGS_EQUAL(1, bench.commit(entries(1)).value());
}

TEST(JournalDamage, does_not_play_the_log_of_a_lost_database_into_a_new_one) {
  bench.open().value();
  bench.commit(entries(1)).value();
  const std::string log = read_whole(bench.path() + "-wal");
  bench.close();
  fs::remove(bench.path());
  write_whole(bench.path() + "-wal", log);
  bench.open().value();
  STRCMP_CONTAINS("only its write-ahead log is left", bench.journal->opened().damage.c_str());
  LONGS_EQUAL(2, bench.journal->opened().epoch);
  LONGS_EQUAL(0, bench.journal->opened().last_seq);
}

TEST(JournalDamage, never_uses_an_epoch_twice) {
  struct Row {
    const char* what;
    bool keep_aside;       // the files set aside are still there
    bool keep_epoch_file;  // journal.db.epoch is still there
    bool remove_database;  // removed by somebody rather than damaged
  };
  const std::vector<Row> table = {
      {"damaged", true, true, false},
      {"damaged, nothing set aside is left", false, true, false},
      {"damaged, the epoch's file is lost", true, false, false},
      {"removed", true, true, true},
      {"removed, nothing set aside is left", false, true, true},
  };
  for (const Row& row : table) {
    Bench own;
    own.open().value();
    for (std::uint64_t epoch = 2; epoch <= 4; ++epoch) {
      own.close();
      if (row.remove_database) {
        fs::remove(own.path());
      } else {
        write_whole(own.path(), "garbage");
      }
      if (!row.keep_epoch_file) fs::remove(own.path() + ".epoch");
      own.open().value();
      LONGS_EQUAL_TEXT(epoch, own.journal->opened().epoch, row.what);
      if (!row.keep_aside) fs::remove(own.journal->opened().set_aside);
    }
    own.open().value();
    LONGS_EQUAL_TEXT(4, own.journal->opened().epoch, row.what);
    CHECK_TEXT(own.journal->opened().set_aside.empty(), row.what);
  }
}

TEST(JournalDamage, keeps_every_file_that_was_set_aside) {
  for (int i = 0; i < 3; ++i) {
    spoil();
    bench.open().value();
    bench.close();
  }
  const std::vector<std::string> names = bench.folder.names();
  LONGS_EQUAL(
      3, std::ranges::count_if(names, [](const std::string& name) { return name.starts_with("journal.db.damaged-"); }));
}

TEST(JournalDamage, is_not_seen_in_a_journal_whose_agent_was_killed) {
  bench.open().value();
  bench.commit(entries(2)).value();
  // What a killed agent leaves: the database with its log, copied while it is open.
  const std::string database = read_whole(bench.path());
  const std::string log = read_whole(bench.path() + "-wal");
  bench.close();
  write_whole(bench.path(), database);
  write_whole(bench.path() + "-wal", log + "a torn write at the end");
  bench.open().value();
  CHECK(bench.journal->opened().set_aside.empty());
  LONGS_EQUAL(10, bench.journal->opened().last_seq);
}

TEST(JournalDamage, is_not_seen_in_a_start_that_was_interrupted) {
  Bench own;
  write_whole(own.path() + ".new", "half a jour");
  own.open().value();
  CHECK(own.journal->opened().set_aside.empty());
  LONGS_EQUAL(1, own.journal->opened().epoch);
}

}  // namespace
}  // namespace holdfast::journal::testing
