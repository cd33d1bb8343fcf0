#include "tests/integration/namespace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "tests/support/wait_for.hpp"

namespace holdfast::testing {
namespace {

using namespace std::chrono_literals;

std::string network_of(const std::string& process) {
  std::array<char, 64> name{};
  const auto length = ::readlink(("/proc/" + process + "/ns/net").c_str(), name.data(), name.size());
  return length > 0 ? std::string(name.data(), static_cast<std::size_t>(length)) : "";
}

}  // namespace

Namespace::Namespace() {
  home_ = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (::unshare(CLONE_NEWNET) != 0) {
    missing_ = fmt::format("a network namespace cannot be made here: {}", std::strerror(errno));
  } else if (!run("ip link set lo up")) {
    missing_ = "the program ip is missing";
  }
}

Namespace::~Namespace() {
  far_.reset();
  if (home_ < 0) return;
  [[maybe_unused]] const int returned = ::setns(home_, CLONE_NEWNET);
  ::close(home_);
}

bool Namespace::run(const std::string& command) const {
  ProcessOptions options;
  options.argv = {"sh", "-c", command};
  Process shell{options};
  const auto status = shell.wait(10s);
  return status && status->code == 0;
}

std::string Namespace::enter_far() const { return fmt::format("nsenter -n -t {} ", far_->pid()); }

bool Namespace::run_far(const std::string& command) const { return run(enter_far() + command); }

bool Namespace::wire(const std::string& near, const std::string& near_address, const std::string& far,
                     const std::string& far_address) {
  if (!far_) {
    ProcessOptions options;
    options.argv = {"unshare", "-n", "sleep", "600"};
    far_ = std::make_unique<Process>(options);
    const std::string pid = std::to_string(far_->pid());
    const std::string here = network_of("thread-self");
    const bool there = wait_for(5s, [&] { return !network_of(pid).empty() && network_of(pid) != here; });
    if (!there || !run_far("ip link set lo up")) return false;
  }
  // What is sent before the kernel has taken notice of both ends is lost, and on a busy machine it takes its time.
  const auto has_come_up = [&] {
    constexpr const char* look = "ip -o link show dev {} | grep -q 'state UP'";
    return run(fmt::format(look, near)) && run_far(fmt::format(look, far));
  };
  return run(fmt::format("ip link add {} type veth peer name {}", near, far)) &&
         run(fmt::format("ip link set {} netns {}", far, far_->pid())) &&
         run(fmt::format("ip addr add {} dev {} && ip link set {} up", near_address, near, near)) &&
         run_far(fmt::format("ip addr add {} dev {}", far_address, far)) &&
         run_far(fmt::format("ip link set {} up", far)) && wait_for(10s, has_come_up);
}

}  // namespace holdfast::testing
