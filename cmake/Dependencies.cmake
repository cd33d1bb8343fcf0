# Everything that comes from Debian. What has a pkg-config file is found by it; the others by header and library,
# because their CMake files are missing or broken on some architectures.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
foreach(module fmt sqlite3 netsnmp spdlog openssl libsystemd libmodbus)
  pkg_check_modules(${module} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${module})
endforeach()

find_path(BOOST_INCLUDE_DIR boost/asio.hpp REQUIRED)
find_path(TOML11_INCLUDE_DIR toml.hpp REQUIRED)
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
find_path(PAHO_INCLUDE_DIR mqtt/async_client.h REQUIRED)
find_library(PAHO_MQTTPP_LIBRARY paho-mqttpp3 REQUIRED)
find_library(PAHO_MQTT_LIBRARY paho-mqtt3as REQUIRED)
find_path(DATE_INCLUDE_DIR date/tz.h REQUIRED)
find_library(DATE_TZ_LIBRARY date-tz REQUIRED)

add_library(holdfast_asio INTERFACE)
target_link_libraries(holdfast_asio INTERFACE Threads::Threads)

add_library(holdfast_mqtt INTERFACE)
target_link_libraries(holdfast_mqtt INTERFACE "${PAHO_MQTTPP_LIBRARY}" "${PAHO_MQTT_LIBRARY}")

# Time zones, until the compiler's own library has them (g++ 14).
add_library(holdfast_tz INTERFACE)
target_link_libraries(holdfast_tz INTERFACE "${DATE_TZ_LIBRARY}" Threads::Threads)

if(HOLDFAST_TESTS)
  find_path(CPPUTEST_INCLUDE_DIR CppUTest/TestHarness.h REQUIRED)
  find_library(CPPUTEST_LIBRARY CppUTest REQUIRED)
  find_library(CPPUTEST_EXT_LIBRARY CppUTestExt REQUIRED)
  add_library(holdfast_cpputest INTERFACE)
  target_link_libraries(holdfast_cpputest INTERFACE "${CPPUTEST_EXT_LIBRARY}" "${CPPUTEST_LIBRARY}")
  # Its leak detector replaces operator new by macros and fights the standard headers; AddressSanitizer looks instead.
  target_compile_definitions(holdfast_cpputest INTERFACE CPPUTEST_MEM_LEAK_DETECTION_DISABLED)
endif()
