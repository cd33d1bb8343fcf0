// The NUT driver against the real upsd, whose UPSs are dummies that the test sets; and against one made of bytes.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <memory>

#include "drivers/driver.hpp"
#include "tests/integration/line_peer.hpp"
#include "tests/integration/nut_peer.hpp"
#include "tests/integration/run_task.hpp"
#include "tests/integration/variable_profile.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

enum : std::size_t { charge, status, input_voltage, model_name, outlet_status, charge_low, beeper };

model::Profile ups_profile() {
  using model::Kind;
  model::Profile profile;
  profile.id = "test/nut";
  profile.protocol = model::Protocol::nut;
  profile.points = {variable_point("battery.charge", Kind::integer),
                    variable_point("ups.status", Kind::text),
                    variable_point("input.voltage", Kind::number),
                    variable_point("device.model", Kind::text),
                    variable_point("outlet.{n}.status", Kind::text),
                    writable_point("battery.charge.low", Kind::integer, "battery.charge.low"),
                    writable_point("ups.beeper.status", Kind::text, "instcmd:beeper.{value}")};
  return profile;
}

const std::map<std::string, std::string> two_upses{
    {"rack",
     "ups.status: OL CHRG\nbattery.charge: 97\nbattery.charge.low: 20\ninput.voltage: 230.4\n"
     "device.model: Smart \\\"1500\\\"\noutlet.1.status: on\noutlet.2.status: off\nups.beeper.status: enabled\n"},
    {"desk", "ups.status: OL\nbattery.charge: 100\n"}};

}  // namespace

TEST_GROUP(Nut) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);

  std::unique_ptr<Driver> make(const std::string& address, const std::string& secret = "") {
    model::Device device;
    device.id = "ups";
    device.address = address;
    device.timeout = 1s;
    Result<std::unique_ptr<Driver>> made = registry->make(device, ups_profile(), {secret, ""});
    if (!made) FAIL(made.error().message.c_str());
    return std::move(*made);
  }
  Result<std::vector<Reading>> read(Driver & driver, std::vector<std::size_t> specs) {
    std::vector<Target> targets;
    for (const std::size_t spec : specs) targets.push_back({spec, std::nullopt});
    return run_task(loop, driver.read(std::move(targets), clock->steady() + 5s));
  }
  // The value as people read it; what is wrong with it otherwise.
  std::string shown(Driver & driver, std::size_t spec) {
    const Result<std::vector<Reading>> readings = read(driver, {spec});
    if (!readings) return readings.error().message;
    if (readings->empty()) return "nothing";
    const Reading& reading = readings->front();
    return reading.value ? model::to_string(*reading.value) : model::to_string(reading.reason);
  }
  Result<void> write(Driver & driver, std::size_t spec, model::Value value) {
    return run_task(loop, driver.write(Target{spec, std::nullopt}, std::move(value), clock->steady() + 5s));
  }
  bool comes_to(Driver & driver, std::size_t spec, const std::string& wanted) {
    const bool came = wait_for(10s, [&] { return shown(driver, spec) == wanted; });
    if (!came) STRCMP_EQUAL(wanted.c_str(), shown(driver, spec).c_str());
    return came;
  }
};

TEST(Nut, reads_every_ups_of_an_upsd_over_one_connection) {
  NutPeer upsd{two_upses};
  const auto rack = make(upsd.address("rack"));
  const auto desk = make(upsd.address("desk"));
  CHECK_TRUE(comes_to(*rack, charge, "97"));
  STRCMP_EQUAL("OL CHRG", shown(*rack, status).c_str());
  STRCMP_EQUAL("230.4", shown(*rack, input_voltage).c_str());
  STRCMP_EQUAL("100", shown(*desk, charge).c_str());
  STRCMP_EQUAL("not_available", shown(*desk, input_voltage).c_str());
  const auto outlets = read(*rack, {outlet_status});
  CHECK_TRUE(outlets.has_value());
  LONGS_EQUAL(2, outlets->size());
  CHECK_TRUE((*outlets)[1].value == model::Value{model::Text{"off"}});
}

TEST(Nut, sees_what_changes_on_the_ups) {
  NutPeer upsd{two_upses};
  const auto rack = make(upsd.address("rack"));
  CHECK_TRUE(comes_to(*rack, status, "OL CHRG"));
  CHECK_TRUE(upsd.set("rack", "ups.status", "OB LB"));
  CHECK_TRUE(comes_to(*rack, status, "OB LB"));
}

TEST(Nut, sets_variables_for_whom_upsd_lets) {
  NutPeer upsd{two_upses};
  const auto admin = make(upsd.address("rack"), "admin:secret");
  CHECK_TRUE(comes_to(*admin, charge_low, "20"));
  const Result<void> written = write(*admin, charge_low, std::int64_t{35});
  CHECK_TEXT(written.has_value(), written ? "" : written.error().message.c_str());
  CHECK_TRUE(comes_to(*admin, charge_low, "35"));
  struct Case {
    const char* secret;
    std::size_t spec;
    model::Value value;
    Code code;
    const char* word;
  };
  const Case cases[] = {
      {"", charge_low, std::int64_t{50}, Code::not_permitted, "USERNAME-REQUIRED"},
      {"guest:secret", charge_low, std::int64_t{50}, Code::not_permitted, "ACCESS-DENIED"},
      {"admin:wrong", charge_low, std::int64_t{50}, Code::not_permitted, "ACCESS-DENIED"},
      {"admin:secret", beeper, model::Text{"sing"}, Code::device_refused, "CMD-NOT-SUPPORTED"},
      {"admin:secret", charge, std::int64_t{50}, Code::invalid_argument, "read only"},
  };
  for (const Case& one : cases) {
    const auto other = make(upsd.address("rack"), one.secret);
    const Result<void> refused = write(*other, one.spec, one.value);
    CHECK_TEXT(!refused.has_value(), one.word);
    if (refused) continue;
    STRCMP_EQUAL_TEXT(to_string(one.code), to_string(refused.error().code), refused.error().message.c_str());
    CHECK_TEXT(refused.error().message.find(one.word) != std::string::npos, refused.error().message.c_str());
    STRCMP_EQUAL("35", shown(*other, charge_low).c_str());
  }
}

TEST(Nut, a_driver_that_hangs_spoils_the_points_and_keeps_the_contact) {
  NutPeer upsd{two_upses};
  const auto rack = make(upsd.address("rack"));
  const auto desk = make(upsd.address("desk"));
  CHECK_TRUE(comes_to(*rack, charge, "97"));
  upsd.driver("rack").send(SIGSTOP);
  CHECK_TRUE(comes_to(*rack, charge, "stale"));
  STRCMP_EQUAL("100", shown(*desk, charge).c_str());
  upsd.driver("rack").send(SIGCONT);
  CHECK_TRUE(comes_to(*rack, charge, "97"));
}

TEST(Nut, a_driver_or_upsd_that_is_gone_is_no_contact_until_it_is_back) {
  NutPeer upsd{two_upses};
  const auto rack = make(upsd.address("rack"));
  CHECK_TRUE(comes_to(*rack, charge, "97"));
  upsd.driver("rack").terminate();
  CHECK_TRUE(wait_for(10s, [&] {
    const auto readings = read(*rack, {charge});
    return !readings && readings.error().code == Code::no_contact &&
           readings.error().message.find("DRIVER-NOT-CONNECTED") != std::string::npos;
  }));
  upsd.start_driver("rack");
  CHECK_TRUE(comes_to(*rack, charge, "97"));
  upsd.server().terminate();
  const auto gone = read(*rack, {charge});
  CHECK_FALSE(gone.has_value());
  STRCMP_EQUAL(to_string(Code::no_contact), to_string(gone.error().code));
  upsd.start_server();
  CHECK_TRUE(comes_to(*rack, charge, "97"));
}

TEST(Nut, a_ups_that_upsd_does_not_know_is_told_with_those_it_knows) {
  NutPeer upsd{two_upses};
  const auto other = make(upsd.address("cellar"));
  const auto readings = read(*other, {charge});
  CHECK_FALSE(readings.has_value());
  STRCMP_EQUAL("cellar: upsd knows no UPS of this name (UNKNOWN-UPS); it has: desk, rack",
               readings.error().message.c_str());
}

TEST(Nut, a_walk_shows_variables_and_commands) {
  NutPeer upsd{two_upses};
  const auto rack = make(upsd.address("rack"));
  CHECK_TRUE(comes_to(*rack, charge, "97"));
  const auto rows = run_task(loop, rack->walk("battery.", clock->steady() + 5s));
  CHECK_TRUE(rows.has_value());
  LONGS_EQUAL(2, rows->size());
  STRCMP_EQUAL("battery.charge", rows->front().address.c_str());
  STRCMP_EQUAL("97", rows->front().value.c_str());
}

// An upsd made of bytes, which can be wrong in every way.
TEST_GROUP(NutFaults) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  LinePeer peer{loop, right_answer};
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);
  std::unique_ptr<Driver> driver = make();

  std::unique_ptr<Driver> make() {
    model::Device device;
    device.id = "ups";
    device.address = fmt::format("nut://127.0.0.1:{}/rack", peer.port());
    device.timeout = 300ms;
    return *registry->make(device, ups_profile(), {"admin:secret", ""});
  }
  static LineAnswer right_answer(const std::string& request) {
    if (request != "LIST VAR rack") return {"OK\n"};
    return {"BEGIN LIST VAR rack\nVAR rack battery.charge \"97\"\nEND LIST VAR rack\n"};
  }
  Result<std::vector<Reading>> read() { return run_task(loop, driver->read({{charge, {}}}, clock->steady() + 5s)); }
  void check_right(const char* what) {
    const Result<std::vector<Reading>> readings = read();
    CHECK_TEXT(readings.has_value(), readings ? what : readings.error().message.c_str());
    if (readings) CHECK_TEXT(readings->front().value == model::Value{std::int64_t{97}}, what);
  }
};

TEST(NutFaults, a_fault_costs_one_round_and_the_connection) {
  struct Fault {
    const char* name;
    Code code;
    LineAnswer answer;
  };
  const Fault faults[] = {
      {"silence", Code::no_contact, {""}},
      {"close without a word", Code::no_contact, {"", LineAnswer::Then::close}},
      {"close in mid line", Code::no_contact, {"BEGIN LIST VAR ra", LineAnswer::Then::close}},
      {"close in mid list", Code::no_contact, {"BEGIN LIST VAR rack\nVAR rack x \"1\"\n", LineAnswer::Then::close}},
      {"a list that stops", Code::no_contact, {"BEGIN LIST VAR rack\nVAR rack x \"1\"\n"}},
      {"a line without end", Code::protocol_violation, {std::string(9000, 'x')}},
      {"another protocol", Code::protocol_violation, {"HTTP/1.1 400 Bad Request\r\n\r\n"}},
      {"octets", Code::protocol_violation, {std::string("\x00\x01\xFF\n", 4)}},
      {"another UPS", Code::protocol_violation, {"BEGIN LIST VAR desk\nEND LIST VAR desk\n"}},
      {"an answer too many", Code::protocol_violation, {"ERR DATA-STALE\nERR DATA-STALE\n"}},
      {"a refusal of the UPS", Code::not_found, {"ERR UNKNOWN-UPS\n"}},
  };
  for (const Fault& fault : faults) {
    check_right(fault.name);
    const int before = peer.connections();
    peer.set_answer([&](const std::string&) { return fault.answer; });
    const Result<std::vector<Reading>> readings = read();
    CHECK_TEXT(!readings.has_value(), fault.name);
    if (!readings) STRCMP_EQUAL_TEXT(to_string(fault.code), to_string(readings.error().code), fault.name);
    peer.set_answer(right_answer);
    check_right(fault.name);
    const bool keeps_connection = fault.code == Code::not_found;
    LONGS_EQUAL_TEXT(keeps_connection ? before : before + 1, peer.connections(), fault.name);
  }
}

TEST(NutFaults, an_upsd_that_has_hung_up_meanwhile_costs_nothing) {
  check_right("before");
  peer.hang_up();
  loop.restart();
  loop.poll();
  check_right("after");
  LONGS_EQUAL(2, peer.connections());
}

TEST(NutFaults, a_write_logs_in_once_and_an_unanswered_one_is_no_contact) {
  std::vector<std::string> asked;
  peer.set_answer([&](const std::string& request) {
    asked.push_back(request);
    return right_answer(request);
  });
  const auto set = [&](std::int64_t value) {
    return run_task(loop, driver->write(Target{charge_low, {}}, model::Value{value}, clock->steady() + 5s));
  };
  CHECK_TRUE(set(20).has_value());
  CHECK_TRUE(set(30).has_value());
  const std::vector<std::string> wanted{R"(USERNAME "admin")", R"(PASSWORD "secret")",
                                        R"(SET VAR rack battery.charge.low "20")",
                                        R"(SET VAR rack battery.charge.low "30")"};
  CHECK_TRUE(asked == wanted);
  const Result<void> commanded =
      run_task(loop, driver->write(Target{beeper, {}}, model::Value{model::Text{"off"}}, clock->steady() + 5s));
  CHECK_TRUE(commanded.has_value());
  STRCMP_EQUAL("INSTCMD rack beeper.off", asked.back().c_str());
  peer.set_answer([](const std::string&) { return LineAnswer{""}; });
  const Result<void> unknown = set(40);
  CHECK_FALSE(unknown.has_value());
  STRCMP_EQUAL(to_string(Code::no_contact), to_string(unknown.error().code));
}

TEST(NutFaults, a_cancelled_read_leaves_nothing_behind) {
  peer.set_answer([](const std::string&) { return LineAnswer{""}; });
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  boost::asio::co_spawn(loop, driver->read({{charge, {}}}, clock->steady() + 5s),
                        boost::asio::bind_cancellation_slot(
                            cancel.slot(), [&](std::exception_ptr thrown, const auto&) { ended = thrown != nullptr; }));
  loop.restart();
  while (peer.requests() == 0) loop.run_one();
  cancel.emit(boost::asio::cancellation_type::terminal);
  while (!ended) loop.run_one();
  peer.set_answer(right_answer);
  check_right("afterwards");
  LONGS_EQUAL(2, peer.connections());
}
