#include "drivers/modbus/identification.hpp"

#include <algorithm>

namespace holdfast::drivers::modbus {
namespace {

// PDU: function, MEI type, access, conformity, more follows, next object, number of objects, then the objects.
constexpr std::size_t head = 7;

}  // namespace

Request identification_request(std::uint8_t unit, IdentificationAccess access, std::uint8_t first_object) {
  Request request;
  request.unit = unit;
  request.function = identification_function;
  request.values = {static_cast<std::uint16_t>(access), first_object};
  return request;
}

std::size_t identification_size(std::span<const std::uint8_t> so_far) {
  std::size_t size = head;
  if (so_far.size() < head) return size;
  for (int left = so_far[head - 1]; left > 0; --left) {
    if (so_far.size() < size + 2) return size + static_cast<std::size_t>(2 * left);
    size += 2U + so_far[size + 1];
  }
  return size;
}

Result<IdentificationPart> identification_part(const Reply& reply, const Request& request) {
  const auto violation = [](const char* what) {
    return make_error(Code::protocol_violation, "device identification: {}", what);
  };
  const auto& octets = reply.values;  // from the access code on
  if (octets.size() < head - 2) return violation("too short");
  if (octets[0] != request.values.at(0)) return violation("another access was asked for");
  IdentificationPart part;
  part.conformity = static_cast<std::uint8_t>(octets[1]);
  const int level = part.conformity & 0x7F;
  if (level < 1 || level > 3) return violation("an unknown conformity level");
  if (octets[2] != 0 && octets[2] != 0xFF) return violation("it is not clear whether more follows");
  if (octets[2] == 0xFF) part.next = static_cast<std::uint8_t>(octets[3]);
  std::size_t at = head - 2;
  for (int left = octets[4]; left > 0; --left) {
    if (at + 2 > octets.size() || at + 2 + octets[at + 1] > octets.size()) return violation("an object is cut off");
    const auto first = octets.begin() + static_cast<std::ptrdiff_t>(at) + 2;
    std::string text;
    std::transform(first, first + octets[at + 1], std::back_inserter(text),
                   [](auto c) { return static_cast<char>(c); });
    const bool is_new = part.objects.emplace(static_cast<std::uint8_t>(octets[at]), tidy_text(std::move(text))).second;
    if (!is_new) return violation("an object comes twice");
    at += 2U + octets[at + 1];
  }
  if (at != octets.size()) return violation("something follows the last object");
  if (part.next && *part.next <= request.values.at(1)) return violation("it goes round in a circle");
  return part;
}

std::string tidy_text(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, ' ');
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace holdfast::drivers::modbus
