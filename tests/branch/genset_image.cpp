// A generator controller with a GenComm-like map: functions 3 and 16; what it does not have reads as all ones.
// The mode is changed by a control key and its complement in one write to 4104, as GenComm has it, or directly at 772.
#include <cmath>

#include "tests/branch/modbus_image.hpp"

namespace holdfast::branch {
namespace {

constexpr std::uint16_t not_implemented = 0xFFFF;
constexpr int first_control_key = 35700;  // select stop; then auto, manual

std::uint16_t scaled(double value, double per_unit) {
  return static_cast<std::uint16_t>(std::lround(value * per_unit));
}

std::uint16_t engine_state(Generator::State state) {
  switch (state) {
    case Generator::State::cranking: return 1;
    case Generator::State::running: return 3;
    case Generator::State::cooling: return 4;
    case Generator::State::stopped:
    case Generator::State::failed: break;
  }
  return 0;
}

void set_mode(Generator& generator, int code) {
  constexpr Generator::Mode modes[] = {Generator::Mode::stop, Generator::Mode::auto_start, Generator::Mode::manual};
  generator.set_mode(modes[code]);
}

void add_writes(ModbusImage& image, Generator& generator) {
  image.register_writes[772] = {"genset.mode", 1, [](const Words& words) { return words[0] <= 2; },
                                [&generator](const Words& words) { set_mode(generator, words[0]); }};
  image.register_writes[4104] = {
      "genset.mode", 2,
      [](const Words& words) {
        return words[0] >= first_control_key && words[0] <= first_control_key + 2 && words[1] == 0xFFFF - words[0];
      },
      [&generator](const Words& words) { set_mode(generator, words[0] - first_control_key); }};
}

}  // namespace

ModbusImage genset_image(Site& site) {
  Generator& generator = site.generator;
  ModbusImage image;
  image.functions = {3, 16};
  auto& registers = image.holding;
  for (const auto& [first, last] : {std::pair{768, 783}, {1024, 1117}, {1408, 1411}, {1536, 1575}, {1792, 1815}}) {
    fill(registers, first, last, not_implemented);
  }
  registers[768] = 1;      // manufacturer: Deep Sea Electronics
  registers[769] = 32845;  // model: 7410 MkII
  put_u32(registers, 770, 30123456);
  registers[772] = generator.mode() == Generator::Mode::stop         ? 0
                   : generator.mode() == Generator::Mode::auto_start ? 1
                                                                     : 2;

  registers[1024] = generator.turning() ? 412 : 0;
  registers[1025] = static_cast<std::uint16_t>(std::lround(generator.temperature()));
  registers[1026] = 0x7FFF;  // no oil temperature sender
  registers[1027] = scaled(generator.fuel(), 1);
  registers[1028] = scaled(generator.turning() ? 14.1 : 0, 10);
  registers[1029] = scaled(generator.battery_voltage(), 10);
  registers[1030] = scaled(generator.speed(), 1);
  registers[1031] = scaled(generator.frequency(), 10);
  const double amps = generator.turning() ? generator.load_watts() / 3 / generator.voltage() : 0;
  for (int phase = 0; phase < 3; ++phase) {
    put_u32(registers, 1032 + 2 * phase, scaled(generator.voltage(), 10));
    put_u32(registers, 1038 + 2 * phase, scaled(generator.voltage() * std::sqrt(3.0), 10));
    put_u32(registers, 1044 + 2 * phase, scaled(amps, 10));
    put_u32(registers, 1052 + 2 * phase, static_cast<std::uint32_t>(std::lround(generator.load_watts() / 3)));
    put_u32(registers, 1060 + 2 * phase, scaled(site.mains_voltage(), 10));
  }
  registers[1059] = scaled(site.mains_frequency(), 10);
  registers[1408] = engine_state(generator.state());
  put_u32(registers, 1536, static_cast<std::uint32_t>(std::lround(generator.load_watts())));
  registers[1558] = scaled(generator.load_percent(), 10);
  put_u32(registers, 1798,
          static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(generator.runtime()).count()));
  put_u32(registers, 1800, static_cast<std::uint32_t>(generator.energy_wh() / 100));
  put_u32(registers, 1808, generator.starts());
  add_writes(image, generator);
  return image;
}

}  // namespace holdfast::branch
