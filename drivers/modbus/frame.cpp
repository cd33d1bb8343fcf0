#include "drivers/modbus/frame.hpp"

#include <algorithm>

namespace holdfast::drivers::modbus {
namespace {

using Bytes = std::vector<std::uint8_t>;

class MbapFraming final : public Framing {
 public:
  Result<Bytes> request(const Request& request) override { return encode(request, ++transaction_); }

  Result<std::size_t> size(std::span<const std::uint8_t> so_far, const Request& request) const override {
    if (so_far.size() < header_size) return header_size;
    const Result<std::size_t> rest = decode_header(header_of(so_far), request, transaction_);
    if (!rest) return rest.error();
    return header_size + *rest;
  }

  Result<Reply> reply(std::span<const std::uint8_t> whole, const Request& request) const override {
    return decode_reply(whole.subspan(header_size), request);
  }

 private:
  static Header header_of(std::span<const std::uint8_t> bytes) {
    Header header{};
    std::copy_n(bytes.begin(), header_size, header.begin());
    return header;
  }

  std::uint16_t transaction_ = 0;
};

class RtuFraming final : public Framing {
 public:
  Result<Bytes> request(const Request& request) override {
    const Result<Bytes> pdu = encode_pdu(request);
    if (!pdu) return pdu.error();
    Bytes frame{request.unit};
    frame.insert(frame.end(), pdu->begin(), pdu->end());
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFF));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8));
    return frame;
  }

  Result<std::size_t> size(std::span<const std::uint8_t> so_far, const Request& request) const override {
    constexpr std::size_t shortest = around + 2;  // an exception
    constexpr std::size_t longest = 256;
    if (so_far.size() < shortest) return shortest;
    if (so_far[0] != request.unit) return wrong_unit(so_far[0], request);
    const Result<std::size_t> pdu = pdu_size(so_far.subspan(1), request);
    if (!pdu) return pdu.error();
    if (*pdu + around > longest) return make_error(Code::protocol_violation, "the reply is longer than a frame may be");
    return *pdu + around;
  }

  Result<Reply> reply(std::span<const std::uint8_t> whole, const Request& request) const override {
    const auto body = whole.first(whole.size() - 2);
    const auto said = static_cast<std::uint16_t>(whole[whole.size() - 1] << 8 | whole[whole.size() - 2]);
    if (crc16(body) != said) return make_error(Code::protocol_violation, "the checksum of the reply is wrong");
    if (body[0] != request.unit) return wrong_unit(body[0], request);
    return decode_reply(body.subspan(1), request);
  }

 private:
  static constexpr std::size_t around = 3;  // unit and checksum

  static Error wrong_unit(std::uint8_t unit, const Request& request) {
    return make_error(Code::protocol_violation, "the reply comes from unit {}, unit {} was asked", unit, request.unit);
  }
};

}  // namespace

std::unique_ptr<Framing> make_mbap_framing() { return std::make_unique<MbapFraming>(); }
std::unique_ptr<Framing> make_rtu_framing() { return std::make_unique<RtuFraming>(); }

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  unsigned crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
  }
  return static_cast<std::uint16_t>(crc);
}

}  // namespace holdfast::drivers::modbus
