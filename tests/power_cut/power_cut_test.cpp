// The agent is killed around every commit of its journal, from its start to the end of an incident, and again while it
// recovers. Whatever was killed, the simulated branch must have received the same writes in the same order.
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tests/power_cut/scenario.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::testing;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // three times the work: each commit is met on one of its sides only
#else
constexpr bool sanitized = false;
#endif
constexpr unsigned at_once = sanitized ? 6 : 16;  // runs mostly wait; more would starve the tests beside it
constexpr std::uint64_t recovery_commits = 12;    // the second kill strikes within so many
constexpr Side sides[] = {Side::before, Side::unsynced, Side::synced};

// Before the mains fail nothing is decided, so that part is thinned out to one side each, in turn.
std::vector<Kills> kill_points(const Outcome& reference) {
  std::vector<Kills> points;
  for (std::uint64_t commit = 1; commit <= reference.commits; ++commit) {
    for (std::size_t i = 0; i < std::size(sides); ++i) {
      const bool thin = sanitized || commit < reference.commits_before;
      if (thin && i != commit % std::size(sides)) continue;
      const std::uint64_t turn = points.size();
      points.push_back({{commit, sides[i]}, {1 + turn % recovery_commits, sides[(turn / 5) % std::size(sides)]}});
    }
  }
  return points;
}

struct Findings {
  std::mutex mutex;
  std::string text;
  int failed = 0;
  std::atomic<int> killed_once{0};
  std::atomic<int> killed_twice{0};
};

void run_one(const Kills& kills, const Outcome& reference, Findings& findings) {
  Scenario scenario(kills);
  const Outcome outcome = scenario.run();
  if (outcome.killed >= 1) ++findings.killed_once;
  if (outcome.killed >= 2) ++findings.killed_twice;
  const std::string wrong = difference(reference, outcome);
  if (wrong.empty()) return;
  const std::lock_guard lock(findings.mutex);
  ++findings.failed;
  findings.text += fmt::format("{}\n{}  its folder: {}\n", kills.text(), wrong, scenario.keep_folder());
}

}  // namespace

TEST_GROUP(PowerCut){};

TEST(PowerCut, a_write_too_many_too_few_or_out_of_order_is_told) {
  const Outcome reference{.complaints = {}, .writes = {"off", "on"}, .final_state = {"outlet 1 on"}};
  const auto told = [&](std::vector<std::string> writes) {
    Outcome outcome = reference;
    outcome.writes = std::move(writes);
    return !difference(reference, outcome).empty();
  };
  CHECK_FALSE(told({"off", "on"}));
  CHECK(told({"off", "off", "on"}));
  CHECK(told({"off"}));
  CHECK(told({"on", "off"}));
}

TEST(PowerCut, whatever_commit_the_agent_is_killed_at_the_branch_receives_the_same_writes) {
  const Outcome reference = Scenario(Kills{}).run();
  STRCMP_EQUAL("", difference(reference, reference).c_str());
  LONGS_EQUAL(8, reference.writes.size());

  const std::vector<Kills> points = kill_points(reference);
  Findings findings;
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < at_once; ++i)
    threads.emplace_back([&] {
      for (std::size_t point = next++; point < points.size(); point = next++) {
        try {
          run_one(points[point], reference, findings);
        } catch (const std::exception& problem) {
          const std::lock_guard lock(findings.mutex);
          ++findings.failed;
          findings.text += fmt::format("{}\n  {}\n", points[point].text(), problem.what());
        }
      }
    });
  for (auto& thread : threads) thread.join();

  std::printf("\n%zu kill points: %llu commits, %llu of them before the mains failed; killed once %d, twice %d\n",
              points.size(), static_cast<unsigned long long>(reference.commits),
              static_cast<unsigned long long>(reference.commits_before), findings.killed_once.load(),
              findings.killed_twice.load());
  // A run in which fewer commits were needed than in the reference may end before its point comes.
  CHECK(findings.killed_once.load() * 10 >= static_cast<int>(points.size()) * 9);
  STRCMP_EQUAL("", findings.text.c_str());
}
