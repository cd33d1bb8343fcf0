// The texts of the commands: what the agent said (JSON) in, what is printed out. Pure; no line is wider than the
// layout.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "agent/cli/terminal.hpp"

namespace holdfast::cli {

std::string status_text(const boost::json::value& status, const Layout& layout);

// {"devices":{..}} with only those points whose full name holds `text`, whatever the case.
boost::json::value points_matching(const boost::json::value& points, const std::string& text);
std::string points_text(const boost::json::value& points, const Layout& layout);  // empty when there is no point

std::string why_text(const boost::json::value& answer, const Layout& layout);

// `all`: services that a scenario does not touch, too.
std::string readiness_text(const boost::json::value& readiness, bool all, const Layout& layout);

// `now` is the agent's, so that times of another day show their day.
std::string incident_text(const boost::json::value& incident, const std::string& now, const Layout& layout);
std::string incidents_text(const boost::json::value& status, const Layout& layout);

// What GET /evidence answers.
std::string evidence_text(const boost::json::value& evidence, const Layout& layout);
std::string reading_text(const boost::json::value& resource);  // "87 %, filled up, 2026-03-01"; not yet printable

// {"device":{"class","profile",...},"points":{"battery.charge":{"value","unit","quality"}}}
std::string probe_text(const boost::json::value& probed, const Layout& layout);

}  // namespace holdfast::cli
