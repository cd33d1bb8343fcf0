// Points: one measured or commanded quantity of a device each. Names are "device.point", the device up to the first
// dot. The table only grows; an id is an index into it and stays valid for the life of the table.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/model/value.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

struct PointId {
  std::uint32_t index = 0;
  auto operator<=>(const PointId&) const = default;
};

struct PointInfo {
  std::string device;  // "ups-main"
  std::string name;    // "output.source"
  std::string unit;    // "V", "%", "" if none
  Kind kind = Kind::number;
  std::vector<std::string> states;  // of an enumeration or flags: every name that can appear
  bool writable = false;
  std::string full_name() const { return device + "." + name; }
};

class Points {
 public:
  PointId intern(PointInfo info);  // the id of the point, new or known; a known one keeps its info
  std::optional<PointId> find(std::string_view full_name) const;
  const PointInfo& info(PointId id) const { return infos_.at(id.index); }
  std::size_t size() const { return infos_.size(); }
  std::vector<std::string> names() const;  // every full name, in the order of interning

 private:
  std::vector<PointInfo> infos_;
  std::unordered_map<std::string, PointId> by_name_;
};

}  // namespace holdfast::model
