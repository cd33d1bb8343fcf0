// Drivers for Modbus devices of tests: one loop, one clock, one registry, points made with few words.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "drivers/driver.hpp"
#include "tests/integration/run_task.hpp"

namespace holdfast::testing {

inline model::PointSpec modbus_point(std::string name, int address, model::RawType type = model::RawType::u16) {
  model::ModbusAddress where;
  where.address = static_cast<std::uint16_t>(address);
  where.type = type;
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.kind = type == model::RawType::text ? model::Kind::text : model::Kind::integer;
  spec.origins.front().address = where;
  if (type == model::RawType::u16) spec.write = model::WritableAs{model::ModbusWrite{6, where}, {}};
  return spec;
}

inline model::ModbusAddress& address_of(model::PointSpec& spec) {
  return std::get<model::ModbusAddress>(spec.origins.front().address);
}

inline model::Profile modbus_profile(std::vector<model::PointSpec> points, model::Quirks quirks = {}) {
  model::Profile profile;
  profile.id = "test/modbus";
  profile.protocol = model::Protocol::modbus;
  profile.points = std::move(points);
  profile.quirks = quirks;
  return profile;
}

struct ModbusBench {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::unique_ptr<drivers::Registry> registry = std::make_unique<drivers::Registry>(loop.get_executor(), *clock);

  std::unique_ptr<drivers::Driver> make(const std::string& address, const model::Profile& profile,
                                        Duration timeout = std::chrono::milliseconds{400}) const {
    model::Device device;
    device.id = "test";
    device.address = address;
    device.timeout = timeout;
    auto made = registry->make(device, profile, {});
    if (!made) throw std::runtime_error(made.error().message);
    return std::move(*made);
  }

  // Every point of the profile that has `points` of them.
  Result<std::vector<drivers::Reading>> read(drivers::Driver& driver, std::size_t points) {
    std::vector<drivers::Target> targets;
    for (std::size_t i = 0; i < points; ++i) targets.push_back({i, std::nullopt});
    return run_task(loop, driver.read(std::move(targets), clock->steady() + std::chrono::seconds{10}));
  }

  // The values in one line, as people read them: "10, 12, Maker"; a bad one is its reason in brackets.
  std::string shown(drivers::Driver& driver, std::size_t points) {
    const Result<std::vector<drivers::Reading>> readings = read(driver, points);
    if (!readings) return fmt::format("{}: {}", to_string(readings.error().code), readings.error().message);
    std::string text;
    for (const drivers::Reading& reading : *readings) {
      const std::string value =
          reading.value ? model::to_string(*reading.value) : fmt::format("({})", model::to_string(reading.reason));
      text += fmt::format("{}{}", text.empty() ? "" : ", ", value);
    }
    return text;
  }
};

}  // namespace holdfast::testing
