// Random expressions, evaluated by the condition and by a second, slower way: an expression is true (false) exactly
// when counting over its parts says so, part by part, without sharing any code with the condition.
#include <random>

#include "tests/detect/fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;
using namespace std::chrono_literals;

namespace {

struct Expression {
  std::string text;
  Truth truth;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  // Draws values for the points, so that the truth of each leaf is known when the leaf is written.
  void draw(Feed& feed) {
    for (int i = 0; i < 3; ++i) {
      booleans_[i] = any_truth();
      if (booleans_[i] == Truth::unknown) {
        feed(kBooleans[i], 10s, std::nullopt, model::Quality::bad);
      } else {
        feed(kBooleans[i], 10s, booleans_[i] == Truth::yes);
      }
      integer_known_ = below(4) != 0;
      integer_ = static_cast<int>(below(7)) - 3;
      feed("x.i", 10s, std::int64_t{integer_}, integer_known_ ? model::Quality::good : model::Quality::bad);
    }
  }

  Expression expression(int depth) {
    switch (depth == 0 ? below(2) : below(6)) {
      case 0: return boolean();
      case 1: return integer();
      case 2: return negation(depth);
      case 3: return joined(depth, " and ");
      case 4: return joined(depth, " or ");
      default: return at_least(depth);
    }
  }

 private:
  static constexpr const char* kBooleans[3] = {"x.a", "x.b", "x.c"};

  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  Truth any_truth() { return static_cast<Truth>(below(3)); }

  Expression boolean() {
    const unsigned which = below(3);
    return {kBooleans[which], booleans_[which]};
  }

  Expression integer() {
    const int against = static_cast<int>(below(7)) - 3;
    const bool results[] = {integer_ == against, integer_ != against,
                            integer_<against, integer_ <= against, integer_> against, integer_ >= against};
    const char* signs[] = {"==", "!=", "<", "<=", ">", ">="};
    const unsigned which = below(6);
    const Truth truth = !integer_known_ ? Truth::unknown : results[which] ? Truth::yes : Truth::no;
    return {"x.i " + std::string(signs[which]) + " " + std::to_string(against), truth};
  }

  Expression negation(int depth) {
    const Expression inner = expression(depth - 1);
    const Truth flipped[] = {Truth::yes, Truth::no, Truth::unknown};  // of no, yes, unknown
    return {"not (" + inner.text + ")", flipped[static_cast<int>(inner.truth)]};
  }

  Expression joined(int depth, const std::string& word) {
    const unsigned parts = 2 + below(3);
    Expression all{"", Truth::unknown};
    int counts[3] = {0, 0, 0};
    for (unsigned i = 0; i < parts; ++i) {
      const Expression part = expression(depth - 1);
      all.text += (i == 0 ? "(" : word + "(") + part.text + ")";
      ++counts[static_cast<int>(part.truth)];
    }
    const int no = counts[0];
    const int yes = counts[1];
    const int unknown = counts[2];
    if (word == " and ") {
      all.truth = no > 0 ? Truth::no : unknown > 0 ? Truth::unknown : Truth::yes;
    } else {
      all.truth = yes > 0 ? Truth::yes : unknown > 0 ? Truth::unknown : Truth::no;
    }
    return all;
  }

  // By brute force: every way in which the unknowns could turn out.
  Expression at_least(int depth) {
    const unsigned parts = 1 + below(4);
    const unsigned least = 1 + below(parts);
    std::string text = "at_least(" + std::to_string(least);
    std::vector<Truth> truths;
    for (unsigned i = 0; i < parts; ++i) {
      const Expression part = expression(depth - 1);
      text += ", " + part.text;
      truths.push_back(part.truth);
    }
    bool can_hold = false;
    bool can_fail = false;
    for (unsigned world = 0; world < (1U << parts); ++world) {
      bool possible = true;
      unsigned yes = 0;
      for (unsigned i = 0; i < parts; ++i) {
        const bool is_yes = (world >> i & 1U) != 0;
        if (truths[i] != Truth::unknown && (truths[i] == Truth::yes) != is_yes) possible = false;
        yes += is_yes ? 1 : 0;
      }
      if (possible) (yes >= least ? can_hold : can_fail) = true;
    }
    return {text + ")", can_hold && can_fail ? Truth::unknown : can_hold ? Truth::yes : Truth::no};
  }

  std::mt19937 random_;
  Truth booleans_[3] = {};
  int integer_ = 0;
  bool integer_known_ = false;
};

}  // namespace

TEST_GROUP(ConditionProperty){};

TEST(ConditionProperty, agrees_with_brute_force_on_random_expressions) {
  SiteNames names;
  Generator generator(42);
  int counts[3] = {0, 0, 0};
  for (int round = 0; round < 4'000; ++round) {
    Feed feed(names);
    generator.draw(feed);
    const Expression expression = generator.expression(round % 4);
    const Condition::Parsed parsed = Condition::parse(expression.text, names);
    if (expression.text.size() > 4096) continue;
    CHECK_TEXT(parsed.condition.has_value(), expression.text.c_str());
    const Evaluation evaluation = parsed.condition->evaluate(feed.view, at(10s));
    STRCMP_EQUAL_TEXT(to_string(expression.truth), to_string(evaluation.truth), expression.text.c_str());
    ++counts[static_cast<int>(evaluation.truth)];
  }
  for (const int count : counts) CHECK_TRUE(count > 400);  // the draw covers all three
}
