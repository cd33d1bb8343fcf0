#include "drivers/snmp/report.hpp"

#include <set>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;

TEST_GROUP(Report){};

TEST(Report, of_each_counter_has_a_sentence_of_its_own) {
  const struct {
    const char* oid;
    const char* word;
  } cases[] = {
      {"1.3.6.1.6.3.15.1.1.1.0", "auth SHA-256 and privacy AES-128"},
      {"1.3.6.1.6.3.15.1.1.2.0", "boots and time"},
      {"1.3.6.1.6.3.15.1.1.3.0", "knows no SNMP user 'monitor'"},
      {"1.3.6.1.6.3.15.1.1.4.0", "another SNMP engine"},
      {"1.3.6.1.6.3.15.1.1.5.0", "the pass phrase of SNMP user 'monitor' is wrong"},
      {"1.3.6.1.6.3.15.1.1.6.0", "privacy pass phrase of SNMP user 'monitor' is wrong"},
      {"1.3.6.1.6.3.11.2.1.1.0", "user-based security"},
      {"1.3.6.1.6.3.11.2.1.2.0", "cannot read our message"},
      {"1.3.6.1.6.3.11.2.1.3.0", "serves nothing in context 'bypass'"},
      {"1.3.6.1.6.3.12.1.4.0", "context 'bypass' is not available"},
      {"1.3.6.1.6.3.12.1.5.0", "knows no context 'bypass'"},
      {"1.3.6.1.2.1.1.1.0", "does not name"},
      {"1.3.6.1.6.3.15.1.1", "does not name"},
  };
  const model::SnmpAccess access{model::SnmpVersion::v3, "monitor", model::Authentication::sha256,
                                 model::Privacy::aes128, "bypass",  ""};
  for (const auto& one : cases) {
    const Error error = error_of(report_of(*parse_oid(one.oid)), access);
    CHECK_TEXT(error.message.find(one.word) != std::string::npos, error.message.c_str());
    STRCMP_EQUAL(to_string(Code::device_refused), to_string(error.code));
  }
}
