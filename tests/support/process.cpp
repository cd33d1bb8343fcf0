#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace holdfast::testing {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string folders = std::string(path == nullptr ? "/usr/bin:/bin" : path) + ":/usr/sbin:/sbin:";
  while (!folders.empty()) {
    const std::size_t colon = folders.find(':');
    const std::string candidate = folders.substr(0, colon) + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    folders.erase(0, colon + 1);
  }
  throw std::runtime_error("no program " + name + " in PATH");
}

std::vector<std::string> environment_with(const std::vector<std::string>& additions) {
  std::vector<std::string> result = additions;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('=') + 1);
    const auto replaces = [&](const std::string& added) { return added.starts_with(name); };
    if (std::none_of(additions.begin(), additions.end(), replaces)) result.push_back(text);
  }
  return result;
}

ExitStatus decode(int raw) {
  if (WIFSIGNALED(raw)) return {-1, WTERMSIG(raw)};
  return {WEXITSTATUS(raw), 0};
}

}  // namespace

Process::Process(const ProcessOptions& options) {
  const std::string program = find_program(options.argv.at(0));
  const std::string output = options.output_file.empty() ? "/dev/null" : options.output_file;
  const std::vector<std::string> environment = environment_with(options.environment);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (!options.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&defaults, number);
  posix_spawnattr_setsigdefault(&attributes, &defaults);

  // setpriv replaces itself by the program, which the kernel then kills if this test dies without cleaning up.
  const std::string setpriv = find_program("setpriv");
  std::vector<std::string> argv = {setpriv, "--pdeathsig", "KILL", program};
  argv.insert(argv.end(), options.argv.begin() + 1, options.argv.end());
  const int error =
      posix_spawn(&pid_, setpriv.c_str(), &actions, &attributes, pointers(argv).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    pid_ = -1;
    throw std::runtime_error("starting " + program + ": " + std::strerror(error));
  }
}

Process::~Process() {
  if (pid_ > 0 && running()) terminate();
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(status_, other.status_);
  return *this;
}

bool Process::running() { return !wait(std::chrono::milliseconds{0}); }

void Process::send(int signal) const {
  if (pid_ > 0 && !status_) ::kill(pid_, signal);
}

std::optional<ExitStatus> Process::wait(std::chrono::milliseconds patience) {
  if (status_ || pid_ <= 0) return status_ ? status_ : ExitStatus{};
  // A pidfd tells the end of exactly this child; no SIGCHLD handler, no polling.
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (descriptor >= 0) {
    pollfd ended{descriptor, POLLIN, 0};
    ::poll(&ended, 1, static_cast<int>(patience.count()));
    ::close(descriptor);
  }
  int raw = 0;
  if (::waitpid(pid_, &raw, WNOHANG) == pid_) status_ = decode(raw);
  return status_;
}

ExitStatus Process::terminate(std::chrono::milliseconds patience) {
  send(SIGTERM);
  send(SIGCONT);
  const std::optional<ExitStatus> ended = wait(patience);
  return ended ? *ended : kill();
}

ExitStatus Process::kill() {
  send(SIGKILL);
  const std::optional<ExitStatus> ended = wait(std::chrono::seconds{10});
  return ended.value_or(ExitStatus{});
}

}  // namespace holdfast::testing
