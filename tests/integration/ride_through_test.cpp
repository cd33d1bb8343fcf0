// Whole incidents, as the operations centre sees them: the real agent, the simulated branch, a real broker and an
// independent subscriber.
#include <fmt/format.h>
#include <csignal>
#include <ctime>

#include <map>

#include "tests/integration/outage.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;
namespace json = boost::json;

namespace {

const std::string site = "holdfast/branch-0042/";

LiveOptions told_to(const Broker& broker) {
  LiveOptions options;
  options.broker = broker.port();
  return options;
}

std::vector<json::object> events_of(const Subscriber& subscriber) {
  std::vector<json::object> events;
  for (const auto& line : subscriber.lines()) events.push_back(json::parse(line).as_object());
  return events;
}

// The journal's events as a subscriber should have seen them: number and type.
std::string wanted(const std::vector<Recorded>& journal) {
  std::string text;
  for (const auto& event : journal)
    text += fmt::format("branch-0042/gateway-1/1/{} holdfast.{} {}\n", event.seq, event.type, event.subject);
  return text;
}

std::string seen(const std::vector<json::object>& events) {
  std::string text;
  for (const auto& event : events) {
    const auto* subject = event.if_contains("subject");
    text += fmt::format("{} {} {}\n", event.at("id").as_string().c_str(), event.at("type").as_string().c_str(),
                        subject ? subject->as_string().c_str() : "");
  }
  return text;
}

// What a reader has who drops repeats by the event's id; fails when the rest is out of order.
using ById = std::map<std::uint64_t, json::object>;
ById without_repeats(const std::vector<json::object>& events) {
  ById once;
  for (const auto& event : events) {
    const auto seq = event.at("seq").to_number<std::uint64_t>();
    if (once.contains(seq)) continue;
    if (!once.empty() && once.rbegin()->first > seq) FAIL(("out of order:\n" + seen(events)).c_str());
    once.emplace(seq, event);
  }
  return once;
}

// That these events happened, in this order; others may lie between.
void check_order(const std::vector<Recorded>& events, const std::vector<std::pair<std::string, std::string>>& order) {
  std::size_t next = 0;
  for (const auto& event : events)
    if (next < order.size() && event.type == order[next].first && event.subject == order[next].second) ++next;
  if (next < order.size())
    FAIL(fmt::format("{} {} is missing, or comes too early\n{}", order[next].first, order[next].second, listing(events))
             .c_str());
}

bool all_published(LiveBranch& branch) {
  const auto status = branch.ask("/status");
  return status && status->at("broker").at("waiting").to_number<int>() == 0;
}

// Waits until everything that the journal has now is published, and says how much that is. What is written later, a
// battery that begins to charge, may meet the end of the agent and is published in its next life.
std::size_t published_events(LiveBranch& branch) {
  std::size_t events = 0;
  await(branch, "everything is published", [&] {
    events = branch.events().size();
    return all_published(branch);
  });
  return events;
}

// That a reader has had the journal's events without a gap, and at least so many.
void check_published(std::vector<Recorded> journal, const std::vector<json::object>& had, std::size_t at_least) {
  CHECK(had.size() >= at_least);
  if (had.size() < journal.size()) journal.resize(had.size());
  STRCMP_EQUAL(wanted(journal).c_str(), seen(had).c_str());
}

std::int64_t boot_time_us() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}

// Topic -> payload of what the broker keeps.
std::map<std::string, std::string> retained(const Broker& broker, std::size_t at_least) {
  const Subscriber fresh(broker, site + "#", "%r %t %p");
  wait_for(10s, [&] { return fresh.lines().size() >= at_least; });
  std::map<std::string, std::string> kept;
  for (const auto& line : fresh.lines()) {
    if (!line.starts_with("1 ")) continue;
    const auto end = line.find(' ', 2);
    kept[line.substr(2, end - 2)] = line.substr(end + 1);
  }
  return kept;
}

}  // namespace

TEST_GROUP(RideThrough){};

TEST(RideThrough, an_incident_is_told_to_the_operations_centre_from_beginning_to_end) {
  const Broker broker;
  const Subscriber centre(broker, site + "event", "%p");
  LiveBranch branch(told_to(broker));
  branch.start_watching();
  ride_through_outage(branch);
  const std::size_t published = published_events(branch);

  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
  const auto journal = branch.events();
  // Shedding protects: it may begin before a witness has spoken, or after.
  check_order(journal,
              {{"incident.detected", "incident-1"}, {"step.intent", "shed-signage"}, {"step.sent", "shed-signage"}});
  check_order(journal, {{"agent.started", "branch-0042"},
                        {"disruption.raised", "mains-lost"},
                        {"incident.detected", "incident-1"},
                        {"incident.verified", "incident-1"},
                        {"incident.declared", "incident-1"},
                        {"incident.responding", "incident-1"},
                        {"step.verified", "shed-printers"},
                        {"notice", "tell-branch"},
                        {"step.verified", "lte-up"},
                        {"step.verified", "fibre-down"},
                        {"step.failed", "generator-start"},
                        {"notice", "generator-failed"},
                        {"disruption.cleared", "mains-lost"},
                        {"incident.restoring", "incident-1"},
                        {"step.skipped", "battery-reserve"},
                        {"step.verified", "fibre-up"},
                        {"step.verified", "lte-down"},
                        {"step.verified", "printers-on"},
                        {"step.skipped", "teller-pcs-on"},
                        {"step.verified", "signage-on"},
                        {"notice", "all-clear"},
                        {"incident.closed", "incident-1"}});
  // The clock of a service depends on what is polled when, not on the plan's steps.
  check_order(journal, {{"incident.responding", "incident-1"}, {"service.down", "teller-desks"}});
  LONGS_EQUAL(0, count(journal, "service.down", "cash-machine"));
  check_incidents(branch, 1);

  // Snapshots follow the events when there is time for them.
  std::map<std::string, std::string> kept;
  await(branch, "the broker keeps the incident as closed", [&] {
    kept = retained(broker, 12);
    return kept[site + "incident/incident-1"].find("\"state\":\"closed\"") != std::string::npos;
  });
  CHECK(kept.at(site + "status").find("\"online\"") != std::string::npos);
  for (const char* device : {"ups-main", "pdu-a", "core-switch", "router", "ats", "meter", "genset"})
    STRCMP_EQUAL("ok", json::parse(kept.at(site + "device/" + device)).at("contact").as_string().c_str());
  for (const char* service : {"cash-machine", "teller-desks", "payment-link"})
    CHECK(kept.contains(site + "service/" + service));

  stop_well(branch);
  STRCMP_EQUAL("", complaint_of_verifier(branch.journal()).c_str());
  CHECK(wait_for(10s, [&] { return centre.lines().size() >= published; }));
  check_published(branch.events(), events_of(centre), published);
  CHECK(retained(broker, 12).at(site + "status").find("\"offline\"") != std::string::npos);
}

TEST(RideThrough, a_broker_that_is_away_for_the_whole_incident_misses_and_repeats_nothing) {
  Broker broker;
  const Subscriber before(broker, site + "event", "%p");
  LiveBranch branch(told_to(broker));
  branch.start_watching();
  published_events(branch);
  broker.stop();
  const std::uint64_t first = branch.events().back().seq + 1;  // that surely met no broker

  ride_through_outage(branch);
  const auto last = branch.events().back();
  // Then every event of the incident is older than what still counts as news.
  await(branch, "the incident is history", [&] { return boot_time_us() - last.steady_us > 5'500'000; });

  branch.agent().send(SIGSTOP);  // until there is a reader; a broker keeps nothing for one that it does not know
  broker.start();
  const Subscriber after(broker, site + "event", "%p");
  branch.agent().send(SIGCONT);
  const std::size_t published = published_events(branch);
  stop_well(branch);

  // One reader for two connections; it was there when the broker went, and had all that the broker had.
  const auto journal = branch.events();
  ById had;
  wait_for(10s, [&] {
    had = without_repeats(events_of(before));
    had.merge(without_repeats(events_of(after)));
    return had.size() >= published;
  });
  std::vector<json::object> all;
  for (const auto& [seq, event] : had) {
    all.push_back(event);
    if (seq >= first && seq <= last.seq && !event.at("historical").as_bool())
      FAIL(fmt::format("event {} is not marked historical", seq).c_str());
  }
  check_published(journal, all, published);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}
