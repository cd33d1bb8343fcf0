// main() of every test executable. Tells tests where the sources and the programs are when ctest has not, so that a
// test can also be run by hand: build/dev/test_detect -sg Hold
#include <cstdlib>

#include "CppUTest/CommandLineTestRunner.h"
#include "CppUTest/MemoryLeakWarningPlugin.h"

int main(int argc, char** argv) {
  // The library's own operator new counts every block, is not made for threads, and takes what lives on in a static for
  // a leak. AddressSanitizer looks for leaks instead.
  MemoryLeakWarningPlugin::turnOffNewDeleteOverloads();
  ::setenv("HOLDFAST_SOURCE_DIR", DEFAULT_SOURCE_DIR, 0);
  ::setenv("HOLDFAST_BIN", DEFAULT_HOLDFAST_BIN, 0);
  ::setenv("BRANCH_BIN", DEFAULT_BRANCH_BIN, 0);
  return CommandLineTestRunner::RunAllTests(argc, argv);
}
