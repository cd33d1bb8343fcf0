// What `holdfast discover` has found, and how it is written down: as a block for the site's files, as a table, as JSON.
// Pure. What a device says of itself is never trusted: names are made fit, texts printable.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "agent/cli/terminal.hpp"
#include "agent/model/snmp_access.hpp"

namespace holdfast::cli {

struct Found {
  std::string address;       // "snmp://10.42.0.10"
  std::string sort_key;      // puts 10.42.0.9 before 10.42.0.10
  std::string system_name;   // sysName
  std::string description;   // sysDescr, or the Modbus identification
  std::string object_id;     // sysObjectID
  int community = 0;         // which of those given it answers to, from 0
  bool is_usual = true;      // that community is public, or none is needed
  model::SnmpAccess access;  // by which it answers
  std::string secret;        // name of the secret by which it answers; empty: it was given as a word, or needs none
  // What it was recognised as; without a profile: why not.
  std::string profile, profile_title, device_class;
  bool is_general = false;  // known by nothing but what every agent has
  std::string why_not;
  std::string name;  // in the site; give_names() makes it
};

// By address, each with a name of its own: from sysName, else from class and address.
void give_names(std::vector<Found>& found);

// [device.NAME] and its keys; all of it a comment when no profile is for it, so that the file checks.
std::string block_of(const Found& found);

std::string found_text(const std::vector<Found>& found, const Layout& layout);  // a table
boost::json::value found_json(const std::vector<Found>& found);

}  // namespace holdfast::cli
