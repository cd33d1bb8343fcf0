// The journal on a disk that fails.
#include "tests/journal/faulty_disk.hpp"
#include "tests/journal/support.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::journal::testing {
namespace {

TEST_GROUP(JournalDisk) {
  FaultyDisk disk;  // before the journal, so that it outlives its connections
  Bench bench;
  void setup() override { bench.open().value(); }
  void teardown() override {
    disk.set_full(false);
    disk.set_sync_fails(false);
    disk.fail_write(0);
    bench.close();
  }
};

TEST(JournalDisk, costs_one_sync_for_a_turn_of_events_and_state) {
  bench.commit(entries(1), {{"engine", 1, "0"}}).value();  // the log's first sync is for its header
  const std::uint64_t before = disk.syncs();
  for (int i = 0; i < 10; ++i) bench.commit(entries(5), {{"engine", 1, std::to_string(i)}}).value();
  LONGS_EQUAL(10, disk.syncs() - before);
  LONGS_EQUAL(11, bench.journal->commits());
}

TEST(JournalDisk, costs_no_sync_to_move_a_cursor) {
  bench.commit(entries(20)).value();
  const std::uint64_t before = disk.syncs();
  for (std::uint64_t i = 1; i <= 20; ++i) await(bench.loop, bench.journal->advance("publisher", {1, i})).value();
  LONGS_EQUAL(0, disk.syncs() - before);
}

TEST(JournalDisk, stores_nothing_of_a_commit_for_which_there_is_no_space_and_works_again_when_there_is) {
  bench.commit(entries(2), {{"engine", 1, "before"}}).value();
  disk.set_full(true);
  const Result<std::uint64_t> failed = bench.commit(entries(3), {{"engine", 1, "lost"}});
  CHECK(!failed);
  CHECK(Code::out_of_space == failed.error().code);
  STRCMP_CONTAINS("no space left for the journal", failed.error().message.c_str());
  CHECK((Journal::Position{1, 2}) == bench.journal->last());
  LONGS_EQUAL(2, bench.read_after({1, 0}, 10).size());

  disk.set_full(false);
  LONGS_EQUAL(3, bench.commit({entry("after")}).value());
  STRCMP_EQUAL("after", bench.read_after({1, 2}, 10).at(0).entry.bytes.c_str());
  STRCMP_EQUAL("before", bench.journal->load("engine").value()->bytes.c_str());
  bench.open().value();
  CHECK(bench.journal->opened().set_aside.empty());
  LONGS_EQUAL(0, verify_from_outside(bench.path()).exit_code);
}

TEST(JournalDisk, rolls_back_wherever_in_a_commit_the_space_runs_out) {
  for (int nth = 1; nth < 24; ++nth) {
    const Journal::Position before = bench.journal->last();
    disk.fail_write(nth);
    const Result<std::uint64_t> result =
        bench.commit({entry(std::string(9000, 'a')), entry("b")}, {{"engine", 1, std::string(20'000, 'c')}});
    const bool survived = result.has_value();
    disk.fail_write(0);
    disk.set_full(false);
    LONGS_EQUAL(before.seq + (survived ? 2 : 0), bench.journal->last().seq);
  }
  LONGS_EQUAL(bench.read_after({1, 0}, 1000).size(), bench.journal->last().seq);
  LONGS_EQUAL(0, verify_from_outside(bench.path()).exit_code);
}

TEST(JournalDisk, stores_nothing_of_a_commit_that_cannot_be_synced) {
  bench.commit(entries(2)).value();
  disk.set_sync_fails(true);
  CHECK(!bench.commit(entries(3)));
  disk.set_sync_fails(false);
  LONGS_EQUAL(2, bench.journal->last().seq);
  LONGS_EQUAL(3, bench.commit(entries(1)).value());
  bench.open().value();
  LONGS_EQUAL(3, bench.journal->opened().last_seq);
}

TEST(JournalDisk, does_not_take_a_full_disk_for_damage_at_the_start) {
  bench.commit(entries(2)).value();
  bench.close();
  disk.set_full(true);
  const Result<void> opened = bench.open();
  disk.set_full(false);
  if (opened) {
    CHECK(bench.journal->opened().set_aside.empty());
  } else {
    CHECK(Code::out_of_space == opened.error().code);
  }
  bench.open().value();
  LONGS_EQUAL(2, bench.journal->opened().last_seq);
}

}  // namespace
}  // namespace holdfast::journal::testing
