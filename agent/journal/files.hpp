// The files of a journal: the database, SQLite's two beside it (-wal, -shm), the epoch beside it (.epoch), and what was
// set aside (.damaged-<UTC time>). Everything here is durable when it returns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/result.hpp"

namespace holdfast::journal {

bool file_exists(const std::string& path);
std::uint64_t file_size(const std::string& path);  // 0 when it is not there

Result<void> rename_file(const std::string& from, const std::string& to);
Result<void> remove_database(const std::string& path);  // and its -wal, -shm, -journal; fine when nothing is there

// Moves a damaged journal with all that belongs to it out of the way; returns its new name. Nothing is deleted.
Result<std::string> set_aside(const std::string& path);

// The journals beside `path` that were set aside.
std::vector<std::string> set_aside_before(const std::string& path);

// The epoch is also kept beside the database, because an epoch that is used twice would make a reader drop new events
// as repeats. 0 when it is not known.
std::uint64_t read_epoch(const std::string& path);
Result<void> write_epoch(const std::string& path, std::uint64_t epoch);

}  // namespace holdfast::journal
