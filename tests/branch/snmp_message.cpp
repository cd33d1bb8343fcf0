#include "tests/branch/snmp_message.hpp"

#include <algorithm>
#include <cctype>

namespace holdfast::branch {
namespace {

constexpr std::size_t envelope = 60;  // octets of a message around its bindings, community included, rounded up

u_char asn_type(SnmpType type) {
  switch (type) {
    case SnmpType::integer: return ASN_INTEGER;
    case SnmpType::octet_string: return ASN_OCTET_STR;
    case SnmpType::object_id: return ASN_OBJECT_ID;
    case SnmpType::counter32: return ASN_COUNTER;
    case SnmpType::gauge32: return ASN_GAUGE;
    case SnmpType::time_ticks: return ASN_TIMETICKS;
    case SnmpType::counter64: return ASN_COUNTER64;
  }
  return ASN_NULL;
}

void put(netsnmp_pdu* reply, const Oid& oid, u_char type, const void* data, std::size_t size) {
  snmp_pdu_add_variable(reply, oid.data(), oid.size(), type, data, size);
}

// Adds the binding; how many octets it takes at most.
std::size_t put(netsnmp_pdu* reply, const Oid& oid, const SnmpValue& value) {
  const std::size_t around = oid.size() * 2 + 8;
  const u_char type = asn_type(value.type);
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    put(reply, oid, type, text->data(), text->size());
    return around + text->size();
  }
  if (const auto* id = std::get_if<Oid>(&value.data)) {
    put(reply, oid, type, id->data(), id->size() * sizeof(unsigned long));
    return around + id->size() * 2;
  }
  if (value.type == SnmpType::counter64) {
    const auto number = std::get<std::uint64_t>(value.data);
    const counter64 wide{static_cast<u_long>(number >> 32), static_cast<u_long>(number & 0xFFFFFFFF)};
    put(reply, oid, type, &wide, sizeof wide);
    return around + 9;
  }
  const long number = value.type == SnmpType::integer ? static_cast<long>(std::get<std::int64_t>(value.data))
                                                      : static_cast<long>(std::get<std::uint64_t>(value.data));
  put(reply, oid, type, &number, sizeof number);  // 32-bit values are `long` here
  return around + 5;
}

struct Exception {
  u_char type;
};

std::size_t put(netsnmp_pdu* reply, const Oid& oid, Exception exception) {
  put(reply, oid, exception.type, nullptr, 0);
  return oid.size() * 2 + 8;
}

// Binds the object after `oid` and moves `oid` there; at the end of the view it stays.
std::size_t put_next(const SnmpObjects& objects, netsnmp_pdu* reply, Oid& oid) {
  const auto next = objects.all().upper_bound(oid);
  if (next == objects.all().end()) return put(reply, oid, Exception{SNMP_ENDOFMIBVIEW});
  oid = next->first;
  return put(reply, oid, next->second.value);
}

// noSuchObject where no instance of the object exists at all, else noSuchInstance (RFC 3416, 4.2.1): here the object of
// a scalar is its OID without the last number, as is a column's with one index.
u_char missing(const SnmpObjects& objects, const Oid& oid) {
  const Oid parent(oid.begin(), oid.empty() ? oid.end() : oid.end() - 1);
  const auto first = objects.all().upper_bound(parent);
  const bool below = first != objects.all().end() && first->first.size() == oid.size() &&
                     std::equal(parent.begin(), parent.end(), first->first.begin());
  return below ? SNMP_NOSUCHINSTANCE : SNMP_NOSUCHOBJECT;
}

void drop_last_binding(netsnmp_pdu* reply) {
  netsnmp_variable_list** link = &reply->variables;
  while (*link != nullptr && (*link)->next_variable != nullptr) link = &(*link)->next_variable;
  snmp_free_varbind(*link);
  *link = nullptr;
}

void fill_bulk(const SnmpObjects& objects, const netsnmp_pdu* request, netsnmp_pdu* reply, std::size_t largest) {
  std::size_t size = envelope;
  long single = std::max(0L, request->non_repeaters);
  const netsnmp_variable_list* binding = request->variables;
  for (; binding != nullptr && single > 0; binding = binding->next_variable, --single) {
    Oid oid = oid_of(*binding);
    size += put_next(objects, reply, oid);
  }
  std::vector<Oid> columns;
  for (; binding != nullptr; binding = binding->next_variable) columns.push_back(oid_of(*binding));
  for (long repetition = 0; repetition < request->max_repetitions && !columns.empty(); ++repetition) {
    for (Oid& oid : columns) {
      size += put_next(objects, reply, oid);
      if (size > largest) return drop_last_binding(reply);
    }
  }
}

}  // namespace

Oid oid_of(const netsnmp_variable_list& binding) { return {binding.name, binding.name + binding.name_length}; }

std::optional<SnmpType> object_type(const netsnmp_variable_list& binding) {
  switch (binding.type) {
    case ASN_INTEGER: return SnmpType::integer;
    case ASN_OCTET_STR: return SnmpType::octet_string;
    case ASN_GAUGE: return SnmpType::gauge32;
    case ASN_TIMETICKS: return SnmpType::time_ticks;
    default: return std::nullopt;  // nothing here can be set to any other
  }
}

SnmpValue value_of(const netsnmp_variable_list& binding) {
  const SnmpType type = object_type(binding).value();
  if (type == SnmpType::octet_string) {
    return {type, std::string(reinterpret_cast<const char*>(binding.val.string), binding.val_len)};
  }
  if (type == SnmpType::integer) return {type, std::int64_t{*binding.val.integer}};
  return {type, static_cast<std::uint64_t>(*binding.val.integer)};
}

boost::json::value json_of(const netsnmp_variable_list& binding) {
  if (!object_type(binding)) return nullptr;
  const SnmpValue value = value_of(binding);
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return *number;
  if (const auto* number = std::get_if<std::uint64_t>(&value.data)) return *number;
  std::string text = std::get<std::string>(value.data);
  for (char& c : text) c = std::isprint(static_cast<unsigned char>(c)) ? c : '?';
  return boost::json::value(text);
}

bool fill_reply(const SnmpObjects& objects, const netsnmp_pdu* request, netsnmp_pdu* reply, std::size_t largest) {
  if (request->command == SNMP_MSG_GETBULK) {
    fill_bulk(objects, request, reply, largest);
    return true;
  }
  std::size_t size = envelope;
  for (const auto* binding = request->variables; binding != nullptr; binding = binding->next_variable) {
    Oid oid = oid_of(*binding);
    if (request->command == SNMP_MSG_GETNEXT) {
      size += put_next(objects, reply, oid);
      continue;
    }
    const auto found = objects.all().find(oid);
    size += found == objects.all().end() ? put(reply, oid, Exception{missing(objects, oid)})
                                         : put(reply, oid, found->second.value);
  }
  return size <= largest;
}

}  // namespace holdfast::branch
