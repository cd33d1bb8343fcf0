#include "platform/service.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <cstdlib>
#include <cstring>

#include "tests/platform/virtual_house.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

Awaitable<void> wait_for_stop(StopSignals* signals, VirtualHouse* house) {
  const int number = co_await signals->wait();
  house->log.push_back(std::to_string(number));
}

}  // namespace

TEST_GROUP(Service) { VirtualHouse house; };

TEST(Service, hears_sigterm_even_when_nobody_waits_yet) {
  StopSignals signals{house.loop};
  ::raise(SIGTERM);
  house.loop.run_one_for(1s);
  house.tasks.spawn("stop", wait_for_stop(&signals, &house));
  house.clock.run_for(1s);
  STRCMP_EQUAL(std::to_string(SIGTERM).c_str(), house.said().c_str());
}

TEST(Service, outlives_a_broken_pipe) {
  StopSignals signals{house.loop};
  ::raise(SIGPIPE);
}

TEST(Service, tells_the_service_manager_on_one_line) {
  testing::TempFolder folder;
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, folder.file("notify").c_str(), sizeof address.sun_path - 1);
  CHECK_EQUAL(0, ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  ::setenv("NOTIFY_SOCKET", folder.file("notify").c_str(), 1);
  tell_ready("watching\n7 devices");
  ::unsetenv("NOTIFY_SOCKET");
  std::array<char, 200> text{};
  const ssize_t size = ::recv(descriptor, text.data(), text.size() - 1, MSG_DONTWAIT);
  ::close(descriptor);
  CHECK(size > 0);
  STRCMP_EQUAL("READY=1\nSTATUS=watching 7 devices", text.data());
}
