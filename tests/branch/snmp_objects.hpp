// The objects of a simulated SNMP device: OID -> value, built afresh from the physical model for each request.
// Which of them can be set, and what a SET checks and does, stands beside the value.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "tests/branch/model/site.hpp"

namespace holdfast::branch {

using Oid = std::vector<unsigned long>;

enum class SnmpType { integer, octet_string, object_id, counter32, gauge32, time_ticks, counter64 };

struct SnmpValue {
  SnmpType type = SnmpType::integer;
  std::variant<std::int64_t, std::uint64_t, std::string, Oid> data;  // integer; the unsigned types; text; OID
};

struct SnmpWritable {
  std::string what;  // "outlet.3.command", as the log calls it
  std::function<bool(const SnmpValue&)> accepts;
  std::function<void(const SnmpValue&)> commit;
};

struct SnmpObject {
  SnmpValue value;
  SnmpWritable writable;  // cannot be set while `commit` is empty
};

Oid parse_oid(const std::string& dotted);
std::string to_string(const Oid& oid);

class SnmpObjects {
 public:
  // The following objects go below `dotted`.
  SnmpObjects& below(const std::string& dotted);
  SnmpObject& integer(const std::string& suffix, std::int64_t value);
  SnmpObject& text(const std::string& suffix, std::string value);
  SnmpObject& object_id(const std::string& suffix, const std::string& dotted);
  SnmpObject& counter32(const std::string& suffix, std::uint64_t value);  // modulo 2^32
  SnmpObject& gauge(const std::string& suffix, std::uint64_t value);
  SnmpObject& ticks(const std::string& suffix, Duration value);
  SnmpObject& counter64(const std::string& suffix, std::uint64_t value);

  const std::map<Oid, SnmpObject>& all() const { return objects_; }

 private:
  SnmpObject& add(const std::string& suffix, SnmpValue value);

  Oid base_;
  std::map<Oid, SnmpObject> objects_;
};

// Makes an object writable: an INTEGER within [low, high], handed to `commit`.
void settable(SnmpObject& object, std::string what, std::int64_t low, std::int64_t high,
              std::function<void(std::int64_t)> commit);
// The same for text of at most `longest` octets.
void settable_text(SnmpObject& object, std::string what, std::size_t longest, std::function<void(std::string)> commit);

// The devices. `site` must outlive the objects.
SnmpObjects ups_objects(Site& site);
SnmpObjects pdu_objects(Site& site);
SnmpObjects rack_ups_objects(Site& site);
SnmpObjects rack_pdu_objects(Site& site);
SnmpObjects room_objects(Site& site);
SnmpObjects core_switch_objects(Site& site);
SnmpObjects router_objects(Site& site);

}  // namespace holdfast::branch
