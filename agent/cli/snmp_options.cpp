#include "agent/cli/snmp_options.hpp"

#include <algorithm>

#include "agent/load/load.hpp"

namespace holdfast::cli {
namespace {

constexpr const char* group = "SNMP";

template <class Words>
std::vector<std::string> names_of(const Words& words) {
  std::vector<std::string> names;
  for (const auto& [name, meaning] : words) names.push_back(name);
  return names;
}

// The command line has let only known words through.
template <class Words>
auto meaning_of(const Words& words, const std::string& word) {
  return std::find_if(words.begin(), words.end(), [&](const auto& each) { return each.first == word; })->second;
}

}  // namespace

void offer_snmp(CLI::App& command, SnmpOptions& options) {
  command.add_option("--community", options.community, "Community; default: public")->type_name("WORD")->group(group);
  offer_snmp_access(command, options);
}

void offer_snmp_access(CLI::App& command, SnmpOptions& options) {
  command
      .add_option("--secret", options.secret, "Name of the secret that holds the community, or the pass phrase of v3")
      ->type_name("NAME")
      ->group(group);
  command.add_option("--snmp", options.version, "Version")
      ->check(CLI::IsMember(names_of(model::snmp_version_words())))
      ->capture_default_str()
      ->group(group);
  command.add_option("--user", options.user, "v3: the user")->type_name("NAME")->group(group);
  command.add_option("--auth", options.authentication, "v3: how messages are authenticated")
      ->check(CLI::IsMember(names_of(model::authentication_words())))
      ->group(group);
  command.add_option("--privacy", options.privacy, "v3: how messages are encrypted")
      ->check(CLI::IsMember(names_of(model::privacy_words())))
      ->group(group);
  command.add_option("--privacy-secret", options.privacy_secret, "v3: name of the pass phrase of privacy, if another")
      ->type_name("NAME")
      ->group(group);
  command.add_option("--context", options.context, "v3: the context")->type_name("NAME")->group(group);
}

Result<drivers::Secrets> read_access(const SnmpOptions& options, const std::string& config, model::SnmpAccess& access) {
  access.user = options.user;
  access.context = options.context;
  access.version = meaning_of(model::snmp_version_words(), options.version);
  access.authentication = meaning_of(model::authentication_words(), options.authentication);
  access.privacy = meaning_of(model::privacy_words(), options.privacy);
  access.privacy_secret = options.privacy_secret;
  drivers::Secrets secrets;
  secrets.main = options.community;
  if (!options.secret.empty()) {
    const Result<std::string> text = load::read_secret(config, options.secret);
    if (!text) return text.error();
    secrets.main = *text;
  }
  if (!options.privacy_secret.empty()) {
    const Result<std::string> text = load::read_secret(config, options.privacy_secret);
    if (!text) return text.error();
    secrets.privacy = *text;
  }
  const Result<void> fit = drivers::check_secrets(access, secrets);
  if (!fit) return fit.error();
  return secrets;
}

}  // namespace holdfast::cli
