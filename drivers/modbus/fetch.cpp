#include "drivers/modbus/fetch.hpp"

#include <algorithm>
#include <set>

namespace holdfast::drivers::modbus {
namespace {

bool may_split(const Reply& reply) { return reply.exception == 2 || reply.exception == 3; }

void keep_values(const Reply& reply, const Block& block, const std::vector<Extent>& extents,
                 std::vector<Reply>& replies) {
  for (const std::size_t index : block.extents) {
    const Extent& extent = extents[index];
    replies[index] = Reply{};
    replies[index].exception = reply.exception;
    if (reply.exception) continue;
    const auto begin = reply.values.begin() + (extent.first.address - block.first.address);
    replies[index].values.assign(begin, begin + extent.count);
  }
}

}  // namespace

Fetch::Fetch(Unit& unit, const model::Quirks& quirks) : unit_(unit) {
  limits_.largest_block = quirks.largest_block;
  limits_.gap = quirks.gap;
  limits_.apart = quirks.one_request_per_field;
}

Awaitable<Result<Said>> Fetch::read(std::vector<Extent> wanted, SteadyTime deadline) {
  const std::set<Extent> once{wanted.begin(), wanted.end()};
  Work work;
  work.extents.assign(once.begin(), once.end());
  work.replies.resize(work.extents.size());
  const std::vector<Block> blocks = plan_blocks(work.extents, limits_);
  for (const Block& block : blocks) {
    Result<Work> done = co_await read_block(std::move(work), block, deadline);
    if (!done) co_return done.error();
    work = std::move(*done);
  }
  Said said;
  for (std::size_t i = 0; i < work.extents.size(); ++i) said.emplace(work.extents[i], std::move(work.replies[i]));
  co_return said;
}

Awaitable<Result<Fetch::Work>> Fetch::read_block(Work work, Block block, SteadyTime deadline) {
  const Result<Reply> reply = co_await ask(block, deadline);
  if (!reply) co_return reply.error();
  keep_values(*reply, block, work.extents, work.replies);
  if (!may_split(*reply)) co_return work;
  // An extent alone: the device does not have it, and it must not spoil its neighbours from now on.
  if (block.extents.size() == 1) {
    for (int i = 0; i < block.count; ++i) {
      limits_.barred.insert({block.first.table, static_cast<std::uint16_t>(block.first.address + i)});
    }
    co_return work;
  }
  Result<Work> parts = co_await read_parts(std::move(work), block, deadline);
  co_return parts;
}

// A block was refused: first its gaps are suspected, then its extents are read one by one, and if all of them answer,
// it was the length that the device did not like.
Awaitable<Result<Fetch::Work>> Fetch::read_parts(Work work, Block refused, SteadyTime deadline) {
  const std::vector<Register> gaps = gaps_of(refused, work.extents);
  std::vector<Block> parts;
  if (!gaps.empty()) {
    limits_.barred.insert(gaps.begin(), gaps.end());
    std::vector<Extent> extents;
    for (const std::size_t index : refused.extents) extents.push_back(work.extents[index]);
    parts = plan_blocks(extents, limits_);
    for (Block& part : parts) {
      for (std::size_t& index : part.extents) index = refused.extents[index];
    }
  } else {
    for (const std::size_t index : refused.extents) {
      parts.push_back({work.extents[index].first, work.extents[index].count, {index}});
    }
  }
  for (const Block& part : parts) {
    Result<Work> done = co_await read_block(std::move(work), part, deadline);
    if (!done) co_return done.error();
    work = std::move(*done);
  }
  const bool all_answered = std::none_of(refused.extents.begin(), refused.extents.end(),
                                         [&](std::size_t index) { return work.replies[index].exception.has_value(); });
  if (gaps.empty() && all_answered && !is_bits(refused.first.table)) {
    limits_.largest_block = std::max(1, refused.count / 2);
  }
  co_return work;
}

Awaitable<Result<Reply>> Fetch::ask(Block block, SteadyTime deadline) {
  Request request =
      read_request(unit_.number(), block.first.table, block.first.address, static_cast<std::uint16_t>(block.count));
  const std::uint8_t function = request.function;
  Result<Reply> reply = co_await unit_.ask(std::move(request), deadline);
  if (!reply) {
    co_return with_context(reply.error(), "reading {} from {} by function {}", block.count, block.first.address,
                           function);
  }
  co_return reply;
}

}  // namespace holdfast::drivers::modbus
