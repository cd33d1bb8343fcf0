#include "drivers/reach/certificate.hpp"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <memory>

namespace holdfast::drivers::reach {

Result<void> expect_host(SSL* tls, const std::string& host, bool wall_certain) {
  boost::system::error_code is_name;
  boost::asio::ip::make_address(host, is_name);
  X509_VERIFY_PARAM* const wanted = SSL_get0_param(tls);
  bool taken = false;
  if (is_name) {
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    taken = SSL_set_tlsext_host_name(tls, host.c_str()) == 1 &&
            X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1;
  } else {  // no SNI: RFC 6066, 3
    taken = X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
  }
  if (!taken) return make_error(Code::internal, "TLS does not take the name {}", host);
  if (!wall_certain) X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_NO_CHECK_TIME);
  return {};
}

std::string distrust_of(SSL* tls) {
  const long result = SSL_get_verify_result(tls);
  if (result == X509_V_OK) return "";
  return X509_verify_cert_error_string(result);
}

std::optional<int> days_left(SSL* tls, WallTime now) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(tls), &X509_free};
  if (!certificate) return std::nullopt;
  const auto seconds_now = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> from{
      ASN1_TIME_set(nullptr, static_cast<time_t>(seconds_now)), &ASN1_TIME_free};
  int days = 0;
  int seconds = 0;
  if (!from || ASN1_TIME_diff(&days, &seconds, from.get(), X509_get0_notAfter(certificate.get())) != 1) {
    return std::nullopt;
  }
  return days;
}

}  // namespace holdfast::drivers::reach
