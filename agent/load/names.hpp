// What conditions may name: the points of the configured devices, as their profiles declare them, and the states of
// steps. Finding a row of a pattern creates the point.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/detect/condition.hpp"
#include "agent/model/point.hpp"
#include "agent/model/site.hpp"

namespace holdfast::load {

class SiteNames final : public detect::Names {
 public:
  // Both outlive this.
  SiteNames(const model::Site& site, model::Points& points) : site_(site), points_(points) {}

  // Steps of the plan whose conditions are looked at now: `step.ID.state` is a point then.
  void enter_plan(const model::Plan* plan) { plan_ = plan; }
  // Points of devices that could not be read are not judged; their names are kept for the caller.
  void doubt(std::string device) { doubtful_.insert(std::move(device)); }
  void doubt_unknown_devices() { doubt_unknown_ = true; }
  std::vector<std::string> take_doubted() { return std::exchange(doubted_, {}); }

  void intern_scalars();  // of every device

  std::optional<model::PointId> find(std::string_view full_name) override;
  const model::PointInfo& info(model::PointId point) const override { return points_.info(point); }
  std::string nearest(std::string_view full_name) const override;

  // The pattern of the profile behind a point; null for points that no profile declares.
  const model::PointSpec* spec(const std::string& device, const std::string& name) const;
  // What `full_name` could be instead, where only writable points will do.
  std::vector<std::string> writable(const std::string& device) const;
  bool is_doubtful(const std::string& device) const;
  bool is_to_be_recognised(const std::string& device) const;
  bool is_polled(const std::string& device) const;  // also true of what is no device

 private:
  const model::Profile* profile_of(const std::string& device) const;
  std::optional<model::PointId> find_step(const std::string& name);

  const model::Site& site_;
  model::Points& points_;
  const model::Plan* plan_ = nullptr;
  std::set<std::string> doubtful_;
  bool doubt_unknown_ = false;
  std::vector<std::string> doubted_;
};

// "pdu-a.outlet.3.status" -> {"pdu-a", "outlet.3.status"}; the second is empty without a dot.
std::pair<std::string, std::string> split_name(std::string_view full_name);

}  // namespace holdfast::load
