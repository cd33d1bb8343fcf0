#include "agent/journal/opening.hpp"

#include <algorithm>
#include <filesystem>

#include "agent/journal/check.hpp"
#include "agent/journal/files.hpp"

namespace holdfast::journal {
namespace {

Result<platform::LockFile> lock(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (!folder.empty() && !file_exists(folder)) {
    return make_error(Code::not_found, "the journal's folder {} does not exist; create it, writable for the agent",
                      folder);
  }
  Result<platform::LockFile> lock = platform::LockFile::acquire(path + ".lock");
  if (lock) return lock;
  if (lock.error().code == Code::conflict) {
    return with_context(lock.error(),
                        "another agent uses the journal {}; stop it, or give this one a journal of its own", path);
  }
  if (lock.error().code == Code::not_permitted) {
    return with_context(lock.error(), "the journal's folder {} is not writable; give it to the agent's user", folder);
  }
  return with_context(lock.error(), "locking the journal {}", path);
}

// Higher than every epoch that any reader can have seen.
std::uint64_t next_epoch(const std::string& path, const Finding& finding) {
  const std::uint64_t lost = finding.kind == Finding::Kind::damaged ? 1 : 0;
  const std::uint64_t counted = set_aside_before(path).size() + lost;
  return std::max({finding.meta.identity.epoch, read_epoch(path), counted}) + 1;
}

Result<void> check_owner(const Identity& found, const Journal::Options& options) {
  if (found.site == options.site && found.agent == options.agent) return {};
  return make_error(
      Code::conflict,
      "the journal {} belongs to agent '{}' of site '{}', not to agent '{}' of site '{}'; correct the names "
      "in the configuration, or give this agent a journal of its own",
      options.path, found.agent, found.site, options.agent, options.site);
}

}  // namespace

Result<Ready> make_ready(boost::asio::any_io_executor loop, const Journal::Options& options) {
  Result<platform::LockFile> held = lock(options.path);
  if (!held) return held.error();
  Ready ready{.lock = std::move(*held)};

  const Result<Finding> finding = check_file(loop, options.path);
  if (!finding) return finding.error();
  if (finding->meta.identity.epoch != 0) {  // known, also if the file is damaged elsewhere
    const Result<void> ours = check_owner(finding->meta.identity, options);
    if (!ours) return ours.error();
  }

  ready.meta = finding->meta;
  if (finding->kind != Finding::Kind::sound) {
    ready.meta = Meta{.identity = {options.site, options.agent, next_epoch(options.path, *finding)}};
    ready.damage = finding->damage;
    if (finding->kind == Finding::Kind::damaged) {
      const Result<std::string> moved = set_aside(options.path);
      if (!moved) return with_context(moved.error(), "setting the damaged journal {} aside", options.path);
      ready.set_aside = *moved;
    }
    const Result<void> created = create_file(options.path, ready.meta.identity);
    if (!created) return created.error();
  }
  if (read_epoch(options.path) < ready.meta.identity.epoch) {
    const Result<void> written = write_epoch(options.path, ready.meta.identity.epoch);
    if (!written) return written.error();
  }
  return ready;
}

}  // namespace holdfast::journal
