#include "agent/cli/window.hpp"

#include <algorithm>

#include "agent/engine/describe.hpp"
#include "agent/engine/describe_readiness.hpp"
#include "agent/engine/why.hpp"
#include "agent/poll/describe.hpp"
#include "version.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

double milliseconds(Duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

}  // namespace

model::Stamp Window::this_moment() const {
  const platform::Instant clock = parts_.clock.now();
  return {clock.steady, clock.wall, clock.wall_certain};
}

model::Day Window::today() const { return parts_.engine.calendar().date_of(this_moment().wall); }

// Worked out for who asks, once the devices have had time to answer.
json::value Window::readiness() const {
  const engine::State& state = parts_.turns.state();
  if (!state.readiness) return nullptr;
  const engine::Survey survey{parts_.readings.present(parts_.clock.steady())};
  json::object found =
      engine::describe_readiness(parts_.engine, state, engine::look_ahead(parts_.engine, state, survey, this_moment()));
  found["age_s"] = 0;
  return found;
}

void Window::open_on(serve::LocalServer& server) {
  server.on("GET", "/status", [this](const serve::Request&) { return serve::Reply{200, json::serialize(status())}; });
  server.on("GET", "/points", [this](const serve::Request& request) {
    const auto only = request.query.find("device");
    return serve::Reply{200, json::serialize(points(only == request.query.end() ? "" : only->second))};
  });
  server.on("GET", "/readiness", [this](const serve::Request&) {
    return serve::Reply{200, json::serialize(readiness())};
  });
  server.on("GET", "/why", [this](const serve::Request& request) {
    const auto name = request.query.find("name");
    const std::string asked = name == request.query.end() ? "" : name->second;
    if (const auto answer = engine::why(parts_.engine, parts_.turns.state(), asked, this_moment()))
      return serve::Reply{200, json::serialize(*answer)};
    json::array known;
    for (const std::string& each : engine::known_names(parts_.engine)) known.emplace_back(each);
    return serve::Reply{200, json::serialize(json::object{{"name", nullptr}, {"known", std::move(known)}})};
  });
  server.on("GET", "/evidence", [this](const serve::Request&) {
    return serve::Reply{200, json::serialize(evidence())};
  });
  server.on("POST", "/word", [this](const serve::Request& request) { return take_word(request); });
  server.on("POST", "/evidence", [this](const serve::Request& request) { return take_evidence(request); });
}

void Window::note_lag(Duration lag) { worst_lag_ = std::max(worst_lag_, lag); }

json::object Window::device(const std::string& id) const {
  const SteadyTime now = parts_.clock.steady();
  json::object snapshot = poll::describe_device(parts_.poller, parts_.engine.site(), id, now);
  for (const char* figure : {"last_answer_ms", "latency_ms", "rounds", "failed", "skipped"}) snapshot.erase(figure);
  json::object values = poll::describe_points(parts_.poller, parts_.points, id, now);
  for (auto& [name, sample] : values) sample.as_object().erase("age_ms");
  snapshot["points"] = std::move(values);
  return snapshot;
}

json::object Window::status() const {
  const platform::Instant now = parts_.clock.now();
  json::object object = engine::describe(parts_.engine, parts_.turns.state(), {now.steady, now.wall, now.wall_certain});
  const auto last = parts_.journal.last();
  const auto& figures = parts_.turns.figures();
  const model::Site& site = parts_.engine.site();
  json::array devices;
  for (const auto& device : parts_.poller.devices())
    devices.push_back(poll::describe_device(parts_.poller, site, device, now.steady));
  object["site"] = site.id;
  object["title"] = site.title;
  object["agent"] = parts_.agent;
  object["version"] = HOLDFAST_VERSION;
  object["now"] = engine::rfc3339(now.wall);
  object["wall_certain"] = now.wall_certain;
  object["up_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(now.steady - parts_.since).count();
  object["devices"] = std::move(devices);
  object["journal"] = {{"path", parts_.journal_path},
                       {"epoch", last.epoch},
                       {"seq", last.seq},
                       {"commits", parts_.journal.commits()},
                       {"error", figures.commit_error}};
  object["figures"] = {{"turns", figures.turns},
                       {"commits", figures.commits},
                       {"slowest_commit_ms", milliseconds(figures.slowest_commit)},
                       {"worst_lag_ms", milliseconds(worst_lag_)},
                       {"inputs_refused", figures.refused}};
  object["broker"] = nullptr;
  if (parts_.publisher) {
    const auto& health = parts_.publisher->health();
    object["broker"] = {{"uri", site.broker.uri},
                        {"connected", health.connected},
                        {"error", health.last_error},
                        {"published", health.published},
                        {"waiting", last.seq - std::min(last.seq, health.acknowledged.seq)}};
  }
  return object;
}

json::object Window::points(const std::string& only) const {
  const SteadyTime now = parts_.clock.steady();
  json::object devices;
  for (const auto& device : parts_.poller.devices()) {
    if (!only.empty() && device != only) continue;
    json::object object = poll::describe_device(parts_.poller, parts_.engine.site(), device, now);
    object["points"] = poll::describe_points(parts_.poller, parts_.points, device, now);
    devices[device] = std::move(object);
  }
  return {{"devices", std::move(devices)}};
}

}  // namespace holdfast::cli
