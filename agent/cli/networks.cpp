#include "agent/cli/networks.hpp"

#include <charconv>
#include <set>

namespace holdfast::cli {

namespace {

constexpr int largest = 16;
constexpr int bits = 32;
constexpr int smallest_with_broadcast = 30;

std::uint32_t mask_of(int prefix) {
  return prefix == 0 ? 0 : ~std::uint32_t{0} << static_cast<unsigned>(bits - prefix);
}

}  // namespace

Result<Network> parse_network(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string host = text.substr(0, slash);
  if (host.find(':') != std::string::npos) {
    return make_error(Code::invalid_argument,
                      "{}: IPv6 networks cannot be searched, they are too large; ask a device by its address: "
                      "holdfast probe snmp://[ADDRESS]",
                      text);
  }
  boost::system::error_code wrong;
  const auto address = boost::asio::ip::make_address_v4(host, wrong);
  if (wrong) return make_error(Code::invalid_argument, "'{}' is no IPv4 network; write 10.42.0.0/24", text);
  Network network;
  if (slash != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, network.prefix);
    if (error != std::errc{} || stop != end || network.prefix < 0 || network.prefix > bits) {
      return make_error(Code::invalid_argument, "'{}': behind the slash stands a number from {} to {}", text, largest,
                        bits);
    }
  }
  if (network.prefix < largest) {
    return make_error(Code::invalid_argument,
                      "{} has {} addresses; the largest network that is searched at once is a /{} (65534 devices). "
                      "Name the parts of it where devices are",
                      text, std::uint64_t{1} << static_cast<unsigned>(bits - network.prefix), largest);
  }
  network.first = boost::asio::ip::address_v4(address.to_uint() & mask_of(network.prefix));
  return network;
}

std::vector<boost::asio::ip::address_v4> addresses_in(const std::vector<Network>& networks) {
  std::set<boost::asio::ip::address_v4> all;
  for (const Network& network : networks) {
    const std::uint32_t first = network.first.to_uint();
    const std::uint32_t last = first | ~mask_of(network.prefix);
    const bool has_broadcast = network.prefix <= smallest_with_broadcast;
    for (std::uint64_t at = first + (has_broadcast ? 1U : 0U); at <= last - (has_broadcast ? 1U : 0U); ++at) {
      all.emplace(static_cast<std::uint32_t>(at));
    }
  }
  return {all.begin(), all.end()};
}

}  // namespace holdfast::cli
