#include "tests/branch/snmp_agent.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/library/large_fd_set.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <random>
#include <stdexcept>

#include "tests/branch/snmp_message.hpp"

namespace holdfast::branch {
namespace {

// Makes net-snmp read, write and print nothing: no MIBs, no configuration, no persistent state, no log.
void start_library_quietly() {
  snmp_disable_log();
  netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
  ::setenv("MIBS", "", 1);
  ::setenv("MIBDIRS", "/dev/null", 1);
  set_configuration_directory("/dev/null");
  set_persistent_directory("/dev/null");
  for (const int option :
       {NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_DONT_PERSIST_STATE, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD,
        NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, NETSNMP_DS_LIB_ALARM_DONT_USE_SIG}) {
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, option, 1);
  }
  init_snmp("branch");
}

void read_message(void* session, int socket) {
  netsnmp_large_fd_set ready;
  netsnmp_large_fd_set_init(&ready, FD_SETSIZE);
  NETSNMP_LARGE_FD_ZERO(&ready);
  NETSNMP_LARGE_FD_SET(socket, &ready);
  snmp_sess_read2(session, &ready);
  netsnmp_large_fd_set_cleanup(&ready);
}

void send_garbage(int socket, const netsnmp_pdu* request) {
  if (request->transport_data_length < static_cast<int>(sizeof(netsnmp_indexed_addr_pair))) return;
  const auto* peer = static_cast<const netsnmp_indexed_addr_pair*>(request->transport_data);
  static std::mt19937 random(20250801);
  unsigned char bytes[48];
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
  ::sendto(socket, bytes, sizeof bytes, 0, &peer->remote_addr.sa, sizeof(sockaddr_in));
}

netsnmp_pdu* empty_reply_to(netsnmp_pdu* request) {
  netsnmp_pdu* reply = snmp_clone_pdu(request);
  if (reply == nullptr) return nullptr;
  snmp_free_varbind(reply->variables);
  reply->variables = nullptr;
  reply->command = SNMP_MSG_RESPONSE;
  reply->errstat = SNMP_ERR_NOERROR;
  reply->errindex = 0;
  reply->flags |= UCD_MSG_FLAG_RESPONSE_PDU;
  reply->flags &= ~static_cast<u_long>(UCD_MSG_FLAG_EXPECT_RESPONSE);
  return reply;
}

void repeat_bindings(const netsnmp_pdu* request, netsnmp_pdu* reply) {
  snmp_free_varbind(reply->variables);
  reply->variables = snmp_clone_varbind(request->variables);
}

bool understood(const netsnmp_pdu* request, const std::string& community) {
  if (request->version != SNMP_VERSION_2c) return false;
  if (std::string(reinterpret_cast<const char*>(request->community), request->community_len) != community) return false;
  return request->command == SNMP_MSG_GET || request->command == SNMP_MSG_GETNEXT ||
         request->command == SNMP_MSG_GETBULK || request->command == SNMP_MSG_SET;
}

// The error status of RFC 3416, 4.2.5, in the order in which it asks for them.
long check_set(const SnmpObjects& objects, const netsnmp_variable_list& binding) {
  const auto found = objects.all().find(oid_of(binding));
  if (found == objects.all().end()) return SNMP_ERR_NOCREATION;
  const SnmpObject& object = found->second;
  if (!object.writable.commit) return SNMP_ERR_NOTWRITABLE;
  if (object_type(binding) != object.value.type) return SNMP_ERR_WRONGTYPE;
  return object.writable.accepts(value_of(binding)) ? SNMP_ERR_NOERROR : SNMP_ERR_WRONGVALUE;
}

}  // namespace

SnmpAgent::SnmpAgent(Settings settings, Loop& loop, Log& log, const Faults& faults, Loop::Job bring_up_to_date)
    : settings_(std::move(settings)),
      loop_(loop),
      log_(log),
      faults_(faults),
      bring_up_to_date_(std::move(bring_up_to_date)) {
  start_library_quietly();
}

SnmpAgent::~SnmpAgent() {
  for (const auto& listener : listeners_) {
    loop_.forget(listener->socket);
    snmp_sess_close(listener->session);
  }
}

std::uint16_t SnmpAgent::add(Device device, std::uint16_t port) {
  const std::string where = "udp:127.0.0.1:" + std::to_string(port);
  netsnmp_transport* transport = netsnmp_transport_open_server("branch", where.c_str());
  if (transport == nullptr) throw std::runtime_error(device.id + ": cannot listen at " + where);
  const int socket = transport->sock;
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);

  listeners_.push_back(std::make_unique<Listener>(Listener{this, std::move(device), nullptr, socket}));
  Listener* listener = listeners_.back().get();
  netsnmp_session session;
  snmp_sess_init(&session);
  session.version = SNMP_DEFAULT_VERSION;
  session.callback = on_message;
  session.callback_magic = listener;
  session.isAuthoritative = SNMP_SESS_AUTHORITATIVE;
  listener->session = snmp_sess_add(&session, transport, nullptr, nullptr);  // owns the transport, even if it fails
  if (listener->session == nullptr) {
    const std::string id = listener->device.id;
    listeners_.pop_back();
    throw std::runtime_error(id + ": net-snmp refuses the session");
  }
  loop_.watch(socket, [listener] { read_message(listener->session, listener->socket); });
  return ntohs(bound.sin_port);
}

int SnmpAgent::on_message(int operation, netsnmp_session*, int, netsnmp_pdu* request, void* magic) {
  auto* listener = static_cast<Listener*>(magic);
  if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) listener->agent->handle(*listener, request);
  return 1;
}

void SnmpAgent::handle(Listener& listener, netsnmp_pdu* request) {
  if (!understood(request, settings_.community)) return;
  bring_up_to_date_();
  const Fault fault = faults_.of(listener.device.id);
  if (!listener.device.alive()) return refuse_all(listener, request, "no power");
  if (fault.kind == Fault::Kind::silent) return refuse_all(listener, request, "silent");

  netsnmp_pdu* reply = empty_reply_to(request);
  if (reply == nullptr) return;
  if (request->command == SNMP_MSG_SET) {
    answer_set(listener, request, reply);
  } else if (!fill_reply(listener.device.objects(), request, reply, settings_.largest_message)) {
    snmp_free_varbind(reply->variables);
    reply->variables = nullptr;
    reply->errstat = SNMP_ERR_TOOBIG;
  }
  if (fault.kind == Fault::Kind::garbage) {
    send_garbage(listener.socket, request);
    return snmp_free_pdu(reply);
  }
  send(listener, reply, fault);
}

// Validates every binding before it commits any.
void SnmpAgent::answer_set(Listener& listener, const netsnmp_pdu* request, netsnmp_pdu* reply) {
  repeat_bindings(request, reply);
  const SnmpObjects objects = listener.device.objects();
  long index = 0;
  for (const auto* binding = request->variables; binding != nullptr; binding = binding->next_variable) {
    ++index;
    const long error = check_set(objects, *binding);
    if (error == SNMP_ERR_NOERROR) continue;
    reply->errstat = error;
    reply->errindex = index;
    return refuse_all(listener, request, snmp_errstring(static_cast<int>(error)));
  }
  for (const auto* binding = request->variables; binding != nullptr; binding = binding->next_variable) {
    const Oid oid = oid_of(*binding);
    const SnmpWritable& writable = objects.all().at(oid).writable;
    log_.write({listener.device.id, "snmp", writable.what, to_string(oid), json_of(*binding), true, ""});
    writable.commit(value_of(*binding));
  }
  bring_up_to_date_();
}

void SnmpAgent::refuse_all(const Listener& listener, const netsnmp_pdu* request, const char* why) {
  if (request->command != SNMP_MSG_SET) return;
  const SnmpObjects objects = listener.device.objects();
  for (const auto* binding = request->variables; binding != nullptr; binding = binding->next_variable) {
    const Oid oid = oid_of(*binding);
    const auto found = objects.all().find(oid);
    const std::string what = found == objects.all().end() ? "" : found->second.writable.what;
    log_.write({listener.device.id, "snmp", what, to_string(oid), json_of(*binding), false, why});
  }
}

void SnmpAgent::send(Listener& listener, netsnmp_pdu* reply, const Fault& fault) {
  if (fault.kind == Fault::Kind::wrong_id) reply->reqid += 1000;
  void* session = listener.session;
  const auto send_now = [session, reply] {
    if (snmp_sess_send(session, reply) == 0) snmp_free_pdu(reply);
  };
  if (fault.kind == Fault::Kind::late) {
    loop_.after(fault.delay, send_now);
  } else {
    send_now();
  }
}

}  // namespace holdfast::branch
