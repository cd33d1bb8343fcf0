// An SNMP agent made of bytes: every datagram is answered by what the test says. Loopback, on the loop of the test.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <functional>
#include <vector>

namespace holdfast::testing {

using Datagram = std::vector<std::uint8_t>;

class SnmpPeer {
 public:
  using Answer = std::function<std::vector<Datagram>(const Datagram& request)>;
  SnmpPeer(boost::asio::io_context& loop, Answer answer);
  ~SnmpPeer();

  std::uint16_t port() const { return socket_.local_endpoint().port(); }
  int requests() const { return requests_; }
  void set_answer(Answer answer) { answer_ = std::move(answer); }
  void answer_from_another_port() { socket_for_answers_ = &other_socket_; }
  // Sends to whoever asked last, as a device does that answers late.
  void send_late(Datagram datagram);

 private:
  boost::asio::awaitable<void> serve();

  boost::asio::io_context& loop_;
  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::udp::socket other_socket_;
  boost::asio::ip::udp::socket* socket_for_answers_ = &socket_;
  boost::asio::ip::udp::endpoint last_client_;
  Answer answer_;
  int requests_ = 0;
};

// The request sent back as its response, every value NULL: the plainest right answer there is.
Datagram empty_response(Datagram request);
// The same with error status and index.
Datagram error_response(const Datagram& request, std::uint8_t status, std::uint8_t index);
// Where the request id's octets begin in a request, and how many they are.
std::pair<std::size_t, std::size_t> request_id_place(const Datagram& request);

}  // namespace holdfast::testing
