#include "drivers/snmp/convert.hpp"

// First: net-snmp's other headers depend on it.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

namespace holdfast::drivers::snmp {
namespace {

Raw unsigned_32(const netsnmp_variable_list& variable) {
  return {std::uint64_t{static_cast<std::uint32_t>(*variable.val.integer)}, 32};
}

std::uint64_t wide(const struct counter64& value) {
  return std::uint64_t{static_cast<std::uint32_t>(value.high)} << 32 | static_cast<std::uint32_t>(value.low);
}

Raw octets(const netsnmp_variable_list& variable) {
  if (variable.val.string == nullptr) return {std::string{}, 0};
  return {std::string{reinterpret_cast<const char*>(variable.val.string), variable.val_len}, 0};
}

Oid oid_of(const oid* numbers, std::size_t count) {
  Oid result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(static_cast<std::uint32_t>(numbers[i]));
  return result;
}

std::string dotted(const std::string& octets) {
  std::string text;
  for (const char octet : octets) {
    if (!text.empty()) text += '.';
    text += std::to_string(static_cast<unsigned char>(octet));
  }
  return text;
}

void take_value(const netsnmp_variable_list& variable, Binding& binding) {
  switch (variable.type) {
    case ASN_INTEGER:
      binding.syntax = Syntax::integer;
      binding.raw = {std::int64_t{*variable.val.integer}, 32};
      return;
    case ASN_GAUGE:
    case ASN_UINTEGER:
      binding.syntax = Syntax::gauge;
      binding.raw = unsigned_32(variable);
      return;
    case ASN_COUNTER:
      binding.syntax = Syntax::counter;
      binding.raw = unsigned_32(variable);
      return;
    case ASN_TIMETICKS:
      binding.syntax = Syntax::ticks;
      binding.raw = unsigned_32(variable);
      return;
    case ASN_COUNTER64:
    case ASN_OPAQUE_COUNTER64:
    case ASN_OPAQUE_U64:
      binding.syntax = Syntax::counter64;
      binding.raw = {wide(*variable.val.counter64), 64};
      return;
    case ASN_OPAQUE_I64:
      binding.syntax = Syntax::integer;
      binding.raw = {static_cast<std::int64_t>(wide(*variable.val.counter64)), 64};
      return;
    case ASN_OPAQUE_FLOAT:
      binding.syntax = Syntax::real;
      binding.raw = {static_cast<double>(*variable.val.floatVal), 32};
      return;
    case ASN_OPAQUE_DOUBLE:
      binding.syntax = Syntax::real;
      binding.raw = {*variable.val.doubleVal, 64};
      return;
    case ASN_OCTET_STR:
    case ASN_BIT_STR:
    case ASN_OPAQUE:
      binding.syntax = Syntax::octets;
      binding.raw = octets(variable);
      return;
    case ASN_OBJECT_ID:
      binding.syntax = Syntax::object_id;
      binding.raw = {to_string(oid_of(variable.val.objid, variable.val_len / sizeof(oid))), 0};
      return;
    case ASN_IPADDRESS:
      binding.syntax = Syntax::ip_address;
      binding.raw = {dotted(std::get<std::string>(octets(variable).value)), 0};
      return;
    case ASN_NULL: binding.syntax = Syntax::null; return;
    case SNMP_NOSUCHOBJECT: binding.syntax = Syntax::no_such_object; return;
    case SNMP_NOSUCHINSTANCE: binding.syntax = Syntax::no_such_instance; return;
    case SNMP_ENDOFMIBVIEW: binding.syntax = Syntax::end_of_view; return;
    default: binding.syntax = Syntax::other; return;
  }
}

bool add(netsnmp_pdu* pdu, const Binding& binding) {
  const std::vector<oid> name{binding.oid.begin(), binding.oid.end()};
  if (const auto* text = std::get_if<std::string>(&binding.raw.value); binding.syntax == Syntax::octets) {
    if (text == nullptr) return false;
    return snmp_pdu_add_variable(pdu, name.data(), name.size(), ASN_OCTET_STR, text->data(), text->size()) != nullptr;
  }
  if (binding.syntax == Syntax::integer || binding.syntax == Syntax::gauge) {
    const auto* number = std::get_if<std::int64_t>(&binding.raw.value);
    if (number == nullptr) return false;
    const u_char type = binding.syntax == Syntax::integer ? ASN_INTEGER : ASN_GAUGE;
    const long value = static_cast<long>(*number);
    return snmp_pdu_add_variable(pdu, name.data(), name.size(), type, &value, sizeof value) != nullptr;
  }
  return snmp_add_null_var(pdu, name.data(), name.size()) != nullptr;
}

}  // namespace

netsnmp_pdu* make_pdu(const Request& request) {
  int command = SNMP_MSG_GET;
  if (request.command == Command::get_next) command = SNMP_MSG_GETNEXT;
  if (request.command == Command::get_bulk) command = SNMP_MSG_GETBULK;
  if (request.command == Command::set) command = SNMP_MSG_SET;
  netsnmp_pdu* pdu = snmp_pdu_create(command);
  if (pdu == nullptr) return nullptr;
  if (request.command == Command::get_bulk) {
    pdu->errstat = 0;  // non-repeaters
    pdu->errindex = request.repetitions;
  }
  for (const Binding& binding : request.bindings) {
    if (add(pdu, binding)) continue;
    snmp_free_pdu(pdu);
    return nullptr;
  }
  return pdu;
}

Response response_of(const netsnmp_pdu& pdu) {
  Response response;
  response.error_status = pdu.errstat;
  response.error_index = pdu.errindex;
  std::size_t count = 0;
  for (const auto* variable = pdu.variables; variable != nullptr; variable = variable->next_variable) ++count;
  response.bindings.reserve(count);
  for (const auto* variable = pdu.variables; variable != nullptr; variable = variable->next_variable) {
    Binding& binding = response.bindings.emplace_back();
    binding.oid = oid_of(variable->name, variable->name_length);
    take_value(*variable, binding);
  }
  return response;
}

}  // namespace holdfast::drivers::snmp
