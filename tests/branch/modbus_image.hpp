// The registers and bits of a simulated Modbus device, built afresh from the physical model for each request.
// An address that is not here answers "illegal data address". What can be written stands beside, with what a write
// does.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/branch/model/site.hpp"

namespace holdfast::branch {

using Words = std::vector<std::uint16_t>;

struct RegisterWrite {
  std::string what;       // "input.preferred", as the log calls it
  std::size_t count = 1;  // registers that belong together
  std::function<bool(const Words&)> accepts;
  std::function<void(const Words&)> commit;
};

struct CoilWrite {
  std::string what;
  std::function<void(bool)> commit;
};

struct ModbusImage {
  std::set<int> functions;
  std::map<int, std::uint16_t> holding;
  std::map<int, std::uint16_t> input;
  std::map<int, bool> coils;
  std::map<int, bool> discrete_inputs;
  std::map<int, RegisterWrite> register_writes;
  std::map<int, CoilWrite> coil_writes;
};

// Wide values, the high word first.
void put_u32(std::map<int, std::uint16_t>& registers, int address, std::uint32_t value);
void put_f32(std::map<int, std::uint16_t>& registers, int address, double value);
void fill(std::map<int, std::uint16_t>& registers, int first, int last, std::uint16_t value);

// `site` must outlive the image. README.md beside this file has the map of the transfer switch.
ModbusImage ats_image(Site& site);
ModbusImage meter_image(const Site& site);
ModbusImage genset_image(Site& site);

}  // namespace holdfast::branch
