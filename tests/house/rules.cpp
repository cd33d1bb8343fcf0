#include "tests/house/rules.hpp"

#include <algorithm>
#include <regex>
#include <string_view>

namespace holdfast::house {
namespace {

using Words = std::vector<std::string_view>;

// Which of Holdfast's own files a part may include: its own, and those that begin with one of `may_include`.
// Downward only, and parts on one level never include each other. The first row whose folder fits is the one that
// counts.
struct Layer {
  std::string_view folder;
  Words may_include;
  std::string_view reason;
};

const Words pure_platform = {"platform/result.hpp", "platform/time.hpp", "platform/zone.hpp"};

Words with_pure_platform(Words words) {
  words.insert(words.end(), pure_platform.begin(), pure_platform.end());
  return words;
}

const Words shell_may_include = {"agent/model/", "agent/detect/", "agent/continuity/", "agent/incident/",
                                 "agent/plan/",  "agent/engine/", "agent/journal/",    "drivers/",
                                 "platform/",    "version.hpp"};

constexpr std::string_view shell_reason =
    "load, poll, act, publish, report and serve stand side by side; main hands them to one another as callbacks or "
    "channels";

const std::vector<Layer> layers = {
    {"platform/", {}, "platform is below everything and knows no word of the domain"},
    {"agent/model/", pure_platform, "model is the lowest layer of the domain"},
    {"agent/detect/", with_pure_platform({"agent/model/"}), "detect is pure and sees only model"},
    {"agent/continuity/", with_pure_platform({"agent/model/", "agent/detect/"}), "continuity is pure, above detect"},
    {"agent/incident/", with_pure_platform({"agent/model/", "agent/detect/", "agent/continuity/"}),
     "incident is pure, above continuity"},
    {"agent/plan/", with_pure_platform({"agent/model/", "agent/detect/", "agent/continuity/", "agent/incident/"}),
     "plan is pure, above incident"},
    {"agent/engine/",
     with_pure_platform({"agent/model/", "agent/detect/", "agent/continuity/", "agent/incident/", "agent/plan/"}),
     "engine is pure, above plan"},
    {"agent/journal/", {"platform/"}, "journal stores named, versioned bytes and knows no type of the domain"},
    {"drivers/", {"agent/model/", "platform/"}, "drivers know protocols and the model, and nothing that decides"},
    {"agent/load/", shell_may_include, shell_reason},
    {"agent/poll/", shell_may_include, shell_reason},
    {"agent/act/", shell_may_include, shell_reason},
    {"agent/publish/", shell_may_include, shell_reason},
    {"agent/report/", shell_may_include, shell_reason},
    {"agent/serve/", shell_may_include, shell_reason},
    {"agent/cli/", {"agent/", "drivers/", "platform/", "version.hpp"}, "cli is on top"},
    {"agent/main.cpp", {"agent/", "drivers/", "platform/", "version.hpp"}, "main is the composition root"},
};

const Words pure_folders = {"agent/model/",    "agent/detect/", "agent/continuity/",
                            "agent/incident/", "agent/plan/",   "agent/engine/"};

// The only libraries that pure code may include, by folder; the standard library besides.
struct Library {
  Words folders;
  std::string_view header;  // the include begins with this
};

const std::vector<Library> pure_libraries = {
    {{"agent/detect/", "agent/continuity/", "agent/incident/", "agent/plan/", "agent/engine/"}, "fmt/"},
    {{"agent/model/"}, "boost/container/"},  // containers as values, and nothing that reaches outside
    {{"agent/plan/", "agent/engine/"}, "boost/json"},
    {{"agent/plan/", "agent/engine/"}, "boost/system/"},
};

// Standard headers that reach outside: threads, files, clocks, chance.
const Words impure_standard = {"thread",  "mutex",      "shared_mutex", "condition_variable",
                               "future",  "atomic",     "semaphore",    "latch",
                               "barrier", "stop_token", "ctime",        "random",
                               "fstream", "iostream",   "filesystem",   "cstdio",
                               "csignal"};

// Headers that a whole part of the tree does without.
struct Ban {
  Words folders;
  Words headers;
  std::string_view reason;
};

const std::vector<Ban> banned_headers = {
    {{"agent/"},
     {"thread", "mutex", "shared_mutex", "condition_variable", "future"},
     "one thread runs everything in agent/; blocking work belongs to a platform worker"},
    {{"agent/", "drivers/", "platform/"},
     {"boost/process.hpp", "boost/process/"},
     "boost::process hangs beside another waitpid; platform starts processes with posix_spawn"},
};

// Code that must not be written, outside the folders that are excepted.
struct Phrase {
  std::regex pattern;
  std::string_view what;
  Words except;
  std::string_view reason;
};

const std::vector<Phrase> phrases = {
    {std::regex(R"(::\s*now\s*\()"), "::now()", {"platform/"}, "time is handed in; only platform reads a clock"},
    {std::regex(R"(\b(clock_gettime|gettimeofday|timespec_get)\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\))"),
     "a clock of the C library",
     {"platform/"},
     "time is handed in; only platform reads a clock"},
    {std::regex(R"(\b(sleep_for|sleep_until|usleep|nanosleep)\s*\()"),
     "a sleep",
     {},
     "everything that waits does so on a Clock, with a deadline"},
    {std::regex(R"(\bdetached\b)"),
     "detached",
     {},
     "a detached coroutine swallows its exceptions; it belongs to a TaskGroup"},
};

constexpr size_t most_lines = 400;

bool begins_with_one_of(std::string_view text, const Words& beginnings) {
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
}

bool is_own(const Include& include) {
  return include.quoted || begins_with_one_of(include.path, {"agent/", "drivers/", "platform/", "tests/"});
}

std::string folder_of(const Layer& layer) { return std::string(layer.folder); }

class Judge {
 public:
  explicit Judge(const SourceFile& file) : file_(file) {}

  std::vector<std::string> judge() {
    check_opening();
    check_length();
    for (const Include& include : file_.includes) {
      check_layer(include);
      check_purity(include);
      check_bans(include);
    }
    check_phrases();
    return std::move(complaints_);
  }

 private:
  void complain(size_t line, const std::string& what, std::string_view reason) {
    complaints_.push_back(file_.path + ":" + std::to_string(line) + ": " + what + "; " + std::string(reason));
  }

  void check_opening() {
    if (!file_.path.ends_with(".hpp")) return;
    if (file_.lines.empty() || !file_.lines.front().starts_with("//")) {
      complain(1, "opens without a comment", "a header is a contract: say in plain English what it is and does not do");
    }
    if (std::ranges::find(file_.lines, "#pragma once") == file_.lines.end()) {
      complain(1, "has no #pragma once", "headers are included once");
    }
  }

  void check_length() {
    if (file_.lines.size() > most_lines) {
      complain(file_.lines.size(), "has " + std::to_string(file_.lines.size()) + " lines",
               "one idea a file: aim at 200 lines, stop at 400");
    }
  }

  void check_layer(const Include& include) {
    if (!is_own(include)) return;
    const auto layer =
        std::ranges::find_if(layers, [&](const Layer& row) { return file_.path.starts_with(row.folder); });
    if (layer == layers.end()) {
      complain(include.line, "is in a part that the layers do not name", "add a row to tests/house/rules.cpp");
    } else if (!include.path.starts_with(folder_of(*layer)) && !begins_with_one_of(include.path, layer->may_include)) {
      complain(include.line, "includes " + include.path, layer->reason);
    }
  }

  void check_purity(const Include& include) {
    if (is_own(include) || !begins_with_one_of(file_.path, pure_folders)) return;
    const bool standard = include.path.find_first_of("./") == std::string::npos;
    const bool allowed =
        standard ? std::ranges::find(impure_standard, include.path) == impure_standard.end()
                 : std::ranges::any_of(pure_libraries, [&](const Library& library) {
                     return begins_with_one_of(file_.path, library.folders) && include.path.starts_with(library.header);
                   });
    if (!allowed) {
      complain(include.line, "includes <" + include.path + ">",
               "what decides is a function of state, input and time: no sockets, threads, files, clocks");
    }
  }

  void check_bans(const Include& include) {
    for (const Ban& ban : banned_headers) {
      if (!begins_with_one_of(file_.path, ban.folders)) continue;
      const bool hit = std::ranges::any_of(ban.headers, [&](std::string_view header) {
        return header.ends_with('/') ? include.path.starts_with(header) : include.path == header;
      });
      if (hit) complain(include.line, "includes <" + include.path + ">", ban.reason);
    }
  }

  void check_phrases() {
    for (const Phrase& phrase : phrases) {
      if (begins_with_one_of(file_.path, phrase.except)) continue;
      for (size_t i = 0; i < file_.code.size(); ++i) {
        if (std::regex_search(file_.code[i], phrase.pattern)) {
          complain(i + 1, "has " + std::string(phrase.what), phrase.reason);
        }
      }
    }
  }

  const SourceFile& file_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> complaints_about(const SourceFile& file) { return Judge(file).judge(); }

}  // namespace holdfast::house
