// The publisher, with a real journal, against a real Mosquitto; mosquitto_sub is the independent reader.
#include "agent/publish/publisher.hpp"

#include <unistd.h>
#include <cstdlib>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "platform/log.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/process.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::publish {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace std::chrono_literals;
using testing::Process;
using testing::ProcessOptions;

constexpr auto patience = 30s;

struct Received {
  bool retained = false;
  std::string topic;
  std::string payload;
};

// Topics, payloads and order as mosquitto_sub wrote them into `file`: lines "> retained topic payload".
std::vector<Received> received_in(const std::string& file) {
  std::vector<Received> list;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string mark;
    Received message;
    if (!(words >> mark >> message.retained >> message.topic) || mark != ">" || lines.eof()) continue;
    std::getline(words >> std::ws, message.payload);
    list.push_back(message);
  }
  return list;
}

class Site {
 public:
  Site() : port_(testing::free_port()), clock_(platform::make_real_clock(loop_)) {
    platform::log::set_level(platform::log::Level::error);
    const char* parent = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    std::string name = std::string(parent) + "/holdfast-publisher-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    folder_ = name;
    std::ofstream(file("mosquitto.conf")) << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\n"
                                          << "persistence true\npersistence_location " << folder_ << "/\n"
                                          << "max_queued_messages 0\nlog_type all\n"
                                          << "user root\n";  // giving root up would unbind it from the test's life
    journal_ = journal::Journal::open(loop_.get_executor(), {file("journal.db"), "branch-0042", "gateway"}).value();
  }

  ~Site() {
    readers_.clear();
    broker_.reset();
    leave_without_a_word();
    journal_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  journal::Journal& journal() { return *journal_; }
  Publisher& publisher() { return *publisher_; }
  Process& broker() { return *broker_; }

  void start_broker() {
    broker_.emplace(ProcessOptions{.argv = {"mosquitto", "-c", file("mosquitto.conf")},
                                   .environment = {},
                                   .output_file = file("mosquitto.log"),
                                   .folder = {}});
    run_until("the broker listens", [&] {
      boost::asio::io_context io;
      boost::asio::ip::tcp::socket socket(io);
      boost::system::error_code failed;
      socket.connect({boost::asio::ip::address_v4::loopback(), port_}, failed);
      return !failed;
    });
  }
  void stop_broker() { broker_->terminate(); }

  // A reader whose session survives the broker; returns when it has subscribed.
  void start_reader(const std::string& name, const std::string& below) {
    const std::string topic = "holdfast/branch-0042/" + below;
    readers_.emplace_back(
        ProcessOptions{.argv = {"mosquitto_sub", "-V", "mqttv5", "-h", "127.0.0.1", "-p", std::to_string(port_), "-i",
                                name, "-c", "-x", "3600", "-q", "1", "-t", topic, "-F", "> %r %t %p"},
                       .environment = {},
                       .output_file = file(name),
                       .folder = {}});
    run_until("the reader has subscribed", [&] {
      std::ifstream log(file("mosquitto.log"));
      std::stringstream text;
      text << log.rdbuf();
      return text.str().find("Sending SUBACK to " + name + "\n") != std::string::npos;
    });
  }
  std::vector<Received> received(const std::string& name) const { return received_in(file(name)); }

  void start_publisher() {
    PublisherOptions options;
    options.site = "branch-0042";
    options.agent = "gateway";
    options.version = "0.1.0";
    options.mqtt.uri = "mqtt://127.0.0.1:" + std::to_string(port_);
    options.retry_least = 100ms;
    options.retry_most = 400ms;
    tasks_.emplace(loop_.get_executor(), *clock_, [](const std::string& name, const std::string& what) {
      throw std::runtime_error(name + ": " + what);
    });
    publisher_.emplace(loop_.get_executor(), *clock_, *journal_, options);
    publisher_->start(*tasks_);
  }

  // As when the process is killed: nothing is said to anybody.
  void leave_without_a_word() {
    if (!tasks_) return;
    tasks_->cancel_all();
    if (!runs_until([&] { return tasks_->running() == 0; })) std::abort();
    publisher_.reset();
    tasks_.reset();
  }

  void stop_publisher(Duration span) {
    bool done = false;
    boost::asio::co_spawn(loop_, publisher_->stop(clock_->steady() + span),
                          [&](std::exception_ptr failed) { done = failed == nullptr; });
    run_until("the publisher has stopped", [&] { return done; });
  }

  // Events {"n":from} ... {"n":to}, a commit each.
  void record(int from, int to) {
    for (int n = from; n <= to; ++n) {
      const platform::Instant now = clock_->now();
      std::vector<journal::Entry> entries{{.type = "test.counted",
                                           .version = 1,
                                           .bytes = fmt::format(R"({{"n":{}}})", n),
                                           .boot = clock_->boot_id(),
                                           .steady = now.steady,
                                           .wall = now.wall,
                                           .wall_certain = now.wall_certain}};
      bool done = false;
      boost::asio::co_spawn(loop_, journal_->commit(std::move(entries), {}),
                            [&](std::exception_ptr failed, Result<std::uint64_t> seq) {
                              if (failed || !seq) throw std::runtime_error("the commit failed");
                              done = true;
                              if (publisher_) publisher_->journal_grew();
                            });
      run_until("the commit has ended", [&] { return done; });
    }
  }

  // Runs the loop until the fact holds; fails the test when it does not in time.
  void run_until(const char* what, const std::function<bool()>& fact) {
    if (!runs_until(fact)) FAIL(fmt::format("waited in vain until {}", what).c_str());
  }

  bool runs_until(const std::function<bool()>& fact) {
    return testing::wait_for(patience, [&] {
      loop_.restart();
      loop_.run_for(5ms);
      return fact();
    });
  }

  void run_until_delivered(std::uint64_t seq) {
    run_until("the events are acknowledged", [&] { return publisher_->health().acknowledged.seq == seq; });
  }

  platform::Clock& clock() { return *clock_; }
  boost::asio::io_context& loop() { return loop_; }

 private:
  std::uint16_t port_;
  std::string folder_;
  boost::asio::io_context loop_;
  std::unique_ptr<platform::Clock> clock_;
  std::unique_ptr<journal::Journal> journal_;
  std::optional<platform::TaskGroup> tasks_;
  std::optional<Publisher> publisher_;
  std::optional<Process> broker_;
  std::vector<Process> readers_;
};

struct Event {
  std::string id;
  std::int64_t n = 0;
  bool historical = false;
};

std::vector<Event> events_of(const std::vector<Received>& messages) {
  std::vector<Event> events;
  for (const Received& message : messages) {
    const json::object body = json::parse(message.payload).as_object();
    events.push_back(
        {body.at("id").as_string().c_str(), body.at("data").at("n").as_int64(), body.at("historical").as_bool()});
  }
  return events;
}

// What a reader keeps that drops an id it has seen.
std::vector<Event> without_repeats(const std::vector<Event>& events) {
  std::vector<Event> kept;
  for (const Event& event : events) {
    const bool seen = std::ranges::any_of(kept, [&](const Event& earlier) { return earlier.id == event.id; });
    if (!seen) kept.push_back(event);
  }
  return kept;
}

// Exactly the journal's list, in its order.
void check_complete(const std::vector<Event>& events, int count) {
  LONGS_EQUAL(count, events.size());
  for (int n = 1; n <= count; ++n) {
    const Event& event = events[static_cast<std::size_t>(n - 1)];
    LONGS_EQUAL(n, event.n);
    STRCMP_EQUAL(fmt::format("branch-0042/gateway/1/{}", n).c_str(), event.id.c_str());
  }
}

bool has_status(const std::vector<Received>& messages, const std::string& part) {
  return !messages.empty() && messages.back().payload.find(part) != std::string::npos;
}

TEST_GROUP(Publisher) { Site site; };

TEST(Publisher, delivers_every_event_in_order) {
  site.start_broker();
  site.start_reader("reader", "event");
  site.start_publisher();
  site.run_until("it is connected", [&] { return site.publisher().health().connected; });
  site.record(1, 120);
  site.run_until("all have arrived", [&] { return site.received("reader").size() >= 120; });
  const std::vector<Event> events = events_of(site.received("reader"));
  check_complete(events, 120);
  CHECK(std::ranges::none_of(events, &Event::historical));
}

TEST(Publisher, delivers_what_was_recorded_without_a_broker_in_order_and_marked_historical) {
  site.start_broker();
  site.start_reader("reader", "event");
  site.stop_broker();
  site.start_publisher();
  site.record(1, 130);
  LONGS_EQUAL(0, site.publisher().health().published);
  CHECK(!site.publisher().health().connected);
  CHECK(!site.publisher().health().last_error.empty());
  site.start_broker();
  site.run_until("all have arrived", [&] { return site.received("reader").size() >= 130; });
  const std::vector<Event> events = events_of(site.received("reader"));
  check_complete(events, 130);
  CHECK(std::ranges::all_of(events, &Event::historical));
  CHECK(site.publisher().health().last_error.empty());
}

TEST(Publisher, loses_nothing_when_the_broker_restarts_in_mid_stream) {
  site.start_broker();
  site.start_reader("reader", "event");
  site.record(1, 200);
  site.start_publisher();
  site.run_until("the stream flows", [&] { return !site.received("reader").empty(); });
  site.stop_broker();
  CHECK(site.publisher().health().published < 200);
  site.record(201, 240);
  site.start_broker();
  site.record(241, 260);
  site.run_until_delivered(260);
  site.run_until("all have arrived", [&] { return without_repeats(events_of(site.received("reader"))).size() >= 260; });
  check_complete(without_repeats(events_of(site.received("reader"))), 260);
}

TEST(Publisher, goes_on_where_its_predecessor_stopped) {
  site.start_broker();
  site.start_reader("reader", "event");
  site.record(1, 60);
  site.start_publisher();
  site.run_until_delivered(60);
  site.leave_without_a_word();
  site.record(61, 80);
  site.start_publisher();
  site.run_until_delivered(80);
  LONGS_EQUAL(20, site.publisher().health().published);
  site.run_until("all have arrived", [&] { return site.received("reader").size() >= 80; });
  check_complete(without_repeats(events_of(site.received("reader"))), 80);
}

TEST(Publisher, keeps_snapshots_on_the_broker_for_readers_that_come_later) {
  site.start_broker();
  site.start_publisher();
  site.publisher().set_snapshot("device/ups-main", R"({"charge":100})");
  site.publisher().set_snapshot("incident/1", R"({"state":"declared"})");
  site.start_reader("first", "#");
  site.run_until("both are there", [&] { return site.received("first").size() >= 3; });
  site.publisher().set_snapshot("device/ups-main", R"({"charge":99})");
  site.publisher().set_snapshot("incident/1", "");
  site.run_until("the changes are there", [&] { return site.received("first").size() >= 5; });

  site.start_reader("second", "#");
  site.run_until("what is retained is there", [&] { return site.received("second").size() >= 2; });
  std::vector<std::string> retained;
  for (const Received& message : site.received("second")) {
    CHECK(message.retained);
    retained.push_back(message.topic.substr(std::string("holdfast/branch-0042/").size()) + " " +
                       message.payload.substr(0, 17));
  }
  std::ranges::sort(retained);
  LONGS_EQUAL(2, retained.size());
  STRCMP_EQUAL(R"(device/ups-main {"charge":99})", retained[0].c_str());
  STRCMP_EQUAL(R"(status {"state":"online")", retained[1].c_str());
}

TEST(Publisher, tells_a_broker_that_forgot_everything_how_things_stand) {
  site.start_broker();
  site.start_publisher();
  site.publisher().set_snapshot("device/ups-main", R"({"charge":100})");
  site.start_reader("first", "device/#");
  site.run_until("it is there", [&] { return site.received("first").size() == 1; });
  site.broker().kill();
  fs::remove(site.file("mosquitto.db"));
  site.start_broker();
  site.start_reader("second", "device/#");
  site.run_until("it is there again", [&] { return !site.received("second").empty(); });
}

TEST(Publisher, is_declared_offline_by_the_broker_when_it_vanishes) {
  site.start_broker();
  site.start_reader("reader", "status");
  site.start_publisher();
  site.run_until("it is online", [&] { return has_status(site.received("reader"), R"("state":"online")"); });
  site.leave_without_a_word();
  site.run_until("it is offline", [&] { return has_status(site.received("reader"), R"("state":"offline")"); });
  CHECK(has_status(site.received("reader"), R"("reason":"connection lost")"));
}

TEST(Publisher, delivers_the_rest_and_says_offline_when_it_is_stopped) {
  site.start_broker();
  site.start_reader("reader", "#");
  site.start_publisher();
  site.run_until("it is connected", [&] { return site.publisher().health().connected; });
  site.record(1, 70);
  site.stop_publisher(10s);
  LONGS_EQUAL(70, site.publisher().health().acknowledged.seq);
  site.run_until("it is offline", [&] { return has_status(site.received("reader"), R"("reason":"stopped")"); });
  LONGS_EQUAL(72, site.received("reader").size());
}

TEST(Publisher, stops_at_once_when_there_is_no_broker) {
  site.start_publisher();
  site.run_until("it has tried", [&] { return !site.publisher().health().last_error.empty(); });
  const SteadyTime before = site.clock().steady();
  site.stop_publisher(20s);
  CHECK(site.clock().steady() - before < 5s);
}

TEST(Publisher, does_not_hold_up_the_loop_while_the_broker_is_stalled) {
  site.start_broker();
  site.start_reader("reader", "event");
  site.start_publisher();
  site.run_until("it is connected", [&] { return site.publisher().health().connected; });
  site.record(1, 10);
  site.run_until_delivered(10);
  site.broker().send(SIGSTOP);
  const SteadyTime before = site.clock().steady();
  site.record(11, 300);  // each waits for its commit on the loop
  CHECK(site.clock().steady() - before < 8s);
  CHECK(site.publisher().health().published <= 10);
  site.broker().send(SIGCONT);
  site.run_until_delivered(300);
  site.run_until("all have arrived", [&] { return without_repeats(events_of(site.received("reader"))).size() >= 300; });
  check_complete(without_repeats(events_of(site.received("reader"))), 300);
}

// It was sent over a connection that was gone already, and never reached the broker.
TEST(Publisher, marks_as_historical_what_only_a_later_connection_delivers) {
  site.start_broker();
  site.start_reader("reader", "event");
  site.start_publisher();
  site.run_until("it is connected", [&] { return site.publisher().health().connected; });
  site.record(1, 1);
  site.run_until_delivered(1);
  site.broker().send(SIGUSR1);  // writes down its sessions
  site.run_until("the sessions are kept", [&] { return fs::exists(site.file("mosquitto.db")); });
  site.broker().send(SIGSTOP);
  site.record(2, 2);
  const SteadyTime sent_by = site.clock().steady() + 200ms;
  site.run_until("the event is on its way", [&] { return site.clock().steady() >= sent_by; });
  CHECK_EQUAL(1, site.publisher().health().published);
  site.broker().send(SIGKILL);
  site.start_broker();
  site.run_until_delivered(2);
  site.run_until("it has arrived", [&] { return site.received("reader").size() >= 2; });
  const std::vector<Event> events = events_of(site.received("reader"));
  CHECK_FALSE(events.front().historical);
  CHECK(events.back().historical);
  check_complete(without_repeats(events), 2);
}

}  // namespace
}  // namespace holdfast::publish
