// What the simulated Modbus devices show of the model.
#include "tests/branch/modbus_image.hpp"

#include <bit>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

TEST_GROUP(ModbusImage) {
  Site site{SiteSettings{}};

  static double f32_at(const ModbusImage& image, int address) {
    const auto high = static_cast<std::uint32_t>(image.input.at(address));
    return std::bit_cast<float>(high << 16 | image.input.at(address + 1));
  }
};

TEST(ModbusImage, shows_the_transfer_switch_before_and_after_a_blackout) {
  LONGS_EQUAL(2300, ats_image(site).holding.at(0));
  LONGS_EQUAL(1, ats_image(site).holding.at(4));
  LONGS_EQUAL(0b01101, ats_image(site).holding.at(8));
  site.set_mains(0, "off");
  site.advance(10s);
  const ModbusImage image = ats_image(site);
  LONGS_EQUAL(0, image.holding.at(0));
  LONGS_EQUAL(2310, image.holding.at(1));
  LONGS_EQUAL(2, image.holding.at(4));
  LONGS_EQUAL(0b00110, image.holding.at(8));
  LONGS_EQUAL(70124, image.holding.at(10) << 16 | image.holding.at(11));
}

TEST(ModbusImage, refuses_values_that_mean_nothing) {
  const ModbusImage image = ats_image(site);
  CHECK(image.register_writes.at(5).accepts({2}));
  CHECK_FALSE(image.register_writes.at(5).accepts({3}));
  CHECK_FALSE(image.register_writes.contains(4));
}

TEST(ModbusImage, shows_the_mains_on_the_meter) {
  DOUBLES_EQUAL(230, f32_at(meter_image(site), 42), 0.1);
  DOUBLES_EQUAL(50, f32_at(meter_image(site), 70), 0.001);
  site.set_mains(0, "off");
  DOUBLES_EQUAL(0, f32_at(meter_image(site), 0), 0.001);
  DOUBLES_EQUAL(0, f32_at(meter_image(site), 52), 0.001);
}

TEST(ModbusImage, changes_the_generators_mode_by_key_and_complement_only) {
  const RegisterWrite key = genset_image(site).register_writes.at(4104);
  CHECK(key.accepts({35702, 65535 - 35702}));
  CHECK_FALSE(key.accepts({35702, 35702}));
  CHECK_FALSE(key.accepts({35703, 65535 - 35703}));
  key.commit({35702, 65535 - 35702});
  LONGS_EQUAL(2, genset_image(site).holding.at(772));
}
