// Brings a journal file into a state to work with: makes it when it is not there, sets it aside and begins a new epoch
// when it is damaged, refuses it when it belongs to somebody else.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "agent/journal/schema.hpp"
#include "platform/lock_file.hpp"

namespace holdfast::journal {

struct Ready {
  platform::LockFile lock;
  Meta meta = {};
  std::string set_aside = {};  // empty if the file was sound or new
  std::string damage = {};     // what was wrong with it
};

Result<Ready> make_ready(boost::asio::any_io_executor loop, const Journal::Options& options);

}  // namespace holdfast::journal
