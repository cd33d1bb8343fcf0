// HTTP and HTTPS probes against a real web server with certificates that the test makes.
#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <cstdlib>

#include "tests/integration/reach_bench.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

bool listens(std::uint16_t port) {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::socket socket{loop};
  boost::system::error_code error;
  socket.connect({boost::asio::ip::address_v4::loopback(), port}, error);
  return !error;
}

Process serve(const std::vector<std::string>& arguments) {
  ProcessOptions options;
  options.argv = {"python3", std::string{std::getenv("HOLDFAST_SOURCE_DIR")} + "/tests/integration/http_peer.py"};
  options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
  return Process{options};
}

struct Expectation {
  std::string address;
  bool ok;
  int status;  // 0: none
  const char* failure;
};

}  // namespace

TEST_GROUP(ReachHttp) {
  TempFolder folder;
  std::uint16_t port = free_port();
  std::unique_ptr<Process> server;
  std::unique_ptr<ReachBench> bench;

  void start(const std::vector<std::string>& certificate = {}) {
    std::vector<std::string> arguments{std::to_string(port)};
    arguments.insert(arguments.end(), certificate.begin(), certificate.end());
    server = std::make_unique<Process>(serve(arguments));
    CHECK_TRUE(wait_for(20s, [this] { return listens(port); }));
  }

  // A certificate for this name, which speaks for itself and is trusted only as TRUST says.
  void make_certificate(const std::string& alternative_name, int days) {
    ProcessOptions options;
    options.argv = {"openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-subj",
                    "/CN=peer",
                    "-addext",
                    "subjectAltName=" + alternative_name,
                    "-days",
                    std::to_string(days),
                    "-keyout",
                    folder.file("key"),
                    "-out",
                    folder.file("certificate")};
    Process openssl{options};
    const auto status = openssl.wait(20s);
    CHECK_TRUE(status && status->code == 0);
  }

  void check(const std::vector<Expectation>& expectations) {
    if (!bench) bench = std::make_unique<ReachBench>();
    for (const Expectation& one : expectations) {
      const Probed probed = bench->probe(one.address);
      const std::string text = one.address + ": " + probed.text();
      CHECK_TEXT(!probed.error && probed.ok == one.ok, text.c_str());
      LONGS_EQUAL_TEXT(one.status, probed.status.value_or(0), text.c_str());
      CHECK_TEXT(probed.failure.find(one.failure) != std::string::npos, text.c_str());
      CHECK_TEXT(probed.rtt.has_value() == (one.status != 0), text.c_str());
      CHECK_TEXT(probed.took < 2s, text.c_str());
    }
  }

  void teardown() override { ::unsetenv("SSL_CERT_FILE"); }
};

TEST(ReachHttp, the_status_decides) {
  start();
  const std::string here = fmt::format("http://127.0.0.1:{}", port);
  check({
      {here, true, 200, "none"},
      {here + "/status/204", true, 204, "none"},
      {here + "/status/302", true, 302, "none"},
      {here + "/status/404", false, 404, "the server answers with status 404"},
      {here + "/status/503", false, 503, "the server answers with status 503"},
      {here + "/status/401?status=401", true, 401, "none"},
      {here + "/status/200?status=204", false, 200, "the server answers with status 200"},
      {here + fmt::format("/host/127.0.0.1:{}", port), true, 200, "none"},
      {here + "/silent", false, 0, "no answer within 800 ms"},
      {here + "/drip", false, 0, "no answer within 800 ms"},
      {here + "/noise", false, 0, "waiting for the response: bad version"},
      {here + "/long", false, 0, "waiting for the response: "},
      {fmt::format("https://127.0.0.1:{}", port), false, 0, "TLS: "},
  });
  server->send(SIGSTOP);
  check({{here, false, 0, "no answer within 800 ms"}});
  server->send(SIGCONT);
  server.reset();
  check({{here, false, 0, "Connection refused"}});
}

TEST(ReachHttp, a_certificate_must_be_trusted_and_be_for_the_host) {
  make_certificate("IP:127.0.0.1", 30);
  start({folder.file("certificate"), folder.file("key")});
  const std::string here = fmt::format("https://127.0.0.1:{}", port);
  check({
      {here + "/status/200", false, 0, "the certificate is not trusted: self-signed certificate"},
      {here + "/status/200?verify=off", true, 200, "none"},
      {here + "/status/500?verify=off", false, 500, "the server answers with status 500"},
      {here + "/silent?verify=off", false, 0, "no answer within 800 ms"},
      {fmt::format("http://127.0.0.1:{}/", port), false, 0, ""},
  });
  ::setenv("SSL_CERT_FILE", folder.file("certificate").c_str(), 1);
  check({
      {here + "/status/200", true, 200, "none"},
      {fmt::format("https://localhost:{}/status/200?source=127.0.0.1", port), false, 0, ""},
  });
  const Probed probed = bench->probe(here);
  LONGS_EQUAL(29, probed.certificate_days.value_or(-1000));  // whole days
}

TEST(ReachHttp, a_certificate_for_a_name_is_not_one_for_an_address) {
  make_certificate("DNS:hq.example", 30);
  ::setenv("SSL_CERT_FILE", folder.file("certificate").c_str(), 1);
  start({folder.file("certificate"), folder.file("key")});
  check({{fmt::format("https://127.0.0.1:{}", port), false, 0, "the certificate is not trusted: IP address mismatch"}});
}
