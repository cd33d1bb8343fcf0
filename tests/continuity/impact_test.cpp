// The rules of docs/continuity.md, "Business impact analysis", one by one.
#include "agent/continuity/impact.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using continuity::Figures;

namespace {

model::Bia three_horizons() {
  model::Bia bia;
  bia.horizons = {1h, 4h, 24h};
  bia.weights = {{"customer", 3.0}, {"financial", 1.0}};
  return bia;
}

model::Service scored(std::vector<int> customer, std::vector<int> financial) {
  model::Service service;
  service.impact.scores = {{"customer", std::move(customer)}, {"financial", std::move(financial)}};
  return service;
}

Figures of(const model::Service& service) { return continuity::figures_of(three_horizons(), service); }

// The example that the project was given.
model::Service cash_machine() {
  model::Service service;
  service.impact.scores = {{"regulatory", {1, 2, 3, 4, 5, 5}},
                           {"customer", {2, 3, 4, 5, 5, 5}},
                           {"financial", {1, 1, 2, 3, 4, 5}},
                           {"reputation", {1, 2, 3, 4, 5, 5}}};
  service.rto = 1h;
  service.impact.rpo = 0s;
  return service;
}

}  // namespace

TEST_GROUP(Impact){};

TEST(Impact, of_the_worked_example) {
  const Figures figures = continuity::figures_of(model::Bia(), cash_machine());
  const double expected[] = {1.30, 2.05, 3.05, 4.05, 4.75, 5.0};
  CHECK_EQUAL(6, figures.impact.size());
  for (std::size_t i = 0; i < 6; ++i) DOUBLES_EQUAL(expected[i], figures.impact[i], 1e-9);
  DOUBLES_EQUAL(3.3667, figures.mean.value_or(0), 5e-5);
  CHECK(figures.mtpd == Duration(4h));
  CHECK(figures.suggested_rto == Duration(2h));
  CHECK(figures.rto == Duration(1h));
  CHECK(figures.rpo == Duration(0s));
  CHECK(figures.priority == 1);
}

TEST(Impact, is_the_mean_by_weights_that_need_not_add_up_to_one) {
  const auto impact = of(scored({2, 4, 5}, {1, 2, 1})).impact;
  DOUBLES_EQUAL(1.75, impact[0], 1e-12);
  DOUBLES_EQUAL(3.5, impact[1], 1e-12);
  DOUBLES_EQUAL(4.0, impact[2], 1e-12);
}

TEST(Impact, is_that_of_the_categories_that_were_scored) {
  model::Service service;
  service.impact.scores = {{"financial", {1, 2, 4}}};
  DOUBLES_EQUAL(2.0, of(service).impact[1], 1e-12);
}

TEST(Impact, is_nothing_where_no_score_fits) {
  CHECK(of(model::Service()).impact.empty());
  CHECK(of(scored({1, 2}, {1, 2, 3})).impact.empty());
  model::Service service;
  service.impact.scores = {{"fame", {1, 2, 3}}};
  CHECK(of(service).impact.empty());
  CHECK_FALSE(of(service).mean.has_value());
}

TEST(Impact, after_an_outage_is_that_of_the_last_horizon_it_has_reached) {
  const model::Bia bia = three_horizons();
  const std::vector<double> impact{1.5, 3.0, 4.5};
  const std::pair<Duration, double> cases[] = {{0s, 1.0}, {59min, 1.0}, {1h, 1.5},  {3h + 59min, 1.5},
                                               {4h, 3.0}, {24h, 4.5},   {240h, 4.5}};
  for (const auto& [lasted, expected] : cases)
    DOUBLES_EQUAL(expected, continuity::impact_at(bia, impact, lasted).value_or(0), 1e-12);
  CHECK_FALSE(continuity::impact_at(bia, {}, 1h).has_value());
}

TEST(Impact, cannot_be_borne_from_the_first_horizon_that_is_intolerable) {
  CHECK(of(scored({1, 4, 4}, {1, 4, 4})).mtpd == Duration(4h));  // weighted 4.0
  CHECK(of(scored({1, 1, 2}, {1, 5, 5})).mtpd == Duration(4h));  // a single 5
  CHECK(of(scored({1, 3, 4}, {1, 4, 4})).mtpd == Duration(24h));
  CHECK_FALSE(of(scored({1, 2, 3}, {1, 2, 4})).mtpd.has_value());
}

TEST(Impact, is_not_misled_by_the_last_bit_of_a_mean) {
  model::Bia bia;  // 0.3 * 4 + 0.3 * 4 + 0.25 * 4 + 0.15 * 4 is not quite 4 in binary
  model::Service service;
  for (const char* category : {"regulatory", "customer", "financial", "reputation"})
    service.impact.scores[category] = {1, 1, 4, 4, 4, 4};
  CHECK(continuity::figures_of(bia, service).mtpd == Duration(2h));
}

TEST(Impact, gives_way_to_an_mtpd_that_is_written_down) {
  model::Service service = scored({1, 5, 5}, {1, 1, 1});
  service.impact.mtpd = 24h;
  CHECK(of(service).mtpd == Duration(24h));
  CHECK(of(service).scored_mtpd == Duration(4h));
  CHECK(of(service).suggested_rto == Duration(4h));
  service.impact.mtpd = 5h;  // between horizons
  CHECK(of(service).suggested_rto == Duration(4h));
}

TEST_GROUP(SuggestedRto){};

TEST(SuggestedRto, is_the_longest_horizon_before_the_mtpd) {
  CHECK(of(scored({1, 3, 5}, {1, 1, 1})).suggested_rto == Duration(4h));
  CHECK(of(scored({1, 5, 5}, {1, 1, 1})).suggested_rto == Duration(1h));
}

TEST(SuggestedRto, is_half_the_first_horizon_where_none_lies_before_and_never_beyond_the_mtpd) {
  CHECK(of(scored({5, 5, 5}, {1, 1, 1})).suggested_rto == Duration(30min));
  model::Service service = scored({1, 1, 1}, {1, 1, 1});
  service.impact.mtpd = 45min;
  CHECK(of(service).suggested_rto == Duration(30min));
  service.impact.mtpd = 10min;
  CHECK(of(service).suggested_rto == Duration(10min));
}

TEST(SuggestedRto, is_the_last_horizon_where_everything_can_be_borne) {
  CHECK(of(scored({1, 1, 2}, {1, 1, 1})).suggested_rto == Duration(24h));
}

TEST(SuggestedRto, is_never_longer_than_what_peers_keep_and_the_regulator_demands) {
  model::Service service = scored({1, 3, 5}, {1, 1, 1});
  service.impact.peer_rto = 3h;
  CHECK(of(service).suggested_rto == Duration(3h));
  service.impact.regulator_rto = 2h;
  CHECK(of(service).suggested_rto == Duration(2h));
  service.impact.peer_rto = 12h;
  CHECK(of(service).suggested_rto == Duration(2h));
  service.impact.regulator_rto = 12h;
  CHECK(of(service).suggested_rto == Duration(4h));
}

TEST(SuggestedRto, of_a_service_that_was_never_analysed_is_what_others_demand_or_nothing) {
  model::Service service;
  CHECK_FALSE(of(service).suggested_rto.has_value());
  CHECK_FALSE(of(service).rto.has_value());
  CHECK_FALSE(of(service).priority.has_value());
  service.impact.regulator_rto = 4h;
  CHECK(of(service).suggested_rto == Duration(4h));
  CHECK(of(service).rto == Duration(4h));
}

TEST(SuggestedRto, holds_only_where_no_rto_is_written_down) {
  model::Service service = scored({1, 3, 5}, {1, 1, 1});
  CHECK(of(service).rto == Duration(4h));
  service.rto = 8h;
  CHECK(of(service).rto == Duration(8h));
}

TEST_GROUP(Targets){};

TEST(Targets, take_the_regulators_rpo_where_none_is_written_down) {
  model::Service service;
  CHECK_FALSE(of(service).rpo.has_value());
  service.impact.regulator_rpo = 30min;
  CHECK(of(service).rpo == Duration(30min));
  service.impact.rpo = 1h;
  CHECK(of(service).rpo == Duration(1h));
}

TEST(Targets, fall_into_classes_by_the_bands_of_the_rto) {
  const model::Bia bia;  // 1 h, 4 h, 24 h
  const std::pair<Duration, int> cases[] = {{0s, 1}, {1h, 1}, {1h + 1s, 2}, {4h, 2}, {5h, 3}, {24h, 3}, {25h, 4}};
  for (const auto& [rto, expected] : cases) CHECK_EQUAL(expected, continuity::class_of(bia, rto));
}
