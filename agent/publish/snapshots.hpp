// The retained snapshots: what each topic should say, and what of it the broker does not know yet. A topic that changes
// often is sent at most once in `pause`, with what it says by then. Pure: the caller hands in the time.
//
//   set -> stale -> taken (being sent) -> known          a change while it is being sent makes it stale again
//   failed or a new connection: everything is stale again
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::publish {

class Snapshots {
 public:
  explicit Snapshots(Duration pause) : pause_(pause) {}

  struct Item {
    std::string topic;
    std::string text;  // empty: the topic is to be removed
    std::uint64_t revision = 0;
  };

  // Whether there is something new to send.
  bool set(const std::string& topic, std::string text);

  // The stale ones that may be sent now, at most `limit`.
  std::vector<Item> due(SteadyTime now, std::size_t limit) const;
  std::optional<SteadyTime> next_due() const;  // when due() will first have something; nothing: when set() says so

  void sent(const std::vector<Item>& items, SteadyTime now);  // the broker has acknowledged them
  void forget_broker();                                       // a new connection: the broker may know nothing

  std::size_t size() const { return topics_.size(); }

 private:
  struct Topic {
    std::string text;
    std::uint64_t revision = 1;
    std::uint64_t known = 0;  // the revision that the broker has; 0: none
    std::optional<SteadyTime> sent_at;
  };

  Duration pause_;
  std::map<std::string, Topic> topics_;
};

}  // namespace holdfast::publish
