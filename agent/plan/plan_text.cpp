#include "agent/plan/plan_text.hpp"

#include <cstdint>

namespace holdfast::plan {

namespace json = boost::json;

namespace {

json::object write_to_json(const model::WriteAction& write) {
  return {{"point", write.point}, {"value", value_to_json(write.value)}};
}

json::object action_to_json(const model::Action& action) {
  struct {
    json::object operator()(const model::WriteAction& a) const { return write_to_json(a); }
    json::object operator()(const model::WaitAction& a) const {
      json::object wait{{"until", a.until}};
      if (a.span) wait["span_us"] = a.span->count();
      return wait;
    }
    json::object operator()(const model::NotifyAction& a) const { return {{"role", a.role}, {"text", a.text}}; }
    json::object operator()(const model::ApproveAction& a) const { return {{"role", a.role}, {"text", a.text}}; }
    json::object operator()(const model::NoteAction& a) const { return {{"text", a.text}}; }
  } visitor;
  json::object object = std::visit(visitor, action);
  object["action"] = model::action_name(action);
  return object;
}

json::object step_to_json(const model::Step& step) {
  json::object object{{"id", step.id},
                      {"title", step.title},
                      {"role", step.role},
                      {"when", step.when},
                      {"do", action_to_json(step.action)},
                      {"timeout_us", step.timeout.count()},
                      {"on_failure", static_cast<int>(step.on_failure)},
                      {"on_interruption", static_cast<int>(step.on_interruption)},
                      {"protect", step.protect},
                      {"background", step.background}};
  if (step.verify)
    object["verify"] = {{"condition", step.verify->condition}, {"within_us", step.verify->within.count()}};
  if (step.undo) object["undo"] = write_to_json(*step.undo);
  if (step.point_of_no_return) object["point_of_no_return"] = true;
  return object;
}

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

// Reading back. Boost.JSON throws on a missing key or a wrong type; plan_from_json turns that into an Error.
std::string text_of(const json::object& object, const char* key) { return std::string(object.at(key).as_string()); }
Duration span_of(const json::object& object, const char* key) {
  return Duration{object.at(key).to_number<std::int64_t>()};
}

std::vector<std::string> texts_of(const json::object& object, const char* key) {
  std::vector<std::string> list;
  for (const auto& item : object.at(key).as_array()) list.emplace_back(item.as_string());
  return list;
}

model::WriteAction write_from(const json::object& object) {
  return {text_of(object, "point"), value_from_json(object.at("value")).value()};
}

model::Action action_from(const json::object& object) {
  const std::string name = text_of(object, "action");
  if (name == "write") return write_from(object);
  if (name == "notify") return model::NotifyAction{text_of(object, "role"), text_of(object, "text")};
  if (name == "approve") return model::ApproveAction{text_of(object, "role"), text_of(object, "text")};
  if (name == "note") return model::NoteAction{text_of(object, "text")};
  model::WaitAction wait{std::nullopt, text_of(object, "until")};
  if (object.contains("span_us")) wait.span = span_of(object, "span_us");
  return wait;
}

model::Step step_from(const json::object& object) {
  model::Step step;
  step.id = text_of(object, "id");
  step.title = text_of(object, "title");
  step.role = text_of(object, "role");
  step.when = text_of(object, "when");
  step.action = action_from(object.at("do").as_object());
  step.timeout = span_of(object, "timeout_us");
  step.on_failure = static_cast<model::OnFailure>(object.at("on_failure").as_int64());
  step.on_interruption = static_cast<model::OnInterruption>(object.at("on_interruption").as_int64());
  step.protect = object.at("protect").as_bool();
  step.background = object.at("background").as_bool();
  if (const auto* verify = object.if_contains("verify")) {
    const auto& fields = verify->as_object();
    step.verify = model::Verify{text_of(fields, "condition"), span_of(fields, "within_us")};
  }
  if (const auto* undo = object.if_contains("undo")) step.undo = write_from(undo->as_object());
  step.point_of_no_return = object.contains("point_of_no_return");
  return step;
}

std::vector<model::Step> steps_from(const json::object& object, const char* key) {
  std::vector<model::Step> steps;
  for (const auto& item : object.at(key).as_array()) steps.push_back(step_from(item.as_object()));
  return steps;
}

json::array steps_to_json(const std::vector<model::Step>& steps) {
  json::array list;
  for (const auto& step : steps) list.push_back(step_to_json(step));
  return list;
}

}  // namespace

json::value value_to_json(const model::Value& value) {
  struct {
    json::value operator()(bool v) const { return {{"bool", v}}; }
    json::value operator()(std::int64_t v) const { return {{"integer", v}}; }
    json::value operator()(double v) const { return {{"number", v}}; }
    json::value operator()(const model::Enumeration& v) const { return {{"state", v.name}, {"code", v.code}}; }
    json::value operator()(const model::Text& v) const { return {{"text", v.text}}; }
    json::value operator()(const model::Flags& v) const { return {{"flags", json::array(v.set.begin(), v.set.end())}}; }
  } visitor;
  return std::visit(visitor, value);
}

Result<model::Value> value_from_json(const json::value& value) {
  const auto* object = value.if_object();
  if (!object) return make_error(Code::damaged, "a stored value is not an object");
  if (const auto* v = object->if_contains("bool"); v && v->is_bool()) return model::Value{v->as_bool()};
  if (const auto* v = object->if_contains("integer"); v && v->is_int64()) return model::Value{v->as_int64()};
  if (const auto* v = object->if_contains("number"); v && v->is_number()) return model::Value{v->to_number<double>()};
  if (const auto* v = object->if_contains("text"); v && v->is_string())
    return model::Value{model::Text{std::string(v->as_string())}};
  if (const auto* v = object->if_contains("state"); v && v->is_string()) {
    const auto* code = object->if_contains("code");
    return model::Value{
        model::Enumeration{std::string(v->as_string()), code && code->is_int64() ? code->as_int64() : 0}};
  }
  if (const auto* v = object->if_contains("flags"); v && v->is_array()) {
    model::Flags flags;
    for (const auto& name : v->as_array())
      if (name.is_string()) flags.set.emplace(name.as_string());
    return model::Value{std::move(flags)};
  }
  return make_error(Code::damaged, "a stored value has no known kind");
}

json::object plan_to_json(const model::Plan& plan) {
  return {{"id", plan.id},
          {"title", plan.title},
          {"purpose", plan.purpose},
          {"scope", plan.scope},
          {"participants", texts(plan.participants)},
          {"activation", plan.activation},
          {"resources", texts(plan.resources)},
          {"notes", plan.notes},
          {"owner", plan.owner},
          {"on", texts(plan.on)},
          {"steps", steps_to_json(plan.steps)},
          {"restore", steps_to_json(plan.restore)}};
}

Result<model::Plan> plan_from_json(const json::value& value) {
  try {
    const auto& object = value.as_object();
    model::Plan plan;
    plan.id = text_of(object, "id");
    plan.title = text_of(object, "title");
    plan.purpose = text_of(object, "purpose");
    plan.scope = text_of(object, "scope");
    plan.participants = texts_of(object, "participants");
    plan.activation = text_of(object, "activation");
    plan.resources = texts_of(object, "resources");
    plan.notes = text_of(object, "notes");
    plan.owner = text_of(object, "owner");
    plan.on = texts_of(object, "on");
    plan.steps = steps_from(object, "steps");
    plan.restore = steps_from(object, "restore");
    return plan;
  } catch (const std::exception& problem) {
    return make_error(Code::damaged, "the stored plan cannot be read ({})", problem.what());
  }
}

std::string plan_hash(const model::Plan& plan) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : json::serialize(plan_to_json(plan))) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace holdfast::plan
