// A server whose requests are lines: each is answered by what the test says, right or wrong. Loopback, on the loop of
// the test; must outlive the loop's run.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::testing {

struct LineAnswer {
  enum class Then { listen, close };
  std::string bytes;  // nothing: silence
  Then then = Then::listen;
};

class LinePeer {
 public:
  using Answer = std::function<LineAnswer(const std::string& line)>;  // without its end
  LinePeer(boost::asio::io_context& loop, Answer answer);
  ~LinePeer();

  std::uint16_t port() const;
  int connections() const { return connections_; }
  int requests() const { return requests_; }
  void set_answer(Answer answer) { answer_ = std::move(answer); }
  void hang_up();  // closes every connection, keeps listening

 private:
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket* socket);

  boost::asio::io_context& loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<std::unique_ptr<boost::asio::ip::tcp::socket>> sockets_;
  Answer answer_;
  int connections_ = 0;
  int requests_ = 0;
};

}  // namespace holdfast::testing
