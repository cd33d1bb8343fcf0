// Finds out what one device is, and whether it still is that: for devices whose profile is "auto". Asks the device;
// does not retry, log or judge age. What is asked, and when, the poller decides.
#pragma once

#include <memory>
#include <vector>

#include "drivers/driver.hpp"

namespace holdfast::drivers {

// What a device has turned out to be, and what reads it as that.
struct Recognised {
  model::Profile profile;  // of all that apply, merged
  std::unique_ptr<Driver> driver;
};

class Recogniser {
 public:
  virtual ~Recogniser() = default;

  //   not_found      it answers, and no profile is for it
  //   no_contact ... as an exchange
  virtual Awaitable<Result<Recognised>> recognise(SteadyTime deadline) = 0;

  // Whether it says of itself what it said when it was asked last: sysObjectID, or Modbus identification and SunSpec
  // models. A new description (a new firmware) makes it no other device.
  virtual Awaitable<Result<bool>> is_same(SteadyTime deadline) = 0;
};

// `registry` and `profiles` (all there are to choose from) outlive it.
std::unique_ptr<Recogniser> make_recogniser(Registry& registry, model::Device device,
                                            const std::vector<model::Profile>& profiles, Secrets secrets);

}  // namespace holdfast::drivers
