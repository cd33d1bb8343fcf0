#include "tests/profiles/probed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <stdexcept>

#include "agent/load/load.hpp"
#include "agent/poll/describe.hpp"
#include "drivers/driver.hpp"
#include "platform/virtual_clock.hpp"

namespace holdfast::testing {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

platform::Awaitable<void> probe(model::Device device, drivers::Registry* registry, SteadyTime deadline,
                                json::object* result) {
  drivers::Secrets none;
  const Result<model::Profile> profile = co_await registry->recognise(device, &shipped_profiles(), none, deadline);
  if (!profile) {
    (*result)["error"] = profile.error().message;
    co_return;
  }
  (*result)["device"] = json::object{{"class", model::to_string(profile->device_class)},
                                     {"profile", profile->id},
                                     {"completed_by", json::value_from(profile->completed_by)}};
  const auto driver = registry->make(device, *profile, {});
  if (!driver) throw std::runtime_error(driver.error().message);
  std::vector<drivers::Target> targets;
  for (std::size_t spec = 0; spec < profile->points.size(); ++spec) targets.push_back({spec, std::nullopt});
  const Result<std::vector<drivers::Reading>> readings = co_await (*driver)->read(std::move(targets), deadline);
  if (!readings) {
    (*result)["error"] = readings.error().message;
    co_return;
  }
  json::object points;
  for (const drivers::Reading& reading : *readings) {
    if (reading.quality != model::Quality::good) continue;
    const std::string& name = profile->points.at(reading.spec).name;
    points[reading.row ? model::row_name(name, *reading.row) : name] =
        json::object{{"value", poll::plain_json(*reading.value)}, {"quality", "good"}};
  }
  (*result)["points"] = std::move(points);
}

}  // namespace

const std::vector<model::Profile>& shipped_profiles() {
  static const std::vector<model::Profile> profiles = [] {
    std::vector<model::Profile> found;
    const std::string folder = std::string(std::getenv("HOLDFAST_SOURCE_DIR")) + "/config/profiles";
    const load::Loaded loaded = load::load_profiles("", folder, found);
    std::string complaints;
    for (const auto& each : loaded.diagnostics) complaints += load::render(each, false) + "\n";
    if (!complaints.empty()) throw std::runtime_error(complaints);
    return found;
  }();
  return profiles;
}

json::object probe_capture(const std::string& path) {
  boost::asio::io_context loop;
  platform::VirtualClock clock(loop);
  drivers::Registry registry(loop.get_executor(), clock);
  model::Device device;
  device.id = "captured";
  device.address = "replay:" + path;
  json::object result;
  std::exception_ptr failure;
  boost::asio::co_spawn(loop, probe(device, &registry, clock.steady() + 60s, &result),
                        [&](const std::exception_ptr& escaped) { failure = escaped; });
  clock.run_for(1s);
  if (failure) std::rethrow_exception(failure);
  return result;
}

}  // namespace holdfast::testing
