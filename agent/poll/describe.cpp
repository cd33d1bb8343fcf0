#include "agent/poll/describe.hpp"

#include "agent/model/view.hpp"

namespace holdfast::poll {

namespace json = boost::json;

namespace {

std::int64_t milliseconds(Duration span) { return std::chrono::duration_cast<std::chrono::milliseconds>(span).count(); }

}  // namespace

const char* to_string(Contact contact) {
  switch (contact) {
    case Contact::never: return "never";
    case Contact::ok: return "ok";
    case Contact::lost: return "lost";
  }
  return "?";
}

json::value plain_json(const model::Value& value) {
  struct {
    json::value operator()(bool v) const { return v; }
    json::value operator()(std::int64_t v) const { return v; }
    json::value operator()(double v) const { return v; }
    json::value operator()(const model::Enumeration& v) const { return json::value(v.name); }
    json::value operator()(const model::Text& v) const { return json::value(v.text); }
    json::value operator()(const model::Flags& v) const { return json::array(v.set.begin(), v.set.end()); }
  } visitor;
  return std::visit(visitor, value);
}

json::object describe_sample(const model::PointInfo& info, const model::Sample* sample, SteadyTime now) {
  json::object object{{"value", nullptr}, {"unit", info.unit}};
  if (!sample) {
    object["quality"] = model::to_string(model::Quality::bad);
    object["reason"] = model::to_string(model::Reason::never_read);
    object["age_ms"] = nullptr;
    return object;
  }
  const bool stale = sample->quality != model::Quality::bad && !model::is_present(*sample, now);
  if (sample->value) object["value"] = plain_json(*sample->value);
  object["quality"] = model::to_string(stale ? model::Quality::bad : sample->quality);
  object["reason"] = model::to_string(stale ? model::Reason::stale : sample->reason);
  object["age_ms"] = milliseconds(now - sample->stamp.steady);
  return object;
}

json::object describe_points(const Poller& poller, const model::Points& points, const std::string& device,
                             SteadyTime now) {
  json::object object;
  for (const auto id : poller.points_of(device)) {
    const auto& info = points.info(id);
    object[info.name] = describe_sample(info, poller.latest(id), now);
  }
  return object;
}

json::object describe_device(const Poller& poller, const model::Site& site, const std::string& device, SteadyTime now) {
  const auto& configured = site.devices.at(device);
  const model::Profile* const profile = poller.profile(device);
  const std::string shown = profile != nullptr ? model::to_string(profile->device_class) : "";
  const auto& health = poller.health(device);
  return {{"id", device},
          {"title", configured.title},
          {"class", configured.device_class.empty() ? shown : configured.device_class},
          {"profile", profile != nullptr ? profile->id : configured.profile},
          {"address", configured.address},
          {"contact", to_string(health.contact)},
          {"error", health.last_error},
          {"last_answer_ms", health.last_answer ? json::value(milliseconds(now - *health.last_answer)) : nullptr},
          {"latency_ms", std::chrono::duration<double, std::milli>(health.latency).count()},
          {"rounds", health.rounds},
          {"failed", health.failed},
          {"skipped", health.skipped}};
}

}  // namespace holdfast::poll
