// The tables of a journal file: how they are made, brought up to date, and what the file says about itself.
#pragma once

#include <cstdint>
#include <string>

#include "agent/journal/chain.hpp"
#include "platform/sqlite.hpp"

namespace holdfast::journal {

using platform::Database;

inline constexpr std::int64_t application_id = 0x486F6C64;  // "Hold", in the header of every journal file

struct Meta {  // what a journal file says about itself
  Identity identity;
  std::uint64_t anchor_seq = 0;  // the event before the first one kept, and its hash; 0 and zeros at the beginning
  std::string anchor_hash = std::string(hash_size, '\0');
};

// The newest schema that this program knows (PRAGMA user_version).
std::int64_t newest_schema();

// Makes a whole new journal at `path`, where nothing is. It appears complete or not at all.
Result<void> create_file(const std::string& path, const Identity& identity);

// Applies the migrations that the file has not seen, each in a transaction of its own.
Result<void> migrate(Database& database);

// damaged: what it says does not fit its seal.
Result<Meta> read_meta(Database& database);

// The single number that a statement without parameters gives.
Result<std::int64_t> read_number(Database& database, const std::string& sql);

std::span<const std::byte> as_blob(const std::string& bytes);

}  // namespace holdfast::journal
