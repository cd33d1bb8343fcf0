#include "drivers/reach/dns_message.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::reach;

namespace {

using Octets = std::vector<std::uint8_t>;

Question question_of(std::string name = "hq.example", RecordType record = RecordType::a) {
  Question question;
  question.id = 0xBEEF;
  question.name = std::move(name);
  question.record = record;
  return question;
}

Octets record(std::uint8_t type, std::size_t length, Octets owner = {0xC0, 12}) {
  owner.insert(owner.end(), {0, type, 0, 1, 0, 0, 0, 60, 0, static_cast<std::uint8_t>(length)});
  owner.resize(owner.size() + length, 7);
  return owner;
}

// The response of a sound server with these records.
Octets response(const Question& question, const std::vector<Octets>& records, std::uint8_t flags2 = 0x80) {
  Octets octets = *dns_query(question);
  octets[2] = 0x81;
  octets[3] = flags2;
  octets[7] = static_cast<std::uint8_t>(records.size());
  for (const Octets& one : records) octets.insert(octets.end(), one.begin(), one.end());
  return octets;
}

const char* name_of(Finding finding) {
  return finding == Finding::address ? "address" : finding == Finding::no_address ? "no address" : "not ours";
}

void check(const char* what, Finding wanted, const Question& question, const Octets& datagram) {
  STRCMP_EQUAL_TEXT(name_of(wanted), name_of(dns_verdict(question, datagram).finding), what);
}

}  // namespace

TEST_GROUP(DnsMessage){};

TEST(DnsMessage, a_query_is_as_the_standard_says) {
  const Octets wanted{0xBE, 0xEF, 0x01, 0,   0,   1,   0,   0,   0,   0, 0, 0, 2, 'h',
                      'q',  7,    'e',  'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1};
  CHECK_TRUE(*dns_query(question_of()) == wanted);
  CHECK_TRUE(*dns_query(question_of("hq.example.")) == wanted);
  LONGS_EQUAL(28, (*dns_query(question_of("hq.example", RecordType::aaaa)))[25]);
}

TEST(DnsMessage, an_impossible_name_makes_no_query) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  CHECK_TRUE(dns_query(question_of(longest)).has_value());
  for (const std::string& name :
       {std::string{}, std::string{"."}, std::string{"a..b"}, std::string{".a"}, std::string(64, 'a'), longest + "b"}) {
    CHECK_FALSE_TEXT(dns_query(question_of(name)).has_value(), name.c_str());
  }
}

TEST(DnsMessage, an_address_of_the_wanted_type_is_found) {
  const Question a = question_of();
  const Question aaaa = question_of("hq.example", RecordType::aaaa);
  check("A", Finding::address, a, response(a, {record(1, 4)}));
  check("AAAA", Finding::address, aaaa, response(aaaa, {record(28, 16)}));
  check("behind an alias", Finding::address, a, response(a, {record(5, 6), record(1, 4)}));
  check("owner in full", Finding::address, a, response(a, {record(1, 4, {2, 'h', 'q', 1, 'x', 0})}));
  check("owner ends in a pointer", Finding::address, a, response(a, {record(1, 4, {2, 'h', 'q', 0xC0, 15})}));
  Octets loud = response(a, {record(1, 4)});
  loud[13] = 'H';
  check("letters in the other case", Finding::address, a, loud);
  Octets more = response(a, {record(1, 4)});
  more.push_back(0);
  check("octets behind", Finding::address, a, more);
}

TEST(DnsMessage, an_answer_without_an_address_says_why) {
  struct Case {
    const char* why;
    Octets datagram;
  };
  const Question question = question_of();
  Octets bare_refusal = response(question, {}, 0x85);
  bare_refusal.resize(12);
  bare_refusal[5] = 0;
  const Case cases[] = {
      {"there is no such name (NXDOMAIN)", response(question, {}, 0x83)},
      {"the server has failed (SERVFAIL)", response(question, {}, 0x82)},
      {"the server refuses to answer", response(question, {}, 0x85)},
      {"the server refuses to answer", bare_refusal},
      {"the server answers with code 9", response(question, {}, 0x89)},
      {"the name has no address of this type", response(question, {})},
      {"the name has no address of this type", response(question, {record(28, 16), record(5, 6)})},
      {"the name has no address of this type", response(question, {record(1, 5)})},
  };
  for (const Case& one : cases) {
    const Verdict verdict = dns_verdict(question, one.datagram);
    STRCMP_EQUAL_TEXT("no address", name_of(verdict.finding), one.why);
    STRCMP_EQUAL(one.why, verdict.why.c_str());
  }
  Octets cut_short = response(question, {});
  cut_short[2] |= 0x02;
  STRCMP_EQUAL("the answer is too long for a datagram", dns_verdict(question, cut_short).why.c_str());
}

TEST(DnsMessage, what_is_no_answer_to_the_question_is_not_ours) {
  const Question question = question_of();
  const Octets right = response(question, {record(1, 4)});
  struct Case {
    const char* what;
    std::size_t place;
    std::uint8_t octet;
  };
  const Case cases[] = {
      {"another id", 0, 0xBF},         {"a query", 2, 0x01},     {"another operation", 2, 0xA1},
      {"no question", 5, 0},           {"two questions", 5, 2},  {"another name", 13, 'x'},
      {"another label length", 12, 3}, {"another type", 25, 28}, {"another class", 27, 3},
  };
  for (const Case& one : cases) {
    Octets other = right;
    other[one.place] = one.octet;
    check(one.what, Finding::not_ours, question, other);
  }
  check("our own query", Finding::not_ours, question, *dns_query(question));
}

TEST(DnsMessage, a_mangled_answer_is_never_an_address) {
  const Question question = question_of();
  const Octets right = response(question, {record(1, 4)});
  for (std::size_t length = 0; length < right.size(); ++length) {
    const Octets cut(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_TRUE(dns_verdict(question, cut).finding != Finding::address);
  }
  const Octets odd_owners[] = {
      {0x40, 'a', 0},  // a label type that is none
      {0x80},          // the same
      {63, 'a', 'b'},  // beyond the end
      Octets(400, 1),  // labels for ever
      {0xC0},          // half a pointer, then whatever comes
  };
  for (const Octets& owner : odd_owners) {
    Octets datagram = response(question, {});
    datagram[7] = 1;
    datagram.insert(datagram.end(), owner.begin(), owner.end());
    STRCMP_EQUAL("the answer is malformed", dns_verdict(question, datagram).why.c_str());
  }
  Octets too_many = right;
  too_many[7] = 2;
  CHECK_TRUE(dns_verdict(question, too_many).finding == Finding::address);  // the first is whole
  Octets none_of_many = response(question, {record(5, 6)});
  none_of_many[6] = 0xFF;
  STRCMP_EQUAL("the answer is malformed", dns_verdict(question, none_of_many).why.c_str());
}
