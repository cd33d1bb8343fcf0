#include "agent/journal/chain.hpp"

#include "tests/journal/support.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::journal::testing {
namespace {

TEST_GROUP(Chain) {
  Bench bench;
  void setup() override {
    bench.open().value();
    bench.commit(entries(4)).value();
    bench.commit(entries(4)).value();
    bench.close();
  }
};

TEST(Chain, hashes_as_the_documents_example_says) {
  Entry example = entry(R"({"disruption":"mains-lost"})");
  example.boot = "boot-1";
  const std::string hash =
      event_hash(std::string(hash_size, '\0'), Identity{"branch-0042", "gateway", 1}, 1, example).value();
  STRCMP_EQUAL("5ad37e539bfa60c15dde3249fa53f2428dfb22acdc514d14538c81935b6dbcbc", to_hex(hash).c_str());
}

TEST(Chain, is_found_sound_by_an_independent_reader) {
  const Said said = verify_from_outside(bench.path());
  LONGS_EQUAL_TEXT(0, said.exit_code, said.output.c_str());
  STRCMP_CONTAINS("sound: branch-0042/gateway epoch 1, 8 events to 8", said.output.c_str());
}

TEST(Chain, can_be_verified_while_the_agent_runs) {
  bench.open().value();
  bench.commit(entries(1)).value();
  STRCMP_CONTAINS("9 events to 9", verify_from_outside(bench.path()).output.c_str());
}

TEST(Chain, shows_every_kind_of_tampering_to_the_outside_and_to_the_agent) {
  struct Row {
    const char* sql;
    const char* outside;
    const char* agent;
  };
  const std::vector<Row> table = {
      {"UPDATE events SET bytes = CAST('{\"n\":9}' AS BLOB) WHERE seq = 3", "event 3 does not fit", "event 3 does not"},
      {"UPDATE events SET type = 'step.done' WHERE seq = 3", "event 3 does not fit", "event 3 does not fit"},
      {"UPDATE events SET wall_us = wall_us + 1 WHERE seq = 8", "event 8 does not fit", "event 8 does not fit"},
      {"UPDATE events SET wall_certain = 0 WHERE seq = 1", "event 1 does not fit", "event 1 does not fit"},
      {"DELETE FROM events WHERE seq = 5", "event 5 is missing", "event 5 is missing"},
      {"DELETE FROM events WHERE seq = 1", "event 1 is missing", "first event is 2"},
      {"UPDATE events SET seq = 100 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4;"
       "UPDATE events SET seq = 4 WHERE seq = 100",
       "event 3 does not fit", "event 3 does not fit"},
      {"INSERT INTO events SELECT 9, type, version, boot, steady_us, wall_us, wall_certain, bytes, hash FROM events "
       "WHERE seq = 8",
       "event 9 does not fit", "event 9 does not fit"},
      {"UPDATE meta SET value = CAST('2' AS BLOB) WHERE name = 'epoch'", "the seal does not fit", "its seal"},
  };
  const std::string sound = read_whole(bench.path());
  for (const Row& row : table) {
    write_whole(bench.path(), sound);
    bench.sql(row.sql);
    const Said said = verify_from_outside(bench.path());
    LONGS_EQUAL_TEXT(1, said.exit_code, row.sql);
    STRCMP_CONTAINS_TEXT(row.outside, said.output.c_str(), row.sql);
    bench.open().value();
    STRCMP_CONTAINS_TEXT(row.agent, bench.journal->opened().damage.c_str(), row.sql);
    bench.close();
  }
}

}  // namespace
}  // namespace holdfast::journal::testing
