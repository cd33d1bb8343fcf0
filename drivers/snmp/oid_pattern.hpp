// An OID as profiles write it: numbers, {n} or {n..} for the row, * for one number of no matter. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/model/row.hpp"
#include "drivers/snmp/oid.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::snmp {

class OidPattern {
 public:
  // invalid_argument: what is no number, no mark, or too long.
  static Result<OidPattern> parse(const std::string& text);

  bool is_plain() const { return rest_.empty(); }  // one object, no mark
  bool has_row() const { return has_row_; }
  bool is_ambiguous() const { return has_any_; }  // several objects may stand for one row
  const Oid& prefix() const { return prefix_; }   // the numbers before the first mark

  // The row that this object belongs to (empty if the pattern has none); nothing if it does not match.
  std::optional<model::Row> row_of(const Oid& oid) const;
  // The object in that row; nothing when a * leaves it open.
  std::optional<Oid> with(const model::Row& row) const;

 private:
  enum class Mark { number, row, rows, any };
  struct Part {
    Mark mark = Mark::number;
    std::uint32_t number = 0;
  };
  Oid prefix_;
  std::vector<Part> rest_;
  bool has_row_ = false;
  bool has_any_ = false;
};

}  // namespace holdfast::drivers::snmp
