#include "drivers/recogniser.hpp"

#include <optional>

#include "drivers/recognise.hpp"

namespace holdfast::drivers {
namespace {

bool same_device(const Evidence& a, const Evidence& b) {
  return a.object_id == b.object_id && a.vendor == b.vendor && a.product == b.product && a.sunspec == b.sunspec;
}

class DeviceRecogniser final : public Recogniser {
 public:
  DeviceRecogniser(Registry& registry, model::Device device, const std::vector<model::Profile>& profiles,
                   Secrets secrets)
      : registry_(registry), device_(std::move(device)), profiles_(profiles), secrets_(std::move(secrets)) {}

  Awaitable<Result<Recognised>> recognise(SteadyTime deadline) override {
    std::set<std::string> wanted = objects_wanted(profiles_);
    Result<Evidence> evidence = co_await registry_.ask_identity(device_, std::move(wanted), secrets_, deadline);
    if (!evidence) co_return evidence.error();
    said_ = std::move(*evidence);
    Recognised recognised;
    Result<model::Profile> profile = choose(profiles_, *said_);
    if (!profile) co_return profile.error();
    recognised.profile = std::move(*profile);
    Result<std::unique_ptr<Driver>> driver = registry_.make(device_, recognised.profile, secrets_);
    if (!driver) co_return driver.error();
    recognised.driver = std::move(*driver);
    co_return recognised;
  }

  Awaitable<Result<bool>> is_same(SteadyTime deadline) override {
    std::set<std::string> nothing_more;
    const Result<Evidence> evidence =
        co_await registry_.ask_identity(device_, std::move(nothing_more), secrets_, deadline);
    if (!evidence) co_return evidence.error();
    co_return said_&& same_device(*said_, *evidence);
  }

 private:
  Registry& registry_;
  model::Device device_;
  const std::vector<model::Profile>& profiles_;
  Secrets secrets_;
  std::optional<Evidence> said_;  // when it was asked last
};

}  // namespace

std::unique_ptr<Recogniser> make_recogniser(Registry& registry, model::Device device,
                                            const std::vector<model::Profile>& profiles, Secrets secrets) {
  return std::make_unique<DeviceRecogniser>(registry, std::move(device), profiles, std::move(secrets));
}

}  // namespace holdfast::drivers
