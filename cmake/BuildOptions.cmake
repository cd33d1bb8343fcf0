# How everything is compiled: the language, the warnings, the sanitizers, the release build, the version header.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "Debug or Release" FORCE)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow)
if(HOLDFAST_WERROR)
  add_compile_options(-Werror)
endif()
# g++ 12 reports this inside the standard library's own strings once it optimises.
add_compile_options(-Wno-restrict)
# ... and these about the frames of Asio's coroutines and about Boost's small vectors. What it warns of by following
# values through optimised code of libraries is too often false to stop a release: debug builds are the judge.
add_compile_options($<$<CONFIG:Release>:-Wno-mismatched-new-delete> $<$<CONFIG:Release>:-Wno-stringop-overread>
  $<$<CONFIG:Release>:-Wno-error>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^arm")
  add_compile_options(-Wno-psabi)  # a note about GCC 7's ABI, printed for every std::chrono argument
endif()

# Asio, Beast and JSON are compiled once, in platform/asio.cpp and platform/json.cpp.
add_compile_definitions(
  BOOST_ASIO_SEPARATE_COMPILATION=1
  BOOST_ASIO_NO_DEPRECATED=1
  BOOST_BEAST_SEPARATE_COMPILATION=1)

if(HOLDFAST_SANITIZE STREQUAL "address")
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(HOLDFAST_SANITIZE STREQUAL "thread")
  set(sanitizers -fsanitize=thread -Wno-tsan -fno-omit-frame-pointer)
elseif(HOLDFAST_SANITIZE)
  message(FATAL_ERROR "HOLDFAST_SANITIZE is '${HOLDFAST_SANITIZE}'; allowed: empty, address, thread")
endif()
if(HOLDFAST_SANITIZE)
  # Not optimised: that would double the time to compile. Lines are all that a report shows, so no more is said of
  # variables than that needs: a fifth less to compile. The warning is false alarm inside std::function and std::regex.
  set(CMAKE_CXX_FLAGS_DEBUG "-g1")
  add_compile_options(${sanitizers} -Wno-maybe-uninitialized)
  add_link_options(${sanitizers})
endif()

# A gateway box has little flash: the release is built for size and carries no symbols. Without link-time optimisation:
# it saves little here, and g++ 12 takes the frames of coroutine templates for violations of the one-definition rule.
set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT HOLDFAST_SANITIZE)
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections -s)
endif()

configure_file("${CMAKE_SOURCE_DIR}/cmake/version.hpp.in" "${CMAKE_BINARY_DIR}/generated/version.hpp" @ONLY)
include_directories("${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
