// What a device is, and whether it still is that; the device is a capture that a test exchanges for another.
#include "drivers/recogniser.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>

#include "platform/virtual_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace std::chrono_literals;

namespace {

model::Profile profile(const std::string& id, const std::string& object_id, const std::string& point,
                       const std::string& present = "") {
  model::Profile made;
  made.id = id;
  model::Recognition by;
  if (!object_id.empty()) by.object_ids = {object_id};
  if (!present.empty()) by.present = {present};
  by.priority = present.empty() ? 60 : 30;
  made.recognised_by = {by};
  model::PointSpec spec;
  spec.name = point;
  spec.kind = model::Kind::integer;
  spec.origins.front().address = model::SnmpAddress{"1.3.6.1.4.1.9.1.0"};
  made.points = {spec};
  return made;
}

Awaitable<void> ask(Recogniser* recogniser, SteadyTime deadline, std::string* said) {
  const Result<Recognised> found = co_await recogniser->recognise(deadline);
  if (!found) {
    *said = found.error().message;
    co_return;
  }
  *said = found->profile.id;
  std::vector<Target> targets{Target{0, std::nullopt}};
  const Result<std::vector<Reading>> readings = co_await found->driver->read(std::move(targets), deadline);
  if (readings && readings->at(0).value) *said += " " + model::to_string(*readings->at(0).value);
}

Awaitable<void> compare(Recogniser* recogniser, SteadyTime deadline, std::string* said) {
  const Result<bool> same = co_await recogniser->is_same(deadline);
  *said = !same ? same.error().message : *same ? "same" : "another";
}

}  // namespace

TEST_GROUP(Recogniser) {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  Registry registry{loop.get_executor(), clock};
  testing::TempFolder folder;
  const std::vector<model::Profile> profiles = {profile("acme/ups", "1.3.6.1.4.1.9.1", "battery.charge"),
                                                profile("acme/pdu", "1.3.6.1.4.1.9.2", "input.power"),
                                                profile("ietf/ups", "", "input.voltage", "1.3.6.1.2.1.33.1.1")};
  std::unique_ptr<Recogniser> recogniser;

  void setup() override {
    model::Device device;
    device.id = "ups";
    device.profile = "auto";
    device.address = "replay:" + folder.file("device.snmprec");
    recogniser = make_recogniser(registry, device, profiles, {});
  }
  void is(const std::string& object_id, const std::string& description, const std::string& more = "") {
    std::ofstream(folder.file("device.snmprec")) << "1.3.6.1.2.1.1.1.0|4|" << description << "\n1.3.6.1.2.1.1.2.0|6|"
                                                 << object_id << "\n" + more + "1.3.6.1.4.1.9.1.0|2|42\n";
  }
  template <class Question>
  std::string said(Question question) {
    std::string answer = "nothing";
    boost::asio::co_spawn(loop, question(recogniser.get(), clock.steady() + 5s, &answer),
                          [](const std::exception_ptr& failure) {
                            if (failure) std::rethrow_exception(failure);
                          });
    clock.run_for(1s);
    return answer;
  }
};

TEST(Recogniser, hands_out_a_driver_for_what_the_device_is) {
  is("1.3.6.1.4.1.9.1", "Acme 1500");
  STRCMP_EQUAL("acme/ups 42", said(ask).c_str());
}

TEST(Recogniser, merges_the_profiles_that_apply) {
  is("1.3.6.1.4.1.9.1", "Acme 1500", "1.3.6.1.2.1.33.1.1.1.0|4|Acme\n");
  STRCMP_EQUAL("acme/ups 42", said(ask).c_str());
  is("1.3.6.1.4.1.7.7", "Other", "1.3.6.1.2.1.33.1.1.1.0|4|Other\n");
  STRCMP_EQUAL("ietf/ups 42", said(ask).c_str());
}

TEST(Recogniser, a_device_of_another_object_id_is_another_and_a_new_description_makes_none) {
  is("1.3.6.1.4.1.9.1", "Acme 1500, firmware 1");
  said(ask);
  STRCMP_EQUAL("same", said(compare).c_str());
  is("1.3.6.1.4.1.9.1", "Acme 1500, firmware 2");
  STRCMP_EQUAL("same", said(compare).c_str());
  is("1.3.6.1.4.1.9.2", "Acme strip");
  STRCMP_EQUAL("another", said(compare).c_str());
  STRCMP_EQUAL("acme/pdu 42", said(ask).c_str());
  STRCMP_EQUAL("same", said(compare).c_str());
}

TEST(Recogniser, what_nobody_knows_is_not_found_and_is_told_from_others_all_the_same) {
  is("1.3.6.1.4.1.7.7", "Other");
  STRCMP_EQUAL("no profile is for this device; it says sysObjectID 1.3.6.1.4.1.7.7, sysDescr \"Other\"",
               said(ask).c_str());
  STRCMP_EQUAL("same", said(compare).c_str());
  is("1.3.6.1.4.1.9.1", "Acme 1500");
  STRCMP_EQUAL("another", said(compare).c_str());
}
