#include "tests/branch/faults.hpp"

#include <utility>

namespace holdfast::branch {
namespace {

constexpr std::pair<Fault::Kind, const char*> words[] = {{Fault::Kind::none, "answer"},
                                                         {Fault::Kind::silent, "silent"},
                                                         {Fault::Kind::garbage, "garbage"},
                                                         {Fault::Kind::late, "late"},
                                                         {Fault::Kind::drip, "drip"},
                                                         {Fault::Kind::close, "close"},
                                                         {Fault::Kind::wrong_unit, "wrong-unit"},
                                                         {Fault::Kind::wrong_id, "wrong-id"}};

bool only_modbus(Fault::Kind kind) {
  return kind == Fault::Kind::drip || kind == Fault::Kind::close || kind == Fault::Kind::wrong_unit;
}

}  // namespace

const char* to_string(Fault::Kind kind) {
  for (const auto& [known, word] : words) {
    if (known == kind) return word;
  }
  return "?";
}

std::optional<Fault::Kind> fault_kind(std::string_view word) {
  for (const auto& [kind, known] : words) {
    if (word == known) return kind;
  }
  return std::nullopt;
}

std::vector<std::string> Faults::devices() const {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : devices_) ids.push_back(id);
  return ids;
}

std::string Faults::set(const std::string& device, Fault fault) {
  const auto found = devices_.find(device);
  if (found == devices_.end()) return "no device '" + device + "'";
  if (only_modbus(fault.kind) && !found->second.modbus) {
    return std::string(to_string(fault.kind)) + " is for Modbus devices, " + device + " speaks SNMP";
  }
  found->second.fault = fault;
  return "";
}

}  // namespace holdfast::branch
