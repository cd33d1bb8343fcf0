// Object identifiers as numbers. Pure. Compared by ==, < as SNMP orders them.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace holdfast::drivers::snmp {

// Nearly all are short: they lie where they are, without memory of their own.
using Oid = boost::container::small_vector<std::uint32_t, 18>;

// "1.3.6.1.2.1.1.5.0", with or without a leading dot; 2 to 128 numbers (RFC 3416, 4.1).
Result<Oid> parse_oid(std::string_view text);
std::string to_string(const Oid& oid);

// True when `oid` is longer than `prefix` and begins with it.
bool is_below(const Oid& prefix, const Oid& oid);

}  // namespace holdfast::drivers::snmp
