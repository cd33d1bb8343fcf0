#include "agent/cli/found.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

Found found_with(const std::string& system_name, const std::string& address = "snmp://10.0.0.9") {
  Found found;
  found.system_name = system_name;
  found.address = found.sort_key = address;
  found.device_class = "ups";
  found.profile = "acme/ups";
  found.description = "Acme UPS";
  return found;
}

std::string name_of(const std::string& system_name) {
  std::vector<Found> found{found_with(system_name)};
  give_names(found);
  return found.front().name;
}

TEST_GROUP(Found){};

TEST(Found, names_are_made_fit_for_the_sites_files) {
  const struct {
    const char* system_name;
    const char* name;
  } cases[] = {
      {"ups-main", "ups-main"},
      {"UPS_Main.branch.example.com", "ups_main"},
      {"Rack 3 / PDU (left)", "rack-3-pdu-left"},
      {"3com", "device-3com"},
      {"-x-", "x"},
      {"", "ups-10-0-0-9"},
      {"Unknown", "ups-10-0-0-9"},
      {"10.0.0.9", "ups-10-0-0-9"},
      {"\xe6\x94\xaf\xe8\xa1\x8c", "ups-10-0-0-9"},
      {"\"]\nevil=1", "evil-1"},
      {"a-name-that-is-much-longer-than-anybody-would-ever-want-to-type", "a-name-that-is-much-longer-than-anybody"},
  };
  for (const auto& each : cases) STRCMP_EQUAL(each.name, name_of(each.system_name).c_str());
}

TEST(Found, every_device_has_a_name_of_its_own_in_the_order_of_addresses) {
  std::vector<Found> found{found_with("ups", "snmp://10.0.0.3"), found_with("ups-2", "snmp://10.0.0.2"),
                           found_with("ups", "snmp://10.0.0.1")};
  give_names(found);
  STRCMP_EQUAL("snmp://10.0.0.1 ups", (found[0].address + " " + found[0].name).c_str());
  STRCMP_EQUAL("snmp://10.0.0.2 ups-2", (found[1].address + " " + found[1].name).c_str());
  STRCMP_EQUAL("snmp://10.0.0.3 ups-3", (found[2].address + " " + found[2].name).c_str());
}

TEST(Found, a_block_is_what_the_sites_files_want) {
  Found found = found_with("ups-main");
  found.name = "ups-main";
  found.description = "Acme \"Online\" \\ 1500\r\nsecond line";
  STRCMP_EQUAL(
      "[device.ups-main]\ntitle   = \"Acme \\\"Online\\\" \\\\ 1500\"\nprofile = \"acme/ups\"\n"
      "address = \"snmp://10.0.0.9\"\n",
      block_of(found).c_str());
}

TEST(Found, a_community_is_hinted_at_and_never_told) {
  Found found = found_with("ups-main");
  found.name = "ups-main";
  found.is_usual = false;
  found.community = 1;
  STRCMP_CONTAINS("# secret = \"secret:ups-main\"", block_of(found).c_str());
  STRCMP_CONTAINS("as number 2", block_of(found).c_str());
}

TEST(Found, a_block_says_how_the_device_is_asked) {
  Found found = found_with("ups-main");
  found.name = "ups-main";
  found.description.clear();
  found.access.version = model::SnmpVersion::v3;
  found.access.user = "look";
  found.access.authentication = model::Authentication::sha256;
  found.access.privacy = model::Privacy::aes128;
  found.access.privacy_secret = "other";
  found.secret = "ups";
  STRCMP_CONTAINS(
      "address = \"snmp://10.0.0.9\"\nversion = \"v3\"\nuser    = \"look\"\nauth    = \"SHA-256\"\n"
      "privacy = \"AES-128\"\nprivacy_secret = \"secret:other\"\nsecret  = \"secret:ups\"\n",
      block_of(found).c_str());
}

TEST(Found, a_device_without_a_profile_is_a_comment_whatever_it_says) {
  Found found = found_with("odd");
  found.name = "odd";
  found.profile.clear();
  found.why_not = "no profile\nis = \"for\" it";
  found.description = "two\nlines";
  const std::string block = block_of(found);
  std::size_t at = 0;
  while (at < block.size()) {
    BYTES_EQUAL('#', block[at]);
    at = block.find('\n', at) + 1;
  }
}

TEST(Found, a_device_of_which_little_is_known_says_so) {
  Found found = found_with("odd");
  found.name = "odd";
  found.is_general = true;
  STRCMP_CONTAINS("# Known only by what every agent tells", block_of(found).c_str());
}

TEST(Found, json_tells_the_same) {
  std::vector<Found> found{found_with("ups-main")};
  give_names(found);
  const boost::json::value json = found_json(found);
  STRCMP_EQUAL("ups-main", json.at("devices").at(0).at("name").as_string().c_str());
  STRCMP_EQUAL("acme/ups", json.at("devices").at(0).at("profile").as_string().c_str());
}

}  // namespace
}  // namespace holdfast::cli
