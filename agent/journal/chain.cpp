#include "agent/journal/chain.hpp"

#include <openssl/evp.h>

#include <array>
#include <string_view>

namespace holdfast::journal {
namespace {

// SHA-256 over fields. Each is preceded by its length, so that no two lists of fields make the same bytes.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    sound_ = context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  }

  Digest& raw(std::string_view bytes) {
    sound_ = sound_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
    return *this;
  }

  Digest& field(std::string_view bytes) {
    std::array<char, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) {
      length[i] = static_cast<char>(static_cast<std::uint64_t>(bytes.size()) >> (8 * (length.size() - 1 - i)));
    }
    return raw({length.data(), length.size()}).raw(bytes);
  }

  Result<std::string> finish() {
    std::string bytes(hash_size, '\0');
    unsigned int size = 0;
    sound_ = sound_ && EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1;
    if (!sound_ || size != hash_size) return make_error(Code::internal, "OpenSSL could not compute a SHA-256");
    return bytes;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  bool sound_ = false;
};

std::string micros(auto time) { return std::to_string(time.time_since_epoch().count()); }

}  // namespace

Result<std::string> event_hash(const std::string& previous, const Identity& identity, std::uint64_t seq,
                               const Entry& entry) {
  return Digest()
      .raw(previous)
      .field(identity.site)
      .field(identity.agent)
      .field(std::to_string(identity.epoch))
      .field(std::to_string(seq))
      .field(entry.type)
      .field(std::to_string(entry.version))
      .field(entry.boot)
      .field(micros(entry.steady))
      .field(micros(entry.wall))
      .field(entry.wall_certain ? "1" : "0")
      .field(entry.bytes)
      .finish();
}

Result<std::string> blob_hash(const Blob& blob) {
  return Digest().field(blob.name).field(std::to_string(blob.version)).field(blob.bytes).finish();
}

Result<std::string> seal_hash(const Identity& identity, std::uint64_t anchor_seq, const std::string& anchor_hash) {
  return Digest()
      .field(identity.site)
      .field(identity.agent)
      .field(std::to_string(identity.epoch))
      .field(std::to_string(anchor_seq))
      .field(anchor_hash)
      .finish();
}

std::string to_hex(const std::string& bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace holdfast::journal
