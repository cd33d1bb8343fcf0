// A child process of a test: a broker, a simulated branch, the agent itself. Ended with the object, never left behind.
// Its own process group, no inherited descriptors; killed by the kernel when the test dies.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::testing {

struct ProcessOptions {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH (and /usr/sbin)
  std::vector<std::string> environment;  // "NAME=value", added to the test's own
  std::string output_file;               // stdout and stderr; empty: thrown away
  std::string folder;                    // working directory; empty: the test's
};

struct ExitStatus {
  int code = -1;   // exit code, -1 when ended by a signal
  int signal = 0;  // the signal that ended it, or 0
};

class Process {
 public:
  // Throws std::runtime_error when the program cannot be started.
  explicit Process(const ProcessOptions& options);
  ~Process();  // SIGCONT, SIGTERM, then SIGKILL after 2 s
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  pid_t pid() const { return pid_; }
  bool running();
  void send(int signal) const;

  // How it ended; nothing when it has not by then.
  std::optional<ExitStatus> wait(std::chrono::milliseconds patience);

  // SIGTERM, and SIGKILL when that does not end it in time.
  ExitStatus terminate(std::chrono::milliseconds patience = std::chrono::seconds{2});
  ExitStatus kill();

 private:
  pid_t pid_ = -1;
  std::optional<ExitStatus> status_;
};

}  // namespace holdfast::testing
