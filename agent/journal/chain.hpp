// The hash chain: each event's hash covers the hash before it and everything that is stored about the event, so that a
// changed, missing, added or moved row shows. The definition, for readers outside, stands in docs/journal.md.
#pragma once

#include <cstdint>
#include <string>

#include "agent/journal/journal.hpp"

namespace holdfast::journal {

inline constexpr std::size_t hash_size = 32;  // bytes of SHA-256

struct Identity {  // of a journal file: what all of its events have in common
  std::string site;
  std::string agent;
  std::uint64_t epoch = 1;
};

// `previous` and the result are the 32 bytes themselves.
Result<std::string> event_hash(const std::string& previous, const Identity& identity, std::uint64_t seq,
                               const Entry& entry);
Result<std::string> blob_hash(const Blob& blob);
Result<std::string> seal_hash(const Identity& identity, std::uint64_t anchor_seq, const std::string& anchor_hash);

std::string to_hex(const std::string& bytes);

}  // namespace holdfast::journal
