#include "agent/cli/table.hpp"

#include <sstream>

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

TEST_GROUP(Table) {
  Table table{{{"name"}, {"title", Align::left, Shrink::first}, {"age", Align::right}}};

  void setup() override {
    table.add({{"ups-main"}, {"UPS of the branch in the back room"}, {"320 ms"}});
    table.add({{"ats"}, {"南京东路 transfer switch"}, {"2 min 10 s"}});
  }

  int widest(int width) {
    std::istringstream text(table.text({width, false}, 2));
    std::string line;
    int found = 0;
    while (std::getline(text, line)) found = std::max(found, width_of(line));
    return found;
  }
};

TEST(Table, aligns_and_pads_by_columns) {
  STRCMP_EQUAL(
      "  name      title                                      age\n"
      "  ups-main  UPS of the branch in the back room      320 ms\n"
      "  ats       南京东路 transfer switch            2 min 10 s\n",
      table.text({80, false}, 2).c_str());
}

TEST(Table, shortens_the_column_that_may_give_way) {
  STRCMP_EQUAL(
      "  name      title              age\n"
      "  ups-main  UPS of th…      320 ms\n"
      "  ats       南京东路…   2 min 10 s\n",
      table.text({34, false}, 2).c_str());
}

TEST(Table, is_never_wider_than_the_terminal) {
  for (int width = 4; width < 90; ++width) CHECK_TRUE(widest(width) <= width);
}

TEST(Table, leaves_no_blanks_behind_and_no_empty_column) {
  Table sparse({{""}, {""}, {""}});
  sparse.add({{"a"}, {""}, {"b"}});
  sparse.add({{"c"}, {""}, {""}});
  STRCMP_EQUAL("a  b\nc\n", sparse.text({80, false}).c_str());
}

}  // namespace
}  // namespace holdfast::cli
