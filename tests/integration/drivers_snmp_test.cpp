// The SNMP driver against a real agent, and against a peer that can be wrong in every way.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "drivers/driver.hpp"
#include "tests/drivers/snmp/agent_profile.hpp"
#include "tests/integration/run_task.hpp"
#include "tests/integration/snmp_peer.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/process.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;

// One agent for each test: on its own port, with its own folder, ended with the test.
TEST_GROUP(SnmpAgent) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);
  std::uint16_t port = free_port();
  std::string folder;
  std::unique_ptr<Process> agent;
  std::unique_ptr<Driver> driver;

  void setup() override {
    char pattern[] = "/tmp/holdfast-snmpd-XXXXXX";
    folder = mkdtemp(pattern);
    std::ofstream configuration{folder + "/snmpd.conf"};
    configuration << agent_configuration;
    for (int row = 1; row <= 60; ++row) {
      configuration << "override ." << probe << ".2.1.1." << row << " octet_str row-" << row << "\n";
      configuration << "override -rw ." << probe << ".2.1.2." << row << " integer " << row % 2 + 1 << "\n";
    }
    configuration.close();
    ProcessOptions options;
    options.argv = {"snmpd",
                    "-f",
                    "-C",
                    "-c",
                    folder + "/snmpd.conf",
                    "-Lf",
                    "/dev/null",
                    "-p",
                    folder + "/pid",
                    "udp:127.0.0.1:" + std::to_string(port)};
    options.environment = {"SNMP_PERSISTENT_DIR=" + folder, "MIBS=", "SNMPCONFPATH=" + folder};
    agent = std::make_unique<Process>(options);
    driver = make("change");
    CHECK_TRUE(wait_for(10s, [this] { return read({{name, {}}}).has_value(); }));
  }
  void teardown() override {
    driver.reset();
    agent.reset();
    std::filesystem::remove_all(folder);
  }

  std::unique_ptr<Driver> make(const std::string& community) {
    model::Device device;
    device.id = "agent";
    device.address = "snmp://127.0.0.1:" + std::to_string(port);
    device.timeout = 1s;
    Result<std::unique_ptr<Driver>> made = registry->make(device, agent_profile(), {community, ""});
    if (!made) FAIL(made.error().message.c_str());
    return std::move(*made);
  }
  Result<std::vector<Reading>> read(std::vector<Target> targets) {
    return run_task(loop, driver->read(std::move(targets), clock->steady() + 5s));
  }
  Reading read_one(Target target) {
    const Result<std::vector<Reading>> readings = read({target});
    if (!readings) FAIL(readings.error().message.c_str());
    LONGS_EQUAL(1, readings->size());
    return readings->front();
  }
  std::string shown(Target target) {
    const Reading reading = read_one(target);
    return reading.value ? model::to_string(*reading.value) : model::to_string(reading.reason);
  }
  Result<void> write(Target target, model::Value value) {
    return run_task(loop, driver->write(target, std::move(value), clock->steady() + 5s));
  }
};

TEST(SnmpAgent, scalars_of_every_kind_arrive_in_one_read) {
  const auto readings =
      read({{uptime, {}}, {absent, {}}, {number, {}}, {gauge, {}}, {negative, {}}, {wide, {}}, {state, {}}});
  if (!readings) FAIL(readings.error().message.c_str());
  LONGS_EQUAL(7, readings->size());
  CHECK_TRUE(std::get<double>(*(*readings)[0].value) >= 0.0);
  CHECK_TRUE((*readings)[1].quality == model::Quality::bad);
  CHECK_TRUE((*readings)[1].reason == model::Reason::not_available);
  DOUBLES_EQUAL(4.2, std::get<double>(*(*readings)[2].value), 0.0);
  CHECK_TRUE(std::get<std::int64_t>(*(*readings)[3].value) == 4000000000);
  LONGS_EQUAL(-5, std::get<std::int64_t>(*(*readings)[4].value));
  CHECK_TRUE(std::get<std::int64_t>(*(*readings)[5].value) == 4294967295);
  STRCMP_EQUAL("other", model::to_string(*(*readings)[6].value).c_str());
}

TEST(SnmpAgent, a_whole_table_arrives_row_by_row) {
  const auto readings = read({{row_name, {}}, {row_state, {}}, {number, {}}});
  if (!readings) FAIL(readings.error().message.c_str());
  LONGS_EQUAL(121, readings->size());
  std::map<model::Row, std::string> names;
  for (const Reading& reading : *readings) {
    if (reading.spec == row_name) names[*reading.row] = model::to_string(*reading.value);
  }
  LONGS_EQUAL(60, names.size());
  STRCMP_EQUAL("row-1", names[1].c_str());
  STRCMP_EQUAL("row-60", names[60].c_str());
}

TEST(SnmpAgent, single_rows_are_read_by_number) {
  STRCMP_EQUAL("row-17", shown({row_name, 17}).c_str());
  STRCMP_EQUAL("not_available", model::to_string(read_one({row_name, 61}).reason));
}

TEST(SnmpAgent, many_objects_are_asked_for_in_several_requests) {
  std::vector<Target> targets;
  for (std::uint32_t row = 1; row <= 60; ++row) targets.push_back({row_state, row});
  const auto readings = read(targets);
  if (!readings) FAIL(readings.error().message.c_str());
  LONGS_EQUAL(60, readings->size());
  for (const Reading& reading : *readings) {
    STRCMP_EQUAL(reading.row->numbers()[0] % 2 == 1 ? "down" : "up", model::to_string(*reading.value).c_str());
  }
}

TEST(SnmpAgent, a_write_is_acknowledged_and_reads_back) {
  CHECK_TRUE(write({name, {}}, model::Text{"branch-0042"}).has_value());
  STRCMP_EQUAL("branch-0042", shown({name, {}}).c_str());
  CHECK_TRUE(write({number, {}}, 7.5).has_value());
  STRCMP_EQUAL("7.5", shown({number, {}}).c_str());
  CHECK_TRUE(write({row_state, 3}, model::Enumeration{"up", 0}).has_value());
  STRCMP_EQUAL("up", shown({row_state, 3}).c_str());
  STRCMP_EQUAL("down", shown({row_state, 5}).c_str());
}

TEST(SnmpAgent, a_refused_write_says_why) {
  const Result<void> fixed_value = write({fixed, {}}, model::Text{"x"});
  CHECK_FALSE(fixed_value.has_value());
  STRCMP_EQUAL("writing fixed: not writable (17)", fixed_value.error().message.c_str());
  driver = make("look");
  const Result<void> not_allowed = write({name, {}}, model::Text{"x"});
  CHECK_FALSE(not_allowed.has_value());
  STRCMP_EQUAL(to_string(Code::device_refused), to_string(not_allowed.error().code));
  driver = make("change");
  const Result<void> impossible = write({row_state, 3}, model::Enumeration{"sideways", 0});
  CHECK_FALSE(impossible.has_value());
  STRCMP_EQUAL(to_string(Code::invalid_argument), to_string(impossible.error().code));
}

TEST(SnmpAgent, a_wrong_community_is_no_contact) {
  driver = make("wrong");
  const auto readings = run_task(loop, driver->read({{name, {}}}, clock->steady() + 200ms));
  CHECK_FALSE(readings.has_value());
  STRCMP_EQUAL(to_string(Code::no_contact), to_string(readings.error().code));
}

TEST(SnmpAgent, words_are_no_number_unless_the_profile_calls_them_text) {
  CHECK_TRUE(write({name, {}}, model::Text{"x"}).has_value());
  const Reading reading = read_one({contact, {}});
  STRCMP_EQUAL("not_understood", model::to_string(reading.reason));
}

TEST(SnmpAgent, a_walk_shows_everything_below_an_oid) {
  const auto rows = run_task(loop, driver->walk(probe + ".2", clock->steady() + 5s));
  if (!rows) FAIL(rows.error().message.c_str());
  LONGS_EQUAL(120, rows->size());
  STRCMP_EQUAL((probe + ".2.1.1.1").c_str(), rows->front().address.c_str());
  STRCMP_EQUAL("OCTET STRING", rows->front().type.c_str());
  STRCMP_EQUAL("row-1", rows->front().value.c_str());
  const auto everything = run_task(loop, driver->walk("", clock->steady() + 10s));
  if (!everything) FAIL(everything.error().message.c_str());
  CHECK_TRUE(everything->size() > 120);
}

TEST(SnmpAgent, an_agent_that_was_away_answers_again) {
  CHECK_TRUE(read({{name, {}}}).has_value());
  agent->send(SIGSTOP);
  const auto silent = run_task(loop, driver->read({{name, {}}}, clock->steady() + 100ms));
  CHECK_FALSE(silent.has_value());
  STRCMP_EQUAL(to_string(Code::no_contact), to_string(silent.error().code));
  agent->send(SIGCONT);
  CHECK_TRUE(read({{number, {}}}).has_value());
}

TEST_GROUP(SnmpDriver) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::unique_ptr<SnmpPeer> peer = std::make_unique<SnmpPeer>(
      loop, [](const Datagram& request) { return std::vector<Datagram>{empty_response(request)}; });
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);
  std::unique_ptr<Driver> driver = make(peer->port());

  std::unique_ptr<Driver> make(std::uint16_t port, model::SnmpVersion version = model::SnmpVersion::v2c) {
    model::Device device;
    device.id = "peer";
    device.snmp.version = version;
    device.address = "snmp://127.0.0.1:" + std::to_string(port);
    device.timeout = 300ms;
    Result<std::unique_ptr<Driver>> made = registry->make(device, agent_profile(), {});
    CHECK_TRUE(made.has_value());
    return std::move(*made);
  }
  Result<std::vector<Reading>> read() {
    return run_task(loop, driver->read({{number, {}}, {gauge, {}}}, clock->steady() + 5s));
  }
  void check_answered(const char* what) {
    const Result<std::vector<Reading>> readings = read();
    CHECK_TEXT(readings.has_value(), readings ? what : readings.error().message.c_str());
    if (!readings) return;
    CHECK_TEXT((*readings)[0].reason == model::Reason::not_available, what);
  }
};

TEST(SnmpDriver, a_fault_costs_one_round) {
  struct Fault {
    const char* name;
    Code code;
    std::vector<Datagram> (*answer)(const Datagram& request);
  };
  const Fault faults[] = {
      {"silence", Code::no_contact, [](const Datagram&) { return std::vector<Datagram>{}; }},
      {"garbage", Code::protocol_violation, [](const Datagram&) { return std::vector<Datagram>{Datagram(64, 0x5A)}; }},
      {"empty datagram", Code::protocol_violation, [](const Datagram&) { return std::vector<Datagram>{Datagram{}}; }},
      {"a frame cut short", Code::protocol_violation,
       [](const Datagram& request) {
         Datagram response = empty_response(request);
         response.resize(response.size() - 7);
         return std::vector<Datagram>{response};
       }},
      {"another request's id", Code::protocol_violation,
       [](const Datagram& request) {
         Datagram response = empty_response(request);
         const auto [place, length] = request_id_place(request);
         response[place + length - 1] ^= 1;
         return std::vector<Datagram>{response};
       }},
      {"a request instead of a response", Code::protocol_violation,
       [](const Datagram& request) { return std::vector<Datagram>{request}; }},
  };
  for (const Fault& fault : faults) {
    check_answered(fault.name);
    peer->set_answer(fault.answer);
    const Result<std::vector<Reading>> readings = read();
    CHECK_TEXT(!readings.has_value(), fault.name);
    if (!readings) STRCMP_EQUAL_TEXT(to_string(fault.code), to_string(readings.error().code), fault.name);
    peer->set_answer([](const Datagram& request) { return std::vector<Datagram>{empty_response(request)}; });
    check_answered(fault.name);
  }
}

TEST(SnmpDriver, garbage_before_the_answer_does_no_harm) {
  peer->set_answer([](const Datagram& request) {
    return std::vector<Datagram>{Datagram(30, 0xFF), Datagram{}, empty_response(request)};
  });
  check_answered("after garbage");
}

TEST(SnmpDriver, an_object_that_was_not_asked_for_is_not_understood) {
  peer->set_answer([](const Datagram& request) {
    Datagram response = empty_response(request);
    response[response.size() - 3] ^= 1;  // last number of the last OID
    return std::vector<Datagram>{response};
  });
  const Result<std::vector<Reading>> readings = read();
  CHECK_TRUE(readings.has_value());
  CHECK_TRUE((*readings)[0].reason == model::Reason::not_available);
  CHECK_TRUE((*readings)[1].reason == model::Reason::not_understood);
}

TEST(SnmpDriver, an_error_that_names_an_object_costs_that_object_only) {
  peer->set_answer([this](const Datagram& request) {
    return std::vector<Datagram>{peer->requests() == 1 ? error_response(request, 5, 1) : empty_response(request)};
  });
  const Result<std::vector<Reading>> readings = read();
  CHECK_TRUE(readings.has_value());
  CHECK_TRUE((*readings)[0].reason == model::Reason::device_error);
  CHECK_TRUE((*readings)[1].reason == model::Reason::not_available);
  LONGS_EQUAL(2, peer->requests());
}

TEST(SnmpDriver, too_big_an_answer_is_asked_for_in_halves) {
  peer->set_answer([this](const Datagram& request) {
    return std::vector<Datagram>{peer->requests() == 1 ? error_response(request, 1, 0) : empty_response(request)};
  });
  check_answered("halves");
  LONGS_EQUAL(3, peer->requests());
}

TEST(SnmpDriver, too_big_an_answer_is_asked_for_in_halves_by_v1_too) {
  driver = make(peer->port(), model::SnmpVersion::v1);
  peer->set_answer([this](const Datagram& request) {
    return std::vector<Datagram>{peer->requests() == 1 ? error_response(request, 1, 0) : empty_response(request)};
  });
  check_answered("halves");
  LONGS_EQUAL(3, peer->requests());
}

TEST(SnmpDriver, a_name_that_a_v1_agent_does_not_know_costs_that_object_only) {
  driver = make(peer->port(), model::SnmpVersion::v1);
  peer->set_answer([this](const Datagram& request) {
    return std::vector<Datagram>{peer->requests() == 1 ? error_response(request, 2, 2) : empty_response(request)};
  });
  check_answered("the other one");
  LONGS_EQUAL(2, peer->requests());
}

TEST(SnmpDriver, an_agent_that_is_silent_about_much_is_asked_for_less) {
  int smallest_refused = 1000;
  peer->set_answer([&](const Datagram& request) -> std::vector<Datagram> {
    const auto [place, length] = request_id_place(request);
    const bool is_bulk = request[place - 4] == 0xA5 || request[place - 5] == 0xA5;  // a short or a longer length
    const int repetitions = request[place + length + 5];
    if (!is_bulk || repetitions <= 12) return {empty_response(request)};
    smallest_refused = std::min(smallest_refused, repetitions);
    return {};
  });
  const auto round = [this] {
    return run_task(loop, driver->read({{number, {}}, {row_name, {}}}, clock->steady() + 5s)).has_value();
  };
  CHECK_FALSE(round());
  CHECK_FALSE(round());  // once may be a lost datagram
  CHECK_TRUE(round());
  CHECK_TRUE(round());
  LONGS_EQUAL(25, smallest_refused);
}

TEST(SnmpDriver, a_late_response_is_never_taken) {
  Datagram late;
  peer->set_answer([&late](const Datagram& request) {
    late = empty_response(request);
    return std::vector<Datagram>{};
  });
  CHECK_FALSE(read().has_value());
  peer->send_late(late);
  CHECK_FALSE(read().has_value());
  peer->set_answer([&late](const Datagram& request) { return std::vector<Datagram>{late, empty_response(request)}; });
  check_answered("after the late one");
}

TEST(SnmpDriver, a_response_from_another_address_is_not_heard) {
  peer->answer_from_another_port();
  const Result<std::vector<Reading>> readings = read();
  CHECK_FALSE(readings.has_value());
  STRCMP_EQUAL(to_string(Code::no_contact), to_string(readings.error().code));
}

TEST(SnmpDriver, a_closed_port_is_known_before_the_deadline) {
  driver = make(free_port());
  const Result<std::vector<Reading>> readings = read();
  CHECK_FALSE(readings.has_value());
  STRCMP_EQUAL(to_string(Code::no_contact), to_string(readings.error().code));
  CHECK_TRUE(readings.error().message.find("nobody listens") != std::string::npos);
}

TEST(SnmpDriver, the_first_silence_ends_a_read_of_many_requests) {
  peer->set_answer([](const Datagram&) { return std::vector<Datagram>{}; });
  std::vector<Target> many;
  for (std::uint32_t row = 1; row <= 100; ++row) many.push_back({row_state, row});
  const auto readings = run_task(loop, driver->read(std::move(many), clock->steady() + 5s));
  CHECK_FALSE(readings.has_value());
  LONGS_EQUAL(1, peer->requests());
}

TEST(SnmpDriver, a_cancelled_read_leaves_nothing_behind) {
  peer->set_answer([](const Datagram&) { return std::vector<Datagram>{}; });
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  boost::asio::co_spawn(loop, driver->read({{number, {}}}, clock->steady() + 5s),
                        boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr thrown, const auto&) {
                          CHECK_TRUE(thrown != nullptr);
                          ended = true;
                        }));
  loop.restart();
  while (peer->requests() == 0) loop.run_one();
  cancel.emit(boost::asio::cancellation_type::terminal);
  while (!ended) loop.run_one();
  peer->set_answer([](const Datagram& request) { return std::vector<Datagram>{empty_response(request)}; });
  check_answered("after the cancelled one");
}
