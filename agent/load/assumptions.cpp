#include "agent/load/assumptions.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "agent/load/parse_toml.hpp"

namespace holdfast::load {

namespace {

namespace json = boost::json;

std::string below(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

Result<void> take(const json::value& value, const std::string& name, Assumptions& out) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, inner] : *object)
      if (auto taken = take(inner, below(name, std::string(key)), out); !taken) return taken;
    return {};
  }
  if (value.is_null()) return {};  // not known
  if (value.is_bool()) {
    out[name] = value.as_bool();
  } else if (value.is_string()) {
    out[name] = std::string(value.as_string());
  } else if (value.is_number()) {
    out[name] = value.to_number<double>();
  } else {
    return make_error(Code::invalid_argument, "{} is a list; a point has one value", name);
  }
  return {};
}

Result<void> take(const Node& node, const std::string& name, Assumptions& out) {
  switch (node.type) {
    case Node::Type::table:
      for (const Entry& entry : node.entries)
        if (auto taken = take(entry.value, below(name, entry.key), out); !taken) return taken;
      return {};
    case Node::Type::boolean: out[name] = node.boolean; return {};
    case Node::Type::integer: out[name] = static_cast<double>(node.integer); return {};
    case Node::Type::number: out[name] = node.number; return {};
    case Node::Type::text: out[name] = node.text; return {};
    case Node::Type::list:
    case Node::Type::time: break;
  }
  return make_error(Code::invalid_argument, "{} in line {} is {}; a point has a number, a text or true and false", name,
                    node.place().line, describe(node.type));
}

Result<Assumptions> from_json(const std::string& path, const std::string& text) {
  boost::system::error_code problem;
  const json::value parsed = json::parse(text, problem);
  if (problem || !parsed.is_object())
    return make_error(Code::invalid_argument, "{} is no JSON object: {}", path,
                      problem ? problem.message() : "it begins with something else");
  Assumptions assumed;
  if (auto taken = take(parsed, "", assumed); !taken) return with_context(taken.error(), "{}", path);
  return assumed;
}

Result<Assumptions> from_toml(const std::string& path, std::string text) {
  const SourceFile file(path, std::move(text));
  Report report;
  const std::optional<Node> root = parse_toml(file, report);
  if (!root) {
    const auto found = std::move(report).sorted();
    return make_error(Code::invalid_argument, "{}:{}: {}", path, found.empty() ? 0 : found.front().place.line,
                      found.empty() ? "it is no TOML" : found.front().message);
  }
  Assumptions assumed;
  if (auto taken = take(*root, "", assumed); !taken) return with_context(taken.error(), "{}", path);
  return assumed;
}

}  // namespace

Result<Assumptions> read_assumptions(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return make_error(Code::invalid_argument, "{} is a folder", path);
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(Code::not_found, "{} cannot be read", path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && text[first] == '{';
  return is_json ? from_json(path, text) : from_toml(path, text);
}

}  // namespace holdfast::load
