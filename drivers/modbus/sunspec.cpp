#include "drivers/modbus/sunspec.hpp"

#include <algorithm>

namespace holdfast::drivers::modbus {
namespace {

constexpr std::uint16_t bases[] = {40000, 0, 50000};
constexpr std::uint16_t mark[] = {0x5375, 0x6E53};  // "SunS"
constexpr std::uint16_t end_of_chain = 0xFFFF;
constexpr std::size_t most_models = 128;
constexpr auto holding = model::ModbusTable::holding_register;

// Nothing: there are no such registers.
Awaitable<Result<std::optional<Reply>>> two_registers(Unit* unit, int address, SteadyTime deadline) {
  Request request = read_request(unit->number(), holding, static_cast<std::uint16_t>(address), 2);
  Result<Reply> reply = co_await unit->ask(std::move(request), deadline);
  if (!reply) co_return with_context(reply.error(), "looking for SunSpec at {}", address);
  if (!reply->exception) co_return std::optional<Reply>{std::move(*reply)};
  if (*reply->exception <= 3) co_return std::optional<Reply>{};
  co_return refusal(*reply->exception);
}

}  // namespace

std::optional<Extent> SunSpecChain::find(const model::SunSpecPlace& place, int count) const {
  const auto found =
      std::find_if(models_.begin(), models_.end(), [&](const SunSpecModel& model) { return model.id == place.model; });
  if (found == models_.end() || place.offset < 0 || place.offset + count > found->length) return std::nullopt;
  return Extent{{holding, static_cast<std::uint16_t>(found->first + place.offset)}, count};
}

bool SunSpecChain::add(std::uint16_t id, std::uint16_t length) {
  const int first = next_ + 2;
  if (id == end_of_chain || id == 0 || first + length > 0x10000) return false;
  models_.push_back({id, first, length});
  next_ = first + length;
  return models_.size() < most_models && next_ + 2 <= 0x10000;
}

Awaitable<Result<void>> search_sunspec(Unit* unit, SunSpecSearch* search, SteadyTime deadline) {
  for (; !search->marked && search->base < std::size(bases); ++search->base) {
    const int base = bases[search->base];
    const Result<std::optional<Reply>> seen = co_await two_registers(unit, base, deadline);
    if (!seen) co_return seen.error();
    search->marked = *seen && std::equal((*seen)->values.begin(), (*seen)->values.end(), std::begin(mark));
    if (search->marked) search->chain.begin(base + 2);
  }
  search->done = !search->marked;
  while (!search->done) {
    const Result<std::optional<Reply>> header = co_await two_registers(unit, search->chain.next(), deadline);
    if (!header) co_return header.error();
    search->done = !*header || !search->chain.add((*header)->values[0], (*header)->values[1]);
  }
  co_return Result<void>{};
}

}  // namespace holdfast::drivers::modbus
