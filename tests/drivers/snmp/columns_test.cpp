#include "drivers/snmp/columns.hpp"

#include <functional>
#include <map>

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;

namespace {

using Device = std::function<Response(const Request&)>;
using View = std::map<snmp::Oid, std::int64_t>;

// An agent as RFC 3416, 4.2.3 describes it; `most` bounds the bindings of one response.
Response answer(const View& view, const Request& request, std::size_t most = 1000) {
  Response response;
  std::vector<snmp::Oid> at;
  for (const Binding& asked : request.bindings) at.push_back(asked.oid);
  for (int i = 0; i < request.repetitions; ++i) {
    for (snmp::Oid& oid : at) {
      if (response.bindings.size() >= most) return response;
      const auto next = view.upper_bound(oid);
      if (next == view.end()) {
        response.bindings.push_back({oid, Syntax::end_of_view, {}});
      } else {
        oid = next->first;
        response.bindings.push_back({oid, Syntax::integer, Raw{next->second, 32}});
      }
    }
  }
  return response;
}

View table(std::uint32_t columns, std::uint32_t rows) {
  View view;
  for (std::uint32_t column = 1; column <= columns; ++column) {
    for (std::uint32_t row = 1; row <= rows; ++row) view[{1, 3, column, row}] = column * 1000 + row;
  }
  return view;
}

struct Walked {
  std::string counts;  // rows of each column
  int requests = 0;
};

Walked walk(std::uint32_t columns, const Device& device, std::size_t row_limit = 512,
            Columns::Step step = Columns::Step::get_bulk, int most = 25) {
  std::vector<snmp::Oid> prefixes;
  for (std::uint32_t column = 1; column <= columns; ++column) prefixes.push_back({1, 3, column});
  Columns walking{prefixes, row_limit, step, most};
  Walked walked;
  while (!walking.is_done() && ++walked.requests < 1000) walking.take(device(walking.next()));
  for (std::uint32_t column = 0; column < columns; ++column) {
    walked.counts += (column == 0 ? "" : " ") + std::to_string(walking.rows(column).size());
    snmp::Oid last;
    for (const Binding& row : walking.rows(column)) {
      CHECK_TRUE(last < row.oid);
      CHECK_TRUE(is_below({1, 3, column + 1}, row.oid));
      last = row.oid;
    }
  }
  return walked;
}

}  // namespace

TEST_GROUP(Columns){};

TEST(Columns, end_where_they_end) {
  View gaps = table(2, 3);
  gaps.erase({1, 3, 1, 2});
  View beyond = table(2, 3);
  beyond[{1, 4, 1}] = 1;
  struct Case {
    const char* what;
    View view;
    std::size_t most;
    const char* wanted;
  };
  const Case cases[] = {
      {"a small table", table(2, 3), 1000, "3 3"},
      {"something behind it", beyond, 1000, "3 3"},
      {"a missing cell", gaps, 1000, "2 3"},
      {"a missing column", table(1, 3), 1000, "3 0"},
      {"nothing at all", {}, 1000, "0 0"},
      {"more than one request", table(2, 100), 1000, "100 100"},
      {"responses cut short", table(2, 100), 7, "100 100"},
      {"one binding a response", table(2, 20), 1, "20 20"},
      {"up to the row limit", table(2, 600), 1000, "512 512"},
  };
  for (const Case& one : cases) {
    const Walked walked = walk(2, [&](const Request& request) { return answer(one.view, request, one.most); });
    STRCMP_EQUAL_TEXT(one.wanted, walked.counts.c_str(), one.what);
    CHECK_TEXT(walked.requests < 1000, one.what);
  }
}

TEST(Columns, of_a_device_that_misbehaves_end_nevertheless) {
  const View view = table(2, 30);
  struct Case {
    const char* what;
    Device device;
    const char* wanted;
  };
  const Case cases[] = {
      {"the same row for ever",
       [](const Request& request) {
         Response response;
         for (std::size_t i = 0; i < request.bindings.size(); ++i) {
           response.bindings.push_back({{1, 3, static_cast<std::uint32_t>(i + 1), 5}, Syntax::integer, {}});
         }
         return response;
       },
       "1 1"},
      {"rows that go backwards",
       [](const Request&) {
         Response response;
         for (const std::uint32_t row : {5U, 4U, 3U}) {
           for (const std::uint32_t column : {1U, 2U})
             response.bindings.push_back({{1, 3, column, row}, Syntax::integer, {}});
         }
         return response;
       },
       "1 1"},
      {"no bindings", [](const Request&) { return Response{}; }, "0 0"},
      {"an error for everything",
       [](const Request&) {
         Response response;
         response.error_status = 5;
         return response;
       },
       "0 0"},
      {"too big for ever",
       [](const Request&) {
         Response response;
         response.error_status = too_big;
         return response;
       },
       "0 0"},
      {"too big with more than five rows",
       [&](const Request& request) {
         Response response;
         response.error_status = too_big;
         return request.repetitions > 5 ? response : answer(view, request);
       },
       "30 30"},
      {"a general error with more than five rows",
       [&](const Request& request) {
         Response response;
         response.error_status = general_error;
         return request.repetitions > 5 ? response : answer(view, request);
       },
       "30 30"},
      {"an error of one column",
       [&](const Request& request) {
         Response response;
         response.error_status = 5;
         const bool asks_first = request.bindings.front().oid[2] == 1;
         return asks_first ? response : answer(view, request);
       },
       "0 30"},
      {"the prefix itself",
       [](const Request& request) {
         Response response;
         for (const Binding& asked : request.bindings) response.bindings.push_back({asked.oid, Syntax::integer, {}});
         return response;
       },
       "0 0"},
  };
  for (const Case& one : cases) {
    const Walked walked = walk(2, one.device);
    STRCMP_EQUAL_TEXT(one.wanted, walked.counts.c_str(), one.what);
    CHECK_TEXT(walked.requests < 100, one.what);
  }
}

TEST(Columns, a_hundred_rows_take_few_requests) {
  const View view = table(2, 100);
  const Walked walked = walk(2, [&](const Request& request) { return answer(view, request); });
  LONGS_EQUAL(5, walked.requests);
}

// An agent that speaks v1: one step at a time, and where nothing follows it names the column.
TEST(Columns, of_a_v1_agent_end_where_it_has_no_such_name) {
  struct Case {
    const char* what;
    View view;
    const char* wanted;
  };
  View uneven = table(2, 30);
  for (std::uint32_t row = 11; row <= 30; ++row) uneven.erase({1, 3, 2, row});
  View beyond = table(2, 3);
  beyond[{1, 4, 1}] = 1;
  const Case cases[] = {{"the same length", table(2, 30), "30 30"},
                        {"uneven columns", uneven, "30 10"},
                        {"something behind them", beyond, "3 3"},
                        {"a missing column", table(1, 3), "3 0"},
                        {"nothing at all", {}, "0 0"}};
  for (const Case& one : cases) {
    const Device agent = [&one](const Request& request) {
      CHECK_TRUE(request.command == Command::get_next);
      Response response;
      for (const Binding& asked : request.bindings) {
        const auto next = one.view.upper_bound(asked.oid);
        if (next == one.view.end()) {
          response.error_status = no_such_name;
          response.error_index = static_cast<long>(response.bindings.size()) + 1;
          return response;
        }
        response.bindings.push_back({next->first, Syntax::integer, Raw{next->second, 32}});
      }
      return response;
    };
    const Walked walked = walk(2, agent, 512, Columns::Step::get_next);
    STRCMP_EQUAL_TEXT(one.wanted, walked.counts.c_str(), one.what);
    CHECK_TEXT(walked.requests <= 33, one.what);
  }
}

TEST(Columns, ask_for_no_more_rows_at_once_than_they_may) {
  const View view = table(2, 30);
  int most = 0;
  const Device agent = [&](const Request& request) {
    most = std::max(most, request.repetitions);
    return answer(view, request);
  };
  STRCMP_EQUAL("30 30", walk(2, agent, 512, Columns::Step::get_bulk, 3).counts.c_str());
  LONGS_EQUAL(3, most);
}
