#include "tests/integration/nut_peer.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <boost/asio/ip/tcp.hpp>
#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/wait_for.hpp"

namespace holdfast::testing {
namespace {

using namespace std::chrono_literals;

bool is_socket(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode);
}

bool listens(std::uint16_t port) {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::socket socket{loop};
  boost::system::error_code error;
  socket.connect({boost::asio::ip::address_v4::loopback(), port}, error);
  return !error;
}

}  // namespace

NutPeer::NutPeer(const std::map<std::string, std::string>& upses) : port_(free_port()) {
  std::string listed = "maxretry = 3\n";
  for (const auto& [ups, lines] : upses) {
    write_file(folder_.file(ups + ".dev"), lines);
    listed +=
        fmt::format("[{}]\n driver = dummy-ups\n port = {}.dev\n mode = dummy-once\n desc = \"of a test\"\n", ups, ups);
  }
  write_file(folder_.file("ups.conf"), listed);
  write_file(folder_.file("upsd.conf"), fmt::format("LISTEN 127.0.0.1 {}\nMAXAGE 2\n", port_));
  write_file(folder_.file("upsd.users"),
             "[admin]\n password = secret\n actions = SET\n instcmds = ALL\n[guest]\n password = secret\n");
  for (const char* name : {"ups.conf", "upsd.conf", "upsd.users"}) ::chmod(folder_.file(name).c_str(), 0600);
  for (const auto& [ups, lines] : upses) start_driver(ups);
  for (const auto& [ups, lines] : upses) wait_for_driver(ups);
  start_server();
}

std::string NutPeer::address(const std::string& ups) const { return fmt::format("nut://127.0.0.1:{}/{}", port_, ups); }

std::vector<std::string> NutPeer::environment() const {
  return {"NUT_CONFPATH=" + folder_.path(), "NUT_STATEPATH=" + folder_.path(), "NUT_ALTPIDPATH=" + folder_.path(),
          "NUT_PIDPATH=" + folder_.path()};
}

void NutPeer::start_driver(const std::string& ups) {
  ProcessOptions options;
  options.argv = {"/lib/nut/dummy-ups", "-a", ups, "-u", "root", "-D"};
  options.environment = environment();
  options.output_file = folder_.file(ups + ".log");
  options.folder = folder_.path();
  drivers_[ups] = std::make_unique<Process>(options);
}

void NutPeer::wait_for_driver(const std::string& ups) const {
  const std::string socket = folder_.file("dummy-ups-" + ups);
  if (!wait_for(10s, [&] { return is_socket(socket); })) {
    throw std::runtime_error("dummy-ups does not start: " + read_file(folder_.file(ups + ".log")));
  }
}

void NutPeer::start_server() {
  ProcessOptions options;
  options.argv = {"/lib/nut/upsd", "-u", "root", "-D"};
  options.environment = environment();
  options.output_file = folder_.file("upsd.log");
  server_ = std::make_unique<Process>(options);
  if (!wait_for(10s, [this] { return listens(port_); })) {
    throw std::runtime_error("upsd does not start: " + read_file(folder_.file("upsd.log")));
  }
}

bool NutPeer::set(const std::string& ups, const std::string& variable, const std::string& value) const {
  ProcessOptions options;
  options.argv = {"upsrw",
                  "-w",
                  "-s",
                  variable + "=" + value,
                  "-u",
                  "admin",
                  "-p",
                  "secret",
                  fmt::format("{}@127.0.0.1:{}", ups, port_)};
  options.output_file = folder_.file("upsrw.log");
  Process client{options};
  const auto status = client.wait(10s);
  return status && status->code == 0;
}

}  // namespace holdfast::testing
