// Traps and informs of every version by Debian's snmptrap, and bytes that are none: who is heard, who is not, and how
// soon the device is read.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <memory>

#include "agent/poll/traps.hpp"
#include "tests/drivers/snmp/agent_profile.hpp"
#include "tests/integration/run_task.hpp"
#include "tests/integration/snmp_peer.hpp"
#include "tests/integration/snmpd.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

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
const std::string engine = "0x80001f880402aabbccddee";
const std::string on_battery = "1.3.6.1.2.1.33.2.1";

// A v2c trap as an agent sends it: coldStart with nothing but its name.
const Datagram cold_start{0x30, 0x38, 0x02, 0x01, 0x01, 0x04, 0x06, 'p',  'u',  'b',  'l',  'i',  'c',  0xA7, 0x2B,
                          0x02, 0x01, 0x05, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x20, 0x30, 0x0D, 0x06, 0x08,
                          0x2B, 0x06, 0x01, 0x02, 0x01, 0x01, 0x03, 0x00, 0x43, 0x01, 0x07, 0x30, 0x0F, 0x06, 0x0A,
                          0x2B, 0x06, 0x01, 0x06, 0x03, 0x01, 0x01, 0x04, 0x01, 0x00, 0x06, 0x01, 0x00};

}  // namespace

TEST_GROUP(Traps) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::string fatal;
  std::unique_ptr<platform::TaskGroup> tasks = std::make_unique<platform::TaskGroup>(
      loop.get_executor(), *clock, [this](const std::string& who, const std::string& what) { fatal = who + what; });
  SteadyTime asked_at;
  std::unique_ptr<SnmpPeer> peer = std::make_unique<SnmpPeer>(loop, [this](const Datagram& request) {
    asked_at = clock->steady();
    return std::vector<Datagram>{empty_response(request)};
  });
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);
  model::Points points;
  SteadyTime sampled_at;  // when the detector was last handed samples: of both points of the only polled device
  std::unique_ptr<poll::Poller> poller = std::make_unique<poll::Poller>(
      *clock, *tasks, points, std::set<model::PointId>{model::PointId{0}, model::PointId{1}}, hooks());
  std::vector<poll::HeardTrap> heard;
  std::unique_ptr<poll::Traps> traps;
  std::unique_ptr<Driver> secured;  // a v3 device at the same address; polled by nobody
  TempFolder folder;

  void setup() override {
    add_polled("127.0.0.1");
    model::Device device;
    device.id = "secured";
    device.address = "snmp://127.0.0.1:9";
    device.snmp = {SnmpVersion::v3, "monitor", Authentication::sha256, Privacy::aes128, "", ""};
    secured = *registry->make(device, agent_profile(), {phrase, other_phrase});
    open();
  }
  poll::Hooks hooks() {
    poll::Hooks hooks;
    hooks.watched = [this](const std::vector<model::PointSample>&) { sampled_at = clock->steady(); };
    return hooks;
  }
  void add_polled(const std::string& host) {
    model::Device device;
    device.id = "ups";
    device.address = "snmp://" + host + ":" + std::to_string(peer->port());
    device.fast = device.normal = 1h;
    device.timeout = 1s;
    model::Profile profile = agent_profile();
    profile.points.resize(2);
    auto driver = *registry->make(device, profile, {});
    poller->add({device, profile, std::move(driver), "ups"});
  }
  void open() {
    traps = std::make_unique<poll::Traps>(*clock, *registry, *poller, "branch/box",
                                          [this](poll::HeardTrap trap) { heard.push_back(std::move(trap)); });
    const auto opened = traps->open({"127.0.0.1", 0});
    if (!opened) FAIL(opened.error().message.c_str());
    traps->start(*tasks);
    poller->start();
    CHECK_TRUE(until([this] { return peer->requests() > 0; }));
    run_for(20ms);
  }
  void teardown() override {
    tasks->cancel_all();
    CHECK_TRUE(until([this] { return tasks->running() == 0; }));
    STRCMP_EQUAL("", fatal.c_str());
    traps.reset();
    secured.reset();
    poller.reset();
    registry.reset();
  }
  void run_for(std::chrono::milliseconds span) {
    loop.restart();
    loop.run_for(span);
  }
  bool until(const std::function<bool()>& done) {
    for (int i = 0; i < 2000 && !done(); ++i) run_for(5ms);
    return done();
  }
  const snmp::TrapCounts& counts() const { return traps->listener().counts(); }
  std::uint64_t all_counted() const { return counts().heard + counts().refused + counts().unmatched + counts().odd; }
  // Runs snmptrap to its end; whether it was content (an inform: acknowledged).
  bool send(std::vector<std::string> options, std::vector<std::string> content) {
    ProcessOptions program;
    program.argv = {"snmptrap"};
    program.argv.insert(program.argv.end(), options.begin(), options.end());
    program.argv.push_back("127.0.0.1:" + std::to_string(traps->listener().port()));
    program.argv.insert(program.argv.end(), content.begin(), content.end());
    program.environment = {"MIBS=", "SNMPCONFPATH=" + folder.path(), "SNMP_PERSISTENT_DIR=" + folder.path()};
    Process process(program);
    CHECK_TRUE(until([&] { return !process.running(); }));
    return process.wait(1s)->code == 0;
  }
  std::vector<std::string> v3(const std::string& level, const std::string& auth_phrase = phrase,
                              const std::string& user = "monitor") {
    return {"-v3",     "-e", engine,      "-u", user,  "-l", level,       "-a",
            "SHA-256", "-A", auth_phrase, "-x", "AES", "-X", other_phrase};
  }
  void send_bytes(const Datagram& bytes) {
    boost::asio::ip::udp::socket socket(loop, boost::asio::ip::udp::v4());
    socket.send_to(boost::asio::buffer(bytes), {boost::asio::ip::address_v4::loopback(), traps->listener().port()});
  }
  void check_heard(const char* device, const char* how, const std::string& oid) {
    CHECK_TRUE(until([&] { return !heard.empty(); }));
    const auto found =
        std::find_if(heard.begin(), heard.end(), [&](const auto& each) { return each.device == device; });
    CHECK_TEXT(found != heard.end(), device);
    STRCMP_EQUAL(how, found->how.c_str());
    STRCMP_EQUAL(oid.c_str(), found->trap.c_str());
    heard.clear();
  }
};

TEST(Traps, of_v1_and_v2c_are_heard_from_the_devices_address) {
  const int requests = peer->requests();
  CHECK_TRUE(send({"-v2c", "-c", "any"}, {"", on_battery, "1.3.6.1.2.1.33.1.2.3.0", "i", "42"}));
  CHECK_TRUE(until([&] { return heard.size() == 2; }));  // two devices have this address
  STRCMP_EQUAL("1.3.6.1.2.1.33.1.2.3.0 = 42", heard[0].variables.at(0).c_str());
  check_heard("ups", "v2c trap", on_battery);
  CHECK_TRUE(until([&] { return peer->requests() > requests; }));
  CHECK_TRUE(send({"-v1", "-c", "any"}, {"1.3.6.1.4.1.318", "10.42.0.10", "6", "5", ""}));
  check_heard("ups", "v1 trap", "1.3.6.1.4.1.318.0.5");
  CHECK_TRUE(send({"-v2c", "-Ci", "-c", "any"}, {"", on_battery}));  // content: it was acknowledged
  check_heard("ups", "v2c inform", on_battery);
}

TEST(Traps, of_v3_are_heard_when_they_are_proven) {
  CHECK_TRUE(send(v3("authPriv"), {"", on_battery, "1.3.6.1.2.1.33.1.2.3.0", "i", "42"}));
  CHECK_TRUE(until([&] { return !heard.empty(); }));
  STRCMP_EQUAL("1.3.6.1.2.1.33.1.2.3.0 = 42", heard[0].variables.at(0).c_str());
  check_heard("secured", "v3 trap", on_battery);
  CHECK_TRUE(send(v3("authNoPriv"), {"", on_battery}));
  check_heard("secured", "v3 trap", on_battery);
}

TEST(Traps, of_v3_that_prove_nothing_are_not_heard) {
  struct Case {
    const char* what;
    std::vector<std::string> options;
  };
  for (const Case& one : {Case{"without authentication", v3("noAuthNoPriv")},
                          Case{"a wrong pass phrase", v3("authPriv", "not the phrase")},
                          Case{"a stranger", v3("authPriv", phrase, "stranger")}}) {
    const std::uint64_t before = all_counted();
    CHECK_TEXT(send(one.options, {"", on_battery}), one.what);
    CHECK_TEXT(until([&] { return all_counted() > before; }), one.what);
    CHECK_TEXT(heard.empty(), one.what);
  }
  LONGS_EQUAL(0, counts().heard);
  LONGS_EQUAL(2, counts().refused);
  LONGS_EQUAL(1, counts().unmatched);
}

TEST(Traps, of_v3_from_a_clock_that_has_gone_back_are_not_heard) {
  std::vector<std::string> now = v3("authPriv"), earlier = now;
  now.insert(now.end(), {"-Z", "20,5000"});
  earlier.insert(earlier.end(), {"-Z", "20,1000"});
  CHECK_TRUE(send(now, {"", on_battery}));
  check_heard("secured", "v3 trap", on_battery);
  CHECK_TRUE(send(earlier, {"", on_battery}));
  CHECK_TRUE(until([&] { return counts().refused == 1; }));
  CHECK_TRUE(heard.empty());
}

TEST(Traps, informs_of_v3_are_acknowledged) {
  std::vector<std::string> options{"-v3",     "-Ci", "-u",   "monitor", "-l",  "authPriv", "-a",
                                   "SHA-256", "-A",  phrase, "-x",      "AES", "-X",       other_phrase};
  CHECK_TRUE(send(options, {"", on_battery}));
  check_heard("secured", "v3 inform", on_battery);
  options[9] = "not the phrase";
  options.insert(options.end(), {"-r", "0", "-t", "0.3"});
  CHECK_FALSE(send(options, {"", on_battery}));
  CHECK_TRUE(heard.empty());
}

TEST(Traps, of_strangers_are_counted_and_get_no_answer) {
  boost::asio::ip::udp::socket stranger(loop, {boost::asio::ip::make_address_v4("127.0.0.2"), 0});
  Datagram inform = cold_start;
  inform[13] = 0xA6;
  stranger.send_to(boost::asio::buffer(inform), {boost::asio::ip::address_v4::loopback(), traps->listener().port()});
  CHECK_TRUE(until([&] { return counts().unmatched == 1; }));
  CHECK_TRUE(heard.empty());
  LONGS_EQUAL(0, stranger.available());
}

TEST(Traps, of_v1_that_another_box_relays_are_known_by_the_address_inside) {
  model::Device device;
  device.id = "behind";
  device.address = "snmp://10.42.0.77";
  const auto behind = *registry->make(device, agent_profile(), {});
  namespace ber = snmp::ber;
  const ber::Bytes agent{10, 42, 0, 77}, ticks{1};
  const ber::Bytes trap =
      ber::sequence({ber::object_id({1, 3, 6, 1, 4, 1, 318}), ber::element(0x40, agent), ber::integer(6),
                     ber::integer(5), ber::element(0x43, ticks), ber::sequence({})},
                    0xA4);
  const ber::Bytes message = ber::sequence({ber::integer(0), ber::octets("public"), trap});
  boost::asio::ip::udp::socket relay(loop, {boost::asio::ip::make_address_v4("127.0.0.2"), 0});
  relay.send_to(boost::asio::buffer(message), {boost::asio::ip::address_v4::loopback(), traps->listener().port()});
  check_heard("behind", "v1 trap", "1.3.6.1.4.1.318.0.5");
}

TEST(Traps, bytes_that_are_mangled_do_no_harm) {
  std::uint64_t sent = 0;
  const auto send_and_wait = [&](const Datagram& bytes) {
    send_bytes(bytes);
    ++sent;
    if (sent % 50 == 0) CHECK_TRUE(until([&] { return all_counted() >= sent; }));
  };
  for (std::size_t length = 0; length < cold_start.size(); ++length) {
    send_and_wait(Datagram(cold_start.begin(), cold_start.begin() + static_cast<std::ptrdiff_t>(length)));
  }
  for (std::size_t at = 0; at < cold_start.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x30, 0x7F, 0x80, 0x84, 0xA4, 0xA6, 0xFF}) {
      Datagram changed = cold_start;
      changed[at] = static_cast<std::uint8_t>(value);
      send_and_wait(changed);
    }
  }
  CHECK_TRUE(until([&] { return all_counted() >= sent; }));
  heard.clear();
  CHECK_TRUE(counts().odd > 100);
  const std::uint64_t good = counts().heard;
  send_bytes(cold_start);
  CHECK_TRUE(until([&] { return counts().heard == good + 1; }));
}

TEST(Traps, make_their_device_be_read_within_five_milliseconds_and_be_known_within_fifty) {
  std::vector<double> to_request;
  std::vector<double> to_sample;
  const auto since = [](SteadyTime from, SteadyTime to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
  };
  for (int i = 0; i < 21; ++i) {
    run_for(110ms);  // what the gate lets through at any rate
    const int requests = peer->requests();
    const SteadyTime sent = clock->steady();
    send_bytes(cold_start);
    CHECK_TRUE(until([&] { return peer->requests() > requests && sampled_at > sent; }));
    to_request.push_back(since(sent, asked_at));
    to_sample.push_back(since(sent, sampled_at));
  }
  for (auto* took : {&to_request, &to_sample}) std::sort(took->begin(), took->end());
  printf("\n  from trap to request: median %.2f ms, worst %.2f ms; to the sample: median %.2f ms, worst %.2f ms\n",
         to_request[10], to_request[20], to_sample[10], to_sample[20]);
  CHECK_TRUE(to_request[10] < 5.0);
  CHECK_TRUE(to_sample[10] < 50.0);
}

TEST(Traps, of_a_port_that_is_taken_say_so) {
  poll::Traps second(*clock, *registry, *poller, "branch/box", [](const poll::HeardTrap&) {});
  const auto opened = second.open({"127.0.0.1", traps->listener().port()});
  CHECK_FALSE(opened.has_value());
  CHECK_TEXT(opened.error().message.find("cannot be opened for traps: Address already in use") != std::string::npos,
             opened.error().message.c_str());
}
