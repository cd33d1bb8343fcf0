#include "agent/cli/networks.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

TEST_GROUP(Networks){std::string asked(const std::string& text){const Result<Network> network = parse_network(text);
if (!network) return network.error().message;
const auto all = addresses_in({*network});
if (all.empty()) return "none";
return fmt::format("{} to {}, {}", all.front().to_string(), all.back().to_string(), all.size());
}  // namespace
};  // namespace holdfast::cli

TEST(Networks, are_the_addresses_that_devices_can_have) {
  const struct {
    const char* text;
    const char* addresses;
  } cases[] = {
      {"10.42.0.0/24", "10.42.0.1 to 10.42.0.254, 254"},
      {"10.42.0.77/24", "10.42.0.1 to 10.42.0.254, 254"},
      {"10.42.0.0/16", "10.42.0.1 to 10.42.255.254, 65534"},
      {"127.0.0.0/29", "127.0.0.1 to 127.0.0.6, 6"},
      {"10.0.0.4/30", "10.0.0.5 to 10.0.0.6, 2"},
      {"10.0.0.4/31", "10.0.0.4 to 10.0.0.5, 2"},
      {"10.0.0.4/32", "10.0.0.4 to 10.0.0.4, 1"},
      {"10.0.0.4", "10.0.0.4 to 10.0.0.4, 1"},
      {"255.255.255.255", "255.255.255.255 to 255.255.255.255, 1"},
  };
  for (const auto& each : cases) STRCMP_EQUAL(each.addresses, asked(each.text).c_str());
}

TEST(Networks, what_cannot_be_asked_is_refused_in_a_sentence) {
  const struct {
    const char* text;
    const char* says;
  } cases[] = {
      {"10.0.0.0/15", "10.0.0.0/15 has 131072 addresses; the largest network that is searched at once is a /16"},
      {"0.0.0.0/0", "4294967296 addresses"},
      {"fd00::/64", "IPv6 networks cannot be searched"},
      {"fd00::1", "IPv6 networks cannot be searched"},
      {"ups-main", "is no IPv4 network"},
      {"10.0.0", "is no IPv4 network"},
      {"10.0.0.0/33", "behind the slash"},
      {"10.0.0.0/-1", "behind the slash"},
      {"10.0.0.0/", "behind the slash"},
      {"10.0.0.0/24x", "behind the slash"},
      {"", "is no IPv4 network"},
  };
  for (const auto& each : cases) {
    CHECK_FALSE_TEXT(parse_network(each.text).has_value(), each.text);
    STRCMP_CONTAINS(each.says, asked(each.text).c_str());
  }
}

TEST(Networks, that_overlap_are_asked_once) {
  UNSIGNED_LONGS_EQUAL(254, addresses_in({*parse_network("10.0.0.0/24"), *parse_network("10.0.0.9")}).size());
}

}  // namespace
}  // namespace holdfast::cli
