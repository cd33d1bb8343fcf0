// Walking columns of tables side by side with GETBULK: what to ask next, given what has been answered. Pure.
// A column ends where its prefix ends, at the end of the view, at the row limit, or when the OIDs no longer increase
// (a device that loops). An error costs the column that causes it, not the others.
#pragma once

#include <vector>

#include "drivers/snmp/message.hpp"

namespace holdfast::drivers::snmp {

class Columns {
 public:
  Columns(std::vector<Oid> prefixes, std::size_t row_limit);

  bool is_done() const;
  Request next() const;
  void take(const Response& response);

  const std::vector<Binding>& rows(std::size_t column) const { return columns_[column].rows; }  // by rising OID

 private:
  struct Column {
    Oid prefix;
    Oid last;
    std::vector<Binding> rows;
    bool done = false;
  };
  std::vector<std::size_t> active() const;
  void take_binding(Column& column, const Binding& binding) const;
  void take_error(long status);

  std::vector<Column> columns_;
  std::size_t row_limit_;
  int repetitions_;
  bool one_by_one_ = false;  // after an error with several columns in the request
};

}  // namespace holdfast::drivers::snmp
