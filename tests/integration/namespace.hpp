// A network of its own for one test: this thread's sockets, and the programs it starts, see only what the test sets up.
// The thread returns to the machine's network with the end of the object.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.hpp"

namespace holdfast::testing {

class Namespace {
 public:
  Namespace();
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

  // Why there is none, for a test that must be skipped: making one needs root. Empty when all is well.
  const std::string& missing() const { return missing_; }

  // Whether the shell command ended well, inside.
  bool run(const std::string& command) const;
  // The same in a second namespace, the far end of wires: `wire()` makes it.
  bool run_far(const std::string& command) const;
  // A wire from `near` here to `far` there, both up, with these addresses.
  bool wire(const std::string& near, const std::string& near_address, const std::string& far,
            const std::string& far_address);
  // What a shell command that stays in the far namespace begins with.
  std::string enter_far() const;

 private:
  int home_ = -1;
  std::string missing_;
  std::unique_ptr<Process> far_;
};

}  // namespace holdfast::testing
