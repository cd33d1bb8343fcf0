// Where an incident came from, how far it reaches and what of it is still to be accounted for, in the words of the
// screens. What an agent of another version does not say is left out. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/cli/terminal.hpp"
#include "agent/cli/view.hpp"

namespace holdfast::cli {

std::string state_text(const View& incident);    // its state; "warning" for what has not happened yet
bool is_raised_by_people(const View& incident);  // no sensor told

// Sentences; empty when there is nothing to say.
std::string source_text(const View& incident);     // "Noticed by staff, not by a sensor."
std::string warning_text(const View& incident);    // "A warning: expected in 1 h 58 min."
std::string no_return_text(const View& incident);  // "Its cause has gone; ..."
std::string part_text(const View& incident);       // "It follows from incident-3; its own plan runs to its end."

// "Asked 3 min ago: duty manager (Li Na, tel:+86...). Without an answer in 12 min: leadership."
std::string asked_text(const View& question);

const char* is_or_are(const View& list);  // by how many it names
std::string names_of(const View& list);   // "cash, teller-desks"; empty for none

// What can be said of a service's data, as commands.
std::vector<std::string> data_commands(const std::string& incident, const std::string& service);

// The parts of `holdfast incident`: what follows from it, its extent, the data; `now` as for incident_text().
std::string extent_text(const View& incident, const std::string& now, const Layout& layout);

}  // namespace holdfast::cli
