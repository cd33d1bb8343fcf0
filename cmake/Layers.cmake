# How a folder becomes a library, and main.cpp a binary.

# Asio's headers cost seconds in every file; they are precompiled once, here, for all who use them.
add_library(hf_pch OBJECT "${CMAKE_SOURCE_DIR}/cmake/pch.cpp")
target_precompile_headers(hf_pch PRIVATE
  <boost/asio.hpp> <boost/asio/experimental/parallel_group.hpp>
  <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view> <utility> <variant> <vector>)

# holdfast_library(NAME [ASIO] FOLDER folder [WITHOUT file...] | FILES file...  [LINKS library...])
# All *.cpp below the folder, found again at each build. ASIO: uses the precompiled header.
function(holdfast_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ASIO" "FOLDER" "FILES;WITHOUT;LINKS")
  if(arg_FOLDER)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${arg_FOLDER}/*.cpp")
  else()
    holdfast_existing(sources ${arg_FILES})
  endif()
  foreach(file IN LISTS arg_WITHOUT)
    list(REMOVE_ITEM sources "${CMAKE_SOURCE_DIR}/${file}")
  endforeach()
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_LINKS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC ${arg_LINKS})
  if(arg_ASIO)
    target_precompile_headers(${name} REUSE_FROM hf_pch)
  endif()
endfunction()

# holdfast_binary(NAME [ASIO] SOURCES file... [LINKS library...]); no target at all while a source does not exist.
function(holdfast_binary name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ASIO" "" "SOURCES;LINKS")
  holdfast_existing(sources ${arg_SOURCES})
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  if(arg_ASIO)
    target_precompile_headers(${name} REUSE_FROM hf_pch)
  endif()
endfunction()

# Those of the files (relative to the top) that exist. A glob, so that a file that appears later is noticed.
function(holdfast_existing out)
  set(paths ${ARGN})
  list(TRANSFORM paths PREPEND "${CMAKE_SOURCE_DIR}/")
  file(GLOB found CONFIGURE_DEPENDS ${paths})
  set(${out} ${found} PARENT_SCOPE)
endfunction()
