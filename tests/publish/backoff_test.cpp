#include "agent/publish/backoff.hpp"

#include <vector>

#include "CppUTest/TestHarness.h"

namespace holdfast::publish {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_GROUP(Backoff){Backoff make(std::uint64_t seed){return Backoff(milliseconds{500}, seconds{15}, seed);
}  // namespace
};  // namespace holdfast::publish

TEST(Backoff, doubles_from_the_least_to_the_most_and_takes_up_to_half_off) {
  for (const std::uint64_t seed : {0u, 1u, 42u, 4'000'000'000u}) {
    Backoff backoff = make(seed);
    for (const int whole : {500, 1000, 2000, 4000, 8000, 15'000, 15'000, 15'000}) {
      const Duration wait = backoff.next();
      CHECK(wait >= milliseconds{whole} / 2);
      CHECK(wait <= milliseconds{whole});
    }
  }
}

TEST(Backoff, is_the_same_for_the_same_agent_and_differs_between_agents) {
  Backoff one = make(1);
  Backoff same = make(1);
  Backoff other = make(99);
  bool differs = false;
  for (int i = 0; i < 8; ++i) {
    const Duration wait = one.next();
    CHECK(wait == same.next());
    differs = differs || wait != other.next();
  }
  CHECK(differs);
}

TEST(Backoff, begins_small_again_after_success) {
  Backoff backoff = make(7);
  for (int i = 0; i < 10; ++i) backoff.next();
  backoff.reset();
  CHECK(backoff.next() <= milliseconds{500});
}

}  // namespace
}  // namespace holdfast::publish
