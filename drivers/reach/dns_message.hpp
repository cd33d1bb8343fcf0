// A question to a name server and what its answer says (RFC 1035, 4; RFC 3596). Pure. Never trusts the answer's octets.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "drivers/reach/route.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::reach {

struct Question {
  std::uint16_t id = 0;  // random: by it and by the question an answer is known as ours
  std::string name;
  RecordType record = RecordType::a;
};

// A recursive query. invalid_argument: the name has an empty label, one of more than 63 octets, or is too long.
Result<std::vector<std::uint8_t>> dns_query(const Question& question);

enum class Finding { not_ours, address, no_address };

struct Verdict {
  Finding finding = Finding::not_ours;
  std::string why;  // of no_address: the server's refusal, or what is wrong with the answer
};

// not_ours: another id or question, or no answer at all; it may still come.
Verdict dns_verdict(const Question& question, std::span<const std::uint8_t> datagram);

}  // namespace holdfast::drivers::reach
