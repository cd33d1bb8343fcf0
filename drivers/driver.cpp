#include "drivers/driver.hpp"

namespace holdfast::drivers {

Awaitable<Result<DeviceIdentity>> Driver::identify(SteadyTime) {
  co_return make_error(Code::not_found, "devices of this protocol do not say who they are in this way");
}

}  // namespace holdfast::drivers
