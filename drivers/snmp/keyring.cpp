#include "drivers/snmp/keyring.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <tuple>

namespace holdfast::drivers::snmp {

using model::Authentication;
using model::Privacy;

// The worker fills it, the loop reads it: the mutex is held for a look only.
struct Keyring::Store {
  using Phrase = std::pair<Authentication, std::string>;
  using Question = std::tuple<Authentication, Privacy, std::string, std::string, std::string>;

  static constexpr std::size_t most_local_keys = 4096;

  std::mutex mutex;
  std::map<Phrase, std::string> keys;  // of pass phrases: the slow part, shared by all devices with the same secret
  std::map<Question, LocalKeys> local_keys;

  std::optional<LocalKeys> find(const Question& question) {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = local_keys.find(question);
    if (found == local_keys.end()) return std::nullopt;
    return found->second;
  }

  // On the worker only.
  std::string key_of(Authentication authentication, const std::string& phrase) {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      const auto found = keys.find({authentication, phrase});
      if (found != keys.end()) return found->second;
    }
    std::string key = key_of_pass_phrase(authentication, phrase);
    const std::lock_guard<std::mutex> lock(mutex);
    keys[{authentication, phrase}] = key;
    return key;
  }

  Result<LocalKeys> derive(const Question& question) {
    if (const std::optional<LocalKeys> known = find(question)) return *known;
    const auto& [authentication, privacy, phrase, privacy_phrase, engine] = question;
    LocalKeys derived;
    derived.authentication = localised(authentication, key_of(authentication, phrase), engine);
    if (derived.authentication.empty())
      return make_error(Code::internal, "{} is not available here", to_string(authentication));
    if (privacy != Privacy::none) {
      const std::string local = localised(authentication, key_of(authentication, privacy_phrase), engine);
      derived.privacy = privacy_key(authentication, privacy, local, engine);
    }
    const std::lock_guard<std::mutex> lock(mutex);
    if (local_keys.size() >= most_local_keys) local_keys.clear();  // engine ids are chosen by others
    local_keys[question] = derived;
    return derived;
  }
};

Keyring::Keyring(boost::asio::any_io_executor loop) : loop_(std::move(loop)), store_(std::make_shared<Store>()) {}

Keyring::~Keyring() = default;

Awaitable<Result<LocalKeys>> Keyring::keys(model::SnmpAccess access, Secrets secrets, std::string engine) {
  if (access.authentication == Authentication::none) co_return LocalKeys{};
  const bool same = secrets.privacy.empty();
  Store::Question question{access.authentication, access.privacy, secrets.main, same ? secrets.main : secrets.privacy,
                           std::move(engine)};
  if (const std::optional<LocalKeys> known = store_->find(question)) co_return *known;
  if (!worker_) worker_ = std::make_unique<platform::Worker>(loop_, "snmp keys");
  std::function<Result<LocalKeys>()> job = [store = store_, question] { return store->derive(question); };
  Awaitable<Result<LocalKeys>> running = worker_->run<LocalKeys>(std::move(job));
  Result<LocalKeys> derived = co_await std::move(running);
  if (!derived) co_return with_context(derived.error(), "deriving the keys of SNMP user '{}'", access.user);
  co_return derived;
}

}  // namespace holdfast::drivers::snmp
