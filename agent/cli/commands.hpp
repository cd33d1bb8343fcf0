// Every command of the binary, one file each. Each adds itself to the command line and, when it is the one that was
// given, runs and leaves its exit code in the session.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "agent/cli/command_line.hpp"
#include "agent/cli/session.hpp"

namespace holdfast::cli {

void show_screen(Session& session);  // bare `holdfast`

void add_run(CLI::App& app, Session& session, const std::function<int(const RunOptions&)>& run);
void add_check(CLI::App& app, Session& session);
void add_bia(CLI::App& app, Session& session);
void add_readiness(CLI::App& app, Session& session);
void add_why(CLI::App& app, Session& session);
void add_status(CLI::App& app, Session& session);
void add_points(CLI::App& app, Session& session);
void add_incident(CLI::App& app, Session& session);
void add_incident_words(CLI::App& incident, Session& session);  // raise, warn, resolve, assess, reconcile, waive
void add_evidence(CLI::App& app, Session& session);
void add_probe(CLI::App& app, Session& session);
void add_discover(CLI::App& app, Session& session);
void add_record(CLI::App& app, Session& session);
void add_decisions(CLI::App& app, Session& session);  // approve, deny, confirm, dismiss, declare, stand-down
void add_acknowledge(CLI::App& app, Session& session);
void add_version(CLI::App& app, Session& session);

// The options that several commands share.
void offer_json(CLI::App& command, Session& session);
void offer_socket(CLI::App& command, Session& session);
CLI::Option* offer_by(CLI::App& command, std::string& by);  // --by WHO

}  // namespace holdfast::cli
