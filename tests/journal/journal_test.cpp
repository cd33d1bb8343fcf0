#include "agent/journal/journal.hpp"

#include <algorithm>

#include "tests/journal/support.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::journal::testing {
namespace {

using Position = Journal::Position;

TEST_GROUP(Journal) {
  Bench bench;
  void setup() override { bench.open().value(); }
};

TEST(Journal, is_empty_and_in_its_first_epoch_when_new) {
  LONGS_EQUAL(1, bench.journal->opened().epoch);
  LONGS_EQUAL(0, bench.journal->opened().last_seq);
  CHECK(bench.journal->opened().set_aside.empty());
  CHECK(bench.read_after({1, 0}, 10).empty());
  CHECK(!bench.journal->load("engine").value());
}

TEST(Journal, numbers_events_from_one_and_gives_back_what_was_recorded) {
  LONGS_EQUAL(2, bench.commit({entry("first"), entry(std::string("\0\xff second", 9))}).value());
  LONGS_EQUAL(3, bench.commit({entry("third")}).value());

  const std::vector<Record> records = bench.read_after({1, 0}, 10);
  LONGS_EQUAL(3, records.size());
  LONGS_EQUAL(2, records[1].seq);
  LONGS_EQUAL(1, records[1].epoch);
  const Entry& second = records[1].entry;
  STRCMP_EQUAL("disruption.raised", second.type.c_str());
  LONGS_EQUAL(1, second.version);
  CHECK(std::string("\0\xff second", 9) == second.bytes);
  CHECK(entry("").boot == second.boot);
  CHECK(entry("").steady == second.steady);
  CHECK(entry("").wall == second.wall);
  CHECK(second.wall_certain);
  CHECK((Position{1, 3}) == bench.journal->last());
}

TEST(Journal, keeps_counting_without_a_gap_when_opened_again) {
  bench.commit(entries(3)).value();
  bench.open().value();
  LONGS_EQUAL(3, bench.journal->opened().last_seq);
  LONGS_EQUAL(5, bench.commit(entries(2)).value());
  bench.open().value();
  const std::vector<Record> records = bench.read_after({1, 0}, 100);
  LONGS_EQUAL(5, records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    LONGS_EQUAL(i + 1, records[i].seq);
    if (i > 0) CHECK(records[i].previous_hash == records[i - 1].hash);
  }
  CHECK(records[0].previous_hash == std::string(64, '0'));
}

TEST(Journal, replaces_a_state_as_a_whole_and_restores_it) {
  bench.commit(entries(1), {{"engine", 1, "old"}, {"inhibits", 3, "none"}}).value();
  bench.commit({}, {{"engine", 2, "new"}}).value();
  bench.open().value();
  const std::optional<Blob> engine = bench.journal->load("engine").value();
  CHECK(engine.has_value());
  STRCMP_EQUAL("new", engine->bytes.c_str());
  LONGS_EQUAL(2, engine->version);
  STRCMP_EQUAL("none", bench.journal->load("inhibits").value()->bytes.c_str());
}

TEST(Journal, does_nothing_for_an_empty_commit) {
  bench.commit(entries(2)).value();
  const std::uint64_t before = bench.journal->commits();
  LONGS_EQUAL(2, bench.commit({}).value());
  LONGS_EQUAL(before, bench.journal->commits());
}

TEST(Journal, reads_after_a_position_and_no_more_than_asked) {
  bench.commit(entries(10)).value();
  struct Row {
    Position after;
    std::size_t limit;
    std::vector<std::uint64_t> expected;
  };
  const std::vector<Row> table = {
      {{1, 0}, 3, {1, 2, 3}},
      {{1, 3}, 3, {4, 5, 6}},
      {{1, 8}, 3, {9, 10}},
      {{1, 10}, 3, {}},
      {{1, 99}, 3, {}},
      {{1, 0}, 0, {}},
      {{0, 7}, 2, {1, 2}},  // an earlier epoch: everything here is
                            // after it
      {{2, 0}, 3, {}},      // a later one: nothing is
  };
  for (const Row& row : table) {
    std::vector<std::uint64_t> seqs;
    for (const Record& record : bench.read_after(row.after, row.limit)) seqs.push_back(record.seq);
    CHECK_TEXT(row.expected == seqs, fmt::format("after {}/{}", row.after.epoch, row.after.seq).c_str());
  }
}

TEST(Journal, gives_large_events_in_portions) {
  std::vector<Entry> large;
  for (int i = 0; i < 6; ++i) large.push_back(entry(std::string(400'000, 'x')));
  bench.commit(large).value();
  const std::vector<Record> portion = bench.read_after({1, 0}, 6);
  CHECK(!portion.empty() && portion.size() < 6);
  LONGS_EQUAL(portion.size() + 1, bench.read_after({1, portion.back().seq}, 1).at(0).seq);
}

TEST(Journal, reads_the_last_events) {
  bench.commit(entries(10)).value();
  const std::vector<Record> last = await(bench.loop, bench.journal->read_last(3)).value();
  LONGS_EQUAL(3, last.size());
  LONGS_EQUAL(8, last.front().seq);
  LONGS_EQUAL(10, await(bench.loop, bench.journal->read_last(50)).value().size());
}

TEST(Journal, keeps_each_readers_cursor) {
  bench.commit(entries(5)).value();
  CHECK((Position{1, 0}) == await(bench.loop, bench.journal->cursor("publisher")).value());
  await(bench.loop, bench.journal->advance("publisher", {1, 4})).value();
  await(bench.loop, bench.journal->advance("report", {1, 2})).value();
  CHECK((Position{1, 4}) == await(bench.loop, bench.journal->cursor("publisher")).value());
  bench.open().value();
  CHECK((Position{1, 4}) == await(bench.loop, bench.journal->cursor("publisher")).value());
  CHECK((Position{1, 2}) == await(bench.loop, bench.journal->cursor("report")).value());
}

TEST(Journal, refuses_a_second_agent_while_the_first_runs) {
  boost::asio::io_context other;
  const auto second = Journal::open(other.get_executor(), bench.options());
  CHECK(!second);
  CHECK(Code::conflict == second.error().code);
  STRCMP_CONTAINS("another agent uses the journal", second.error().message.c_str());
}

TEST(Journal, refuses_the_journal_of_another_site_or_agent) {
  bench.close();
  Journal::Options other = bench.options();
  other.site = "branch-0043";
  const Result<void> opened = bench.open(other);
  CHECK(!opened);
  CHECK(Code::conflict == opened.error().code);
  STRCMP_CONTAINS("belongs to agent 'gateway' of site 'branch-0042'", opened.error().message.c_str());
  other = bench.options();
  other.agent = "gateway-2";
  CHECK(Code::conflict == bench.open(other).error().code);
}

TEST(Journal, refuses_what_it_must_not_move_away) {
  struct Row {
    const char* sql;
    const char* said;
  };
  const std::vector<Row> table = {
      {"PRAGMA user_version=99", "a newer version of Holdfast wrote it (schema 99"},
      {"DROP TABLE events; PRAGMA application_id=0", "not a journal"},
  };
  for (const Row& row : table) {
    bench.close();
    bench.sql(row.sql);
    const Result<void> opened = bench.open();
    CHECK(!opened);
    CHECK(Code::invalid_argument == opened.error().code);
    STRCMP_CONTAINS(row.said, opened.error().message.c_str());
  }
}

TEST(Journal, says_when_its_folder_is_missing) {
  Journal::Options options = bench.options();
  options.path = bench.folder.file("nowhere/journal.db");
  const Result<void> opened = bench.open(options);
  CHECK(Code::not_found == opened.error().code);
  STRCMP_CONTAINS("does not exist; create it", opened.error().message.c_str());
}

TEST(Journal, stops_with_everything_stored) {
  CHECK(bench.commit(entries(3)).has_value());
  CHECK(bench.journal->stop(std::chrono::seconds{5}));
  CHECK(Code::cancelled == bench.commit(entries(1)).error().code);
  bench.open().value();
  LONGS_EQUAL(3, bench.journal->opened().last_seq);
}

TEST(Journal, keeps_its_log_short_under_a_long_run) {
  for (int i = 0; i < 40; ++i) {
    bench.commit({entry(std::string(100'000, 'x'))}, {{"engine", 1, std::string(200'000, 'y')}}).value();
    if (i % 5 == 0) bench.read_after({1, 0}, 10);
  }
  CHECK(std::filesystem::file_size(bench.path() + "-wal") < 4u << 20);
}

}  // namespace
}  // namespace holdfast::journal::testing
