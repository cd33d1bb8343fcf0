// How the energy of the batteries is shared out: which load is switched off when, so that services are held in the
// order of their rank. Pure numbers, no names: loads.hpp makes the problem of a site.
//
// One pool of energy per UPS. A load that k of them feed draws the k-th part of its watts from each. A service needs a
// set of loads; besides its own all that are protected, reserve or unclaimed, which nobody's hold may starve. A load is
// on as long as the longest hold of any service that needs it, so what is shared is paid for once. First every service,
// in rank order, gets its hold_min; then every service, in rank order, its hold: each as long as it wishes or as the
// energy left allows. As giving one service less never costs another anything, this is the lexicographic optimum over
// (hold_min of all, hold of all). It is exact: what a hold costs is piecewise linear in its length, with a break where
// each of its loads would have gone off anyway, and is walked from break to break.
//
// Unknown watts or energy make unknown what depends on them: the services that need them, and whatever comes later in
// that order and draws from a pool that these draw from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::continuity {

enum class LoadUse : std::uint8_t {
  claimed,         // some service could need it; on while one does
  unclaimed,       // nobody has said what it is for: as if every service needed it
  reserve,         // the same, and kept on what was set aside until the pool is empty
  protected_load,  // the same, and never switched off
  spare,           // goes at once, whoever needs it
};

struct EnergyPool {
  std::optional<double> available_wh;  // to plan with: without floor and what is set aside. Nothing: unknown
  double reserve_wh = 0;               // set aside for the reserve loads
  std::optional<double> delivered_watts = std::nullopt;  // by its UPS now; to compare, the schedule does not use it
};

struct EnergyLoad {
  std::optional<double> watts;  // nothing: unknown
  LoadUse use = LoadUse::claimed;
  std::uint32_t first_feed = 0, feeds = 0;  // into EnergyProblem::feeds; none: it draws from no pool
};

struct EnergyService {
  std::uint32_t first_need = 0, needs = 0;  // into EnergyProblem::needs; its own loads only
  std::optional<Duration> hold_min;
  std::optional<Duration> hold;  // nothing: as long as it can be
};

// Flat, so that it can be filled again without allocating.
struct EnergyProblem {
  std::vector<EnergyPool> pools;
  std::vector<EnergyLoad> loads;
  std::vector<EnergyService> services;  // the first rank first
  std::vector<std::uint32_t> feeds;     // pools
  std::vector<std::uint32_t> needs;     // loads

  void clear();
  void add_pool(EnergyPool pool);
  // Pools and loads by their number, each named once. Watts that are negative or not finite are unknown.
  void add_load(std::optional<double> watts, LoadUse use, std::span<const std::uint32_t> fed_by);
  void add_service(std::span<const std::uint32_t> loads, std::optional<Duration> hold_min,
                   std::optional<Duration> hold);
  std::span<const std::uint32_t> feeds_of(const EnergyLoad& load) const;
  std::span<const std::uint32_t> needs_of(const EnergyService& service) const;
  double share_of(const EnergyLoad& load) const;  // watts from each of its pools; 0 if unknown
};

// How long something lasts.
struct Lasting {
  enum class Kind : std::uint8_t { known, unlimited, unknown };
  Kind kind = Kind::unlimited;
  Duration time{};                        // of known
  std::optional<Duration> known() const;  // nothing where it is unlimited or unknown
  static Lasting of(Duration time) { return {Kind::known, time}; }
  static Lasting unknown() { return {Kind::unknown, {}}; }
  // Seconds as a device tells them: below zero or no number they are unknown, thirty years and more are without end.
  static Lasting told(double seconds);
  bool operator==(const Lasting&) const = default;
};

// What ended a hold.
struct Binding {
  enum class Kind : std::uint8_t { none, wish, pool, unknown_watts, unknown_pool };
  Kind kind = Kind::none;
  std::uint32_t index = 0;  // of the pool, or of the load with unknown watts
};

struct ServiceHold {
  Lasting held;              // as granted, at most its hold; unlimited: none of its own loads draws from a pool
  Lasting without_shedding;  // everything on until the first of its pools is empty
  Binding binding;
};

struct EnergySchedule {
  std::vector<Lasting> shed_at;       // by load; unlimited: it is not switched off (protected, or on no pool)
  std::vector<ServiceHold> services;  // as in the problem
};

// Keeps its memory between calls. O(S (L log L + L P)) for S services, L loads, P pools; 40, 60 and 4 take less than
// 0.05 ms. Allocates nothing once its memory has grown.
class EnergyScheduler {
 public:
  void work_out(const EnergyProblem& problem, EnergySchedule& out);

 private:
  enum class Stage { least, wish };
  void begin(const EnergyProblem& problem, EnergySchedule& out);
  void gather(const EnergyService& service);  // its loads that draw from a pool, the first to go off first
  bool draws(const EnergyService& service) const;
  void grant(std::uint32_t service, Stage stage, EnergySchedule& out);
  double walk(double wish, Binding& binding);
  std::optional<Binding> unknown_in_reach() const;
  void give_up(Binding why);
  Lasting without_shedding(std::uint32_t service) const;
  Lasting shed_at(const EnergyLoad& load, std::uint32_t index) const;
  Lasting reserve_until(const EnergyLoad& load, std::uint32_t index) const;

  const EnergyProblem* problem_ = nullptr;
  std::vector<double> left_;                  // watt seconds, by pool
  std::vector<double> all_watts_;             // with everything on, by pool; not a number where a load is unknown
  std::vector<double> lasting_watts_;         // of protected and reserve loads, by pool
  std::vector<double> slope_;                 // watts that the walk has taken on, by pool
  std::vector<std::optional<Binding>> lost_;  // by pool: why what is left in it is not known
  std::vector<double> on_;                    // seconds, by load
  std::vector<std::uint8_t> on_unknown_;      // by load
  std::vector<std::uint8_t> picked_;          // by load
  std::vector<std::uint32_t> common_;         // loads that count for every service
  std::vector<std::uint32_t> set_;            // of the service at hand
};

// What the figures are called: by number, as in the problem.
struct EnergyNames {
  std::span<const std::string> pools, loads, services;
};

// What ends the hold of a service, or why that cannot be told, without a full stop:
// "until the 180.0 Wh that ups-main can give are spent; with everything on it would be 27m"
void explain_end(const EnergyProblem& problem, const EnergySchedule& schedule, const EnergyNames& names,
                 std::uint32_t service, std::string& append_to);
// The whole schedule in a few sentences: what goes at once, and what becomes of the services (the first three).
std::string explain(const EnergyProblem& problem, const EnergySchedule& schedule, const EnergyNames& names);

}  // namespace holdfast::continuity
