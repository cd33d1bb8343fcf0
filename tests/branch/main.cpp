// The simulated branch: a program that looks like the power and network hardware of a bank branch, on loopback.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <csignal>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

#include "tests/branch/branch.hpp"

namespace {

using holdfast::branch::Branch;
using holdfast::branch::BranchSettings;

int signals_as_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

// A reader sees the whole file or none.
void write_ports(const std::string& path, const std::map<std::string, std::uint16_t>& ports) {
  boost::json::object object;
  for (const auto& [device, port] : ports) object.emplace(device, port);
  const std::string temporary = path + ".new";
  std::ofstream file(temporary);
  file << boost::json::serialize(object) << "\n";
  file.close();
  if (!file || std::rename(temporary.c_str(), path.c_str()) != 0) throw std::runtime_error("cannot write " + path);
}

std::chrono::microseconds seconds(double number) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::duration<double>(number));
}

}  // namespace

int main(int argc, char** argv) {
  BranchSettings settings;
  std::string ports_file;
  bool die_with_parent = false;
  double start_delay = 3;
  double cooling_time = 5;
  double return_delay = 2;

  CLI::App app{"A simulated bank branch: answers SNMP and Modbus TCP on loopback from a small physical model"};
  app.add_option("--timeline", settings.timeline, "What happens by itself: lines \"at 5s mains off\"");
  app.add_option("--control", settings.control, "Unix socket that takes commands");
  app.add_option("--ports", ports_file, "Write {\"device\": port} here once every socket is bound");
  app.add_option("--port-base", settings.port_base, "Fixed ports from here on; 0: free ones");
  app.add_option("--log", settings.log, "Append what happens here, as JSON lines");
  app.add_option("--speed", settings.speed, "Seconds of model time in a real second")->check(CLI::Range(0.01, 1000.0));
  app.add_option("--community", settings.snmp.community, "SNMP community, for reading and writing");
  app.add_option("--snmp-largest", settings.snmp.largest_message, "Largest SNMP answer in octets");
  app.add_option("--battery-wh", settings.site.ups.capacity_wh, "Capacity of the UPS battery")
      ->check(CLI::PositiveNumber);
  app.add_option("--rack-battery-wh", settings.site.rack_ups.capacity_wh, "Capacity of the battery of ups-rack")
      ->check(CLI::PositiveNumber);
  app.add_option("--charger-watts", settings.site.ups.charger_watts, "Power of the UPS charger");
  app.add_option("--start-delay", start_delay, "Seconds from mains lost to generator running");
  app.add_option("--cooling-time", cooling_time, "Seconds that the generator runs on without load");
  app.add_option("--return-delay", return_delay, "Seconds of good mains before the transfer switch returns");
  app.add_flag("--die-with-parent", die_with_parent, "End when the process that started this one ends");
  CLI11_PARSE(app, argc, argv);

  if (die_with_parent) prctl(PR_SET_PDEATHSIG, SIGTERM);
  settings.site.generator.start_delay = seconds(start_delay);
  settings.site.generator.cooling_time = seconds(cooling_time);
  settings.site.transfer_switch.return_delay = seconds(return_delay);
  try {
    const int signals = signals_as_descriptor();
    Branch branch(settings);
    branch.stop_when_readable(signals);
    if (!ports_file.empty()) write_ports(ports_file, branch.ports());
    branch.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "branch: %s\n", error.what());
    return 4;
  }
  return 0;
}
