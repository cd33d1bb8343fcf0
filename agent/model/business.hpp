// What the continuity manager wrote down: the business impact analysis, risks, scenarios, and the evidence that
// readiness stands on. Plain data. Words of ISO 22301; the semantics are in docs/continuity.md.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::model {

// A day as written in a file: "2026-03-31". Of the site's own time zone.
using Day = std::chrono::year_month_day;

// [bia]: how impact is scored and what cannot be borne.
struct Bia {
  std::vector<Duration> horizons{std::chrono::minutes{30}, std::chrono::hours{1}, std::chrono::hours{2},
                                 std::chrono::hours{4},    std::chrono::hours{8}, std::chrono::hours{24}};  // ascending
  std::map<std::string, double> weights{
      {"regulatory", 0.30}, {"customer", 0.30}, {"financial", 0.25}, {"reputation", 0.15}};  // by category; above 0
  double intolerable = 4.0;   // a weighted impact that cannot be borne, 1 to 5
  int intolerable_score = 5;  // nor a category that reaches this, 1 to 5
  std::vector<Duration> classes{std::chrono::hours{1}, std::chrono::hours{4}, std::chrono::hours{24}};  // ascending
  std::optional<Day> reviewed;
  std::optional<Duration> valid_for;
};

enum class ServiceKind { business, channel, support };
enum class MinimumLevel { down, degraded };  // of mbco: what already falls below the minimum

// What something wants of one resource while it recovers: one number, or one for each horizon.
using Amounts = std::vector<double>;  // empty, one, or as many as there are horizons

// The part of [service.NAME] that the impact analysis works on.
struct Impact {
  std::map<std::string, std::vector<int>> scores;  // by category: 1 to 5 for each horizon; empty: never analysed
  std::optional<Duration> rpo;
  std::optional<Duration> mtpd;
  std::optional<Duration> peer_rto;       // what others in the field keep
  std::optional<Duration> regulator_rto;  // what a regulator demands
  std::optional<Duration> regulator_rpo;
  std::optional<double> revenue_share;  // 0 to 1
  std::optional<double> volume_share;   // 0 to 1
};

// [risk.NAME]
struct Risk {
  enum class Treatment { avoid, reduce, transfer, accept };
  std::string id;
  std::string title;
  std::string hazard;
  std::string risk_class;  // as of disruptions: utility, system, network, attack, natural, external, human
  int likelihood = 1;      // 1 to 5
  int impact = 1;          // 1 to 5
  Treatment treatment = Treatment::reduce;
  std::string owner;
  std::vector<std::string> plans;  // that answer it
};

// [scenario.NAME]: a failure that readiness asks about. The built-in ones need a table only to say how long they last.
struct Scenario {
  std::string id;
  std::string title;
  std::optional<Duration> lasts;
  std::vector<std::string> lose;  // graph names that are lost: "source.mains", "device.ups-main"; empty: built in
};

// [resource.NAME]: something readiness relies on, shown by evidence that grows old.
struct Resource {
  std::string id;
  std::string title;
  std::string kind;  // battery-test, fuel, contact, spare, training, drill, other
  std::string owner;
  std::optional<Day> checked;         // as the file says; `holdfast evidence` says it later
  std::optional<Duration> valid_for;  // time to live of a reading
  std::optional<double> value;
  std::optional<double> least;  // below this it does not serve
  std::string unit;
  std::vector<std::string> serves;  // graph names that rely on it; empty: the whole site
};

}  // namespace holdfast::model
