// A small site for the tests of conditions and detectors: its points, and a hand that feeds them samples.
#pragma once

#include <string>
#include <string_view>

#include "agent/detect/condition.hpp"
#include "agent/detect/nearest.hpp"

namespace holdfast::detect {

class SiteNames final : public Names {
 public:
  SiteNames() {
    using model::Kind;
    add("ups-main", "output.source", "", Kind::enumeration, {"normal", "on_battery", "bypass"});
    add("ups-main", "status", "", Kind::flags, {"low_battery", "overload"});
    add("ups-main", "battery.charge", "%", Kind::integer, {});
    add("ups-main", "battery.runtime", "s", Kind::integer, {});
    add("ups-main", "device.model", "", Kind::text, {});
    add("meter", "input.L1-N.voltage", "V", Kind::number, {});
    add("meter", "input.energy", "Wh", Kind::integer, {});
    add("ats", "input.1.voltage", "V", Kind::number, {});
    add("ats", "input.source", "", Kind::enumeration, {"1", "2", "none"});
    add("ats", "on", "", Kind::boolean, {});
    add("x", "a", "", Kind::boolean, {});
    add("x", "b", "", Kind::boolean, {});
    add("x", "c", "", Kind::boolean, {});
    add("x", "i", "", Kind::integer, {});
    add("x", "j", "", Kind::integer, {});
    add("x", "d", "", Kind::number, {});
  }

  std::optional<model::PointId> find(std::string_view full_name) override { return points_.find(full_name); }
  const model::PointInfo& info(model::PointId point) const override { return points_.info(point); }
  std::string nearest(std::string_view full_name) const override { return nearest_of(full_name, points_.names()); }

 private:
  void add(const char* device, const char* name, const char* unit, model::Kind kind, std::vector<std::string> states) {
    points_.intern({device, name, unit, kind, std::move(states), false});
  }

  model::Points points_;
};

inline SteadyTime at(Duration since_boot) { return SteadyTime{since_boot}; }

// Feeds points of SiteNames by name. Every sample is fresh for `fresh`.
class Feed {
 public:
  explicit Feed(SiteNames& names) : names_(names) {}

  model::PointId operator()(const char* name, Duration when, std::optional<model::Value> value,
                            model::Quality quality = model::Quality::good) {
    const model::PointId point = names_.find(name).value();
    model::PointSample arrived{point, {}};
    arrived.sample.value = std::move(value);
    arrived.sample.quality = quality;
    arrived.sample.reason = quality == model::Quality::good ? model::Reason::none : model::Reason::no_contact;
    arrived.sample.stamp.steady = at(when);
    arrived.sample.fresh_until = at(when + fresh);
    view.take(arrived);
    return point;
  }

  Duration fresh = std::chrono::seconds{3};
  model::Observations view;

 private:
  SiteNames& names_;
};

}  // namespace holdfast::detect
