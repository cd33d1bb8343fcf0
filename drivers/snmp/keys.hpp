// From a pass phrase to the keys of one user at one engine (RFC 3414, 2.6 and A.2; RFC 7860; the two drafts for longer
// AES keys). Pure, but slow: a pass phrase is hashed to a megabyte (1-4 ms), so this runs on a worker (keyring.hpp).
#pragma once

#include <string>

#include "agent/model/snmp_access.hpp"

namespace holdfast::drivers::snmp {

struct LocalKeys {
  std::string authentication;  // empty: not needed
  std::string privacy;
};

constexpr std::size_t shortest_pass_phrase = 8;  // RFC 3414, 11.2

// `authentication` is not none, `pass_phrase` not empty.
std::string key_of_pass_phrase(model::Authentication authentication, const std::string& pass_phrase);
std::string localised(model::Authentication authentication, const std::string& key, const std::string& engine);
// From a localised key to one as long as the cipher wants.
std::string privacy_key(model::Authentication authentication, model::Privacy privacy, const std::string& local_key,
                        const std::string& engine);

}  // namespace holdfast::drivers::snmp
