#include "tests/branch/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <ctime>

#include <system_error>

namespace holdfast::branch {
namespace {

Duration read_clock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(now.tv_nsec));
}

std::string wall_at(Duration boot_time) {
  const Duration wall = read_clock(CLOCK_REALTIME) - (boot_time_now() - boot_time);
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(wall).count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, (wall - std::chrono::seconds(seconds)).count());
}

}  // namespace

Duration boot_time_now() { return read_clock(CLOCK_BOOTTIME); }

Log::Log(const std::string& path) : path_(path) {
  if (path.empty()) return;
  fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path);
}

Log::~Log() {
  if (fd_ >= 0) ::close(fd_);
}

void Log::append(Duration at, std::string_view kind, boost::json::object fields) {
  if (fd_ < 0) return;
  boost::json::object line{{"t_us", at.count()}, {"wall", wall_at(at)}, {"kind", kind}};
  for (auto& field : fields) line.emplace(field.key(), std::move(field.value()));
  const std::string text = boost::json::serialize(line) + "\n";
  if (::write(fd_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::generic_category(), path_);
  }
}

void Log::write(const ReceivedWrite& received) {
  boost::json::object fields{{"device", received.device}, {"protocol", received.protocol},
                             {"what", received.what},     {"address", received.address},
                             {"value", received.value},   {"result", received.accepted ? "ok" : "refused"}};
  if (!received.accepted) fields.emplace("why", received.why);
  append(boot_time_now(), "write", std::move(fields));
}

void Log::change(Duration at, Duration model_time, std::string_view what, std::string_view value) {
  append(at, "change", {{"model_us", model_time.count()}, {"what", what}, {"value", value}});
}

void Log::command(std::string_view from, std::string_view line, std::string_view answer) {
  append(boot_time_now(), "command", {{"from", from}, {"line", line}, {"answer", answer}});
}

}  // namespace holdfast::branch
