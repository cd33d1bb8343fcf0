// The small change of the stored state: times, stamps, texts and values as JSON and back. Reading throws (as Boost.JSON
// does on a missing key or a wrong type); Engine::decode turns that into an Error.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/evidence.hpp"
#include "agent/incident/incident.hpp"
#include "agent/model/sample.hpp"

namespace holdfast::engine {

boost::json::value time_json(const std::optional<SteadyTime>& time);
boost::json::object stamp_json(const model::Stamp& stamp);
boost::json::array texts_json(const std::vector<std::string>& list);
boost::json::object incident_json(const incident::Incident& incident);

boost::json::object evidence_json(const std::map<std::string, continuity::Evidence>& evidence);
std::map<std::string, continuity::Evidence> evidence_from(const boost::json::value& stored);

// Steady times belong to a boot; in another one they are moved by `shift`.
class StoredReader {
 public:
  explicit StoredReader(Duration shift) : shift_(shift) {}

  std::optional<SteadyTime> time(const boost::json::value& value) const;
  static std::optional<Duration> span(const boost::json::value& value);
  static std::string text(const boost::json::value& value) { return std::string(value.as_string()); }
  static std::vector<std::string> texts(const boost::json::value& value);
  model::Stamp stamp(const boost::json::value& json) const;
  incident::Incident incident(const boost::json::value& json) const;

 private:
  Duration shift_;
};

}  // namespace holdfast::engine
