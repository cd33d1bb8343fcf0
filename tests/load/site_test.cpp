// What right files become: the reference site, the shipped profiles, and the example of the design.
#include <filesystem>
#include <set>

#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Rule = model::Needs::Rule;

TEST_GROUP(ReferenceSite) {
  const Loaded loaded = load_site(source_folder() + "/config/branch", source_folder() + "/config/profiles");
  const model::Site& site = loaded.site;
};

TEST(ReferenceSite, loads_without_a_diagnostic) {
  STRCMP_EQUAL("", rendered(loaded).c_str());
  CHECK(loaded.ok());
  CHECK_EQUAL(12, loaded.files);
}

TEST(ReferenceSite, has_the_devices_of_the_branch) {
  std::string ids;
  for (const auto& [id, device] : site.devices)
    if (device.is_polled()) ids += id + " ";
  STRCMP_EQUAL("ats core-switch genset meter pdu-a pdu-b room router ups-main ups-rack ", ids.c_str());
  CHECK_EQUAL(26, site.devices.size());
  CHECK_FALSE(site.devices.at("teller-6").is_polled());
  const model::Device& ups = site.devices.at("ups-main");
  STRCMP_EQUAL("ietf/ups", ups.profile.c_str());
  CHECK(ups.fast == 200ms);
  CHECK(ups.normal == 1s);
  STRCMP_EQUAL("ats", ups.powered_by.name.c_str());
  const model::Needs& ats = site.devices.at("ats").powered_by;
  CHECK(ats.rule == Rule::any_of);
  CHECK_EQUAL(2, ats.parts.size());
  STRCMP_EQUAL("source.generator", ats.parts[1].name.c_str());
  CHECK_EQUAL(8, site.profiles.size());
}

TEST(ReferenceSite, holds_the_disruption_as_written) {
  const model::Disruption& lost = site.disruptions.at("mains-lost");
  STRCMP_EQUAL("ups-main.output.source == \"on_battery\"", lost.when.c_str());
  CHECK_EQUAL(2, lost.witnesses.size());
  CHECK_EQUAL(1, lost.quorum);
  CHECK(lost.raise_after == 1s);
  CHECK(lost.clear_after == 10s);
  CHECK(lost.unverified == model::Unverified::proceed);
  CHECK(lost.declare == model::Declaration::automatic);
  CHECK_EQUAL(1, lost.about.size());
  STRCMP_EQUAL("source.mains", lost.about.front().c_str());
  CHECK_FALSE(lost.blind_after.has_value());
}

TEST(ReferenceSite, gives_every_written_value_the_kind_of_its_point) {
  const model::Plan& plan = site.plans.at("ride-through");
  std::size_t writes = 0;
  for (const auto* steps : {&plan.steps, &plan.restore}) {
    for (const model::Step& step : *steps) {
      const auto* write = std::get_if<model::WriteAction>(&step.action);
      if (write == nullptr) continue;
      ++writes;
      CHECK(std::holds_alternative<model::Enumeration>(write->value));
      CHECK(loaded.points.info(*loaded.points.find(write->point)).writable);
      if (step.undo) CHECK(std::holds_alternative<model::Enumeration>(step.undo->value));
    }
  }
  CHECK_EQUAL(20, writes);
  const auto& shed = std::get<model::WriteAction>(plan.steps.front().action);
  CHECK_EQUAL(2, std::get<model::Enumeration>(shed.value).code);
  CHECK(plan.steps.front().protect);
  CHECK(plan.steps.front().on_failure == model::OnFailure::go_on);
}

TEST(ReferenceSite, knows_scalars_named_rows_and_steps_as_points) {
  CHECK(loaded.points.find("ups-main.battery.runtime").has_value());
  CHECK(loaded.points.find("router.interface.3.status").has_value());
  CHECK_FALSE(loaded.points.find("router.interface.9.status").has_value());
  CHECK(loaded.points.find("step.lte-up.state").has_value());
  CHECK(loaded.points.info(*loaded.points.find("ups-main.contact")).kind == model::Kind::boolean);
  const model::PointInfo& source = loaded.points.info(*loaded.points.find("ups-main.output.source"));
  CHECK(source.kind == model::Kind::enumeration);
  CHECK_EQUAL(7, source.states.size());
}

TEST(ReferenceSite, never_switches_the_cameras_and_the_alarm) {
  for (const auto& [id, plan] : site.plans) {
    for (const auto* steps : {&plan.steps, &plan.restore}) {
      for (const model::Step& step : *steps) {
        if (const auto* write = std::get_if<model::WriteAction>(&step.action)) {
          CHECK(write->point.find("pdu-a.outlet.8.") == std::string::npos);
        }
      }
    }
  }
}

TEST_GROUP(ShippedProfiles) { const std::string folder = source_folder() + "/config/profiles"; };

TEST(ShippedProfiles, all_load_without_a_diagnostic) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    const fs::path relative = entry.path().lexically_relative(folder);
    const std::string id = (relative.parent_path() / relative.stem()).string();
    model::Profile profile;
    const Loaded loaded = load_profile(id, "", folder, profile);
    STRCMP_EQUAL("", rendered(loaded).c_str());
    STRCMP_EQUAL(id.c_str(), profile.id.c_str());
    CHECK(!profile.points.empty() || !profile.recognised_by.empty());
    ++count;
  }
  CHECK(count >= 150);
}

TEST(ShippedProfiles, give_kinds_by_what_the_points_say) {
  model::Profile profile;
  CHECK(load_profile("example/ats-modbus", "", folder, profile).ok());
  const auto kind = [&](const std::string& name) {
    for (const model::PointSpec& spec : profile.points) {
      if (spec.name == name) return spec.kind;
    }
    return model::Kind::text;
  };
  CHECK(kind("input.{n}.voltage") == model::Kind::number);
  CHECK(kind("input.source") == model::Kind::enumeration);
  CHECK(kind("ats.status") == model::Kind::flags);
  CHECK(kind("ats.transfers") == model::Kind::integer);
  CHECK(kind("input.{n}.good") == model::Kind::boolean);
}

TEST(ShippedProfiles, give_writes_the_register_and_function_of_the_point_by_default) {
  model::Profile profile;
  TemporaryFolder own;
  own.write("a/b.toml",
            "[profile]\ntitle = \"t\"\nclass = \"ats\"\nprotocol = \"modbus\"\nsource = \"s\"\n"
            "[points.preferred]\nregister = 5\nenum = { 1 = \"one\", 2 = \"two\" }\nwrite = {}\n"
            "[points.energy]\nregister = 7\ntype = \"u32\"\nwrite = {}\n"
            "[points.inhibit]\nregister = 9\nfunction = 1\nwrite = { register = 3 }\n");
  STRCMP_EQUAL("", rendered(load_profile("a/b", "", own.path(), profile)).c_str());
  const auto write = [&](std::size_t point) {
    return std::get<model::ModbusWrite>(profile.points.at(point).write->address);
  };
  CHECK_EQUAL(6, write(0).function);
  CHECK_EQUAL(5, write(0).address.address);
  CHECK_EQUAL(16, write(1).function);
  CHECK(write(1).address.type == model::RawType::u32);
  CHECK_EQUAL(5, write(2).function);
  CHECK_EQUAL(3, write(2).address.address);
  CHECK(write(2).address.table == model::ModbusTable::coil);
}

TEST(ShippedProfiles, that_are_not_there_are_answered_with_a_list) {
  model::Profile profile;
  const Loaded loaded = load_profile("ietf/upss", "", folder, profile);
  CHECK_FALSE(loaded.ok());
  CHECK(loaded.diagnostics.at(0).hint.find("did you mean `ietf/ups`?") != std::string::npos);
}

TEST_GROUP(Ranges) { TemporaryFolder folder; };

TEST(Ranges, make_one_device_for_each_number) {
  folder.write("site.toml",
               "[site]\nid = \"x\"\n[device.\"teller-{9..11}\"]\nprofile = \"ietf/if-mib\"\n"
               "address = \"snmp://10.42.1.{n}\"\ntitle = \"Teller {n} of {n}\"\n");
  const Loaded loaded = load_site(folder.path(), source_folder() + "/config/profiles");
  STRCMP_EQUAL("", rendered(loaded).c_str());
  CHECK_EQUAL(3, loaded.site.devices.size());
  STRCMP_EQUAL("snmp://10.42.1.10", loaded.site.devices.at("teller-10").address.c_str());
  STRCMP_EQUAL("Teller 11 of 11", loaded.site.devices.at("teller-11").title.c_str());
}

// A site that uses every form of the surface at once.
TEST_GROUP(Surface) { TemporaryFolder folder; };

TEST(Surface, takes_every_form_of_need) {
  folder.write("a.toml", R"([site]
id = "x"
[source.mains]
[system.atm-switch]
title = "Switch of the cash machines"
needs = "external.carrier"
[external.carrier]
[uplink.fibre]
[uplink.lte]
[link.wan]
any_of = ["uplink.fibre", "uplink.lte"]
[device.pdu]
profile = "apc/rack-pdu"
address = "snmp://10.42.0.11"
powered_by = { at_least = 1, of = ["source.mains", { all_of = ["source.mains"] }] }
[service.cash]
hours = "always"
impact = { regulatory = [1,2,3,4,5,5], customer = [2,3,4,5,5,5], financial = [1,1,2,3,4,5], reputation = [1,2,3,4,5,5] }
rto = "1h"
rpo = "0s"
needs = ["device.pdu", "pdu.outlet.3", "system.atm-switch", "link.wan"]
wants = ["pdu.outlet.4"]
)");
  const Loaded loaded = load_site(folder.path(), source_folder() + "/config/profiles");
  STRCMP_EQUAL("", rendered(loaded).c_str());
  const model::Needs& needs = loaded.site.services.at("cash").needs;
  CHECK(needs.rule == Rule::all_of);
  STRCMP_EQUAL("pdu", needs.parts.at(0).name.c_str());
  CHECK(loaded.site.links.at("wan").needs.rule == Rule::any_of);
  CHECK_EQUAL(1, loaded.site.devices.at("pdu").powered_by.least);
  CHECK(loaded.points.find("pdu.outlet.3.status").has_value());
  CHECK_EQUAL(1, loaded.site.systems.size());
  CHECK_EQUAL(1, loaded.site.externals.size());
  CHECK_EQUAL(2, loaded.site.uplinks.size());
}

TEST_GROUP(DevicesOfASite) {
  TemporaryFolder folder;
  Loaded loaded;
  void setup() override {
    folder.write("site.toml",
                 "[site]\nid = \"b\"\n"
                 "[device.ups]\nprofile = \"auto\"\naddress = \"snmp://10.0.0.1\"\n"
                 "[device.pdu]\nprofile = \"apc/rack-pdu\"\naddress = \"snmp://10.0.0.2\"\n"
                 "[device.strip]\nprofile = \"apc/rack-pdu\"\naddress = \"snmp://10.0.0.3\"\nclass = \"meter\"\n"
                 "[device.wan]\nprofile = \"auto\"\naddress = \"icmp://10.0.0.4\"\n"
                 "[device.atm]\nclass = \"host\"\npowered_by = \"pdu.outlet.4\"\n"
                 "[disruption.d]\nwhen = 'ups.outlet.3.status == \"off\" and wan.reach.ok'\n");
    loaded = load_site(folder.path(), source_folder() + "/config/profiles");
  }
};

TEST(DevicesOfASite, say_their_class_or_have_that_of_their_profile) {
  LONGS_EQUAL(1, loaded.diagnostics.size());
  STRCMP_EQUAL("nobody knows what `ups` is before it has answered", loaded.diagnostics.front().message.c_str());
  CHECK(loaded.ok());
  const auto class_of = [&](const char* id) { return loaded.site.devices.at(id).device_class; };
  STRCMP_EQUAL("pdu", class_of("pdu").c_str());
  STRCMP_EQUAL("meter", class_of("strip").c_str());
  STRCMP_EQUAL("host", class_of("atm").c_str());
  STRCMP_EQUAL("", class_of("ups").c_str());  // until it is recognised nobody knows
}

TEST(DevicesOfASite, that_are_to_be_recognised_have_the_points_that_somebody_names) {
  std::string names;
  for (const std::string& name : loaded.points.names())
    if (name.starts_with("ups.") || name.starts_with("atm.")) names += name + " ";
  STRCMP_EQUAL("ups.contact ups.outlet.3.status ", names.c_str());
  CHECK(loaded.site.devices.at("ups").is_to_be_recognised());
  CHECK_FALSE(loaded.site.devices.at("atm").is_polled());
}

TEST(DevicesOfASite, whose_address_says_what_they_are_need_not_be_asked) {
  STRCMP_EQUAL("reach/icmp", loaded.site.devices.at("wan").profile.c_str());
  CHECK(loaded.points.find("wan.reach.loss").has_value());
}

}  // namespace
}  // namespace holdfast::load
