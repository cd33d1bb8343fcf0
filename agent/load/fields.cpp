#include "agent/load/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "agent/load/duration.hpp"

namespace holdfast::load {
namespace {

constexpr const char* duration_help = "a duration is a number and a unit without a space: 200ms, 15s, 10m, 1h30m, 2d";

constexpr const char* secret_help =
    "put the secret into a file secrets/NAME beside the configuration (chmod 600), and write secret = \"secret:NAME\" "
    "here";

// Secrets are not shown: what is printed ends up in tickets and chats.
Place without_excerpt(Place place) {
  place.excerpt.clear();
  place.column = 0;
  return place;
}

bool holds_secret(const std::string& key) {
  return !nearest(key, {"secret", "password", "passwd", "community", "passphrase", "token"}).empty();
}

}  // namespace

void wrong_type(Report& report, const std::string& key, const Node& node, const std::string& wanted) {
  report.error(node.place(), fmt::format("`{}` wants {}, this is {}", key, wanted, describe(node.type)));
}

std::optional<Duration> duration_of(Report& report, const std::string& key, const Node& node) {
  if (node.type == Node::Type::integer) {
    report.error(node.place(), fmt::format("`{}` wants a duration, this is a whole number without a unit", key),
                 fmt::format("did you mean \"{}s\"?  {}", node.integer, duration_help));
    return std::nullopt;
  }
  if (node.type != Node::Type::text) {
    wrong_type(report, key, node, "a duration such as \"15s\"");
    return std::nullopt;
  }
  const std::optional<Duration> duration = parse_duration(node.text);
  if (!duration) {
    const std::string guess = probable_duration(node.text);
    const bool helps = !guess.empty() && parse_duration(guess).has_value();
    report.error(node.place(), fmt::format("\"{}\" is not a duration", node.text),
                 (helps ? fmt::format("did you mean \"{}\"?  ", guess) : "") + duration_help);
  }
  return duration;
}

bool check_name(Report& report, const std::string& name, const Place& place, const char* what) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  constexpr std::size_t longest = 64;
  if (!name.empty() && name.size() <= longest && letter(name[0]) && std::all_of(name.begin(), name.end(), fits)) {
    return true;
  }
  report.error(place, fmt::format("`{}` cannot be the name of a {}", name, what),
               "names are letters, digits, - and _, begin with a letter, and have at most 64 of them");
  return false;
}

Fields::Fields(const Node& table, Report& report) : table_(table), report_(report) {
  if (table.type != Node::Type::table) {
    report_.error(table.place(), fmt::format("a table of keys is wanted here, this is {}", describe(table.type)));
  }
}

const Entry* Fields::find(const std::string& key, Presence presence) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  for (const Entry& entry : table_.entries) {
    if (entry.key == key) return &entry;
  }
  if (presence == Presence::required && table_.type == Node::Type::table) {
    report_.error(table_.place(), fmt::format("`{}` is missing here", key));
  }
  return nullptr;
}

const Node* Fields::typed(const std::string& key, Node::Type type, const char* wanted, Presence presence) {
  const Entry* entry = find(key, presence);
  if (entry == nullptr) return nullptr;
  if (entry->value.type == type) return &entry->value;
  wrong_type(report_, key, entry->value, wanted);
  return nullptr;
}

const Node* Fields::text(const std::string& key, std::string& out, Presence presence) {
  const Node* node = typed(key, Node::Type::text, "text in quotes", presence);
  if (node == nullptr) return nullptr;
  out = node->text;
  if (presence == Presence::required && out.empty()) {
    report_.error(node->place(), fmt::format("`{}` must not be empty", key));
    return nullptr;
  }
  return node;
}

const Node* Fields::integer(const std::string& key, std::int64_t& out, std::int64_t least, std::int64_t most) {
  const Node* node = typed(key, Node::Type::integer, "a whole number", Presence::optional);
  if (node == nullptr) return nullptr;
  if (node->integer < least || node->integer > most) {
    report_.error(node->place(), fmt::format("`{}` is {}; allowed are {} to {}", key, node->integer, least, most));
    return nullptr;
  }
  out = node->integer;
  return node;
}

const Node* Fields::number(const std::string& key, double& out) {
  const Entry* entry = find(key, Presence::optional);
  if (entry == nullptr) return nullptr;
  const Node& node = entry->value;
  if (node.type == Node::Type::integer) {
    out = static_cast<double>(node.integer);
  } else if (node.type == Node::Type::number && node.number - node.number == 0.0) {  // neither inf nor nan
    out = node.number;
  } else {
    wrong_type(report_, key, node, "a finite number");
    return nullptr;
  }
  return &node;
}

const Node* Fields::boolean(const std::string& key, bool& out) {
  const Node* node = typed(key, Node::Type::boolean, "true or false", Presence::optional);
  if (node != nullptr) out = node->boolean;
  return node;
}

const Node* Fields::texts(const std::string& key, std::vector<std::string>& out) {
  const Node* node = list(key);
  if (node == nullptr) return nullptr;
  bool right = true;
  for (const Node& item : node->items) {
    if (item.type == Node::Type::text) {
      out.push_back(item.text);
    } else {
      wrong_type(report_, key, item, "text in quotes for each item");
      right = false;
    }
  }
  return right ? node : nullptr;
}

const Node* Fields::duration(const std::string& key, Duration& out, Range range) {
  const Entry* entry = find(key, Presence::optional);
  if (entry == nullptr) return nullptr;
  const std::optional<Duration> duration = duration_of(report_, key, entry->value);
  if (!duration) return nullptr;
  if (*duration < range.least || *duration > range.most) {
    report_.error(entry->value.place(), fmt::format("`{}` is {}; allowed are {} to {}", key, shown(*duration),
                                                    shown(range.least), shown(range.most)));
    return nullptr;
  }
  if (range.step != Duration{} && *duration % range.step != Duration{}) {
    const Duration below = *duration - *duration % range.step;
    report_.error(entry->value.place(), fmt::format("`{}` must be a multiple of {}", key, shown(range.step)),
                  below < range.least
                      ? fmt::format("the nearest is {}", shown(below + range.step))
                      : fmt::format("the nearest are {} and {}", shown(below), shown(below + range.step)));
    return nullptr;
  }
  out = *duration;
  return &entry->value;
}

const Node* Fields::duration(const std::string& key, Duration& out) { return duration(key, out, Range{}); }

const Node* Fields::duration(const std::string& key, std::optional<Duration>& out) {
  Duration value{};
  const Node* node = duration(key, value, Range{});
  if (node != nullptr) out = value;
  return node;
}

const Node* Fields::table(const std::string& key, Presence presence) {
  return typed(key, Node::Type::table, "a table", presence);
}

const Node* Fields::list(const std::string& key) {
  return typed(key, Node::Type::list, "a list in brackets", Presence::optional);
}

const Node* Fields::any(const std::string& key, Presence presence) {
  const Entry* entry = find(key, presence);
  return entry == nullptr ? nullptr : &entry->value;
}

const Node* Fields::secret(const std::string& key, std::string& out) {
  const Node* node = typed(key, Node::Type::text, "a reference such as \"secret:ups-main\"", Presence::optional);
  if (node == nullptr) return nullptr;
  const std::string prefix = "secret:";
  if (!node->text.starts_with(prefix)) {
    report_.error(without_excerpt(node->place()),
                  fmt::format("`{}` holds a secret itself; files hold only its name", key), secret_help);
    return nullptr;
  }
  const std::string name = node->text.substr(prefix.size());
  if (!check_name(report_, name, node->place(), "secret")) return nullptr;
  out = name;
  return node;
}

void Fields::bad_choice(const std::string& key, const Node& node, const std::string& word,
                        const std::vector<std::string>& allowed) {
  report_.error(node.place(), fmt::format("\"{}\" is not a value of `{}`", word, key),
                suggest(word, allowed, "allowed"));
}

void Fields::finish() {
  for (const Entry& entry : table_.entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    if (holds_secret(entry.key)) {
      report_.error(without_excerpt(entry.key_place()), fmt::format("unknown key `{}`", entry.key),
                    fmt::format("{}  allowed here: {}", secret_help, fmt::join(known_, ", ")));
      continue;
    }
    report_.error(entry.key_place(), fmt::format("unknown key `{}`", entry.key), suggest(entry.key, known_));
  }
}

}  // namespace holdfast::load
