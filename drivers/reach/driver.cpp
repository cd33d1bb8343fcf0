#include "drivers/reach/driver.hpp"

#include <algorithm>
#include <chrono>

namespace holdfast::drivers::reach {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Names move: cloud services within minutes. Sooner when the address that is known does not answer.
constexpr Duration name_lives = 5min;
constexpr Duration name_is_doubtful = 30s;
constexpr Duration turn = 20ms;  // until the name service is asked again whether it is free

double milliseconds(Duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

Variables variables_of(const Outcome& outcome, double loss) {
  Variables variables;
  variables["reach.ok"] = Raw{outcome.ok, 1};
  variables["reach.loss"] = Raw{loss};
  variables["reach.failure"] = Raw{outcome.ok ? std::string{"none"} : outcome.failure, 0};
  if (outcome.rtt) variables["reach.rtt"] = Raw{milliseconds(*outcome.rtt)};
  if (outcome.status) variables["reach.status"] = Raw{std::int64_t{*outcome.status}};
  if (outcome.certificate_days) variables["reach.certificate.days"] = Raw{std::int64_t{*outcome.certificate_days}};
  return variables;
}

std::string shown(const Raw& raw) {
  if (const auto* flag = std::get_if<bool>(&raw.value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&raw.value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&raw.value)) return fmt::format("{:.3f}", *number);
  const auto* text = std::get_if<std::string>(&raw.value);
  return text != nullptr ? *text : "";
}

std::unique_ptr<asio::ssl::context> tls_for(const ReachOptions& options) {
  if (options.kind != ProbeKind::https) return nullptr;
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  boost::system::error_code nothing_trusted;  // then no certificate is, and the probe says so
  tls->set_default_verify_paths(nothing_trusted);
  return tls;
}

}  // namespace

ReachDriver::ReachDriver(asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, Address target,
                         const model::Profile& profile, Duration timeout)
    : loop_(std::move(loop)),
      clock_(clock),
      resolver_(resolver),
      target_(std::move(target)),
      points_(profile.points),
      timeout_(timeout),
      tls_(tls_for(target_.reach)),
      window_(target_.reach.window) {}

void ReachDriver::renew() { address_.reset(); }

Awaitable<Result<std::vector<Reading>>> ReachDriver::read(std::vector<Target> targets, SteadyTime deadline) {
  for (const Target& target : targets) {
    if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  }
  const Result<Variables> variables = co_await probe(deadline);
  if (!variables) co_return variables.error();
  co_return readings_of(points_, targets, *variables);
}

Awaitable<Result<Variables>> ReachDriver::probe(SteadyTime deadline) {
  const SteadyTime lookup_deadline = std::min(deadline, clock_.steady() + timeout_);
  const Result<asio::ip::address> address = co_await resolve(lookup_deadline);
  Outcome outcome;
  if (address) {
    const SteadyTime own_deadline = std::min(deadline, clock_.steady() + timeout_);
    const Result<Outcome> asked = co_await ask(*address, own_deadline);
    if (!asked) co_return asked.error();
    outcome = *asked;
  } else {
    outcome = failed(address.error());
  }
  window_.add(outcome.ok);
  if (!outcome.ok) look_up_again_ = std::min(look_up_again_, clock_.steady() + name_is_doubtful);
  co_return variables_of(outcome, window_.loss());
}

// The address that is known serves while a new lookup fails; so that the lookup leaves time for the probe, it gets
// half.
Awaitable<Result<asio::ip::address>> ReachDriver::resolve(SteadyTime deadline) {
  const SteadyTime now = clock_.steady();
  if (address_ && (now < look_up_again_ || resolver_.is_busy())) co_return *address_;
  const SteadyTime patience = address_ ? now + (deadline - now) / 2 : deadline;
  while (resolver_.is_busy() && clock_.steady() + turn < patience) co_await clock_.wait_until(clock_.steady() + turn);
  const Result<asio::ip::address> found = co_await resolver_.resolve(target_.host, patience);
  look_up_again_ = clock_.steady() + (found ? name_lives : name_is_doubtful);
  if (found) address_ = *found;
  if (!found && !address_) co_return found.error();
  co_return *address_;
}

Awaitable<Result<Outcome>> ReachDriver::ask(asio::ip::address address, SteadyTime deadline) {
  const ReachOptions& options = target_.reach;
  const asio::ip::tcp::endpoint stream_target{address, target_.port};
  Setting setting{loop_, &clock_, options.route, deadline};
  Awaitable<Result<Outcome>> probing;
  switch (options.kind) {
    case ProbeKind::icmp: probing = probe_icmp(std::move(setting), address, ++sequence_); break;
    case ProbeKind::tcp: probing = probe_tcp(std::move(setting), stream_target); break;
    case ProbeKind::dns: {
      const asio::ip::udp::endpoint server{address, target_.port};
      probing = probe_dns(std::move(setting), server, target_.path, options.record);
      break;
    }
    case ProbeKind::http:
    case ProbeKind::https: {
      HttpRequest request{target_.host, target_.port, target_.path, options.status, tls_.get(), options.verify};
      probing = probe_http(std::move(setting), stream_target, std::move(request));
      break;
    }
  }
  Result<Outcome> outcome = co_await std::move(probing);
  co_return outcome;
}

Awaitable<Result<void>> ReachDriver::write(Target, model::Value, SteadyTime) {
  co_return make_error(Code::invalid_argument, "a reachability probe has nothing to write");
}

Awaitable<Result<std::vector<WalkRow>>> ReachDriver::walk(std::string from, SteadyTime deadline) {
  const Result<Variables> variables = co_await probe(deadline);
  if (!variables) co_return variables.error();
  std::vector<WalkRow> rows;
  for (const auto& [name, raw] : *variables) {
    if (name.starts_with(from)) rows.push_back({name, "measure", shown(raw)});
  }
  co_return rows;
}

}  // namespace holdfast::drivers::reach
