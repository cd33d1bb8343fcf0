// The server on a real Unix socket in a temporary folder, its loop on a thread of its own, as an agent has it.
#include "agent/serve/local_server.hpp"

#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "agent/serve/peer.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using serve::LocalServer;
using serve::Reply;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[] = "/tmp/holdfast-serve-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// A server that answers, on its own thread. Joined in the destructor.
class Running {
 public:
  explicit Running(const std::string& path) : server_(loop_.get_executor(), *clock_, path) {
    server_.on("GET", "/hello", [](const serve::Request& request) {
      return Reply{200, "{\"who\":\"" + request.who + "\",\"x\":\"" + request.query.at("x") + "\"}"};
    });
    server_.on("POST", "/echo", [](const serve::Request& request) { return Reply{201, request.body}; });
    server_.on("GET", "/big", [](const serve::Request&) { return Reply{200, std::string(5'000'000, '1')}; });
    server_.on("GET", "/broken", [](const serve::Request&) -> Reply { throw std::runtime_error("out of luck"); });
    bound = server_.bind();
    if (!bound) return;
    server_.start(tasks_);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Running() {
    if (!thread_.joinable()) return;
    boost::asio::post(loop_, [this] { tasks_.cancel_all(); });
    thread_.join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  Result<void> bound;

 private:
  boost::asio::io_context loop_;
  std::unique_ptr<platform::Clock> clock_ = platform::make_real_clock(loop_);
  LocalServer server_;
  platform::TaskGroup tasks_{loop_.get_executor(), *clock_, {}};
  std::thread thread_;
};

serve::Request get(const std::string& path, std::map<std::string, std::string> query = {}) {
  return serve::Request{"GET", path, std::move(query), "", ""};
}

// A client below HTTP.
class Raw {
 public:
  explicit Raw(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Raw() { ::close(socket_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void send(const std::string& text) {
    [[maybe_unused]] auto n = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
  }
  void finish() { ::shutdown(socket_, SHUT_WR); }

  // Everything until the peer closes, or what has come when patience ends.
  std::string receive(std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    std::string all;
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      pollfd ready{socket_, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return all;
      char chunk[4096];
      const auto got = ::recv(socket_, chunk, sizeof chunk, 0);
      if (got <= 0) {
        closed = true;
        return all;
      }
      all.append(chunk, static_cast<std::size_t>(got));
    }
  }
  bool connected = false;
  bool closed = false;

 private:
  int socket_;
};

}  // namespace

TEST_GROUP(LocalServer) {
  TemporaryFolder folder;
  std::string path = folder / "agent.sock";
  std::string problem(const std::string& at) {
    Running server(at);
    return server.bound ? "" : server.bound.error().message;
  }
};

TEST(LocalServer, answers_a_question_and_knows_who_asks) {
  Running server(path);
  const auto reply = serve::ask_agent(path, get("/hello", {{"x", "a b"}}), 5s);
  LONGS_EQUAL(200, reply->status);
  STRCMP_EQUAL(("{\"who\":\"" + serve::user_name(::geteuid()) + "\",\"x\":\"a b\"}").c_str(), reply->json.c_str());
}

TEST(LocalServer, takes_a_body_and_gives_a_large_answer) {
  Running server(path);
  const auto echo = serve::ask_agent(path, serve::Request{"POST", "/echo", {}, "{\"a\":1}", ""}, 5s);
  LONGS_EQUAL(201, echo->status);
  STRCMP_EQUAL("{\"a\":1}", echo->json.c_str());
  LONGS_EQUAL(5'000'000, serve::ask_agent(path, get("/big"), 5s)->json.size());
}

TEST(LocalServer, refuses_what_it_does_not_know) {
  Running server(path);
  const struct {
    serve::Request request;
    int status;
  } table[] = {
      {get("/nothing"), 404},
      {serve::Request{"DELETE", "/echo", {}, "", ""}, 405},
      {serve::Request{"POST", "/hello", {}, "", ""}, 405},
      {serve::Request{"POST", "/echo", {}, std::string(std::size_t{17} * 1024, 'x'), ""}, 413},
      {get("/broken"), 500},
      {get("/hello", {{"x", std::string(std::size_t{9} * 1024, 'x')}}), 431},
  };
  for (const auto& row : table) {
    const auto reply = serve::ask_agent(path, row.request, 5s);
    CHECK(reply.has_value());
    LONGS_EQUAL(row.status, reply->status);
    CHECK(reply->json.starts_with("{\"error\":\""));
  }
}

TEST(LocalServer, answers_garbage_with_400_and_closes) {
  Running server(path);
  for (const char* garbage : {"\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", "GET /hello HTTP/9.9\r\n\r\n",
                              "\x16\x03\x01\x02garbage\r\n", "GET points HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n",
                              "POST /echo HTTP/1.1\r\nContent-Length: nine\r\n\r\n"}) {
    Raw raw(path);
    raw.send(garbage);
    raw.finish();
    const std::string answer = raw.receive(5s);
    CHECK_TEXT(answer.starts_with("HTTP/1.1 400 "), garbage);
    CHECK(raw.closed);
  }
  CHECK(serve::ask_agent(path, get("/hello", {{"x", ""}}), 5s).has_value());
}

TEST(LocalServer, cuts_off_a_client_that_drips_and_serves_others_meanwhile) {
  Running server(path);
  Raw slow(path);
  slow.send("GET /hello?x=1 HT");
  CHECK(serve::ask_agent(path, get("/hello", {{"x", ""}}), 2s).has_value());
  const auto begin = std::chrono::steady_clock::now();
  slow.receive(8s);
  CHECK(slow.closed);
  CHECK(std::chrono::steady_clock::now() - begin > 4s);
}

TEST(LocalServer, turns_the_seventeenth_away_and_recovers) {
  Running server(path);
  {
    std::vector<std::unique_ptr<Raw>> held;
    for (int i = 0; i < 16; ++i) held.push_back(std::make_unique<Raw>(path));
    Raw extra(path);
    CHECK(extra.receive(3s).starts_with("HTTP/1.1 503 "));
    const auto reply = serve::ask_agent(path, get("/hello"), 3s);
    LONGS_EQUAL(503, reply->status);
  }
  int status = 503;
  for (int i = 0; i < 1000 && status == 503; ++i) {
    status = serve::ask_agent(path, get("/hello", {{"x", ""}}), 3s)->status;
  }
  LONGS_EQUAL(200, status);
}

TEST(LocalServer, makes_its_file_for_owner_and_group_only_and_removes_it) {
  {
    Running server(path);
    struct stat about {};
    LONGS_EQUAL(0, ::lstat(path.c_str(), &about));
    LONGS_EQUAL(0660, about.st_mode & 07777);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST(LocalServer, leaves_a_file_alone_that_is_no_longer_its_own) {
  {
    Running server(path);
    std::filesystem::remove(path);
    std::ofstream(path) << "somebody else's";
  }
  CHECK(std::filesystem::exists(path));
}

TEST(LocalServer, is_refused_while_a_living_agent_answers) {
  Running server(path);
  Running second(path);
  CHECK(second.bound.error().code == Code::conflict);
  CHECK(serve::ask_agent(path, get("/hello", {{"x", ""}}), 5s).has_value());
}

TEST(LocalServer, takes_over_what_a_dead_agent_left) {
  const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  LONGS_EQUAL(0, ::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  ::close(dead);
  Running server(path);
  CHECK(server.bound.has_value());
  CHECK(serve::ask_agent(path, get("/hello", {{"x", ""}}), 5s).has_value());
}

TEST(LocalServer, says_what_to_do_when_it_cannot_start) {
  std::ofstream(folder / "file") << "not a socket";
  CHECK(problem(folder / "missing/agent.sock")
            .ends_with("/missing does not exist: create it with 'install -d -m 0750 " + (folder / "missing") + "'"));
  CHECK(problem(folder / "file").ends_with("exists and is not a socket: move it away, or choose another path"));
  CHECK(problem(folder / "file/agent.sock").ends_with("/file is not a folder: choose another socket path"));
  CHECK(problem(folder / std::string(120, 'x')).ends_with("and the system allows 1 to 107"));
  CHECK(problem("").ends_with("and the system allows 1 to 107"));
  CHECK_FALSE(std::filesystem::exists(path));
}

// Only root can become somebody else; without it the rule itself is tested below.
TEST(LocalServer, answers_403_to_a_stranger_whom_the_file_mode_let_in) {
  if (::geteuid() != 0) return;
  Running server(path);
  std::filesystem::permissions(std::filesystem::path(path).parent_path(), std::filesystem::perms{0755});
  std::filesystem::permissions(path, std::filesystem::perms{0666});
  constexpr uid_t nobody = 65534;
  const pid_t child = ::fork();
  if (child == 0) {  // the other user; nothing but system calls, because the parent has threads
    const gid_t group = nobody;
    if (::setgroups(1, &group) != 0 || ::setgid(group) != 0 || ::setuid(nobody) != 0) ::_exit(2);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) ::_exit(3);
    char answer[12] = {};
    if (::recv(socket, answer, sizeof answer, MSG_WAITALL) != sizeof answer) ::_exit(4);
    ::_exit(std::memcmp(answer, "HTTP/1.1 403", sizeof answer) == 0 ? 0 : 5);
  }
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  LONGS_EQUAL(0, WEXITSTATUS(status));
}

TEST_GROUP(AskAgent) { TemporaryFolder folder; };

TEST(AskAgent, says_that_no_agent_is_running) {
  const auto reply = serve::ask_agent(folder / "agent.sock", get("/"), 1s);
  CHECK(reply.error().code == Code::not_found);
  STRCMP_EQUAL(("no agent is running here: nobody listens on " + (folder / "agent.sock")).c_str(),
               reply.error().message.c_str());
}

TEST(AskAgent, gives_up_at_its_deadline) {
  const std::string path = folder / "agent.sock";
  const int mute = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  LONGS_EQUAL(0, ::bind(mute, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  LONGS_EQUAL(0, ::listen(mute, 1));
  const auto reply = serve::ask_agent(path, get("/"), 200ms);
  CHECK(reply.error().code == Code::no_contact);
  ::close(mute);
}

TEST(AskAgent, refuses_a_path_that_is_too_long) {
  CHECK(serve::ask_agent(folder / std::string(200, 'x'), get("/"), 1s).error().code == Code::invalid_argument);
}

TEST_GROUP(Peer){};

TEST(Peer, may_ask_as_root_the_agents_user_or_a_member_of_the_group) {
  constexpr uid_t agent = 500;
  constexpr gid_t group = 600;
  const struct {
    serve::Peer peer;
    bool expected;
  } table[] = {
      {{0, 0, {}}, true},        {{agent, 1, {}}, true},
      {{1001, group, {}}, true}, {{1001, 1001, {4, group}}, true},
      {{1001, 1001, {}}, false}, {{1001, 1001, {4, 5}}, false},
  };
  for (const auto& row : table) CHECK_EQUAL(row.expected, serve::may_ask(row.peer, agent, group));
}
