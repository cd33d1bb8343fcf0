// Walking columns of tables side by side, with GETBULK or (v1) with GETNEXT: what to ask next, given what has been
// answered. Pure. A column ends where its prefix ends, at the end of the view, at the row limit, or when the OIDs no
// longer increase (a device that loops). An error costs the column that causes it, not the others; before that a
// GETBULK is made smaller.
#pragma once

#include <vector>

#include "drivers/snmp/message.hpp"

namespace holdfast::drivers::snmp {

class Columns {
 public:
  enum class Step { get_next, get_bulk };

  // `most_repetitions` bounds the rows in one GETBULK.
  Columns(std::vector<Oid> prefixes, std::size_t row_limit, Step step = Step::get_bulk, int most_repetitions = 25);

  bool is_done() const;
  Request next() const;
  void take(const Response& response);

  const std::vector<Binding>& rows(std::size_t column) const { return columns_[column].rows; }  // by rising OID
  int repetitions() const { return repetitions_; }  // shrinks when the device complains

 private:
  struct Column {
    Oid prefix;
    Oid last;
    std::vector<Binding> rows;
    bool done = false;
  };
  std::vector<std::size_t> active() const;
  void take_binding(Column& column, const Binding& binding) const;
  void take_error(const Response& response);

  std::vector<Column> columns_;
  std::size_t row_limit_;
  Step step_;
  int repetitions_;
  bool one_by_one_ = false;  // after an error with several columns in the request
};

}  // namespace holdfast::drivers::snmp
