#include "drivers/modbus/answers.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "drivers/modbus/registers.hpp"

namespace holdfast::drivers::modbus {
namespace {

using model::ModbusAddress;
using model::Origin;
using model::PointAddress;
using model::Row;

constexpr std::uint8_t no_such_register = 2;

// The row that an index of one number means; a scalar has one row whatever the index.
std::optional<std::uint32_t> row_at(const ModbusAddress& address, const Row& index) {
  if (address.rows == 0) return 1;
  const auto numbers = index.numbers();
  if (numbers.size() != 1 || numbers[0] < 1 || numbers[0] > static_cast<std::uint32_t>(address.rows)) return {};
  return numbers[0];
}

// Calls `use` with each address that the value depends on, and with the index if only one is wanted.
class Dependencies {
 public:
  using Use = std::function<void(const ModbusAddress& address, const std::optional<Row>& index)>;
  Dependencies(const std::vector<model::PointSpec>& points, Use use) : points_(points), use_(std::move(use)) {}

  void of(const Target& target) {
    if (target.spec >= points_.size() || !seen_.insert(target).second) return;
    for (const Origin& origin : points_[target.spec].origins) of(origin, target.row);
  }

 private:
  void of(const Origin& origin, const std::optional<Row>& row) {
    const std::optional<Row> index = row ? index_of(origin.rows, *row) : std::nullopt;
    visit(origin.address, index);
    visit(origin.decoding.exponent, index);
    for (const model::Guard& guard : origin.where) visit(guard.address, index);
    visit(origin.rows.from, std::nullopt);
    visit(origin.rows.limit, std::nullopt);
    for (std::size_t i = 0; i < points_.size() && !origin.derived_from.empty(); ++i) {
      if (points_[i].name == origin.derived_from) of(Target{i, std::nullopt});
    }
  }

  void visit(const PointAddress& address, const std::optional<Row>& index) const {
    if (const auto* modbus = std::get_if<ModbusAddress>(&address)) use_(*modbus, index);
  }

  const std::vector<model::PointSpec>& points_;
  Use use_;
  std::set<Target> seen_;
};

}  // namespace

std::vector<Extent> registers_for(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets,
                                  const Layout& layout) {
  std::vector<Extent> extents;
  const auto want_row = [&](const ModbusAddress& address, std::uint32_t row) {
    const std::optional<Extent> extent = extent_of(address, row, layout.shift, layout.chain);
    if (extent) extents.push_back(*extent);
  };
  const auto want = [&](const ModbusAddress& address, const std::optional<Row>& index) {
    if (index) {
      if (const std::optional<std::uint32_t> row = row_at(address, *index)) want_row(address, *row);
      return;
    }
    const auto rows = static_cast<std::uint32_t>(std::max(address.rows, 1));
    for (std::uint32_t row = 1; row <= rows; ++row) want_row(address, row);
  };
  Dependencies dependencies(points, want);
  for (const Target& target : targets) dependencies.of(target);
  return extents;
}

bool wants_chain(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets) {
  bool wanted = false;
  Dependencies dependencies(points, [&](const ModbusAddress& address, const std::optional<Row>&) {
    wanted = wanted || address.sunspec.has_value();
  });
  for (const Target& target : targets) dependencies.of(target);
  return wanted;
}

std::vector<Answers::Instance> ModbusAnswers::instances(const PointAddress& address) const {
  std::vector<Instance> instances;
  const auto* modbus = std::get_if<ModbusAddress>(&address);
  if (modbus == nullptr) return instances;
  const auto rows = static_cast<std::uint32_t>(std::max(modbus->rows, 1));
  for (std::uint32_t row = 1; row <= rows; ++row) {
    const Answer* answer = in_row(*modbus, row);
    if (answer != nullptr) instances.push_back({modbus->rows > 0 ? Row{row} : Row{}, answer});
  }
  return instances;
}

const Answer* ModbusAnswers::at(const PointAddress& address, const Row& index) const {
  const auto* modbus = std::get_if<ModbusAddress>(&address);
  if (modbus == nullptr) return nullptr;
  const std::optional<std::uint32_t> row = row_at(*modbus, index);
  return row ? in_row(*modbus, *row) : nullptr;
}

const Answer* ModbusAnswers::in_row(const ModbusAddress& address, std::uint32_t row) const {
  const std::optional<Extent> extent = extent_of(address, row, layout_.shift, layout_.chain);
  const auto said = extent ? said_.find(*extent) : said_.end();
  if (said == said_.end() || said->second.exception == no_such_register) return nullptr;
  const auto [place, is_new] =
      read_.try_emplace(Key{*extent, address.type, address.order, address.sunspec.has_value()});
  Answer& answer = place->second;
  if (!is_new) return &answer;
  if (said->second.exception) {
    answer.reason = model::Reason::device_error;
  } else {
    answer.raw = raw_of(address, said->second.values);
  }
  return &answer;
}

}  // namespace holdfast::drivers::modbus
