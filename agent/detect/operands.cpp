// The part of the parser below `and`, `or` and `not`: comparisons and what stands on their sides.
#include <algorithm>

#include "agent/detect/nearest.hpp"
#include "agent/detect/parser.hpp"

namespace holdfast::detect {
namespace {

constexpr Duration kLongestWindow = std::chrono::hours{24};

bool is_relation(Token::Kind kind) {
  return kind == Token::Kind::comparison || kind == Token::Kind::has || kind == Token::Kind::in;
}

bool is_value(Token::Kind kind) { return kind <= Token::Kind::truth; }

Side constant_side(const Token& token, Side::Type type) {
  Side side;
  side.type = type;
  side.operand.constant = token.value;
  side.name = std::string(token.text);
  side.position = token.position;
  side.length = token.length;
  return side;
}

Side point_side(const Token& token, model::PointId point, const model::PointInfo& info) {
  Side side;
  side.operand.source = Operand::Source::point;
  side.operand.point = point;
  side.type = type_of(info.kind);
  side.unit = info.unit;
  side.name = std::string(token.text);
  side.position = token.position;
  side.length = token.length;
  return side;
}

Node relation(Node::Kind kind, Side left) {
  Node node;
  node.kind = kind;
  node.left = std::move(left.operand);
  return node;
}

}  // namespace

Parser::Part Parser::comparison() {
  std::optional<Side> left = operand();
  if (!left) {
    skip_to_joint();
    return std::nullopt;
  }
  Part part;
  switch (peek().kind) {
    case Token::Kind::comparison: part = compared(*left); break;
    case Token::Kind::has: part = has(*left); break;
    case Token::Kind::in: part = in(*left); break;
    case Token::Kind::negation:
      if (is_relation(peek(1).kind)) {
        fail(peek(), "'not' stands before the whole comparison",
             "write not " + left->name + " " + std::string(peek(1).text) + " ...");
        skip_to_joint();
        return std::nullopt;
      }
      return bare(*left);
    case Token::Kind::bad: skip_to_joint(); return std::nullopt;
    default: return bare(*left);
  }
  if (is_relation(peek().kind)) return chained(*left);
  return part;
}

Parser::Part Parser::bare(const Side& side) {
  const bool is_point = side.operand.source == Operand::Source::point;
  if (side.type == Side::Type::truth) {
    Node node = relation(Node::Kind::boolean_point, side);
    if (is_point) return node;
    node.kind = Node::Kind::constant;
    node.truth = std::get<bool>(side.operand.constant);
    return node;
  }
  std::string hint = "compare it with something";
  if (is_point && side.type == Side::Type::flags) hint = "ask for a flag with has";
  if (is_point && side.type == Side::Type::state) {
    const std::vector<std::string>& states = names_.info(side.operand.point).states;
    if (!states.empty()) hint = "as in " + side.name + " == \"" + states.front() + "\"";
  }
  fail({side.position, side.length, side.name + " is not a condition by itself", hint});
  return std::nullopt;
}

Parser::Part Parser::compared(Side left) {
  const Token& sign = take();
  std::optional<Side> right = operand(&left);
  if (!right) {
    // At a joint nothing was taken and nothing may be skipped; after a wrong word the rest of this comparison goes.
    skip_to_joint();
    return std::nullopt;
  }
  if (std::optional<ParseError> error = check_comparison(left, sign, *right, names_)) {
    fail(std::move(*error));
    return std::nullopt;
  }
  Node node = relation(Node::Kind::comparison, std::move(left));
  node.right = std::move(right->operand);
  node.comparison = sign.comparison;
  return node;
}

Parser::Part Parser::has(const Side& left) {
  take();
  const Token& flag = peek();
  if (flag.kind != Token::Kind::text) {
    fail(flag, "'has' is followed by the name of a flag in quotes",
         flag.kind == Token::Kind::name ? "write \"" + std::string(flag.text) + "\"" : "");
    skip_to_joint();
    return std::nullopt;
  }
  take();
  const std::string& name = std::get<std::string>(flag.value);
  if (left.operand.source != Operand::Source::point || left.type != Side::Type::flags) {
    fail({left.position, left.length, left.name + " is not a set of flags", "use == or in"});
    return std::nullopt;
  }
  if (std::optional<ParseError> error = check_state(left, name, flag.position, flag.length, names_)) {
    fail(std::move(*error));
    return std::nullopt;
  }
  Node node = relation(Node::Kind::has, left);
  node.flag = name;
  return node;
}

Parser::Part Parser::in(Side left) {
  const Token& word = take();
  const Token& open = peek();
  if (!accept(Token::Kind::open_list)) {
    fail(open, "'in' is followed by a list", R"(as in ["a", "b"])");
    skip_to_joint();
    return std::nullopt;
  }
  Node node = relation(Node::Kind::in, left);
  bool whole = true;
  Token equal = word;
  equal.comparison = Comparison::equal;
  do {
    std::optional<Side> choice = operand(&left);
    if (choice && !choice->is_constant()) {
      fail({choice->position, choice->length, "a list holds values, not points", "write == and or instead"});
      choice.reset();
    } else if (choice) {
      if (std::optional<ParseError> error = check_comparison(left, equal, *choice, names_)) {
        fail(std::move(*error));
        choice.reset();
      }
    }
    whole = whole && choice;
    if (choice) node.choices.push_back(std::move(choice->operand.constant));
  } while (accept(Token::Kind::comma));
  if (accept(Token::Kind::close_list)) return whole ? Part(std::move(node)) : std::nullopt;
  if (peek().kind == Token::Kind::end) {
    fail(open, "this '[' is never closed");
  } else if (whole) {
    fail(peek(), quoted(peek().text) + " cannot stand here", "expected ',' or ']'");
  }
  while (peek().kind == Token::Kind::comma || peek().kind == Token::Kind::bad || is_value(peek().kind)) take();
  accept(Token::Kind::close_list);
  return std::nullopt;
}

Parser::Part Parser::chained(const Side& left) {
  const Token& sign = peek();
  const Token& before = tokens_[at_ - 1];
  const std::string_view first = text_.substr(left.position, before.position + before.length - left.position);
  fail(sign, "comparisons cannot be chained",
       "join two with 'and': " + std::string(first) + " and " + std::string(before.text) + " " +
           std::string(sign.text) + " ...");
  skip_to_joint();
  return std::nullopt;
}

std::optional<Side> Parser::operand(const Side* against) {
  const Token& token = peek();
  switch (token.kind) {
    case Token::Kind::name:
      if (at_call("age")) return age();
      if (at_call("rate")) return rate();
      return named(against);
    case Token::Kind::integer:
    case Token::Kind::number: return constant_side(take(), Side::Type::number);
    case Token::Kind::percent: return constant_side(take(), Side::Type::percent);
    case Token::Kind::duration: return constant_side(take(), Side::Type::span);
    case Token::Kind::text: return constant_side(take(), Side::Type::text);
    case Token::Kind::truth: return constant_side(take(), Side::Type::truth);
    case Token::Kind::bad: return std::nullopt;
    case Token::Kind::end:
      fail(token, "something is missing at the end", against ? "expected a value" : "expected a condition");
      return std::nullopt;
    default:
      fail(token, quoted(token.text) + " cannot stand here", against ? "expected a value" : "expected a condition");
      return std::nullopt;
  }
}

std::optional<Side> Parser::named(const Side* against) {
  const Token& name = take();
  if (peek().kind == Token::Kind::open) {
    const std::string nearest = nearest_of(name.text, {"at_least", "age", "rate"});
    const bool misplaced = name.text == "at_least";
    fail(name, misplaced ? "at_least is a condition, not a value" : "there is no function " + quoted(name.text),
         misplaced         ? ""
         : nearest.empty() ? "there are at_least, age and rate"
                           : "did you mean '" + nearest + "'?");
    return std::nullopt;
  }
  const std::optional<model::PointId> id = point(name, against);
  if (!id) return std::nullopt;
  return point_side(name, *id, names_.info(*id));
}

std::optional<Side> Parser::age() {
  const Token& function = take();
  const Token& open = take();
  const Token& name = peek();
  if (!accept(Token::Kind::name)) {
    fail(name, "age wants the name of a point", "as in age(meter.input.voltage) > 10s");
    skip_call();
    return std::nullopt;
  }
  const std::optional<model::PointId> id = point(name);
  if (!expect_close(open) || !id) return std::nullopt;
  condition_.uses_age_ = true;
  Side side = point_side(name, *id, names_.info(*id));
  side.operand.source = Operand::Source::age;
  side.type = Side::Type::span;
  side.unit.clear();
  side.name = "age(" + side.name + ")";
  side.position = function.position;
  side.length = tokens_[at_ - 1].position + 1 - function.position;
  return side;
}

std::optional<Side> Parser::rate() {
  const Token& function = take();
  const Token& open = take();
  const Token& name = peek();
  if (!accept(Token::Kind::name)) {
    fail(name, "rate wants the name of a point", "as in rate(ups-main.battery.charge, \"60s\") < -1");
    skip_call();
    return std::nullopt;
  }
  const std::optional<model::PointId> id = point(name);
  std::optional<Duration> window;
  const Token& span = peek(1);
  if (!accept(Token::Kind::comma)) {
    fail(name, "rate wants the time over which to measure", "as in rate(" + std::string(name.text) + ", \"10s\")");
    skip_call();
    return std::nullopt;
  }
  if (accept(Token::Kind::duration)) {
    window = std::get<Duration>(span.value);
  } else if (accept(Token::Kind::text)) {
    window = parse_duration(std::get<std::string>(span.value));
  }
  if (!window || *window <= Duration::zero() || *window > kLongestWindow) {
    fail(span, "rate measures over a span of time up to 24 hours", "as in \"10s\"");
    skip_call();
    return std::nullopt;
  }
  if (!expect_close(open) || !id) return std::nullopt;
  Side side = point_side(name, *id, names_.info(*id));
  if (side.type != Side::Type::number) {
    fail(name, side.name + " is not a number and has no rate");
    return std::nullopt;
  }
  want_history(*id, *window);
  side.operand.source = Operand::Source::rate;
  side.operand.window = *window;
  side.name = "rate(" + side.name + ")";
  side.position = function.position;
  side.length = tokens_[at_ - 1].position + 1 - function.position;
  return side;
}

std::optional<model::PointId> Parser::point(const Token& name, const Side* against) {
  const std::optional<model::PointId> id = names_.find(name.text);
  if (id) {
    watch(*id);
    return id;
  }
  const bool beside_words = against && (against->type == Side::Type::state || against->type == Side::Type::text);
  if (beside_words && name.text.find('.') == std::string_view::npos) {
    fail(name, "words stand in quotes", "write \"" + std::string(name.text) + "\"");
    return std::nullopt;
  }
  const std::string nearest = names_.nearest(name.text);
  std::string hint = nearest.empty() ? "" : "did you mean '" + nearest + "'?";
  const bool like_number = (name.text.front() >= '0' && name.text.front() <= '9') || name.text.front() == '-';
  if (hint.empty() && like_number) hint = "spans of time are written as 200ms, 10s, 15m, 1h30m or 2d";
  fail(name, "there is no point " + quoted(name.text), hint);
  return std::nullopt;
}

void Parser::watch(model::PointId point) {
  std::vector<model::PointId>& points = condition_.points_;
  if (std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
}

void Parser::want_history(model::PointId point, Duration window) {
  for (auto& [known, longest] : condition_.windows_) {
    if (known == point) {
      longest = std::max(longest, window);
      return;
    }
  }
  condition_.windows_.emplace_back(point, window);
}

}  // namespace holdfast::detect
