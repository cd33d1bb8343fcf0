// SNMP v1 and v3 against Debian's own agent: every level, every protocol, every way to be refused, and an agent that
// has lost its boots and time.
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <memory>

#include "drivers/driver.hpp"
#include "tests/drivers/snmp/agent_profile.hpp"
#include "tests/integration/run_task.hpp"
#include "tests/integration/snmpd.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using model::Authentication;
using model::Privacy;
using model::SnmpVersion;

namespace {

const std::string phrase = "a pass phrase";
const std::string other_phrase = "another phrase";

// An agent keeps its boots only as long as its engine id is the old one.
std::string engine(char number) {
  const std::string id = std::string("0x80001f88040") + number + "aabbccddee\n";
  return "exactEngineID " + id + "oldEngineID " + id;
}

std::string user(const std::string& name, const std::string& protocols) {
  std::string lines = "createUser " + name + " " + protocols + "\n";
  const char* level = protocols.empty() ? "noauth" : "auth";
  return lines + "rwuser " + name + " " + level + "\n";
}

// user-AUTH-PRIVACY for each pair of protocols.
std::string every_user() {
  const std::string quoted = " \"" + phrase + "\"";
  std::string lines = user("open", "");
  for (const char* authentication : {"MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"}) {
    const std::string name = std::string("user-") + authentication;
    lines += user(name, authentication + quoted);
    for (const char* privacy : {"DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"}) {
      lines += user(name + "-" + privacy, authentication + quoted + " " + privacy + " \"" + other_phrase + "\"");
    }
  }
  return lines;
}

std::string common_configuration() {
  std::string rows;
  for (int row = 1; row <= 60; ++row) {
    rows += "override ." + probe + ".2.1.1." + std::to_string(row) + " octet_str row-" + std::to_string(row) + "\n";
    rows += "override -rw ." + probe + ".2.1.2." + std::to_string(row) + " integer 1\n";
  }
  return agent_configuration + rows;
}

}  // namespace

TEST_GROUP(SnmpVersions) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);
  std::vector<std::string> news;
  std::unique_ptr<Snmpd> agent;

  void setup() override {
    registry->on_security(
        [this](const std::string& device, const std::string& what) { news.push_back(device + ": " + what); });
  }
  void start(const std::string& configuration) {
    agent = std::make_unique<Snmpd>(common_configuration() + configuration);
    wait_until_up();
  }
  void wait_until_up() {
    const auto driver = make({SnmpVersion::v2c, "", {}, {}, "", ""}, {"look", ""}, 200ms);
    CHECK_TRUE(wait_for(10s, [&] { return read(*driver, {{name, {}}}).has_value(); }));
  }
  std::unique_ptr<Driver> make(model::SnmpAccess access, Secrets secrets, Duration timeout = 2s) {
    model::Device device;
    device.id = "agent";
    device.address = agent->address();
    device.timeout = timeout;
    device.snmp = std::move(access);
    Result<std::unique_ptr<Driver>> made = registry->make(device, agent_profile(), std::move(secrets));
    if (!made) FAIL(made.error().message.c_str());
    return std::move(*made);
  }
  std::unique_ptr<Driver> make_v3(const std::string& user, Authentication authentication,
                                  Privacy privacy = Privacy::none, const std::string& main = phrase,
                                  const std::string& second = other_phrase, Duration timeout = 2s) {
    return make({SnmpVersion::v3, user, authentication, privacy, "", ""},
                {main, privacy == Privacy::none ? "" : second}, timeout);
  }
  Result<std::vector<Reading>> read(Driver & driver, std::vector<Target> targets) {
    return run_task(loop, driver.read(std::move(targets), clock->steady() + 5s));
  }
  void check_reads(Driver & driver, const std::string& what) {
    const auto readings = read(driver, {{number, {}}, {absent, {}}, {row_name, {}}});
    CHECK_TEXT(readings.has_value(), readings ? "" : (what + ": " + readings.error().message).c_str());
    if (!readings) return;
    LONGS_EQUAL_TEXT(62, readings->size(), what.c_str());
    CHECK_TEXT((*readings)[0].quality == model::Quality::good, what.c_str());
    CHECK_TEXT((*readings)[1].reason == model::Reason::not_available, what.c_str());
  }
  void check_fails(Driver & driver, const char* with) {
    const auto readings = read(driver, {{number, {}}});
    CHECK_FALSE(readings.has_value());
    CHECK_TEXT(readings.error().message.find(with) != std::string::npos, readings.error().message.c_str());
  }
};

TEST(SnmpVersions, v1_reads_scalars_tables_and_what_is_absent) {
  start("");
  const auto driver = make({SnmpVersion::v1, "", {}, {}, "", ""}, {"change", ""});
  check_reads(*driver, "v1");
  CHECK_TRUE(run_task(loop, driver->write({number, {}}, 7.5, clock->steady() + 5s)).has_value());
  const auto rows = run_task(loop, driver->walk(probe + ".2", clock->steady() + 5s));
  CHECK_TRUE(rows.has_value());
  LONGS_EQUAL(120, rows->size());
  const auto end = run_task(loop, driver->walk("1.3.6.1.6.4", clock->steady() + 5s));  // behind everything
  CHECK_TRUE(end.has_value());
  LONGS_EQUAL(0, end->size());
}

TEST(SnmpVersions, v3_reads_with_every_pair_of_protocols) {
  start(engine('1') + every_user());
  check_reads(*make_v3("open", Authentication::none), "open");
  const std::pair<const char*, Authentication> authentications[] = {
      {"MD5", Authentication::md5},        {"SHA", Authentication::sha1},       {"SHA-224", Authentication::sha224},
      {"SHA-256", Authentication::sha256}, {"SHA-384", Authentication::sha384}, {"SHA-512", Authentication::sha512}};
  const std::pair<const char*, Privacy> privacies[] = {
      {"DES", Privacy::des},        {"AES", Privacy::aes128},         {"AES-192", Privacy::aes192},
      {"AES-256", Privacy::aes256}, {"AES-192-C", Privacy::aes192_c}, {"AES-256-C", Privacy::aes256_c}};
  for (const auto& [word, authentication] : authentications) {
    const std::string name = std::string("user-") + word;
    check_reads(*make_v3(name, authentication), name);
    for (const auto& [privacy_word, privacy] : privacies) {
      const std::string full = name + "-" + privacy_word;
      check_reads(*make_v3(full, authentication, privacy), full);
    }
  }
  CHECK_TRUE(news.empty());
}

// snmpd says tooBig to v3 only; a v1 agent that says it is tried in drivers_snmp_test.cpp.
TEST(SnmpVersions, v3_answers_that_are_too_big_are_asked_for_in_parts) {
  std::string rows;
  std::vector<Target> targets;
  for (std::uint32_t row = 101; row <= 120; ++row) {
    rows += "override ." + probe + ".2.1.1." + std::to_string(row) + " octet_str " + std::string(4000, 'x') + "\n";
    targets.push_back({row_name, row});
  }
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128") + rows);
  const auto driver = make_v3("monitor", Authentication::sha256, Privacy::aes128, phrase, "");
  const auto readings = read(*driver, targets);
  CHECK_TEXT(readings.has_value(), readings ? "" : readings.error().message.c_str());
  LONGS_EQUAL(20, readings->size());
  for (const Reading& reading : *readings) LONGS_EQUAL(4000, model::to_string(*reading.value).size());
}

TEST(SnmpVersions, v3_writes) {
  start(engine('1') + user("writer", "SHA-256 \"" + phrase + "\" AES"));
  const auto driver = make_v3("writer", Authentication::sha256, Privacy::aes128, phrase, "");
  CHECK_TRUE(run_task(loop, driver->write({number, {}}, 7.5, clock->steady() + 5s)).has_value());
  check_reads(*driver, "after the write");
}

TEST(SnmpVersions, v3_says_what_is_wrong_with_user_level_and_pass_phrases) {
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128 \"" + other_phrase + "\"") +
        user("open", "") + "createUser nobody MD5 \"" + phrase + "\"\n");
  check_fails(*make_v3("stranger", Authentication::sha256), "knows no SNMP user 'stranger'");
  check_fails(*make_v3("monitor", Authentication::sha256, Privacy::none, "not the phrase"),
              "the pass phrase of SNMP user 'monitor' is wrong, or its auth protocol is not SHA-256");
  check_fails(*make_v3("monitor", Authentication::sha1), "its auth protocol is not SHA-1");
  check_fails(*make_v3("open", Authentication::sha256), "auth SHA-256 and privacy none");
  check_fails(*make_v3("monitor", Authentication::sha256, Privacy::aes128, phrase, "not the phrase"),
              "is the privacy pass phrase");
  check_fails(*make_v3("monitor", Authentication::sha256, Privacy::des, phrase, other_phrase, 300ms),
              "is the privacy pass phrase");
  check_fails(
      *make({SnmpVersion::v3, "monitor", Authentication::sha256, Privacy::none, "elsewhere", ""}, {phrase, ""}, 300ms),
      "is there a context 'elsewhere'");
  check_reads(*make_v3("monitor", Authentication::sha256, Privacy::aes128), "and the right ones read");
  check_reads(*make_v3("monitor", Authentication::sha256), "with less than it could");
  CHECK_TRUE(news.empty());
}

TEST(SnmpVersions, v3_devices_with_the_same_engine_id_do_not_disturb_each_other) {
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128"));
  const std::unique_ptr<Snmpd> first = std::move(agent);
  const auto one = [&] {
    agent = std::make_unique<Snmpd>("rocommunity look\n" + common_configuration() + engine('1') +
                                    user("monitor", "SHA-256 \"" + other_phrase + "\" AES-128"));
    agent->restart(1000);
    wait_until_up();
    return make_v3("monitor", Authentication::sha256, Privacy::aes128, other_phrase, "");
  }();
  const std::unique_ptr<Snmpd> second = std::exchange(agent, nullptr);
  model::Device device;
  device.id = "first";
  device.address = first->address();
  device.timeout = 2s;
  device.snmp = {SnmpVersion::v3, "monitor", Authentication::sha256, Privacy::aes128, "", ""};
  const auto two = *registry->make(device, agent_profile(), {phrase, ""});
  for (int round = 0; round < 3; ++round) {
    check_reads(*one, "one");
    check_reads(*two, "two");
  }
  CHECK_TRUE(news.empty());
}

TEST(SnmpVersions, v3_goes_on_when_the_agent_has_restarted) {
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128"));
  const auto driver = make_v3("monitor", Authentication::sha256, Privacy::aes128, phrase, "");
  check_reads(*driver, "before");
  agent->restart(50);
  wait_until_up();
  check_reads(*driver, "after");
  CHECK_TRUE(news.empty());
}

TEST(SnmpVersions, v3_takes_over_boots_that_have_gone_back_once_a_minute_and_says_so) {
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128"));
  agent->restart(50);
  wait_until_up();
  const auto driver = make_v3("monitor", Authentication::sha256, Privacy::aes128, phrase, "");
  check_reads(*driver, "before");
  agent->restart(7);
  wait_until_up();
  check_reads(*driver, "after");
  LONGS_EQUAL(1, news.size());
  CHECK_TEXT(news[0].find("agent: its SNMP engine has lost its clock: boots 8 and") == 0, news[0].c_str());
  CHECK_TEXT(news[0].find("it had 51 and") != std::string::npos, news[0].c_str());
  agent->restart(3);
  wait_until_up();
  check_fails(*driver, "once a minute");
  LONGS_EQUAL(1, news.size());
}

TEST(SnmpVersions, v3_takes_over_another_engine_id_and_says_so) {
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128"));
  const auto driver = make_v3("monitor", Authentication::sha256, Privacy::aes128, phrase, "");
  check_reads(*driver, "before");
  agent->restart(1, common_configuration() + engine('2') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128"));
  wait_until_up();
  check_reads(*driver, "after");
  LONGS_EQUAL(1, news.size());
  CHECK_TEXT(news[0].find("another id") != std::string::npos, news[0].c_str());
}

TEST(SnmpVersions, v3_never_stops_the_loop_for_an_agent_that_is_silent) {
  start(engine('1') + user("monitor", "SHA-256 \"" + phrase + "\" AES-128"));
  const auto driver =
      make({SnmpVersion::v3, "monitor", Authentication::sha256, Privacy::aes128, "", ""}, {phrase, ""}, 100ms);
  const auto takes_at_most = [&](const char* what) {
    const auto begun = clock->steady();
    CHECK_FALSE_TEXT(read(*driver, {{number, {}}}).has_value(), what);
    CHECK_TEXT(clock->steady() - begun < 300ms, what);
  };
  agent->process().send(SIGSTOP);
  takes_at_most("before the engine is known");
  agent->process().send(SIGCONT);
  check_reads(*make_v3("monitor", Authentication::sha256, Privacy::aes128, phrase, ""), "awake");
  CHECK_TRUE(wait_for(5s, [&] { return read(*driver, {{number, {}}}).has_value(); }));
  agent->process().send(SIGSTOP);
  takes_at_most("afterwards");
  agent->process().send(SIGCONT);
  CHECK_TRUE(wait_for(5s, [&] { return read(*driver, {{number, {}}}).has_value(); }));
  agent->process().kill();
  check_fails(*driver, "nobody listens");
}
