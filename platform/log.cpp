#include "platform/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

namespace holdfast::platform::log {
namespace {

// systemd says which device and inode its journal's stream has; stderr may have been redirected since.
bool stderr_is_the_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

struct Output {
  Output() : journal(stderr_is_the_journal()) {
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();  // colour only on a terminal
    logger = std::make_unique<spdlog::logger>("holdfast", std::move(sink));
    logger->set_pattern(journal ? "%v" : "%H:%M:%S.%e %^%l%$ %v");
    logger->set_level(spdlog::level::info);
  }

  bool journal;
  std::unique_ptr<spdlog::logger> logger;
};

Output& output() {
  static Output the_only_one;
  return the_only_one;
}

spdlog::level::level_enum in_spdlog(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

int syslog_priority(Level level) {
  switch (level) {
    case Level::debug: return 7;
    case Level::info: return 6;
    case Level::warning: return 4;
    case Level::error: return 3;
  }
  return 3;
}

// What devices and brokers say must not be able to start a line of its own or move the cursor.
std::string on_one_line(std::string_view text) {
  std::string line{text};
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return line;
}

}  // namespace

void set_level(Level level) { output().logger->set_level(in_spdlog(level)); }

void write(Level level, std::string_view text) {
  Output& out = output();
  if (!out.logger->should_log(in_spdlog(level))) return;
  const std::string line = on_one_line(text);
  if (out.journal) {
    out.logger->log(in_spdlog(level), "<{}>{}", syslog_priority(level), line);
  } else {
    out.logger->log(in_spdlog(level), "{}", line);
  }
}

}  // namespace holdfast::platform::log
