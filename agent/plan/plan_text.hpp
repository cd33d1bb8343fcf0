// A plan as text: what a run stores of it, with its hash, so that a reload never changes a plan under way. JSON,
// version 1. Values keep their kind: an enumeration read back is an enumeration.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "agent/model/plan.hpp"
#include "platform/result.hpp"

namespace holdfast::plan {

boost::json::value value_to_json(const model::Value& value);
Result<model::Value> value_from_json(const boost::json::value& json);

boost::json::object plan_to_json(const model::Plan& plan);
Result<model::Plan> plan_from_json(const boost::json::value& json);

// FNV-1a over the plan's text, 16 hexadecimal digits: tells two texts apart, protects against nothing.
std::string plan_hash(const model::Plan& plan);

}  // namespace holdfast::plan
