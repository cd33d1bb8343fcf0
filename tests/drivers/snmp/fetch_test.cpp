#include "drivers/snmp/fetch.hpp"

#include <functional>

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;
using holdfast::model::Reason;

namespace {

using Device = std::function<Response(const Request&)>;

std::vector<snmp::Oid> objects(std::uint32_t count) {
  std::vector<snmp::Oid> result;
  for (std::uint32_t i = 0; i < count; ++i) result.push_back({1, 3, i});
  return result;
}

// Object 1.3.n holds n.
Response right(const Request& request) {
  Response response;
  for (const Binding& asked : request.bindings) {
    response.bindings.push_back({asked.oid, Syntax::integer, Raw{std::int64_t{asked.oid.back()}, 32}});
  }
  return response;
}

Response error(const Request& request, long status, long index) {
  Response response;
  response.error_status = status;
  response.error_index = index;
  response.bindings = request.bindings;
  return response;
}

// "0 1 - 3": what was answered; '-' not available, '!' device error, '?' not understood.
std::string ask_all(Fetch& fetch, const Device& device, int& requests) {
  requests = 0;
  while (!fetch.is_done() && ++requests < 1000) fetch.take(device(fetch.next()));
  std::string text;
  for (const Fetch::Answer& answer : fetch.answers()) {
    text += text.empty() ? "" : " ";
    if (answer.raw) {
      text += std::to_string(std::get<std::int64_t>(answer.raw->value));
    } else {
      text += answer.reason == Reason::not_available ? "-" : answer.reason == Reason::device_error ? "!" : "?";
    }
  }
  return text;
}

}  // namespace

TEST_GROUP(Fetch){};

TEST(Fetch, an_odd_answer_costs_one_object) {
  struct Case {
    const char* what;
    Device device;
    const char* wanted;
    int requests;
  };
  const auto refuses = [](std::uint32_t object, long status, bool with_index) {
    return [=](const Request& request) {
      for (std::size_t i = 0; i < request.bindings.size(); ++i) {
        if (request.bindings[i].oid.back() != object) continue;
        return error(request, status, with_index ? static_cast<long>(i) + 1 : 0);
      }
      return right(request);
    };
  };
  const auto with_syntax = [](Syntax syntax) {
    return [=](const Request& request) {
      Response response = right(request);
      response.bindings[1].syntax = syntax;
      return response;
    };
  };
  const Case cases[] = {
      {"right", right, "0 1 2 3", 1},
      {"no such object", with_syntax(Syntax::no_such_object), "0 - 2 3", 1},
      {"no such instance", with_syntax(Syntax::no_such_instance), "0 - 2 3", 1},
      {"end of view", with_syntax(Syntax::end_of_view), "0 - 2 3", 1},
      {"null", with_syntax(Syntax::null), "0 - 2 3", 1},
      {"a type that nobody knows", with_syntax(Syntax::other), "0 ? 2 3", 1},
      {"no such name", refuses(1, no_such_name, true), "0 - 2 3", 2},
      {"general error", refuses(2, 5, true), "0 1 ! 3", 2},
      {"error of the last", refuses(3, 5, true), "0 1 2 !", 2},
      {"error without an index", refuses(2, 5, false), "0 1 ! 3", 5},
      {"error for everything", [](const Request& request) { return error(request, 5, 1); }, "! ! ! !", 4},
      {"index out of bounds", [](const Request& request) { return error(request, 5, 99); }, "! ! ! !", 7},
      {"negative index", [](const Request& request) { return error(request, 5, -1); }, "! ! ! !", 7},
      {"too big whatever is asked", [](const Request& request) { return error(request, too_big, 0); }, "! ! ! !", 7},
      {"too big from two on",
       [](const Request& request) { return request.bindings.size() > 2 ? error(request, too_big, 0) : right(request); },
       "0 1 2 3", 3},
      {"another object",
       [](const Request& request) {
         Response response = right(request);
         response.bindings[2].oid.push_back(0);
         return response;
       },
       "0 1 ? 3", 1},
      {"two answers swapped",
       [](const Request& request) {
         Response response = right(request);
         std::swap(response.bindings[0], response.bindings[1]);
         return response;
       },
       "? ? 2 3", 1},
      {"too few answers",
       [](const Request& request) {
         Response response = right(request);
         response.bindings.resize(3);
         return response;
       },
       "0 1 2 ?", 1},
      {"no answers at all", [](const Request&) { return Response{}; }, "? ? ? ?", 1},
      {"too many answers",
       [](const Request& request) {
         Response response = right(request);
         response.bindings.push_back({{1, 3, 9}, Syntax::integer, {}});
         return response;
       },
       "0 1 2 3", 1},
  };
  for (const Case& one : cases) {
    Fetch fetch{objects(4), 20};
    int requests = 0;
    STRCMP_EQUAL_TEXT(one.wanted, ask_all(fetch, one.device, requests).c_str(), one.what);
    LONGS_EQUAL_TEXT(one.requests, requests, one.what);
  }
}

TEST(Fetch, asks_for_a_limited_number_at_once) {
  std::vector<std::size_t> sizes;
  Fetch fetch{objects(45), 20};
  int requests = 0;
  ask_all(
      fetch,
      [&](const Request& request) {
        sizes.push_back(request.bindings.size());
        return right(request);
      },
      requests);
  CHECK_TRUE((sizes == std::vector<std::size_t>{20, 20, 5}));
}

TEST(Fetch, learns_what_the_device_bears) {
  Fetch fetch{objects(20), 20};
  int requests = 0;
  ask_all(
      fetch,
      [](const Request& request) { return request.bindings.size() > 6 ? error(request, too_big, 0) : right(request); },
      requests);
  LONGS_EQUAL(5, fetch.largest());
}

TEST(Fetch, of_nothing_is_done) { CHECK_TRUE((Fetch{{}, 20}.is_done())); }
