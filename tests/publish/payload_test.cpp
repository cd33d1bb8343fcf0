#include "agent/publish/payload.hpp"

#include <boost/json.hpp>

#include "CppUTest/TestHarness.h"

namespace holdfast::publish {
namespace {

namespace json = boost::json;

const Origin origin{"branch-0042", "gateway", "0.1.0"};

journal::Record record(const std::string& bytes) {
  return {.epoch = 2,
          .seq = 17,
          .entry = {.type = "disruption.raised",
                    .version = 3,
                    .bytes = bytes,
                    .boot = "boot-1",
                    .steady = SteadyTime{},
                    .wall = WallTime{std::chrono::microseconds{1'767'225'600'000'042}},
                    .wall_certain = true},
          .previous_hash = std::string(64, '0'),
          .hash = std::string(64, 'a')};
}

json::object event(const std::string& bytes, Age age = Age::fresh) {
  return json::parse(event_message(origin, record(bytes), age).payload).as_object();
}

std::string text(const json::object& object, const char* key) { return object.at(key).as_string().c_str(); }

TEST_GROUP(Payload){};

TEST(Payload, is_a_cloud_event_with_the_four_part_id) {
  const json::object sent = event(R"({"subject":"mains-lost","grade":2})");
  STRCMP_EQUAL("1.0", text(sent, "specversion").c_str());
  STRCMP_EQUAL("branch-0042/gateway/2/17", text(sent, "id").c_str());
  STRCMP_EQUAL("holdfast/branch-0042/gateway", text(sent, "source").c_str());
  STRCMP_EQUAL("holdfast.disruption.raised", text(sent, "type").c_str());
  STRCMP_EQUAL("2026-01-01T00:00:00.000042Z", text(sent, "time").c_str());
  STRCMP_EQUAL("mains-lost", text(sent, "subject").c_str());
  STRCMP_EQUAL("application/json", text(sent, "datacontenttype").c_str());
  LONGS_EQUAL(2, sent.at("epoch").as_int64());
  LONGS_EQUAL(17, sent.at("seq").as_int64());
  LONGS_EQUAL(3, sent.at("typeversion").as_int64());
  CHECK(!sent.at("historical").as_bool());
  CHECK(sent.at("wallcertain").as_bool());
  LONGS_EQUAL(2, sent.at("data").at("grade").as_int64());
}

TEST(Payload, goes_to_the_event_topic_at_least_once_and_is_not_retained) {
  const platform::MqttMessage message = event_message(origin, record("{}"), Age::fresh);
  STRCMP_EQUAL("holdfast/branch-0042/event", message.topic.c_str());
  STRCMP_EQUAL("application/cloudevents+json", message.content_type.c_str());
  CHECK(platform::Delivery::at_least_once == message.delivery);
  CHECK(platform::Retain::no == message.retain);
}

TEST(Payload, says_when_an_event_is_historical) { CHECK(event("{}", Age::historical).at("historical").as_bool()); }

TEST(Payload, passes_the_recorded_json_on_unchanged) {
  const std::string bytes = R"({"volts":230.50,"counter":18446744073709551615,"text":"\u00e9"})";
  STRCMP_CONTAINS(("\"data\":" + bytes + "}").c_str(),
                  event_message(origin, record(bytes), Age::fresh).payload.c_str());
}

TEST(Payload, has_no_subject_when_the_event_names_none) {
  for (const char* bytes : {"{}", R"({"subject":5})", "[1]", "null"}) CHECK(!event(bytes).contains("subject"));
}

TEST(Payload, encodes_what_is_not_json) {
  const json::object sent = event(std::string("\0\x01no json", 9));
  STRCMP_EQUAL("AAFubyBqc29u", text(sent, "data_base64").c_str());
  STRCMP_EQUAL("application/octet-stream", text(sent, "datacontenttype").c_str());
  CHECK(!sent.contains("data"));
}

TEST(Payload, writes_times_before_the_box_learnt_the_time_as_they_are) {
  STRCMP_EQUAL("1970-01-01T00:00:07.000000Z", rfc3339(WallTime{std::chrono::seconds{7}}).c_str());
  STRCMP_EQUAL("1969-12-31T23:59:59.999999Z", rfc3339(WallTime{Duration{-1}}).c_str());
  STRCMP_EQUAL("2028-02-29T23:59:59.000000Z", rfc3339(WallTime{std::chrono::seconds{1'835'481'599}}).c_str());
}

TEST(Payload, says_online_offline_and_lost_on_one_retained_topic) {
  const WallTime now{std::chrono::seconds{1'767'225'600}};
  const platform::MqttMessage online = online_message(origin, "boot-1", now, true);
  const platform::MqttMessage farewell = farewell_message(origin, now, true);
  const platform::MqttMessage will = will_message(origin);
  for (const platform::MqttMessage& message : {online, farewell, will}) {
    STRCMP_EQUAL("holdfast/branch-0042/status", message.topic.c_str());
    CHECK(platform::Retain::yes == message.retain);
    const json::object body = json::parse(message.payload).as_object();
    STRCMP_EQUAL("branch-0042", text(body, "site").c_str());
    STRCMP_EQUAL("gateway", text(body, "agent").c_str());
    STRCMP_EQUAL("0.1.0", text(body, "version").c_str());
  }
  STRCMP_CONTAINS(R"("state":"online")", online.payload.c_str());
  STRCMP_CONTAINS(R"("since":"2026-01-01T00:00:00.000000Z")", online.payload.c_str());
  STRCMP_CONTAINS(R"("state":"offline")", farewell.payload.c_str());
  STRCMP_CONTAINS(R"("reason":"stopped")", farewell.payload.c_str());
  STRCMP_CONTAINS(R"("reason":"connection lost")", will.payload.c_str());
}

}  // namespace
}  // namespace holdfast::publish
