// Device identification: function 0x2B, MEI type 0x0E (application protocol 6.21). Pure.
// An answer holds objects (id, length, text) and says whether more follow in a further answer.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "drivers/modbus/pdu.hpp"

namespace holdfast::drivers::modbus {

enum class IdentificationAccess : std::uint8_t { basic = 1, regular = 2, extended = 3 };

struct IdentificationPart {
  std::uint8_t conformity = 1;       // 1 basic, 2 regular, 3 extended; with 0x80 also single objects
  std::optional<std::uint8_t> next;  // more follow from this object on
  std::map<std::uint8_t, std::string> objects;
};

Request identification_request(std::uint8_t unit, IdentificationAccess access, std::uint8_t first_object);

// How many bytes the answer's PDU has, as far as its beginning tells; `so_far` may hold more than the PDU.
std::size_t identification_size(std::span<const std::uint8_t> so_far);

// protocol_violation unless every byte is accounted for and what follows lies behind what was asked for.
Result<IdentificationPart> identification_part(const Reply& reply, const Request& request);

// What people read: without control characters, and without blanks at its ends.
std::string tidy_text(std::string text);

}  // namespace holdfast::drivers::modbus
