#include "drivers/reach/window.hpp"

#include "CppUTest/TestHarness.h"

using holdfast::drivers::reach::Window;

TEST_GROUP(Window){};

TEST(Window, counts_the_loss_over_the_probes_seen_so_far) {
  Window window{10};
  DOUBLES_EQUAL(0.0, window.loss(), 0.0);
  window.add(false);
  DOUBLES_EQUAL(100.0, window.loss(), 0.0);
  window.add(true);
  DOUBLES_EQUAL(50.0, window.loss(), 0.0);
  window.add(true);
  window.add(true);
  DOUBLES_EQUAL(25.0, window.loss(), 0.0);
}

TEST(Window, forgets_what_is_older_than_its_size) {
  Window window{4};
  for (int i = 0; i < 4; ++i) window.add(false);
  const double wanted[] = {75.0, 50.0, 25.0, 0.0, 0.0};
  for (const double loss : wanted) {
    window.add(true);
    DOUBLES_EQUAL(loss, window.loss(), 0.0);
  }
  window.add(false);
  DOUBLES_EQUAL(25.0, window.loss(), 0.0);
}
