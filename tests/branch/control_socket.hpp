// A Unix stream socket that takes lines and answers each with a line. Several clients at a time.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/branch/loop.hpp"

namespace holdfast::branch {

class ControlSocket {
 public:
  using Answer = std::function<std::string(const std::string& line)>;

  // Throws std::runtime_error when the path is in use or cannot be bound. `loop` must outlive it.
  ControlSocket(const std::string& path, Loop& loop, Answer answer);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  void accept_client();
  void read_from(int client);
  void drop(int client);

  std::string path_;
  Loop& loop_;
  Answer answer_;
  int listener_ = -1;
  std::map<int, std::string> clients_;  // what has come of their next line
};

}  // namespace holdfast::branch
