#include "drivers/snmp/keys.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace holdfast::drivers::snmp {

using model::Authentication;
using model::Privacy;

namespace {

const EVP_MD* digest_of(Authentication authentication) {
  switch (authentication) {
    case Authentication::md5: return EVP_md5();
    case Authentication::sha1: return EVP_sha1();
    case Authentication::sha224: return EVP_sha224();
    case Authentication::sha256: return EVP_sha256();
    case Authentication::sha384: return EVP_sha384();
    case Authentication::sha512: return EVP_sha512();
    case Authentication::none: break;
  }
  return nullptr;
}

class Digest {
 public:
  explicit Digest(Authentication authentication) : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    good_ = context_ && EVP_DigestInit_ex(context_.get(), digest_of(authentication), nullptr) == 1;
  }
  Digest& add(const std::string& bytes) {
    good_ = good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
    return *this;
  }
  // Empty when the library does not offer this digest.
  std::string result() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (!good_ || EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) != 1) return {};
    return {bytes.begin(), bytes.begin() + size};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  bool good_ = false;
};

std::size_t key_length(Privacy privacy) {
  switch (privacy) {
    case Privacy::none: return 0;
    case Privacy::des:
    case Privacy::aes128: return 16;
    case Privacy::aes192:
    case Privacy::aes192_c: return 24;
    case Privacy::aes256:
    case Privacy::aes256_c: return 32;
  }
  return 0;
}

}  // namespace

std::string key_of_pass_phrase(Authentication authentication, const std::string& pass_phrase) {
  constexpr std::size_t megabyte = 1'048'576;
  // Blocks that begin where the one before has ended in the repeated phrase.
  std::string block;
  while (block.size() < 4096) block += pass_phrase;
  Digest digest(authentication);
  std::size_t left = megabyte;
  for (; left >= block.size(); left -= block.size()) digest.add(block);
  digest.add(block.substr(0, left));
  return digest.result();
}

std::string localised(Authentication authentication, const std::string& key, const std::string& engine) {
  return Digest(authentication).add(key).add(engine).add(key).result();
}

std::string privacy_key(Authentication authentication, Privacy privacy, const std::string& local_key,
                        const std::string& engine) {
  const std::size_t wanted = key_length(privacy);
  std::string key = local_key;
  while (!key.empty() && key.size() < wanted) {
    std::string more;
    if (privacy == Privacy::aes192_c || privacy == Privacy::aes256_c) {
      more = localised(authentication, key_of_pass_phrase(authentication, key), engine);
    } else {
      more = Digest(authentication).add(key).result();
    }
    if (more.empty()) return {};
    key += more;
  }
  return key.substr(0, std::min(wanted, key.size()));
}

}  // namespace holdfast::drivers::snmp
