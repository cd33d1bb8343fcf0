#include "agent/detect/parser.hpp"

#include <algorithm>

namespace holdfast::detect {
namespace {

constexpr std::size_t kLongestText = 4096;
constexpr int kDeepest = 64;
constexpr std::size_t kMostErrors = 20;

// Chains of one operator are one node, however long.
Node joined(Node::Kind kind, std::vector<Node> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Node node;
  node.kind = kind;
  node.parts = std::move(parts);
  return node;
}

}  // namespace

Condition::Parsed Parser::run() {
  Condition::Parsed parsed;
  if (text_.size() > kLongestText) {
    parsed.errors.push_back({kLongestText, 1, "a condition holds at most 4096 characters", ""});
    return parsed;
  }
  Lexed lexed = lex(text_);
  tokens_ = std::move(lexed.tokens);
  for (ParseError& error : lexed.errors) fail(std::move(error));

  Part root;
  if (peek().kind == Token::Kind::end) {
    fail(peek(), "the condition is empty");
  } else {
    root = disjunction();
  }
  while (peek().kind != Token::Kind::end && !given_up_) {
    const Token& stray = take();
    if (stray.kind == Token::Kind::close) {
      fail(stray, "this ')' closes nothing");
    } else if (stray.kind != Token::Kind::bad) {
      fail(stray, quoted(stray.text) + " cannot stand here", "after a comparison comes 'and', 'or' or the end");
    }
    skip_to_joint();
    if (accept(Token::Kind::conjunction) || accept(Token::Kind::disjunction)) disjunction();
  }

  std::stable_sort(errors_.begin(), errors_.end(),
                   [](const ParseError& a, const ParseError& b) { return a.position < b.position; });
  if (errors_.size() > kMostErrors) errors_.resize(kMostErrors);
  parsed.errors = std::move(errors_);
  if (parsed.errors.empty() && !root) parsed.errors.push_back({0, 1, "this is not a condition", ""});
  if (!parsed.errors.empty()) return parsed;
  condition_.text_ = std::string(text_);
  condition_.root_ = std::make_shared<const Node>(std::move(*root));
  parsed.condition = std::move(condition_);
  return parsed;
}

Parser::Part Parser::disjunction() {
  std::vector<Node> parts;
  bool whole = true;
  do {
    Part part = conjunction();
    whole = whole && part;
    if (part) parts.push_back(std::move(*part));
  } while (accept(Token::Kind::disjunction));
  if (!whole) return std::nullopt;
  return joined(Node::Kind::disjunction, std::move(parts));
}

Parser::Part Parser::conjunction() {
  std::vector<Node> parts;
  bool whole = true;
  do {
    Part part = negation();
    whole = whole && part;
    if (part) parts.push_back(std::move(*part));
  } while (accept(Token::Kind::conjunction));
  if (!whole) return std::nullopt;
  return joined(Node::Kind::conjunction, std::move(parts));
}

Parser::Part Parser::negation() {
  if (peek().kind != Token::Kind::negation) return primary();
  if (!enter(take())) return std::nullopt;
  Part inner = negation();
  --depth_;
  if (!inner) return std::nullopt;
  Node node;
  node.kind = Node::Kind::negation;
  node.parts.push_back(std::move(*inner));
  return node;
}

Parser::Part Parser::primary() {
  if (peek().kind == Token::Kind::open) return parenthesised();
  if (at_call("at_least")) return at_least();
  return comparison();
}

Parser::Part Parser::parenthesised() {
  const Token& open = take();
  if (!enter(open)) return std::nullopt;
  Part inner = disjunction();
  --depth_;
  if (!expect_close(open)) return std::nullopt;
  const Token::Kind next = peek().kind;
  if (next == Token::Kind::comparison || next == Token::Kind::has || next == Token::Kind::in) {
    fail(peek(), "what stands in parentheses is a condition and is not compared", "leave the parentheses out");
    skip_to_joint();
    return std::nullopt;
  }
  return inner;
}

Parser::Part Parser::at_least() {
  const Token& function = take();
  const Token& open = take();
  if (!enter(function)) return std::nullopt;
  Node node;
  node.kind = Node::Kind::at_least;
  bool whole = true;
  const Token& count = peek();
  const std::int64_t* least = count.kind == Token::Kind::integer ? std::get_if<std::int64_t>(&count.value) : nullptr;
  if (least) {
    take();
  } else {
    fail(count, "at_least begins with how many of its conditions must hold", "as in at_least(2, a, b, c)");
    skip_to_joint();
    whole = false;
  }
  while (accept(Token::Kind::comma)) {
    Part part = disjunction();
    whole = whole && part;
    if (part) node.parts.push_back(std::move(*part));
  }
  --depth_;
  if (!expect_close(open) || !whole) return std::nullopt;
  if (*least < 1 || static_cast<std::uint64_t>(*least) > node.parts.size()) {
    fail(count,
         "at_least wants a number from 1 to that of its conditions, which is " + std::to_string(node.parts.size()));
    return std::nullopt;
  }
  node.least = static_cast<std::size_t>(*least);
  return node;
}

const Token& Parser::peek(std::size_t ahead) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }

const Token& Parser::take() {
  const Token& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool Parser::accept(Token::Kind kind) {
  if (peek().kind != kind || kind == Token::Kind::end) return false;
  take();
  return true;
}

bool Parser::expect_close(const Token& open) {
  if (accept(Token::Kind::close)) return true;
  if (given_up_) return false;
  const Token& here = peek();
  if (here.kind == Token::Kind::end) {
    fail(open, "this '(' is never closed");
    return false;
  }
  if (here.kind != Token::Kind::bad) fail(here, quoted(here.text) + " cannot stand here", "expected ')'");
  take();
  skip_call();
  return false;
}

void Parser::skip_call() {
  skip_to_joint();
  while (peek().kind != Token::Kind::end && peek().kind != Token::Kind::close) {
    take();
    skip_to_joint();
  }
  accept(Token::Kind::close);
}

bool Parser::at_call(std::string_view function) const {
  return peek().kind == Token::Kind::name && peek().text == function && peek(1).kind == Token::Kind::open;
}

bool Parser::enter(const Token& token) {
  if (++depth_ <= kDeepest) return true;
  --depth_;
  if (!given_up_) fail(token, "conditions nest at most 64 deep here");
  given_up_ = true;
  at_ = tokens_.size() - 1;
  return false;
}

void Parser::skip_to_joint() {
  int open = 0;
  for (;; take()) {
    switch (peek().kind) {
      case Token::Kind::end: return;
      case Token::Kind::open:
      case Token::Kind::open_list: ++open; break;
      case Token::Kind::close:
        if (open == 0) return;
        --open;
        break;
      case Token::Kind::close_list: open = std::max(0, open - 1); break;
      case Token::Kind::conjunction:
      case Token::Kind::disjunction:
      case Token::Kind::comma:
        if (open == 0) return;
        break;
      default: break;
    }
  }
}

void Parser::fail(const Token& token, std::string message, std::string hint) {
  fail(ParseError{token.position, token.length, std::move(message), std::move(hint)});
}

void Parser::fail(ParseError error) {
  if (!given_up_) errors_.push_back(std::move(error));
}

}  // namespace holdfast::detect
