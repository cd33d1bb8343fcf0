#include "drivers/snmp/usm.hpp"

// First: net-snmp's other headers depend on it.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace holdfast::drivers::snmp {

using model::Authentication;
using model::Privacy;

namespace {

using Protocol = std::pair<const oid*, std::size_t>;

template <std::size_t N>
Protocol protocol(const oid (&numbers)[N]) {
  return {numbers, N};
}

Protocol protocol_of(Authentication authentication) {
  switch (authentication) {
    case Authentication::none: return protocol(usmNoAuthProtocol);
    case Authentication::md5: return protocol(usmHMACMD5AuthProtocol);
    case Authentication::sha1: return protocol(usmHMACSHA1AuthProtocol);
    case Authentication::sha224: return protocol(usmHMAC128SHA224AuthProtocol);
    case Authentication::sha256: return protocol(usmHMAC192SHA256AuthProtocol);
    case Authentication::sha384: return protocol(usmHMAC256SHA384AuthProtocol);
    case Authentication::sha512: return protocol(usmHMAC384SHA512AuthProtocol);
  }
  return protocol(usmNoAuthProtocol);
}

Protocol protocol_of(Privacy privacy) {
  switch (privacy) {
    case Privacy::none: return protocol(usmNoPrivProtocol);
    case Privacy::des: return protocol(usmDESPrivProtocol);
    case Privacy::aes128: return protocol(usmAESPrivProtocol);
    case Privacy::aes192: return protocol(usmAES192PrivProtocol);
    case Privacy::aes256: return protocol(usmAES256PrivProtocol);
    case Privacy::aes192_c: return protocol(usmAES192CiscoPrivProtocol);
    case Privacy::aes256_c: return protocol(usmAES256CiscoPrivProtocol);
  }
  return protocol(usmNoPrivProtocol);
}

// The library frees what it is given with free().
u_char* copied(const std::string& bytes) {
  if (bytes.empty()) return nullptr;
  auto* copy = static_cast<u_char*>(std::malloc(bytes.size()));
  if (copy != nullptr) std::ranges::copy(bytes, copy);
  return copy;
}

void set_protocol(oid*& numbers, std::size_t& count, Protocol wanted) {
  std::free(numbers);
  numbers = snmp_duplicate_objid(wanted.first, wanted.second);
  count = wanted.second;
}

const u_char* id_of(const Engine& engine) { return reinterpret_cast<const u_char*>(engine.id.data()); }

void forget_time(const Engine& engine) {
  std::string id = engine.id;
  free_enginetime(reinterpret_cast<u_char*>(id.data()), id.size());
}

}  // namespace

std::uint32_t Engine::time_at(SteadyTime now) const {
  constexpr std::int64_t largest = 0x7FFFFFFF;
  const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - since).count();
  return static_cast<std::uint32_t>(std::min<std::int64_t>(largest, time + std::max<std::int64_t>(passed, 0)));
}

Lent::Lent(const User& user, Engine& engine, SteadyTime now)
    : engine_(engine), now_(now), lent_time_(engine.time_at(now)), user_(nullptr) {
  usmUser* lent = usm_create_user();
  if (lent != nullptr) {
    lent->engineID = copied(engine.id);
    lent->engineIDLen = engine.id.size();
    lent->name = strdup(user.access.user.c_str());
    lent->secName = strdup(user.access.user.c_str());
    set_protocol(lent->authProtocol, lent->authProtocolLen, protocol_of(user.access.authentication));
    set_protocol(lent->privProtocol, lent->privProtocolLen, protocol_of(user.access.privacy));
    lent->authKey = copied(user.keys.authentication);
    lent->authKeyLen = user.keys.authentication.size();
    lent->privKey = copied(user.keys.privacy);
    lent->privKeyLen = user.keys.privacy.size();
    lent->userStatus = SNMP_ROW_ACTIVE;
    usm_add_user(lent);
    user_ = lent;
  }
  forget_time(engine_);  // of an engine with the same id
  set_enginetime(id_of(engine_), static_cast<u_int>(engine_.id.size()), engine_.boots, lent_time_, TRUE);
}

Lent::~Lent() {
  u_int boots = 0;
  u_int time = 0;
  const bool known =
      get_enginetime(id_of(engine_), static_cast<u_int>(engine_.id.size()), &boots, &time, TRUE) == SNMPERR_SUCCESS;
  // Equal but for the second that may have passed: our own reckoning is finer.
  if (known && (boots != engine_.boots || time < lent_time_ || time > lent_time_ + 1)) {
    engine_.boots = boots;
    engine_.time = time;
    engine_.since = now_;
  }
  forget_time(engine_);
  if (user_ != nullptr) {
    usm_remove_user(static_cast<usmUser*>(user_));
    usm_free_user(static_cast<usmUser*>(user_));
  }
}

int security_level(const model::SnmpAccess& access) {
  if (access.privacy != Privacy::none) return SNMP_SEC_LEVEL_AUTHPRIV;
  return access.authentication != Authentication::none ? SNMP_SEC_LEVEL_AUTHNOPRIV : SNMP_SEC_LEVEL_NOAUTH;
}

}  // namespace holdfast::drivers::snmp
