#include "tests/branch/snmp_objects.hpp"

#include <charconv>

namespace holdfast::branch {

Oid parse_oid(const std::string& dotted) {
  Oid oid;
  const char* at = dotted.data();
  const char* const end = at + dotted.size();
  while (at < end) {
    unsigned long number = 0;
    at = std::from_chars(at, end, number).ptr + 1;  // the dot
    oid.push_back(number);
  }
  return oid;
}

std::string to_string(const Oid& oid) {
  std::string text;
  for (const unsigned long number : oid) text += (text.empty() ? "" : ".") + std::to_string(number);
  return text;
}

SnmpObjects& SnmpObjects::below(const std::string& dotted) {
  base_ = parse_oid(dotted);
  return *this;
}

SnmpObject& SnmpObjects::add(const std::string& suffix, SnmpValue value) {
  Oid oid = base_;
  const Oid rest = parse_oid(suffix);
  oid.insert(oid.end(), rest.begin(), rest.end());
  return objects_[oid] = {std::move(value), {}};
}

SnmpObject& SnmpObjects::integer(const std::string& suffix, std::int64_t value) {
  return add(suffix, {SnmpType::integer, value});
}

SnmpObject& SnmpObjects::text(const std::string& suffix, std::string value) {
  return add(suffix, {SnmpType::octet_string, std::move(value)});
}

SnmpObject& SnmpObjects::object_id(const std::string& suffix, const std::string& dotted) {
  return add(suffix, {SnmpType::object_id, parse_oid(dotted)});
}

SnmpObject& SnmpObjects::counter32(const std::string& suffix, std::uint64_t value) {
  return add(suffix, {SnmpType::counter32, value & 0xFFFFFFFF});
}

SnmpObject& SnmpObjects::gauge(const std::string& suffix, std::uint64_t value) {
  return add(suffix, {SnmpType::gauge32, value});
}

SnmpObject& SnmpObjects::ticks(const std::string& suffix, Duration value) {
  return add(suffix, {SnmpType::time_ticks, static_cast<std::uint64_t>(value.count() / 10000) & 0xFFFFFFFF});
}

SnmpObject& SnmpObjects::counter64(const std::string& suffix, std::uint64_t value) {
  return add(suffix, {SnmpType::counter64, value});
}

void settable(SnmpObject& object, std::string what, std::int64_t low, std::int64_t high,
              std::function<void(std::int64_t)> commit) {
  object.writable = {
      std::move(what),
      [low, high](const SnmpValue& value) {
        const auto number = std::get<std::int64_t>(value.data);
        return number >= low && number <= high;
      },
      [commit = std::move(commit)](const SnmpValue& value) { commit(std::get<std::int64_t>(value.data)); }};
}

void settable_text(SnmpObject& object, std::string what, std::size_t longest, std::function<void(std::string)> commit) {
  object.writable = {
      std::move(what),
      [longest](const SnmpValue& value) { return std::get<std::string>(value.data).size() <= longest; },
      [commit = std::move(commit)](const SnmpValue& value) { commit(std::get<std::string>(value.data)); }};
}

}  // namespace holdfast::branch
