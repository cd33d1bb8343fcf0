#include "drivers/nut/driver.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;

namespace {

model::PointSpec writable(std::string name, std::string variable) {
  model::PointSpec spec;
  spec.name = std::move(name);
  model::WritableAs write;
  write.address = model::VariableAddress{std::move(variable)};
  spec.write = write;
  return spec;
}

}  // namespace

TEST_GROUP(NutWrite){};

TEST(NutWrite, becomes_a_variable_or_a_command) {
  struct Case {
    const char* variable;
    std::optional<std::uint32_t> row;
    model::Value value;
    const char* wanted;
  };
  const Case cases[] = {
      {"battery.charge.low", {}, std::int64_t{20}, "SET VAR ups battery.charge.low \"20\""},
      {"input.transfer.low", {}, 207.5, "SET VAR ups input.transfer.low \"207.5\""},
      {"ups.id", {}, model::Text{"rack \"1\""}, R"(SET VAR ups ups.id "rack \"1\"")"},
      {"outlet.{n}.delay", 3, std::int64_t{5}, "SET VAR ups outlet.3.delay \"5\""},
      {"instcmd:outlet.{n}.load.{value}", 3, model::Enumeration{"off", 0}, "INSTCMD ups outlet.3.load.off"},
      {"instcmd:test.battery.start.{value}", {}, model::Text{"quick"}, "INSTCMD ups test.battery.start.quick"},
  };
  for (const Case& one : cases) {
    const std::string name = one.row ? "p.{n}" : "p";
    Target target;
    if (one.row) target.row = *one.row;
    const Result<std::string> request = nut::write_request("ups", writable(name, one.variable), target, one.value);
    CHECK_TEXT(request.has_value(), one.wanted);
    if (request) STRCMP_EQUAL(one.wanted, request->c_str());
  }
}

TEST(NutWrite, of_a_state_sends_the_word_that_stands_for_it) {
  model::PointSpec spec = writable("p", "input.sensitivity");
  spec.kind = model::Kind::enumeration;
  spec.origins.front().decoding.words = {{"H", "high"}, {"L", "low"}};
  const Result<std::string> request = nut::write_request("ups", spec, Target{}, model::Enumeration{"low", 0});
  CHECK_TRUE(request.has_value());
  if (request) STRCMP_EQUAL("SET VAR ups input.sensitivity \"L\"", request->c_str());
  CHECK_FALSE(nut::write_request("ups", spec, Target{}, model::Enumeration{"L", 0}).has_value());
}

TEST(NutWrite, of_a_number_stays_within_its_range) {
  model::PointSpec spec = writable("p", "battery.charge.low");
  spec.origins.front().decoding.range = {0.0, 100.0};
  CHECK_TRUE(nut::write_request("ups", spec, Target{}, std::int64_t{100}).has_value());
  CHECK_FALSE(nut::write_request("ups", spec, Target{}, std::int64_t{101}).has_value());
  spec.origins.front().decoding.scale = 60.0;  // which way round is not known here
  CHECK_FALSE(nut::write_request("ups", spec, Target{}, std::int64_t{60}).has_value());
}

TEST(NutWrite, that_could_become_something_else_is_refused) {
  struct Case {
    const char* variable;
    model::Value value;
  };
  const Case cases[] = {
      {"ups.id", model::Text{"x\nINSTCMD ups load.off"}},
      {"ups.id", model::Text{std::string(300, 'x')}},
      {"ups id", std::int64_t{1}},
      {"instcmd:beeper.{value}", model::Text{"off x"}},
      {"instcmd:beeper.{value}", model::Text{""}},
      {"instcmd:load.{value}", model::Text{"off\n"}},
      {"instcmd:load.off", model::Text{"off"}},
  };
  for (const Case& one : cases) {
    const Result<std::string> request = nut::write_request("ups", writable("p", one.variable), Target{}, one.value);
    CHECK_TEXT(!request, one.variable);
  }
  const Result<std::string> read_only = nut::write_request("ups", model::PointSpec{}, Target{}, std::int64_t{1});
  CHECK_FALSE(read_only.has_value());
}
