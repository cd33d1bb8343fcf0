// The transfer switch: a map of this project's own, table in README.md beside this file.
#include <cmath>

#include "tests/branch/modbus_image.hpp"

namespace holdfast::branch {
namespace {

std::uint16_t scaled(double value, double per_unit) {
  return static_cast<std::uint16_t>(std::lround(value * per_unit));
}

constexpr std::uint32_t serial_number = 4100200301;  // above 2^31: a reader that takes it for signed is found out

void add_writes(ModbusImage& image, TransferSwitch& ats) {
  image.register_writes[5] = {"input.preferred", 1, [](const Words& words) { return words[0] == 1 || words[0] == 2; },
                              [&ats](const Words& words) { ats.prefer(words[0]); }};
  image.register_writes[16] = {
      "ats.return.delay", 1, [](const Words& words) { return words[0] <= 36000; },
      [&ats](const Words& words) { ats.set_return_delay(std::chrono::milliseconds(words[0] * 100)); }};
  image.coil_writes[0] = {"ats.return.inhibit", [&ats](bool on) { ats.inhibit_return(on); }};
}

}  // namespace

ModbusImage ats_image(Site& site) {
  TransferSwitch& ats = site.transfer_switch;
  const double watts = site.ats_watts();
  ModbusImage image;
  image.functions = {1, 2, 3, 5, 6, 15, 16};
  image.holding = {
      {0, scaled(ats.input_voltage(1), 10)},
      {1, scaled(ats.input_voltage(2), 10)},
      {2, scaled(ats.input_frequency(1), 100)},
      {3, scaled(ats.input_frequency(2), 100)},
      {4, static_cast<std::uint16_t>(ats.source())},
      {5, static_cast<std::uint16_t>(ats.preferred())},
      {6, scaled(ats.output_voltage(), 10)},
      {7, scaled(ats.output_voltage() > 1 ? watts / ats.output_voltage() : 0, 10)},
      {9, scaled(ats.output_frequency(), 100)},
      {14, static_cast<std::uint16_t>(ats.last_cause())},
      {15, scaled(watts, 1)},
      {16, static_cast<std::uint16_t>(ats.return_delay() / std::chrono::milliseconds(100))},
  };
  const bool flags[] = {ats.good(1), ats.good(2), is_good_voltage(ats.output_voltage()),
                        ats.source() == ats.preferred(), ats.waiting_to_return()};
  unsigned status = 0;
  for (unsigned bit = 0; bit < std::size(flags); ++bit) status |= static_cast<unsigned>(flags[bit]) << bit;
  image.holding[8] = static_cast<std::uint16_t>(status);
  put_u32(image.holding, 10, ats.transfers());
  put_u32(image.holding, 12, serial_number);
  image.coils = {{0, ats.return_inhibited()}};
  image.discrete_inputs = {{0, flags[0]}, {1, flags[1]}, {2, flags[2]}};
  add_writes(image, ats);
  return image;
}

}  // namespace holdfast::branch
