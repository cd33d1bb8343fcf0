// The driver's part that asks a device who it is.
#include "drivers/modbus/driver.hpp"
#include "drivers/modbus/identification.hpp"

namespace holdfast::drivers::modbus {
namespace {

constexpr int most_parts = 32;

using Objects = std::map<std::uint8_t, std::string>;

struct Identification {
  Objects objects;
  int level = 0;  // 0: the device does not know the function
};

// Every part of one access.
Awaitable<Result<Identification>> ask_access(Unit* unit, IdentificationAccess access, SteadyTime deadline) {
  Identification found;
  std::uint8_t first = 0;
  for (int parts = 0; parts < most_parts; ++parts) {
    const Request request = identification_request(unit->number(), access, first);
    const Result<Reply> reply = co_await unit->ask(request, deadline);
    if (!reply) co_return reply.error();
    if (reply->exception) co_return found;
    const Result<IdentificationPart> part = identification_part(*reply, request);
    if (!part) co_return part.error();
    found.level = part->conformity & 0x7F;
    for (const auto& [object, text] : part->objects) found.objects.emplace(object, text);
    if (!part->next) co_return found;
    first = *part->next;
  }
  co_return make_error(Code::protocol_violation, "device identification: it does not end");
}

}  // namespace

Awaitable<Result<DeviceIdentity>> ModbusDriver::identify(SteadyTime deadline) {
  Result<DeviceIdentity> identity = co_await ask_identity(deadline);
  unit_.round_ended();
  co_return identity;
}

// Some devices do not answer a function that they do not know, so SunSpec is looked for whatever came of the first.
Awaitable<Result<DeviceIdentity>> ModbusDriver::ask_identity(SteadyTime deadline) {
  Result<Identification> basic = co_await ask_access(&unit_, IdentificationAccess::basic, deadline);
  if (basic && basic->level >= 2) {
    const Result<Identification> regular = co_await ask_access(&unit_, IdentificationAccess::regular, deadline);
    if (regular) basic->objects.insert(regular->objects.begin(), regular->objects.end());
  }
  const Result<void> searched = co_await find_chain(deadline);
  const bool has_chain = !layout_.chain.models().empty();
  if (!searched && !basic) co_return basic.error();
  if (!has_chain && (!basic || basic->level == 0)) {
    co_return make_error(Code::not_found, "the device neither identifies itself (function 43) nor speaks SunSpec");
  }
  const Objects objects = basic ? basic->objects : Objects{};
  DeviceIdentity identity;
  for (const auto& [object, text] : objects) {
    switch (object) {
      case 0: identity.vendor = text; break;
      case 1: identity.product_code = text; break;
      case 2: identity.revision = text; break;
      default: identity.others.emplace(object, text);
    }
  }
  for (const SunSpecModel& model : layout_.chain.models()) identity.sunspec.push_back(model.id);
  co_return identity;
}

}  // namespace holdfast::drivers::modbus
