// What the operations centre reads: topics and payloads, as docs/operations-centre.md defines them. Pure.
#pragma once

#include <string>

#include "agent/journal/journal.hpp"
#include "platform/mqtt.hpp"
#include "platform/time.hpp"

namespace holdfast::publish {

struct Origin {  // who speaks
  std::string site;
  std::string agent;
  std::string version;
};

std::string topic_of(const Origin& origin, const std::string& below);  // holdfast/{site}/{below}

// UTC as RFC 3339 with microseconds: 2026-11-21T20:43:19.123456Z
std::string rfc3339(WallTime time);

// site/agent/epoch/seq: the same for every repeat of an event, and for no other event.
std::string event_id(const Origin& origin, const journal::Record& record);

// A CloudEvent in structured mode (CloudEvents 1.0, JSON event format). The recorded bytes are passed on unchanged as
// `data` when they are JSON, else as data_base64.
enum class Age { fresh, historical };
platform::MqttMessage event_message(const Origin& origin, const journal::Record& record, Age age);

// Retained on the topic status. `since` is when the agent came online, for online and for a farewell when it left.
platform::MqttMessage online_message(const Origin& origin, const std::string& boot, WallTime since, bool certain);
platform::MqttMessage farewell_message(const Origin& origin, WallTime since, bool certain);
platform::MqttMessage will_message(const Origin& origin);  // said by the broker, when the connection is lost

}  // namespace holdfast::publish
