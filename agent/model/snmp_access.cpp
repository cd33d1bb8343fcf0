#include "agent/model/snmp_access.hpp"

namespace holdfast::model {
namespace {

template <class Words, class Enum>
std::string word_of(const Words& words, Enum wanted) {
  for (const auto& [word, value] : words) {
    if (value == wanted) return word;
  }
  return "?";
}

}  // namespace

const SnmpVersionWords& snmp_version_words() {
  static const SnmpVersionWords words{{"v1", SnmpVersion::v1}, {"v2c", SnmpVersion::v2c}, {"v3", SnmpVersion::v3}};
  return words;
}

const AuthenticationWords& authentication_words() {
  static const AuthenticationWords words{{"none", Authentication::none},      {"MD5", Authentication::md5},
                                         {"SHA-1", Authentication::sha1},     {"SHA-224", Authentication::sha224},
                                         {"SHA-256", Authentication::sha256}, {"SHA-384", Authentication::sha384},
                                         {"SHA-512", Authentication::sha512}};
  return words;
}

const PrivacyWords& privacy_words() {
  static const PrivacyWords words{{"none", Privacy::none},         {"DES", Privacy::des},
                                  {"AES-128", Privacy::aes128},    {"AES-192", Privacy::aes192},
                                  {"AES-256", Privacy::aes256},    {"AES-192-C", Privacy::aes192_c},
                                  {"AES-256-C", Privacy::aes256_c}};
  return words;
}

std::string to_string(SnmpVersion version) { return word_of(snmp_version_words(), version); }
std::string to_string(Authentication authentication) { return word_of(authentication_words(), authentication); }
std::string to_string(Privacy privacy) { return word_of(privacy_words(), privacy); }

std::string fault_of(const SnmpAccess& access) {
  if (access.version != SnmpVersion::v3) {
    const char* key = nullptr;
    if (!access.privacy_secret.empty()) key = "privacy_secret";
    if (!access.context.empty()) key = "context";
    if (access.privacy != Privacy::none) key = "privacy";
    if (access.authentication != Authentication::none) key = "auth";
    if (!access.user.empty()) key = "user";
    return key == nullptr
               ? ""
               : std::string("`") + key + "` belongs to SNMP v3, but the version is " + to_string(access.version);
  }
  if (access.user.empty()) return "SNMP v3 needs the name of a `user`";
  if (access.user.size() > 32) return "the name of an SNMP v3 user has at most 32 characters";
  if (access.context.size() > 255) return "an SNMP v3 context has at most 255 characters";
  if (access.privacy != Privacy::none && access.authentication == Authentication::none)
    return "SNMP v3 has no privacy without authentication: say `auth` as well";
  if (access.privacy == Privacy::none && !access.privacy_secret.empty())
    return "`privacy_secret` without `privacy` protects nothing";
  return "";
}

}  // namespace holdfast::model
