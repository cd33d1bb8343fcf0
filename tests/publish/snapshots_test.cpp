#include "agent/publish/snapshots.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::publish {
namespace {

using std::chrono::milliseconds;

SteadyTime at(int ms) { return SteadyTime{milliseconds{ms}}; }

TEST_GROUP(Snapshots) {
  Snapshots snapshots{milliseconds{500}};

  // Sends what is due; returns "topic=text" of it.
  std::vector<std::string> send(SteadyTime now) {
    const std::vector<Snapshots::Item> items = snapshots.due(now, 100);
    snapshots.sent(items, now);
    std::vector<std::string> said;
    for (const Snapshots::Item& item : items) said.push_back(item.topic + "=" + item.text);
    return said;
  }
  using Said = std::vector<std::string>;
};

TEST(Snapshots, are_sent_at_once_and_only_when_they_changed) {
  CHECK(snapshots.set("device/ups", "1"));
  CHECK(Said{"device/ups=1"} == send(at(0)));
  CHECK(send(at(10'000)).empty());
  CHECK(!snapshots.set("device/ups", "1"));
  CHECK(send(at(20'000)).empty());
  CHECK(!snapshots.next_due());
}

TEST(Snapshots, that_change_five_times_a_second_are_sent_twice_a_second_with_the_latest) {
  int sent = 0;
  std::string latest;
  for (int ms = 0; ms < 10'000; ms += 10) {
    if (ms % 200 == 0) snapshots.set("device/ups", std::to_string(ms));
    for (const std::string& said : send(at(ms))) {
      ++sent;
      latest = said;
    }
  }
  CHECK(sent >= 19 && sent <= 20);
  STRCMP_EQUAL("device/ups=9400", latest.c_str());
}

TEST(Snapshots, say_when_the_next_one_may_be_sent) {
  snapshots.set("device/ups", "1");
  send(at(100));
  snapshots.set("device/ups", "2");
  CHECK(at(600) == snapshots.next_due());
  CHECK(send(at(599)).empty());
  CHECK(Said{"device/ups=2"} == send(at(600)));
}

TEST(Snapshots, that_change_while_they_are_sent_are_sent_again) {
  snapshots.set("device/ups", "1");
  const std::vector<Snapshots::Item> under_way = snapshots.due(at(0), 10);
  snapshots.set("device/ups", "2");
  snapshots.sent(under_way, at(10));
  CHECK(Said{"device/ups=2"} == send(at(600)));
}

TEST(Snapshots, are_all_sent_again_to_a_broker_that_may_have_forgotten_them) {
  snapshots.set("device/ups", "1");
  snapshots.set("service/cash", "2");
  send(at(0));
  snapshots.forget_broker();
  const Said both{"device/ups=1", "service/cash=2"};
  CHECK(both == send(at(1)));
}

TEST(Snapshots, are_removed_by_an_empty_text_and_then_take_no_space) {
  snapshots.set("incident/1", "open");
  send(at(0));
  snapshots.set("incident/1", "");
  CHECK(Said{"incident/1="} == send(at(600)));
  LONGS_EQUAL(0, snapshots.size());
}

TEST(Snapshots, that_come_back_while_their_removal_is_sent_stay) {
  snapshots.set("incident/1", "");
  const std::vector<Snapshots::Item> under_way = snapshots.due(at(0), 10);
  snapshots.set("incident/1", "open again");
  snapshots.sent(under_way, at(10));
  CHECK(Said{"incident/1=open again"} == send(at(600)));
}

TEST(Snapshots, are_given_in_portions) {
  for (int i = 0; i < 120; ++i) snapshots.set("device/" + std::to_string(i), "x");
  std::size_t sent = 0;
  for (int portion = 0; portion < 3; ++portion) {
    const std::vector<Snapshots::Item> items = snapshots.due(at(0), 50);
    CHECK(items.size() <= 50);
    snapshots.sent(items, at(0));
    sent += items.size();
  }
  LONGS_EQUAL(120, sent);
}

}  // namespace
}  // namespace holdfast::publish
