// Stored rows to values and back.
#pragma once

#include <cstdint>
#include <string>

#include "agent/journal/schema.hpp"

namespace holdfast::journal {

struct Row {  // of the table events
  std::uint64_t seq = 0;
  Entry entry;
  std::string hash;  // 32 bytes
};

inline constexpr const char* row_columns = "seq, type, version, boot, steady_us, wall_us, wall_certain, bytes, hash";

Row row_from(const platform::Statement& row);                          // of SELECT row_columns
Result<void> insert_row(platform::Statement& insert, const Row& row);  // INSERT with row_columns as ?1 to ?9

// Of SELECT name, version, bytes, hash; damaged when the bytes do not fit their digest.
Result<Blob> blob_from(const platform::Statement& row);

}  // namespace holdfast::journal
