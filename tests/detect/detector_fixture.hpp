// What the tests of detectors share: the mains-lost disruption, samples by the moment, findings in words.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "agent/detect/detector.hpp"
#include "tests/detect/fixture.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::detect {

using namespace std::chrono_literals;
using model::Enumeration;
using model::Quality;
using model::Unverified;

inline constexpr const char* kSource = "ups-main.output.source";
inline constexpr const char* kMeter = "meter.input.L1-N.voltage";
inline constexpr const char* kAts = "ats.input.1.voltage";

inline model::Disruption mains_lost() {
  model::Disruption disruption;
  disruption.id = "mains-lost";
  disruption.when = "ups-main.output.source == 'on_battery'";
  disruption.clear_when = "ups-main.output.source == 'normal'";
  disruption.raise_after = 2s;
  disruption.clear_after = 10s;
  disruption.verify_within = 5s;
  return disruption;
}

inline std::string in_words(const std::vector<Finding>& findings) {
  std::string words;
  for (const Finding& finding : findings) words += (words.empty() ? "" : " ") + std::string(to_string(finding.change));
  return words;
}

struct DetectorBench : Utest {
  SiteNames names;
  Feed feed{names};
  DisruptionState state;
  std::optional<Detector> detector;
  Advice last;

  void compile(const model::Disruption& disruption, Duration slowest_poll = 500ms) {
    Result<Detector> compiled = Detector::compile(disruption, names, slowest_poll);
    if (!compiled) FAIL(compiled.error().message.c_str());
    detector = *compiled;
    state = {};
  }
  std::string update(std::set<model::PointId> arrived, Duration now) {
    last = detector->update(state, feed.view, arrived, at(now));
    return in_words(last.findings);
  }
  std::string timer(Duration now) { return update({}, now); }
  std::string source(const char* name, Duration now) { return update({feed(kSource, now, Enumeration{name, 0})}, now); }
  std::string lost_contact(Duration now) { return update({feed(kSource, now, std::nullopt, Quality::bad)}, now); }
  // Twice a second from `from` to `to`, both included; the findings of all.
  std::string source(const char* name, Duration from, Duration to) {
    std::string words;
    for (Duration when = from; when <= to; when += 500ms) words += source(name, when);
    return words;
  }
  bool reads(const char* name) { return last.read_now.contains(names.find(name).value()); }
  void check(const char* expected, const std::string& words) { STRCMP_EQUAL(expected, words.c_str()); }
  void check_phase(Phase phase) { STRCMP_EQUAL(to_string(phase), to_string(state.phase)); }
};

}  // namespace holdfast::detect
