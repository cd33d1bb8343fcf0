#include "drivers/replay/recorder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <set>

#include "drivers/replay/agent.hpp"
#include "platform/virtual_clock.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::replay;
using namespace std::chrono_literals;

namespace {

constexpr const char* device =
    "1.3.6.1.2.1.1.1.0|4|Acme\n1.3.6.1.2.1.1.5.0|4|name\n1.3.6.1.4.1.9.1.1|2|1\n1.3.6.1.4.1.9.1.2|2|2\n"
    "1.3.6.1.4.1.9.2.1|2|3\n1.3.6.1.4.1.9.2.2|2|4\n1.3.6.1.5.1.0|2|9\n";

// What a capture says, from an agent with faults.
class WeakAgent final : public snmp::Agent {
 public:
  WeakAgent(platform::Clock& clock, const std::string& text) : inner_(clock, *parse_capture(text)) {}

  platform::Awaitable<Result<snmp::Response>> exchange(snmp::Request request, SteadyTime deadline) override {
    ++requests;
    if (speaks == model::SnmpVersion::v1 && request.command == snmp::Command::get_bulk)
      co_return make_error(Code::invalid_argument, "v1 has no GETBULK");
    const bool is_deaf = request.repetitions > most_repetitions || deaf_at.contains(request.bindings.front().oid);
    if (is_deaf || is_silent) co_return make_error(Code::no_contact, "no answer");
    Result<snmp::Response> response = co_await inner_.exchange(std::move(request), deadline);
    if (loops && response) response->bindings.back().oid = {1, 3, 6, 1, 2, 1, 1, 1, 0};
    co_return response;
  }
  void renew() override {}
  model::SnmpVersion version() const override { return speaks; }

  model::SnmpVersion speaks = model::SnmpVersion::v2c;
  int most_repetitions = 100;
  std::set<snmp::Oid> deaf_at;
  bool is_silent = false;
  bool loops = false;
  int requests = 0;

 private:
  CaptureAgent inner_;
};

}  // namespace

TEST_GROUP(Recorder) {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  WeakAgent agent{clock, device};

  Result<Walked> walk(std::vector<snmp::Oid> from = {{1, 3, 6, 1, 2, 1}, {1, 3, 6, 1, 4, 1}}) {
    Walk plan;
    plan.from = std::move(from);
    plan.timeout = 1s;
    plan.deadline = clock.steady() + 60s;
    Result<Walked> result = make_error(Code::internal, "the walk did not end");
    boost::asio::co_spawn(loop, walk_agent(&agent, &clock, std::move(plan)),
                          [&](const std::exception_ptr& failure, Result<Walked> walked) {
                            if (failure) std::rethrow_exception(failure);
                            result = std::move(walked);
                          });
    clock.run_for(1s);
    return result;
  }
};

TEST(Recorder, writes_down_everything_below_the_given_objects) {
  const Result<Walked> walked = walk();
  CHECK_TRUE(walked.has_value());
  UNSIGNED_LONGS_EQUAL(6, walked->rows.size());
  CHECK_TRUE(walked->gaps.empty());
}

TEST(Recorder, asks_an_agent_of_v1_for_one_object_after_the_other) {
  agent.speaks = model::SnmpVersion::v1;
  const Result<Walked> walked = walk();
  CHECK_TRUE(walked.has_value());
  UNSIGNED_LONGS_EQUAL(6, walked->rows.size());
  CHECK_TRUE(walked->gaps.empty());
}

TEST(Recorder, asks_a_weak_agent_for_less) {
  agent.most_repetitions = 1;
  UNSIGNED_LONGS_EQUAL(6, walk()->rows.size());
}

TEST(Recorder, goes_on_behind_a_place_where_the_agent_is_silent_and_says_so) {
  agent.deaf_at = {{1, 3, 6, 1, 4, 1, 9, 1, 1}};
  agent.most_repetitions = 1;
  const Result<Walked> walked = walk({{1, 3, 6, 1, 4, 1}});
  UNSIGNED_LONGS_EQUAL(3, walked->rows.size());
  UNSIGNED_LONGS_EQUAL(1, walked->gaps.size());
  STRCMP_EQUAL("behind 1.3.6.1.4.1.9.1.1: no answer", walked->gaps.front().c_str());
}

TEST(Recorder, an_agent_that_says_nothing_is_an_error) {
  agent.is_silent = true;
  CHECK_TRUE(walk().error().code == Code::no_contact);
}

TEST(Recorder, ends_with_an_agent_that_goes_round_in_circles) {
  agent.loops = true;
  CHECK_TRUE(walk().has_value());
  CHECK_TRUE(agent.requests < 10);
}

TEST(Recorder, what_it_writes_is_read_again_with_only_the_changes_in_later_moments) {
  const Rows first = parse_capture("1.3.1.1|2|1\n1.3.1.2|4|a|b\n1.3.1.3|4x|00ff\n")->moments.front().rows;
  const Rows second = parse_capture("1.3.1.1|2|1\n1.3.1.2|4|c\n1.3.1.3|4x|00ff\n")->moments.front().rows;
  const Rows changed = changes(first, second);
  UNSIGNED_LONGS_EQUAL(1, changed.size());
  const std::string text = capture_text({"by hand"}, {{0s, first}, {5500ms, changed}});
  STRCMP_EQUAL("# by hand\n1.3.1.1|2|1\n1.3.1.2|4|a|b\n1.3.1.3|4x|00ff\n@ 5.5\n1.3.1.2|4|c\n", text.c_str());
  const Result<Capture> read = parse_capture(text);
  CHECK_TRUE(read->skipped.empty());
  CHECK_TRUE(changes(read->at(6s), second).empty());
}
