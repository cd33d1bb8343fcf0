// What OpenSSL knows of a server's certificate.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "platform/result.hpp"
#include "platform/time.hpp"

namespace holdfast::drivers::reach {

// Before the handshake: names the server (SNI) and says whom its certificate must be for. A box that does not know the
// time cannot judge a certificate by it.
Result<void> expect_host(SSL* tls, const std::string& host, bool wall_certain);

// After a handshake that failed: why the certificate is not trusted; empty when that was not the reason.
std::string distrust_of(SSL* tls);

// Whole days until the certificate expires, negative since it did.
std::optional<int> days_left(SSL* tls, WallTime now);

}  // namespace holdfast::drivers::reach
