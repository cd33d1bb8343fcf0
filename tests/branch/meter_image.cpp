// An Eastron SDM630 on the mains side: IEEE 754 singles in input registers, function 4.
#include <cmath>

#include "tests/branch/modbus_image.hpp"

namespace holdfast::branch {

ModbusImage meter_image(const Site& site) {
  constexpr double share[] = {0.42, 0.33, 0.25};  // of the load, by phase
  constexpr double offset[] = {0.4, -0.7, 0.2};   // V; no three phases are quite equal
  constexpr double power_factor = 0.96;
  const bool live = site.mains_voltage() > 1;
  const double watts = site.mains_watts();
  const double kwh = site.mains_energy_wh() / 1000;

  ModbusImage image;
  image.functions = {4};
  auto& registers = image.input;
  fill(registers, 0, 381, 0);
  double volts_sum = 0;
  double amps_sum = 0;
  for (int phase = 0; phase < 3; ++phase) {
    const double volts = live ? site.mains_voltage() + offset[phase] : 0;
    const double phase_watts = watts * share[phase];
    const double amps = live ? phase_watts / power_factor / volts : 0;
    volts_sum += volts;
    amps_sum += amps;
    put_f32(registers, 0 + 2 * phase, volts);
    put_f32(registers, 6 + 2 * phase, amps);
    put_f32(registers, 12 + 2 * phase, phase_watts);
    put_f32(registers, 18 + 2 * phase, phase_watts / power_factor);
    put_f32(registers, 24 + 2 * phase, phase_watts / power_factor * std::sqrt(1 - power_factor * power_factor));
    put_f32(registers, 30 + 2 * phase, live ? power_factor : 1);
    put_f32(registers, 200 + 2 * phase, volts * std::sqrt(3.0));
    put_f32(registers, 346 + 2 * phase, kwh * share[phase]);
  }
  put_f32(registers, 42, volts_sum / 3);
  put_f32(registers, 46, amps_sum / 3);
  put_f32(registers, 48, amps_sum);
  put_f32(registers, 52, watts);
  put_f32(registers, 56, watts / power_factor);
  put_f32(registers, 60, watts / power_factor * std::sqrt(1 - power_factor * power_factor));
  put_f32(registers, 62, live ? power_factor : 1);
  put_f32(registers, 70, site.mains_frequency());
  put_f32(registers, 72, kwh);
  put_f32(registers, 342, kwh);
  return image;
}

}  // namespace holdfast::branch
