// A TCP connection to a peer that speaks only when it is asked, as Modbus devices and upsd do. Its owner sees to
// deadlines and to who may use it when.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "drivers/resolve.hpp"

namespace holdfast::drivers {

class TcpStream {
 public:
  // `peer`: the word for it in errors, "the device", "upsd". The resolver outlives the stream.
  TcpStream(const boost::asio::any_io_executor& loop, Resolver& resolver, std::string host, std::uint16_t port,
            std::string peer);

  // no_contact: its name is unknown, or nobody is there.
  platform::Awaitable<Result<void>> connect(SteadyTime deadline);
  // no_contact: it is no longer there. The bytes outlive the call.
  platform::Awaitable<Result<void>> send(boost::asio::const_buffer bytes);
  void close();

  bool is_open() const { return socket_.is_open(); }
  // Between exchanges nothing may arrive: a byte there is a late reply, an end of file a peer that has hung up.
  bool is_quiet();
  boost::asio::ip::tcp::socket& socket() { return socket_; }  // to read from

  std::string where() const;                                                    // "10.0.0.5:502"
  Error lost(const char* doing, const boost::system::error_code& error) const;  // no_contact

 private:
  Resolver& resolver_;
  std::string host_;
  std::uint16_t port_;
  std::string peer_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace holdfast::drivers
