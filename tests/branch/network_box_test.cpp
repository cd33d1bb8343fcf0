#include "tests/branch/model/network_box.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

namespace {

std::vector<Interface> two_links() {
  Interface fibre;
  fibre.name = "fibre";
  fibre.in_rate = 1000;
  fibre.in_octets = 9007199254740993;
  Interface lte;
  lte.name = "lte";
  lte.admin_up = false;
  lte.in_rate = 0.5;
  return {fibre, lte};
}

}  // namespace

TEST_GROUP(NetworkBox) {
  NetworkBox router{"router", two_links(), 200ms, 2s};
  Changes changes;
  Duration now{};

  void run(Duration time, bool powered = true) {
    for (const Duration end = now + time; now < end;) {
      now += 10ms;
      router.step(now, 10ms, powered, changes);
    }
  }
};

TEST(NetworkBox, starts_with_its_interfaces_as_the_administrator_left_them) {
  CHECK(router.at(1).up);
  CHECK_FALSE(router.at(2).up);
}

TEST(NetworkBox, follows_the_administrator_a_little_later) {
  router.set_admin(2, true);
  run(190ms);
  CHECK_FALSE(router.at(2).up);
  run(50ms);
  CHECK(router.at(2).up);
  STRCMP_EQUAL("interface.router.lte", changes.at(0).what.c_str());
}

TEST(NetworkBox, needs_a_carrier_too) {
  router.set_carrier(1, false);
  run(300ms);
  CHECK_FALSE(router.at(1).up);
  CHECK(router.at(1).admin_up);
}

TEST(NetworkBox, forgets_a_change_that_was_taken_back_in_time) {
  router.set_admin(1, false);
  run(100ms);
  router.set_admin(1, true);
  run(1s);
  CHECK(router.at(1).up);
  CHECK(changes.empty());
}

TEST(NetworkBox, counts_whole_octets_exactly_and_only_while_up) {
  run(10s);
  CHECK(router.at(1).in_octets == 9007199254740993 + 10000);
  CHECK(router.at(2).in_octets == 0);
  router.set_admin(2, true);
  run(20s + 200ms);
  CHECK(router.at(2).in_octets >= 9 && router.at(2).in_octets <= 10);
}

TEST(NetworkBox, is_deaf_without_power_and_boots_afterwards) {
  const Duration before = router.uptime(now);
  run(1s, false);
  CHECK_FALSE(router.alive());
  CHECK_FALSE(router.at(1).up);
  run(1900ms, true);
  CHECK_FALSE(router.alive());
  run(1s, true);
  CHECK(router.alive());
  CHECK(router.uptime(now) < before);
}
