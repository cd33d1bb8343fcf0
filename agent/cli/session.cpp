#include "agent/cli/session.hpp"

#include <fmt/format.h>

#include <ostream>

#include "agent/cli/command_line.hpp"
#include "agent/cli/view.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

constexpr const char* how_to_start =
    "start it: holdfast run --config DIR     another socket: --socket PATH, or HOLDFAST_SOCKET";

}  // namespace

std::optional<json::value> Session::ask(serve::Request request) {
  const std::string path = socket.empty() ? serve::default_socket_path() : socket;
  const auto reply = ask_(path, request);
  if (!reply) {
    fail(not_reached, reply.error().message, reply.error().code == Code::not_found ? how_to_start : "");
    return std::nullopt;
  }
  boost::system::error_code problem;
  json::value body = json::parse(reply->json, problem);
  if (problem) {
    fail(not_reached, fmt::format("what answers on {} is no agent: its answer is not JSON", path));
    return std::nullopt;
  }
  if (reply->status >= 300) {
    const std::string why = View(body)["error"].text();
    fail(answer_is_no, why.empty() ? fmt::format("the agent refuses (status {})", reply->status) : why);
    return std::nullopt;
  }
  return body;
}

void Session::print(const std::string& text) { out_ << text; }

void Session::complain(const std::string& text) { err_ << text; }

void Session::print_json(const json::value& json) { out_ << json::serialize(json) << '\n'; }

void Session::fail(int code, const std::string& sentence, const std::string& advice) {
  exit_code = code;
  err_ << "holdfast: " << sentence << '\n';
  if (!advice.empty()) err_ << "  " << advice << '\n';
}

}  // namespace holdfast::cli
