#include "agent/publish/payload.hpp"

#include <boost/beast/core/detail/base64.hpp>
#include <boost/json.hpp>
#include <chrono>

namespace holdfast::publish {
namespace {

namespace json = boost::json;

json::object status(const Origin& origin, const char* state) {
  return {{"state", state}, {"site", origin.site}, {"agent", origin.agent}, {"version", origin.version}};
}

platform::MqttMessage retained_status(const Origin& origin, const json::object& body) {
  return platform::MqttMessage{.topic = topic_of(origin, "status"),
                               .payload = json::serialize(body),
                               .content_type = "application/json",
                               .delivery = platform::Delivery::at_least_once,
                               .retain = platform::Retain::yes};
}

std::string base64(const std::string& bytes) {
  namespace coder = boost::beast::detail::base64;
  std::string text(coder::encoded_size(bytes.size()), '\0');
  text.resize(coder::encode(text.data(), bytes.data(), bytes.size()));
  return text;
}

}  // namespace

std::string topic_of(const Origin& origin, const std::string& below) { return "holdfast/" + origin.site + "/" + below; }

std::string rfc3339(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string event_id(const Origin& origin, const journal::Record& record) {
  return fmt::format("{}/{}/{}/{}", origin.site, origin.agent, record.epoch, record.seq);
}

platform::MqttMessage event_message(const Origin& origin, const journal::Record& record, Age age) {
  const journal::Entry& entry = record.entry;
  json::object event{{"specversion", "1.0"},
                     {"id", event_id(origin, record)},
                     {"source", "holdfast/" + origin.site + "/" + origin.agent},
                     {"type", "holdfast." + entry.type},
                     {"time", rfc3339(entry.wall)},
                     {"epoch", record.epoch},
                     {"seq", record.seq},
                     {"typeversion", entry.version},
                     {"historical", age == Age::historical},
                     {"wallcertain", entry.wall_certain},
                     {"hash", record.hash}};

  boost::system::error_code not_json;
  const json::value data = json::parse(entry.bytes, not_json);
  if (!not_json && data.is_object()) {
    const json::value* subject = data.as_object().if_contains("subject");
    if (subject != nullptr && subject->is_string()) event["subject"] = *subject;
  }
  std::string payload;
  if (not_json) {
    event["datacontenttype"] = "application/octet-stream";
    event["data_base64"] = base64(entry.bytes);
    payload = json::serialize(event);
  } else {
    // Put in as text: written anew, numbers could look different from what was recorded and hashed.
    event["datacontenttype"] = "application/json";
    payload = json::serialize(event);
    payload.back() = ',';
    payload += "\"data\":" + entry.bytes + "}";
  }
  return platform::MqttMessage{.topic = topic_of(origin, "event"),
                               .payload = std::move(payload),
                               .content_type = "application/cloudevents+json",
                               .delivery = platform::Delivery::at_least_once,
                               .retain = platform::Retain::no};
}

platform::MqttMessage online_message(const Origin& origin, const std::string& boot, WallTime since, bool certain) {
  json::object body = status(origin, "online");
  body["since"] = rfc3339(since);
  body["wallcertain"] = certain;
  body["boot"] = boot;
  return retained_status(origin, body);
}

platform::MqttMessage farewell_message(const Origin& origin, WallTime since, bool certain) {
  json::object body = status(origin, "offline");
  body["reason"] = "stopped";
  body["since"] = rfc3339(since);
  body["wallcertain"] = certain;
  return retained_status(origin, body);
}

platform::MqttMessage will_message(const Origin& origin) {
  json::object body = status(origin, "offline");
  body["reason"] = "connection lost";
  return retained_status(origin, body);
}

}  // namespace holdfast::publish
