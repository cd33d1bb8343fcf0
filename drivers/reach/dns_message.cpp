#include "drivers/reach/dns_message.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

namespace holdfast::drivers::reach {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 255;  // octets on the wire
constexpr std::uint16_t internet = 1;

std::uint16_t code_of(RecordType record) { return record == RecordType::a ? 1 : 28; }
std::size_t size_of(RecordType record) { return record == RecordType::a ? 4 : 16; }

void put(std::vector<std::uint8_t>& octets, std::uint16_t number) {
  octets.push_back(static_cast<std::uint8_t>(number >> 8));
  octets.push_back(static_cast<std::uint8_t>(number & 0xFF));
}

// Reads forward; a read beyond the end gives nothing, and so does every later one.
class Reader {
 public:
  explicit Reader(Octets octets) : octets_(octets) {}

  std::optional<std::uint16_t> number() {
    if (octets_.size() - at_ < 2) return std::nullopt;
    const auto value = static_cast<std::uint16_t>(octets_[at_] << 8 | octets_[at_ + 1]);
    at_ += 2;
    return value;
  }

  bool skip(std::size_t count) {
    if (octets_.size() - at_ < count) return false;
    at_ += count;
    return true;
  }

  std::optional<Octets> take(std::size_t count) {
    if (octets_.size() - at_ < count) return std::nullopt;
    const Octets taken = octets_.subspan(at_, count);
    at_ += count;
    return taken;
  }

  // Over labels to the name's end, or to the pointer that stands for the rest of it (RFC 1035, 4.1.4).
  bool skip_name() {
    for (std::size_t length = 0; length <= longest_name;) {
      const std::optional<Octets> first = take(1);
      if (!first) return false;
      const std::uint8_t octet = first->front();
      if (octet == 0) return true;
      if (octet >= 0xC0) return skip(1);
      if (octet >= 0x40 || !skip(octet)) return false;
      length += octet + 1U;
    }
    return false;
  }

 private:
  Octets octets_;
  std::size_t at_ = 0;
};

// RFC 1035, 4.1.1.
std::string refusal(unsigned code) {
  constexpr std::array<const char*, 6> names{"",
                                             "the server finds the question malformed",
                                             "the server has failed (SERVFAIL)",
                                             "there is no such name (NXDOMAIN)",
                                             "the server does not do this",
                                             "the server refuses to answer"};
  if (code < names.size()) return names[code];
  return fmt::format("the server answers with code {}", code);
}

bool same_question(Octets ours, Octets theirs) {  // letters in either case: RFC 4343
  return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                    [](std::uint8_t a, std::uint8_t b) { return std::tolower(a) == std::tolower(b); });
}

Verdict none(std::string why) { return {Finding::no_address, std::move(why)}; }

Verdict look_through(Reader reader, std::uint16_t answers, RecordType wanted) {
  for (std::uint16_t i = 0; i < answers; ++i) {
    if (!reader.skip_name()) return none("the answer is malformed");
    const auto type = reader.number();
    const auto domain = reader.number();
    const bool lives = reader.skip(4);
    const auto length = reader.number();
    if (!type || !domain || !lives || !length || !reader.skip(*length)) return none("the answer is malformed");
    if (*type == code_of(wanted) && *domain == internet && *length == size_of(wanted)) return {Finding::address, ""};
  }
  return none("the name has no address of this type");
}

}  // namespace

Result<std::vector<std::uint8_t>> dns_query(const Question& question) {
  std::vector<std::uint8_t> octets;
  put(octets, question.id);
  put(octets, 0x0100);  // a standard query; recursion desired
  for (const std::uint16_t count : {1, 0, 0, 0}) put(octets, count);
  std::string_view rest = question.name;
  if (rest.ends_with('.')) rest.remove_suffix(1);
  do {
    const std::string_view label = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(rest.size(), label.size() + 1));
    if (label.empty() || label.size() > 63) {
      return make_error(Code::invalid_argument, "'{}' is no name to look up", question.name);
    }
    octets.push_back(static_cast<std::uint8_t>(label.size()));
    octets.insert(octets.end(), label.begin(), label.end());
  } while (!rest.empty());
  octets.push_back(0);
  if (octets.size() - header_size > longest_name) {
    return make_error(Code::invalid_argument, "the name '{}' is too long", question.name);
  }
  put(octets, code_of(question.record));
  put(octets, internet);
  return octets;
}

Verdict dns_verdict(const Question& question, Octets datagram) {
  const Result<std::vector<std::uint8_t>> query = dns_query(question);
  if (!query) return {};
  const Octets asked = Octets{*query}.subspan(header_size);
  Reader reader{datagram};
  const auto id = reader.number();
  const auto flags = reader.number();
  const auto questions = reader.number();
  const auto answers = reader.number();
  if (!id || !flags || !questions || !answers || !reader.skip(4)) return {};
  const bool is_response = (*flags & 0xF800) == 0x8000;  // and to a standard query
  if (*id != question.id || !is_response) return {};
  const unsigned code = *flags & 0x000FU;
  if (*questions == 0 && code != 0) return none(refusal(code));  // some servers do not repeat what they refuse
  const std::optional<Octets> echoed = reader.take(asked.size());
  if (*questions != 1 || !echoed || !same_question(asked, *echoed)) return {};
  if (code != 0) return none(refusal(code));
  Verdict verdict = look_through(reader, *answers, question.record);
  const bool is_cut_short = (*flags & 0x0200) != 0;
  if (verdict.finding == Finding::no_address && is_cut_short) verdict.why = "the answer is too long for a datagram";
  return verdict;
}

}  // namespace holdfast::drivers::reach
