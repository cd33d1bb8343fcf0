// What runs on the reader's thread, over a connection of its own: never in the way of a commit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/schema.hpp"

namespace holdfast::journal {

class Reader {
 public:
  static Result<std::shared_ptr<Reader>> open(const std::string& path, const Meta& meta);

  Result<Journal::Position> cursor(const std::string& reader);

  // At most `limit` events, and at most 1000 and about 1 MiB of them at once: a reader that wants more asks again.
  Result<std::vector<Record>> read_after(const Journal::Position& position, std::size_t limit);
  Result<std::vector<Record>> read_last(std::size_t limit);

  Result<std::optional<Blob>> load(const std::string& name);

 private:
  Reader(Database database, Meta meta) : database_(std::move(database)), meta_(std::move(meta)) {}
  Result<std::string> hash_of(std::uint64_t seq);
  Result<std::vector<Record>> read(std::uint64_t after, std::size_t limit);

  Database database_;
  Meta meta_;
};

}  // namespace holdfast::journal
