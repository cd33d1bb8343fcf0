// The MQTT client against a real broker, and against peers that refuse, hang or never answer.
#include "platform/mqtt.hpp"

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <system_error>

#include "platform/tasks.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;
using namespace holdfast::testing;

namespace {

// A name server that does not answer until the test lets it.
struct StallingNames {
  std::mutex mutex;
  std::condition_variable changed;
  int stuck = 0;
  bool released = false;

  void look_up() {
    std::unique_lock lock{mutex};
    ++stuck;
    changed.wait_for(lock, 30s, [this] { return released; });
    --stuck;
    changed.notify_all();
  }
  void release() {
    std::unique_lock lock{mutex};
    released = true;
    changed.notify_all();
    changed.wait_for(lock, 30s, [this] { return stuck == 0; });
  }
  int stuck_now() {
    const std::lock_guard lock{mutex};
    return stuck;
  }
};
StallingNames stalling_names;

}  // namespace

// Stands before the C library's for the whole program; only one name is treated differently.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  if (name != nullptr && std::string_view{name} == "stalls.invalid") {
    stalling_names.look_up();
    return EAI_AGAIN;
  }
  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, found);
}

namespace {

MqttMessage message(std::string topic, std::string payload) {
  MqttMessage result;
  result.topic = std::move(topic);
  result.payload = std::move(payload);
  return result;
}

std::vector<MqttMessage> numbered(int count) {
  std::vector<MqttMessage> result;
  for (int i = 0; i < count; ++i) result.push_back(message("branch/event", std::to_string(i)));
  return result;
}

// Accepts into its backlog and never answers.
class SilentPort {
 public:
  SilentPort() : port_(free_port()), descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(descriptor_, 16) != 0)
      throw std::system_error(errno, std::generic_category(), "the broker that never answers");
  }
  ~SilentPort() { ::close(descriptor_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  std::string uri() const { return "mqtt://127.0.0.1:" + std::to_string(port_); }

 private:
  std::uint16_t port_;
  int descriptor_;
};

Awaitable<void> await_into(std::optional<Result<void>>* place, Awaitable<Result<void>> operation) {
  Result<void> result = co_await std::move(operation);
  place->emplace(std::move(result));
}

Awaitable<void> await_end(bool* ended, Awaitable<void> operation) {
  co_await std::move(operation);
  *ended = true;
}

// Counts how often the loop gets to run: nothing that the client does may hold it up.
Awaitable<void> watch_lag(Clock* clock, Duration* worst) {
  while (true) {
    const SteadyTime due = clock->steady() + 10ms;
    co_await clock->wait_until(due);
    *worst = std::max(*worst, clock->steady() - due);
  }
}

}  // namespace

TEST_GROUP(MqttClient) {
  boost::asio::io_context loop;
  std::unique_ptr<Clock> clock = make_real_clock(loop);
  std::vector<std::string> fatal;
  std::vector<std::string> lost;
  TaskGroup tasks{loop.get_executor(), *clock,
                  [this](const std::string& name, const std::string& what) { fatal.push_back(name + ": " + what); }};
  std::unique_ptr<MqttClient> client;
  Duration worst_lag{0};

  void setup() override { stalling_names.released = false; }

  void make_client(const std::string& uri, const std::string& id = "agent") {
    MqttOptions options;
    options.uri = uri;
    options.client_id = id;
    options.will = message("branch/status", "offline");
    options.will->retain = Retain::yes;
    make_client(options);
  }

  void make_client(const MqttOptions& options) {
    client = std::make_unique<MqttClient>(loop.get_executor(), *clock, options,
                                          [this](const Error& error) { lost.push_back(error.message); });
  }

  bool run_until(const std::function<bool()>& fact, std::chrono::seconds patience = 20s) {
    const auto end = std::chrono::steady_clock::now() + patience;
    loop.restart();
    while (!fact()) {
      if (std::chrono::steady_clock::now() > end) return false;
      loop.run_one_for(10ms);
      if (loop.stopped()) loop.restart();
    }
    return true;
  }

  Result<void> finish(Awaitable<Result<void>> operation) {
    std::optional<Result<void>> result;
    tasks.spawn("operation", await_into(&result, std::move(operation)));
    CHECK_TEXT(run_until([&] { return result.has_value(); }), "the operation did not end");
    return *result;
  }

  SteadyTime in(Duration span) { return clock->steady() + span; }

  void check_ok(const Result<void>& result) { STRCMP_EQUAL("", result ? "" : result.error().message.c_str()); }

  void check_error(Code code, const Result<void>& result) {
    CHECK_TEXT(result.has_error(), "an error was expected");
    CHECK_TEXT(result.error().code == code, (to_string(result.error().code) + (": " + result.error().message)).c_str());
  }

  void start_watching_lag() { tasks.spawn("lag", watch_lag(clock.get(), &worst_lag)); }

  void teardown() override {
    client.reset();
    tasks.cancel_all();
    run_until([this] { return tasks.running() == 0; });
    for (const std::string& failure : fatal) FAIL(failure.c_str());
  }
};

TEST(MqttClient, publishes_far_more_than_a_window_in_order) {
  Broker broker;
  Subscriber subscriber{broker, "branch/event", "%p %q %C"};
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  CHECK(client->connected());
  check_ok(finish(client->publish(numbered(500), in(10s))));
  CHECK(testing::wait_for(5s, [&] { return subscriber.lines().size() == 500; }));
  const std::vector<std::string> lines = subscriber.lines();
  for (int i = 0; i < 500; ++i) STRCMP_EQUAL((std::to_string(i) + " 1 application/json").c_str(), lines.at(i).c_str());
}

TEST(MqttClient, takes_a_message_without_subscribers_for_delivered) {
  Broker broker;
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  check_ok(finish(client->publish(numbered(3), in(5s))));
}

TEST(MqttClient, leaves_the_will_when_it_goes_without_a_goodbye) {
  Broker broker;
  Subscriber subscriber{broker, "branch/status", "%p %C"};
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  client.reset();
  CHECK_TEXT(testing::wait_for(5s, [&] { return !subscriber.lines().empty(); }), broker.log().c_str());
  STRCMP_EQUAL("offline application/json", subscriber.lines().at(0).c_str());
}

TEST(MqttClient, says_goodbye_with_a_last_message_and_no_will) {
  Broker broker;
  Subscriber subscriber{broker, "branch/#", "%p"};
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  bool ended = false;
  tasks.spawn("goodbye", await_end(&ended, client->disconnect(message("branch/status", "leaving"), in(5s))));
  CHECK(run_until([&] { return ended; }));
  CHECK_FALSE(client->connected());
  make_client(broker.uri(), "another");
  check_ok(finish(client->connect(in(5s))));
  check_ok(finish(client->publish({message("branch/mark", "mark")}, in(5s))));
  CHECK(testing::wait_for(5s, [&] { return subscriber.lines().size() == 2; }));
  STRCMP_EQUAL("leaving", subscriber.lines().at(0).c_str());
  STRCMP_EQUAL("mark", subscriber.lines().at(1).c_str());
  CHECK(lost.empty());
}

TEST(MqttClient, notices_a_broker_that_goes_and_connects_again_when_it_is_back) {
  Broker broker;
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  broker.stop();
  CHECK(run_until([&] { return !lost.empty(); }));
  CHECK_FALSE(client->connected());
  check_error(Code::no_contact, finish(client->publish(numbered(1), in(5s))));
  check_error(Code::no_contact, finish(client->connect(in(5s))));
  broker.start();
  check_ok(finish(client->connect(in(5s))));
  check_ok(finish(client->publish(numbered(1), in(5s))));
  CHECK_EQUAL(1u, lost.size());
}

TEST(MqttClient, gives_up_a_broker_that_stops_in_the_middle_of_publishing) {
  Broker broker;
  make_client(broker.uri());
  start_watching_lag();
  check_ok(finish(client->connect(in(5s))));
  broker.process().send(SIGSTOP);
  const SteadyTime start = clock->steady();
  check_error(Code::no_contact, finish(client->publish(numbered(100), in(500ms))));
  CHECK(clock->steady() - start < 3s);
  CHECK_FALSE(client->connected());
  check_error(Code::no_contact, finish(client->connect(in(500ms))));
  broker.process().send(SIGCONT);
  check_ok(finish(client->connect(in(10s))));
  check_ok(finish(client->publish(numbered(100), in(10s))));
  CHECK_EQUAL(1u, lost.size());
  CHECK_TEXT(worst_lag < 500ms, "the loop was held up");
}

TEST(MqttClient, gives_up_a_peer_that_accepts_and_never_answers) {
  const SilentPort silent;
  make_client(silent.uri());
  start_watching_lag();
  const SteadyTime start = clock->steady();
  for (int i = 0; i < 3; ++i) check_error(Code::no_contact, finish(client->connect(in(300ms))));
  CHECK(clock->steady() - start < 6s);
  const SteadyTime going = clock->steady();
  client.reset();
  CHECK_TEXT(clock->steady() - going < 2s, "going took too long");
  CHECK_TEXT(worst_lag < 500ms, "the loop was held up");
  CHECK(lost.empty());
}

TEST(MqttClient, says_what_is_wrong_when_it_cannot_connect) {
  struct Case {
    std::string uri;
    Code code;
  };
  const std::vector<Case> cases = {
      {"mqtt://127.0.0.1:" + std::to_string(free_port()), Code::no_contact},
      {"mqtt://no-such-host.invalid:1883", Code::no_contact},
      {"http://127.0.0.1", Code::invalid_argument},
      {"mqtt://", Code::invalid_argument},
  };
  for (const Case& c : cases) {
    make_client(c.uri);
    const Result<void> result = finish(client->connect(in(15s)));
    check_error(c.code, result);
    STRCMP_CONTAINS(c.uri.c_str(), result.error().message.c_str());
  }
}

TEST(MqttClient, tells_wrong_credentials_from_a_missing_broker) {
  TempFolder folder;
  write_file(folder.file("passwords"), "");
  Broker broker{"allow_anonymous false\npassword_file " + folder.file("passwords") + "\n"};
  MqttOptions options;
  options.uri = broker.uri();
  options.client_id = "agent";
  options.user = "agent";
  options.password = "guess";
  make_client(options);
  check_error(Code::not_permitted, finish(client->connect(in(5s))));
}

TEST(MqttClient, reports_a_message_that_the_broker_refuses) {
  TempFolder folder;
  write_file(folder.file("acl"), "topic read #\ntopic write branch/open\n");
  Broker broker{"allow_anonymous true\nacl_file " + folder.file("acl") + "\n"};
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  check_error(Code::not_permitted, finish(client->publish({message("branch/closed", "x")}, in(5s))));
  CHECK(client->connected());
  check_ok(finish(client->publish({message("branch/open", "x")}, in(5s))));
}

TEST(MqttClient, may_be_destroyed_while_it_connects) {
  const SilentPort silent;
  make_client(silent.uri());
  std::optional<Result<void>> result;
  tasks.spawn("connect", await_into(&result, client->connect(in(10s))));
  run_until([&] { return false; }, 1s);
  client.reset();
  CHECK(run_until([&] { return result.has_value(); }));
  CHECK(result->has_error());
}

TEST(MqttClient, is_not_held_up_by_names_that_nobody_looks_up) {
  Broker broker;
  make_client("mqtt://stalls.invalid:1883");
  start_watching_lag();
  const SteadyTime start = clock->steady();
  for (int i = 0; i < 4; ++i) check_error(Code::no_contact, finish(client->connect(in(200ms))));
  const Result<void> fifth = finish(client->connect(in(200ms)));
  check_error(Code::no_contact, fifth);
  STRCMP_CONTAINS("4 earlier attempts still hang", fifth.error().message.c_str());
  CHECK_EQUAL(4, stalling_names.stuck_now());
  CHECK(clock->steady() - start < 8s);

  // Other clients of the same process are not touched.
  std::unique_ptr<MqttClient> stalled = std::move(client);
  make_client(broker.uri());
  check_ok(finish(client->connect(in(5s))));
  check_ok(finish(client->publish(numbered(1), in(5s))));

  const SteadyTime going = clock->steady();
  stalled.reset();
  CHECK_TEXT(clock->steady() - going < 500ms, "going took too long");
  CHECK_TEXT(worst_lag < 500ms, "the loop was held up");
  stalling_names.release();
}

TEST(MqttClient, may_be_destroyed_while_a_name_is_looked_up) {
  make_client("mqtt://stalls.invalid:1883");
  std::optional<Result<void>> result;
  tasks.spawn("connect", await_into(&result, client->connect(in(10s))));
  CHECK(run_until([&] { return stalling_names.stuck_now() == 1; }));
  const SteadyTime going = clock->steady();
  client.reset();
  CHECK_TEXT(clock->steady() - going < 500ms, "going took too long");
  CHECK(run_until([&] { return result.has_value(); }));
  CHECK(result->has_error());
  stalling_names.release();
}
