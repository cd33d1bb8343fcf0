// Reads the keys of one table. Each call names a key, its type and where it goes; what is missing, has the wrong type
// or was never asked for is reported here, once for all readers. Call finish() last: it finds the unknown keys.
//
//   Fields fields(node, report);
//   fields.text("title", device.title);
//   fields.duration("fast", device.fast, {.least = 100ms, .step = 50ms});
//   fields.choice("gateway", gateway, {{"beside", Gateway::beside}, {"router", Gateway::router}});
//   fields.finish();
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"
#include "platform/time.hpp"

namespace holdfast::load {

enum class Presence { optional, required };

class Fields {
 public:
  struct Range {
    Duration least{};
    Duration most{std::chrono::hours{24 * 366 * 10}};
    Duration step{};  // zero: any
  };

  // `table` must outlive this; a node that is not a table is reported and read as empty.
  Fields(const Node& table, Report& report);

  // Each returns the value's node when the key is there and has the right type, else null.
  const Node* text(const std::string& key, std::string& out, Presence presence = Presence::optional);
  const Node* integer(const std::string& key, std::int64_t& out, std::int64_t least, std::int64_t most);
  const Node* number(const std::string& key, double& out);
  const Node* boolean(const std::string& key, bool& out);
  const Node* texts(const std::string& key, std::vector<std::string>& out);
  const Node* duration(const std::string& key, Duration& out, Range range);
  const Node* duration(const std::string& key, Duration& out);
  const Node* duration(const std::string& key, std::optional<Duration>& out);
  const Node* table(const std::string& key, Presence presence = Presence::optional);
  const Node* list(const std::string& key);
  const Node* any(const std::string& key, Presence presence = Presence::optional);
  // A reference to a secret, never the secret: "secret:ups-main" gives "ups-main".
  const Node* secret(const std::string& key, std::string& out);

  template <class Enum>
  const Node* choice(const std::string& key, Enum& out, const std::vector<std::pair<std::string, Enum>>& words,
                     Presence presence = Presence::optional) {
    std::string word;
    const Node* node = text(key, word, presence);
    if (node == nullptr) return nullptr;
    std::vector<std::string> allowed;
    for (const auto& [name, value] : words) {
      if (name == word) {
        out = value;
        return node;
      }
      allowed.push_back(name);
    }
    bad_choice(key, *node, word, allowed);
    return nullptr;
  }

  void finish();  // reports the keys that nobody asked for

  Report& report() { return report_; }
  const Node& node() const { return table_; }

 private:
  const Entry* find(const std::string& key, Presence presence);
  const Node* typed(const std::string& key, Node::Type type, const char* wanted, Presence presence);
  void bad_choice(const std::string& key, const Node& node, const std::string& word,
                  const std::vector<std::string>& allowed);

  const Node& table_;
  Report& report_;
  std::vector<std::string> known_;
};

// "`key` wants WANTED, this is a list", at the value.
void wrong_type(Report& report, const std::string& key, const Node& node, const std::string& wanted);

// A duration in text; nothing (reported) if it is none.
std::optional<Duration> duration_of(Report& report, const std::string& key, const Node& node);

// Names of devices, plans, steps and so on: letters, digits, - and _, beginning with a letter. They become part of
// point names and of MQTT topics. False after reporting.
bool check_name(Report& report, const std::string& name, const Place& place, const char* what);

}  // namespace holdfast::load
