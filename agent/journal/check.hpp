// Is a journal file sound? Looks at its header, its seal, SQLite's own structure, the end of the hash chain and the
// digests of the states. Bounded in time, so that a large journal on a slow card does not hold up the start.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

#include "agent/journal/schema.hpp"

namespace holdfast::journal {

struct Finding {
  enum class Kind { fresh, sound, damaged };
  Kind kind = Kind::fresh;
  std::string damage;  // what is wrong
  Meta meta;           // of a sound file; of a damaged one as far as it can be trusted, else epoch 0
};

// Errors are what setting aside would not cure: no permission, no space, another program's database, a newer schema.
Result<Finding> check_file(boost::asio::any_io_executor loop, const std::string& path);

}  // namespace holdfast::journal
