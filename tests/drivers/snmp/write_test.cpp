// Which object is set, and to what, when a state has a command object of its own.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "drivers/snmp/driver.hpp"
#include "platform/virtual_clock.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace std::chrono_literals;

namespace {

// Acknowledges everything, and keeps what was asked.
class Recording final : public snmp::Agent {
 public:
  explicit Recording(std::vector<snmp::Request>& requests) : requests_(requests) {}
  Awaitable<Result<snmp::Response>> exchange(snmp::Request request, SteadyTime) override {
    requests_.push_back(request);
    snmp::Response response;
    response.bindings = request.bindings;
    co_return response;
  }
  void renew() override {}

 private:
  std::vector<snmp::Request>& requests_;
};

Awaitable<void> set(Driver* driver, Target target, model::Value value, SteadyTime deadline, std::string* said) {
  const Result<void> written = co_await driver->write(target, std::move(value), deadline);
  *said = written ? "" : written.error().message;
}

// "1.3.9.4.0.3 = 0", or what was said instead.
std::string asked(const model::Profile& profile, const model::Value& value, std::optional<model::Row> row) {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  std::vector<snmp::Request> requests;
  snmp::SnmpDriver driver(clock, std::make_unique<Recording>(requests), profile, 500ms);
  std::string said;
  boost::asio::co_spawn(loop, set(&driver, Target{0, row}, value, clock.steady() + 1s, &said),
                        [](std::exception_ptr failure) {
                          if (failure) std::rethrow_exception(failure);
                        });
  clock.run_for(1s);
  if (requests.empty()) return said;
  const snmp::Binding& binding = requests.front().bindings.at(0);
  return snmp::to_string(binding.oid) + " = " + std::to_string(std::get<std::int64_t>(binding.raw.value));
}

}  // namespace

TEST_GROUP(SnmpWrite) {
  model::Profile profile;
  void setup() override {
    model::PointSpec outlet;
    outlet.name = "outlet.{n}.status";
    outlet.kind = model::Kind::enumeration;
    outlet.origins.front().address = model::SnmpAddress{"1.3.9.2.*.{n}"};
    outlet.origins.front().decoding.enumeration = {{0, "off"}, {1, "on"}, {2, "on"}};
    model::SnmpWrite write;
    write.oid = "1.3.9.2.*.{n}";
    write.oids = {{"off", "1.3.9.3.0.{n}"}, {"on", "1.3.9.4.0.{n}"}};
    outlet.write = model::WritableAs{write, {{"off", 0}, {"on", 5}}};
    profile.points = {outlet};
  }
  model::SnmpWrite& write() { return std::get<model::SnmpWrite>(profile.points[0].write->address); }
};

TEST(SnmpWrite, each_state_is_sent_to_its_own_object) {
  CHECK(snmp::check(profile).has_value());
  STRCMP_EQUAL("1.3.9.4.0.3 = 5", asked(profile, model::Enumeration{"on", 1}, 3).c_str());
  STRCMP_EQUAL("1.3.9.3.0.3 = 0", asked(profile, model::Enumeration{"off", 0}, 3).c_str());
}

TEST(SnmpWrite, a_state_without_an_object_goes_to_the_common_one) {
  write().oid = "1.3.9.9.{n}";
  profile.points[0].write->values["on"] = 1;
  write().oids.erase("on");
  CHECK(snmp::check(profile).has_value());
  STRCMP_EQUAL("1.3.9.9.3 = 1", asked(profile, model::Enumeration{"on", 1}, 3).c_str());
  STRCMP_EQUAL("1.3.9.3.0.3 = 0", asked(profile, model::Enumeration{"off", 0}, 3).c_str());
}

TEST(SnmpWrite, nothing_is_sent_for_a_state_that_cannot_be_written_or_a_row_that_is_missing) {
  STRCMP_EQUAL("outlet.{n}.status cannot be set: 'reboot' is unknown; allowed: off, on",
               asked(profile, model::Enumeration{"reboot", 2}, 3).c_str());
  STRCMP_EQUAL("outlet.{n}.status needs a row", asked(profile, model::Enumeration{"on", 1}, std::nullopt).c_str());
}

TEST(SnmpWrite, an_object_that_cannot_hold_the_row_is_a_mistake_of_the_profile) {
  write().oids["on"] = "1.3.9.4.0";
  CHECK(snmp::check(profile).has_error());
}
