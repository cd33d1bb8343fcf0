#include "drivers/snmp/library.hpp"

// First: net-snmp's other headers depend on it.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <cstdlib>
#include <initializer_list>

namespace holdfast::drivers::snmp {
namespace {

bool initialise() {
  snmp_disable_log();
  netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_EMERG);
  setenv("MIBS", "", 1);
  setenv("MIBDIRS", "/dev/null", 1);
  // Never a path that somebody could create.
  set_configuration_directory("/dev/null");
  set_persistent_directory("/dev/null");
  for (const int option :
       {NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_DONT_PERSIST_STATE, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD,
        NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, NETSNMP_DS_LIB_ALARM_DONT_USE_SIG}) {
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, option, 1);
  }
  init_snmp("holdfast");
  return true;
}

}  // namespace

void start_library() { [[maybe_unused]] static const bool done = initialise(); }

}  // namespace holdfast::drivers::snmp
