#include "drivers/evaluate.hpp"

#include <algorithm>
#include <map>

#include "drivers/text.hpp"

namespace holdfast::drivers {
namespace {

using model::Derivation;
using model::Guard;
using model::Kind;
using model::Origin;
using model::PointSpec;
using model::Quality;
using model::Reason;
using model::Row;

constexpr int largest_exponent = 12;

bool is_word(const Raw& raw, const model::RawWord& word) {
  if (const auto* text = std::get_if<std::string>(&word)) {
    const auto* said = std::get_if<std::string>(&raw.value);
    return said != nullptr && readable(*said) == *text;
  }
  const std::optional<double> number = number_in(raw);
  if (!number) return false;
  if (const auto* wanted = std::get_if<double>(&word)) return *number == *wanted;
  return *number == static_cast<double>(std::get<std::int64_t>(word));
}

bool holds(const Guard& guard, const Row& index, const Answers& answers) {
  const Answer* answer = answers.at(guard.address, index);
  const bool is_there = answer != nullptr && answer->raw;
  if (guard.absent) return !is_there;
  if (!is_there) return false;
  const Raw& raw = *answer->raw;
  const auto said = [&](const model::RawWord& word) { return is_word(raw, word); };
  if (!guard.is.empty() && std::none_of(guard.is.begin(), guard.is.end(), said)) return false;
  if (std::any_of(guard.is_not.begin(), guard.is_not.end(), said)) return false;
  return !guard.like || guard.like.is_in(text_of(raw));
}

bool all_hold(const Origin& origin, const Row& index, const Answers& answers) {
  return std::all_of(origin.where.begin(), origin.where.end(),
                     [&](const Guard& guard) { return holds(guard, index, answers); });
}

std::optional<double> number_at(const model::PointAddress& address, const Row& index, const Answers& answers) {
  const Answer* answer = answers.at(address, index);
  if (answer == nullptr || !answer->raw) return std::nullopt;
  return number_in(*answer->raw);
}

Decoded decode_at(const PointSpec& point, const Origin& origin, const Row& index, const Answer& answer,
                  const Answers& answers) {
  if (!answer.raw) return bad(answer.reason);
  int power = 0;
  if (!std::holds_alternative<std::monostate>(origin.decoding.exponent)) {
    const std::optional<double> exponent = number_at(origin.decoding.exponent, index, answers);
    if (!exponent || std::abs(*exponent) > largest_exponent || *exponent != std::trunc(*exponent)) {
      return bad(Reason::not_available);
    }
    power = static_cast<int>(*exponent) * origin.decoding.exponent_sign;
  }
  return decode(*answer.raw, point.kind, origin.decoding, power);
}

// The row that stands in the name for this index; nothing if it is left out.
std::optional<Row> row_for(const Origin& origin, const Row& index, const Answers& answers) {
  const model::RowRule& rule = origin.rows;
  std::optional<Row> row = index;
  if (!std::holds_alternative<std::monostate>(rule.from)) {
    const std::optional<double> number = number_at(rule.from, index, answers);
    if (!number || *number < 0 || *number > UINT32_MAX || *number != std::trunc(*number)) return std::nullopt;
    row = Row{static_cast<std::uint32_t>(*number)};
  } else if (!rule.chosen.empty()) {
    const auto chosen = rule.chosen.find(index);
    if (chosen == rule.chosen.end()) return std::nullopt;
    row = chosen->second;
  } else if (rule.offset != 0 && index.numbers().size() == 1) {
    const std::int64_t number = static_cast<std::int64_t>(index.numbers()[0]) + rule.offset;
    if (number < 0 || number > UINT32_MAX) return std::nullopt;
    row = Row{static_cast<std::uint32_t>(number)};
  }
  if (!std::holds_alternative<std::monostate>(rule.limit) && row->numbers().size() == 1) {
    const std::optional<double> limit = number_at(rule.limit, Row{}, answers);
    if (limit && *limit > 0 && row->numbers()[0] > *limit) return std::nullopt;
  }
  return row;
}

Reading reading_of(const Target& target, Decoded decoded, int origin) {
  const int known = decoded.quality == Quality::bad ? -1 : origin;
  return {target.spec, target.row, std::move(decoded.value), decoded.quality, decoded.reason, known};
}

class Evaluation {
 public:
  Evaluation(const std::vector<PointSpec>& points, const Answers& answers) : points_(points), answers_(answers) {}

  void add(const Target& target, std::vector<Reading>& readings) const {
    const PointSpec& point = points_[target.spec];
    if (!point.is_table()) {
      readings.push_back(scalar(target, point));
      return;
    }
    std::map<Row, Reading> rows = table(target, point);
    if (target.row && rows.empty()) rows.emplace(*target.row, reading_of(target, bad(Reason::not_available), -1));
    for (auto& [row, reading] : rows) readings.push_back(std::move(reading));
  }

 private:
  Reading scalar(const Target& target, const PointSpec& point) const {
    Reason reason = Reason::not_available;
    for (std::size_t i = 0; i < point.origins.size(); ++i) {
      const Origin& origin = point.origins[i];
      Decoded decoded = from(origin, point, reason);
      if (decoded.quality != Quality::bad) return reading_of(target, std::move(decoded), static_cast<int>(i));
    }
    return reading_of(target, bad(reason), -1);
  }

  // `reason` becomes the first that says more than that there is nothing.
  Decoded from(const Origin& origin, const PointSpec& point, Reason& reason) const {
    if (origin.derivation != Derivation::none) return keep(derived(origin), reason);
    if (std::holds_alternative<std::monostate>(origin.address)) {
      if (origin.constant.empty() || !all_hold(origin, Row{}, answers_)) return bad(Reason::not_available);
      return constant_of(origin, point);
    }
    for (const Answers::Instance& instance : answers_.instances(origin.address)) {
      if (!all_hold(origin, instance.index, answers_)) continue;
      Decoded decoded = keep(decode_at(point, origin, instance.index, *instance.answer, answers_), reason);
      if (decoded.quality != Quality::bad) return decoded;
    }
    return bad(Reason::not_available);
  }

  static Decoded keep(Decoded decoded, Reason& reason) {
    if (decoded.quality == Quality::bad && reason == Reason::not_available) reason = decoded.reason;
    return decoded;
  }

  static Decoded constant_of(const Origin& origin, const PointSpec& point) {
    if (point.kind == Kind::enumeration) return {model::Enumeration{origin.constant}, Quality::good, Reason::none};
    return {model::Text{origin.constant}, Quality::good, Reason::none};
  }

  // A row that says something odd makes the sum unknown, and is not counted; one that is not there does no harm.
  Decoded derived(const Origin& origin) const {
    if (!all_hold(origin, Row{}, answers_)) return bad(Reason::not_available);
    const auto found = std::find_if(points_.begin(), points_.end(),
                                    [&](const PointSpec& point) { return point.name == origin.derived_from; });
    if (found == points_.end()) return bad(Reason::not_available);
    const Target whole{static_cast<std::size_t>(found - points_.begin()), std::nullopt};
    std::int64_t count = 0;
    double sum = 0.0;
    bool is_whole = true;
    for (const auto& [row, reading] : table(whole, *found)) {
      if (reading.quality == Quality::bad) {
        if (reading.reason == Reason::not_available || origin.derivation == Derivation::count) continue;
        return bad(reading.reason);
      }
      ++count;
      is_whole = is_whole && std::holds_alternative<std::int64_t>(*reading.value);
      sum += model::as_number(*reading.value).value_or(0.0);
    }
    if (count == 0) return bad(Reason::not_available);
    if (origin.derivation == Derivation::count) return {count, Quality::good, Reason::none};
    if (is_whole) return {static_cast<std::int64_t>(sum), Quality::good, Reason::none};
    return {without_noise(sum), Quality::good, Reason::none};
  }

  // Row by row the first origin that gives a value, but all rows from one rank: two profiles need not count alike.
  std::map<Row, Reading> table(const Target& target, const PointSpec& point) const {
    std::map<Row, Reading> rows;
    bool has_value = false;
    int rank = 0;
    for (std::size_t i = 0; i < point.origins.size(); ++i) {
      const Origin& origin = point.origins[i];
      if (origin.rank != rank && has_value) break;
      rank = origin.rank;
      for (const Answers::Instance& instance : answers_.instances(origin.address)) {
        const std::optional<Row> row = row_for(origin, instance.index, answers_);
        if (!row || (target.row && *row != *target.row)) continue;
        const auto known = rows.find(*row);
        if (known != rows.end() && known->second.quality != Quality::bad) continue;
        if (!all_hold(origin, instance.index, answers_)) continue;
        Decoded decoded = decode_at(point, origin, instance.index, *instance.answer, answers_);
        has_value = has_value || decoded.quality != Quality::bad;
        Reading reading = reading_of({target.spec, *row}, std::move(decoded), static_cast<int>(i));
        if (known == rows.end()) {
          rows.emplace(*row, std::move(reading));
        } else if (reading.quality != Quality::bad || known->second.reason == Reason::not_available) {
          known->second = std::move(reading);
        }
      }
    }
    return rows;
  }

  const std::vector<PointSpec>& points_;
  const Answers& answers_;
};

}  // namespace

std::vector<Reading> evaluate(const std::vector<PointSpec>& points, const std::vector<Target>& targets,
                              const Answers& answers) {
  const Evaluation evaluation(points, answers);
  std::vector<Reading> readings;
  readings.reserve(targets.size());
  for (const Target& target : targets) evaluation.add(target, readings);
  return readings;
}

std::optional<Row> index_of(const model::RowRule& rule, const Row& row) {
  if (!std::holds_alternative<std::monostate>(rule.from)) return std::nullopt;
  if (!rule.chosen.empty()) {
    for (const auto& [index, chosen] : rule.chosen) {
      if (chosen == row) return index;
    }
    return std::nullopt;
  }
  if (rule.offset == 0 || row.numbers().size() != 1) return row;
  const std::int64_t number = static_cast<std::int64_t>(row.numbers()[0]) - rule.offset;
  if (number < 0) return std::nullopt;
  return Row{static_cast<std::uint32_t>(number)};
}

}  // namespace holdfast::drivers
