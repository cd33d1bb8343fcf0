#include "drivers/snmp/keys.hpp"

#include <fmt/format.h>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers::snmp;
using model::Authentication;
using model::Privacy;

namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

const std::string engine = std::string(11, '\0') + '\x02';  // of RFC 3414, A.3

std::string local(Authentication authentication, const std::string& phrase) {
  return localised(authentication, key_of_pass_phrase(authentication, phrase), engine);
}

}  // namespace

TEST_GROUP(Keys){};

TEST(Keys, are_those_of_the_standards_examples) {
  STRCMP_EQUAL("9faf3283884e92834ebc9847d8edd963", hex(key_of_pass_phrase(Authentication::md5, "maplesyrup")).c_str());
  STRCMP_EQUAL("526f5eed9fcce26f8964c2930787d82b", hex(local(Authentication::md5, "maplesyrup")).c_str());
  STRCMP_EQUAL("9fb5cc0381497b3793528939ff788d5d79145211",
               hex(key_of_pass_phrase(Authentication::sha1, "maplesyrup")).c_str());
  STRCMP_EQUAL("6695febc9288e36282235fc7151f128497b38f3f", hex(local(Authentication::sha1, "maplesyrup")).c_str());
}

TEST(Keys, have_the_length_of_their_digest) {
  struct Case {
    Authentication authentication;
    std::size_t length;
  };
  for (const Case& one :
       {Case{Authentication::md5, 16}, Case{Authentication::sha1, 20}, Case{Authentication::sha224, 28},
        Case{Authentication::sha256, 32}, Case{Authentication::sha384, 48}, Case{Authentication::sha512, 64}}) {
    LONGS_EQUAL(one.length, local(one.authentication, "maplesyrup").size());
  }
}

TEST(Keys, of_privacy_are_cut_or_lengthened_to_what_the_cipher_wants) {
  struct Case {
    Privacy privacy;
    std::size_t length;
  };
  for (const Authentication authentication : {Authentication::md5, Authentication::sha1, Authentication::sha512}) {
    const std::string key = local(authentication, "maplesyrup");
    for (const Case& one :
         {Case{Privacy::none, 0}, Case{Privacy::des, 16}, Case{Privacy::aes128, 16}, Case{Privacy::aes192, 24},
          Case{Privacy::aes256, 32}, Case{Privacy::aes192_c, 24}, Case{Privacy::aes256_c, 32}}) {
      const std::string made = privacy_key(authentication, one.privacy, key, engine);
      LONGS_EQUAL(one.length, made.size());
      STRCMP_EQUAL(hex(key.substr(0, one.length)).substr(0, 32).c_str(), hex(made).substr(0, 32).c_str());
    }
  }
}

// draft-reeder-snmpv3-usm-3desede, B.1 and B.2: the same pass phrase and engine, lengthened.
TEST(Keys, are_lengthened_as_the_reeder_draft_shows) {
  const std::string md5 = local(Authentication::md5, "maplesyrup");
  STRCMP_EQUAL("526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12",
               hex(privacy_key(Authentication::md5, Privacy::aes256_c, md5, engine)).c_str());
  const std::string sha = local(Authentication::sha1, "maplesyrup");
  STRCMP_EQUAL("6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c",
               hex(privacy_key(Authentication::sha1, Privacy::aes256_c, sha, engine)).c_str());
}
