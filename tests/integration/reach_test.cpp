// Reachability probes on real sockets: echo, TCP and DNS, and the ways out of the box that they are bound to.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>

#include "tests/integration/namespace.hpp"
#include "tests/integration/reach_bench.hpp"
#include "tests/integration/run_task.hpp"
#include "tests/integration/snmp_peer.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

void check_ok(const Probed& probed) {
  CHECK_TEXT(probed.ok, probed.text().c_str());
  STRCMP_EQUAL("none", probed.failure.c_str());
  CHECK_TEXT(probed.rtt && *probed.rtt > 0.0 && *probed.rtt < 800.0, probed.text().c_str());
}

void check_failed(const Probed& probed, const std::string& why) {
  CHECK_TEXT(!probed.error, probed.text().c_str());
  CHECK_TEXT(!probed.ok && !probed.rtt, probed.text().c_str());
  CHECK_TEXT(probed.failure.find(why) != std::string::npos, probed.text().c_str());
}

void check_error(const Probed& probed, Code code, const char* message) {
  CHECK_TEXT(probed.error.has_value(), probed.text().c_str());
  if (!probed.error) return;
  STRCMP_EQUAL(to_string(code), to_string(probed.error->code));
  STRCMP_EQUAL(message, probed.error->message.c_str());
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace

TEST_GROUP(Reach) { ReachBench bench; };

TEST(Reach, a_port_that_accepts_is_reached_and_one_that_refuses_is_not) {
  boost::asio::ip::tcp::acceptor acceptor{bench.loop, {boost::asio::ip::address_v4::loopback(), 0}};
  check_ok(bench.probe(fmt::format("tcp://127.0.0.1:{}", acceptor.local_endpoint().port())));
  check_failed(bench.probe(fmt::format("tcp://127.0.0.1:{}", free_port())), "Connection refused");
}

TEST(Reach, a_name_is_resolved_first) {
  boost::asio::ip::tcp::acceptor acceptor{bench.loop, {boost::asio::ip::address_v4::loopback(), 0}};
  const auto driver = bench.make(fmt::format("tcp://localhost:{}?source=127.0.0.1", acceptor.local_endpoint().port()));
  const Probed first = bench.probe(*driver);
  if (!first.error) check_ok(first);  // where localhost is ::1 first, the source is of the wrong family, and it says so
  check_failed(bench.probe("tcp://no-such-host.invalid:1"), "looking up no-such-host.invalid");
}

TEST(Reach, dns_answers_are_judged) {
  struct Case {
    const char* what;
    const char* failure;  // empty: reached
    std::vector<Datagram> (*answer)(const Datagram& request);
  };
  const auto with_flags = [](Datagram datagram, std::uint8_t flags) {
    datagram[2] = 0x81;
    datagram[3] = flags;
    return datagram;
  };
  static const auto addressed = [with_flags](const Datagram& request) {
    Datagram datagram = with_flags(request, 0x80);
    datagram[7] = 1;
    datagram.insert(datagram.end(), {0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1});
    return datagram;
  };
  static const auto refused = [with_flags](const Datagram& request) { return with_flags(request, 0x83); };
  static const auto forged = [](const Datagram& request) {
    Datagram datagram = addressed(request);
    ++datagram[0];
    return datagram;
  };
  const Case cases[] = {
      {"an address", "", [](const Datagram& request) { return std::vector<Datagram>{addressed(request)}; }},
      {"no such name", "NXDOMAIN", [](const Datagram& request) { return std::vector<Datagram>{refused(request)}; }},
      {"garbage, a forgery, then an address", "",
       [](const Datagram& request) {
         return std::vector<Datagram>{Datagram{}, Datagram(40, 0x5A), forged(request), addressed(request)};
       }},
      {"a forgery alone", "no answer within",
       [](const Datagram& request) { return std::vector<Datagram>{forged(request)}; }},
      {"silence", "no answer within", [](const Datagram&) { return std::vector<Datagram>{}; }},
  };
  SnmpPeer server{bench.loop, cases[0].answer};
  const auto driver = bench.make(fmt::format("dns://127.0.0.1:{}/hq.example", server.port()), 300ms);
  for (const Case& one : cases) {
    server.set_answer(one.answer);
    const Probed probed = bench.probe(*driver);
    const std::string text = std::string{one.what} + ": " + probed.text();
    CHECK_TEXT(!probed.error && probed.ok == (*one.failure == '\0'), text.c_str());
    CHECK_TEXT(probed.failure.find(one.failure) != std::string::npos, text.c_str());
  }
  check_failed(bench.probe(fmt::format("dns://127.0.0.1:{}/hq.example", free_port())), "Connection refused");
}

TEST(Reach, probes_leave_nothing_open_also_when_they_are_cancelled) {
  SnmpPeer silent{bench.loop, [](const Datagram&) { return std::vector<Datagram>{}; }};
  const auto driver = bench.make(fmt::format("dns://127.0.0.1:{}/hq.example", silent.port()), 50ms);
  bench.probe(*driver);
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 20; ++i) bench.probe(*driver);
  boost::asio::cancellation_signal cancel;
  bool thrown = false;
  bool ended = false;
  const int asked = silent.requests();
  boost::asio::co_spawn(
      bench.loop, driver->read({{0, {}}}, bench.clock->steady() + 5s),
      boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr failure, const auto&) {
        thrown = failure != nullptr;
        ended = true;
      }));
  bench.loop.restart();
  while (silent.requests() == asked) bench.loop.run_one();
  cancel.emit(boost::asio::cancellation_type::terminal);
  while (!ended) bench.loop.run_one();
  CHECK_TRUE(thrown);
  LONGS_EQUAL(before, open_descriptors());
}

// Two uplinks to one far network. What a test cuts, it cuts at the far end: silence, as from a provider.
TEST_GROUP(ReachWays) {
  Namespace network;
  ReachBench bench;
  bool wired = network.missing().empty() && network.wire("up1", "10.91.1.1/24", "far1", "10.91.1.2/24") &&
               network.wire("up2", "10.91.2.1/24", "far2", "10.91.2.2/24") &&
               network.run_far("ip addr add 10.91.9.9/32 dev lo") &&
               network.run(
                   "ip route add 10.91.9.9 via 10.91.1.2 metric 10 && "
                   "ip route add 10.91.9.9 via 10.91.2.2 metric 20");

  bool can_run() {
    if (!network.missing().empty()) {
      UT_PRINT(("skipped: " + network.missing()).c_str());
      return false;
    }
    CHECK_TRUE(wired);
    return wired;
  }
  void cut_second_uplink() { CHECK_TRUE(network.run_far("ip route add blackhole 10.91.2.1/32")); }
  void mend_second_uplink() { CHECK_TRUE(network.run_far("ip route del blackhole 10.91.2.1/32")); }
};

TEST(ReachWays, echo_is_answered_by_either_family_from_either_kind_of_socket) {
  if (!can_run()) return;
  const char* const groups[] = {"1 0", "0 2147483647"};  // nobody may open a ping socket: raw ones; everybody
  for (const char* group : groups) {
    write_file("/proc/sys/net/ipv4/ping_group_range", group);
    check_ok(bench.probe("icmp://127.0.0.1"));
    check_ok(bench.probe("icmp://[::1]"));
    check_ok(bench.probe("icmp://10.91.9.9"));
    check_ok(bench.probe("icmp://10.91.9.9?interface=up2"));
    check_ok(bench.probe("icmp://10.91.9.9?interface=up2&source=10.91.2.1"));
    check_error(bench.probe("icmp://10.91.9.9?interface=up3"), Code::no_contact, "this box has no interface up3");
  }
}

TEST(ReachWays, each_uplink_is_judged_by_itself) {
  if (!can_run()) return;
  const auto first = bench.make("icmp://10.91.9.9?interface=up1&window=4", 200ms);
  const auto second = bench.make("icmp://10.91.9.9?interface=up2&window=4", 200ms);
  const auto second_by_source = bench.make("icmp://10.91.9.9?source=10.91.2.1", 200ms);
  check_ok(bench.probe(*first));
  check_ok(bench.probe(*second));
  check_ok(bench.probe(*second_by_source));
  cut_second_uplink();
  for (const double loss : {50.0, 66.7, 75.0, 100.0}) {
    check_ok(bench.probe(*first));
    const Probed probed = bench.probe(*second);
    check_failed(probed, "no answer within 200 ms");
    DOUBLES_EQUAL(loss, probed.loss, 0.1);
    CHECK_TRUE(probed.took >= 200ms);
  }
  check_failed(bench.probe(*second_by_source), "no answer within 200 ms");
  mend_second_uplink();
  const Probed mended = bench.probe(*second);
  check_ok(mended);
  DOUBLES_EQUAL(75.0, mended.loss, 0.1);
}

TEST(ReachWays, what_is_wrong_in_this_box_is_an_error_until_it_is_mended) {
  if (!can_run()) return;
  for (const char* target : {"icmp://10.91.9.9", "tcp://10.91.9.9:80", "dns://10.91.9.9/a", "http://10.91.9.9"}) {
    const std::string probe = target;
    check_error(bench.probe(probe + "?source=10.91.3.3"), Code::no_contact,
                "this box does not have the address 10.91.3.3");
    check_error(bench.probe(probe + "?interface=up3"), Code::no_contact, "this box has no interface up3");
  }
  const auto driver = bench.make("icmp://10.91.9.9?interface=up2", 300ms);
  check_ok(bench.probe(*driver));
  CHECK_TRUE(network.run("ip link del up2"));
  check_error(bench.probe(*driver), Code::no_contact, "this box has no interface up2");
  CHECK_TRUE(network.wire("up2", "10.91.2.1/24", "far2", "10.91.2.2/24"));
  CHECK_TRUE(network.run("ip route add 10.91.9.9 via 10.91.2.2 metric 20"));
  check_ok(bench.probe(*driver));
}

// Few probes: the far router says so five times, then once a second (ip_error() in the kernel's route.c).
TEST(ReachWays, a_target_that_cannot_be_reached_fails_at_once_where_somebody_says_so) {
  if (!can_run()) return;
  CHECK_TRUE(network.run_far("sh -c 'cd /proc/sys/net/ipv4 && echo 1 > ip_forward && echo 0 > icmp_ratelimit'"));
  CHECK_TRUE(network.run_far("ip route add unreachable 10.91.7.7"));
  CHECK_TRUE(network.run("ip route add 10.91.7.7 via 10.91.1.2"));
  struct Case {
    const char* group;  // that may open ping sockets
    const char* target;
  };
  const Case cases[] = {{"1 0", "icmp://10.91.7.7"},
                        {"0 2147483647", "icmp://10.91.7.7"},
                        {"1 0", "tcp://10.91.7.7:80"},
                        {"1 0", "dns://10.91.7.7/a"}};
  for (const Case& one : cases) {
    write_file("/proc/sys/net/ipv4/ping_group_range", one.group);
    const Probed probed = bench.probe(one.target);
    const std::string text = fmt::format("group {}: {}: {}", one.group, one.target, probed.text());
    CHECK_TEXT(!probed.error && probed.failure.find("No route to host") != std::string::npos, text.c_str());
    CHECK_TEXT(probed.took < 700ms, text.c_str());
    check_failed(bench.probe("icmp://192.0.2.1"), "Network is unreachable");
  }
  check_failed(bench.probe("tcp://192.0.2.1:80"), "Network is unreachable");
}

TEST(ReachWays, a_silent_way_is_no_connection) {
  if (!can_run()) return;
  check_failed(bench.probe("tcp://10.91.9.9:80?interface=up2"), "Connection refused");
  cut_second_uplink();
  check_failed(bench.probe("tcp://10.91.9.9:80?interface=up2"), "no answer within");
  check_failed(bench.probe("http://10.91.9.9/?interface=up2"), "no answer within");
  check_failed(bench.probe("dns://10.91.9.9/a?interface=up2"), "no answer within");
  check_failed(bench.probe("tcp://10.91.9.9:80?interface=up1"), "Connection refused");
}
