#include "agent/continuity/needs.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using model::Needs;

namespace {

Needs one(std::string name) { return {Needs::Rule::one, 0, std::move(name), {}}; }
Needs all(std::vector<Needs> parts) { return {Needs::Rule::all_of, 0, "", std::move(parts)}; }
Needs any(std::vector<Needs> parts) { return {Needs::Rule::any_of, 0, "", std::move(parts)}; }

model::Site a_site() {
  model::Site site;
  for (const char* id : {"pdu", "router"}) site.devices[id].id = id;
  site.uplinks["fibre"].up_when = R"(router.interface.2.status == "up")";
  site.uplinks["lte"].needs = one("router.interface.3");
  site.links["wan"].needs = any({one("uplink.fibre"), one("uplink.lte")});
  return site;
}

std::string condition_for(Needs needs) {
  model::Service service;
  service.needs = std::move(needs);
  return continuity::up_condition(a_site(), service);
}

}  // namespace

TEST_GROUP(Needs){};

TEST(Needs, become_a_condition_over_points) {
  STRCMP_EQUAL("router.contact", condition_for(one("router")).c_str());
  STRCMP_EQUAL(R"((pdu.outlet.4.status == "on") and (router.contact))",
               condition_for(all({one("pdu.outlet.4"), one("router")})).c_str());
  STRCMP_EQUAL(R"((router.interface.2.status == "up") or (router.interface.3.status == "up"))",
               condition_for(one("link.wan")).c_str());
  STRCMP_EQUAL("at_least(1, (router.contact), (pdu.contact))",
               condition_for({Needs::Rule::at_least, 1, "", {one("router"), one("pdu")}}).c_str());
}

TEST(Needs, of_which_nothing_is_known_are_left_out) {
  STRCMP_EQUAL("", condition_for(one("source.mains")).c_str());
  STRCMP_EQUAL("(router.contact)", condition_for(all({one("source.mains"), one("router")})).c_str());
}

TEST(Needs, that_go_round_in_a_circle_end) {
  model::Site site;
  site.links["a"].needs = one("link.b");
  site.links["b"].needs = one("link.a");
  model::Service service;
  service.needs = one("link.a");
  STRCMP_EQUAL("", continuity::up_condition(site, service).c_str());
}

TEST(Needs, give_way_to_what_the_service_says_itself) {
  model::Service service;
  service.needs = one("router");
  service.up_when = "pdu.contact";
  STRCMP_EQUAL("pdu.contact", continuity::up_condition(a_site(), service).c_str());
}
