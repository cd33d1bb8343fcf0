// The world as effects may touch it. `main` fills it with the poller's calls; a shadow is handed one without `write`,
// so that it cannot act whatever it decides.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "agent/model/sample.hpp"
#include "agent/model/site.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::act {

using platform::Awaitable;

struct Ports {
  std::function<Awaitable<Result<model::Sample>>(model::PointId, SteadyTime deadline)> read;
  std::function<Awaitable<Result<void>>(model::PointId, model::Value, SteadyTime deadline)> write;  // empty: a shadow
  std::function<void(const std::set<model::PointId>&)> read_now;
};

// Whether an output may be switched just now. Asked before every write; each says why not, or nothing.
struct Permits {
  std::function<std::optional<std::string>(const std::string& point)> inhibit;  // a person has said no, durably
  std::function<std::optional<std::string>(const std::string& point, const model::Value&)> interlock;
};

// What a site forbids, whoever asks: its protected loads are never switched off. Load refuses plans that would; this is
// for what no file says. Keeps nothing of the site.
Permits permits_of(const model::Site& site);

}  // namespace holdfast::act
