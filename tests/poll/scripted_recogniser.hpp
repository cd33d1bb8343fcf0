// A device that says of itself what a test tells it, in virtual time. Once recognised it is read as a ScriptedDriver.
#pragma once

#include <string>

#include "drivers/recogniser.hpp"
#include "tests/poll/scripted_driver.hpp"

namespace holdfast::testing {

// What a test sees and sets; outlives the recogniser.
struct ScriptedIdentity {
  std::string object_id = "1.1";  // another one: another device
  model::Profile profile;         // what it is taken for; without an id: no profile is for it
  Script script;                  // of the device; silent there is silent here
  int recognised = 0;             // calls
  int compared = 0;
};

class ScriptedRecogniser final : public drivers::Recogniser {
 public:
  ScriptedRecogniser(platform::Clock& clock, ScriptedIdentity& what) : clock_(clock), what_(what) {}

  drivers::Awaitable<Result<drivers::Recognised>> recognise(SteadyTime deadline) override {
    ++what_.recognised;
    const Result<void> heard = co_await exchange(deadline);
    if (!heard) co_return heard.error();
    said_ = what_.object_id;
    if (what_.profile.id.empty()) co_return make_error(Code::not_found, "no profile is for this device");
    drivers::Recognised recognised;
    recognised.profile = what_.profile;
    recognised.driver = std::make_unique<ScriptedDriver>(clock_, what_.script);
    co_return recognised;
  }

  drivers::Awaitable<Result<bool>> is_same(SteadyTime deadline) override {
    ++what_.compared;
    const Result<void> heard = co_await exchange(deadline);
    if (!heard) co_return heard.error();
    co_return said_ == what_.object_id;
  }

 private:
  drivers::Awaitable<Result<void>> exchange(SteadyTime deadline) {
    const bool silent = what_.script.mood == Script::Mood::silent;
    const SteadyTime until = silent ? std::min(deadline, clock_.steady() + std::chrono::milliseconds{500})
                                    : clock_.steady() + what_.script.latency;
    co_await clock_.wait_until(until);
    if (silent) co_return make_error(Code::no_contact, "no answer");
    co_return Result<void>{};
  }

  platform::Clock& clock_;
  ScriptedIdentity& what_;
  std::string said_;
};

}  // namespace holdfast::testing
