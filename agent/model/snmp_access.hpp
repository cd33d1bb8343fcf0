// How a device wants to be asked over SNMP: the version, and for v3 the user and how its messages are protected
// (User-based Security Model, RFC 3414). Secrets are named, never held.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace holdfast::model {

enum class SnmpVersion { v1, v2c, v3 };
enum class Authentication { none, md5, sha1, sha224, sha256, sha384, sha512 };
// AES with 192 or 256 bits is in no RFC. Two ways to lengthen the key are in use: that of the Blumenthal draft, and
// (`_c`) that of the Reeder draft, which Cisco and others follow.
enum class Privacy { none, des, aes128, aes192, aes256, aes192_c, aes256_c };

struct SnmpAccess {
  SnmpVersion version = SnmpVersion::v2c;
  std::string user;  // this and what follows: v3 only
  Authentication authentication = Authentication::none;
  Privacy privacy = Privacy::none;
  std::string context;
  std::string privacy_secret;  // name of the secret of privacy; empty: the device's `secret` serves both
};

// The words of files and of the command line: "v3", "SHA-256", "AES-256-C".
using SnmpVersionWords = std::vector<std::pair<std::string, SnmpVersion>>;
using AuthenticationWords = std::vector<std::pair<std::string, Authentication>>;
using PrivacyWords = std::vector<std::pair<std::string, Privacy>>;
const SnmpVersionWords& snmp_version_words();
const AuthenticationWords& authentication_words();
const PrivacyWords& privacy_words();
std::string to_string(SnmpVersion version);
std::string to_string(Authentication authentication);
std::string to_string(Privacy privacy);

// What is wrong with the combination, as one sentence; empty if nothing is.
std::string fault_of(const SnmpAccess& access);

}  // namespace holdfast::model
