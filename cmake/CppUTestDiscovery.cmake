# Makes test_<area> and one ctest entry for each of its tests, named area.Group.name.

# See tests/CMakeLists.txt for the arguments.
function(holdfast_tests area)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PURE;INTEGRATION" "TIMEOUT;SLOTS" "LINKS;NEEDS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${area}/*_test.cpp")
  if(NOT sources)
    return()
  endif()
  if(NOT area STREQUAL "branch")  # there the other files are the simulated branch itself
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${area}/*.cpp")
  endif()
  set(name test_${area})
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  if(arg_PURE)
    target_link_libraries(${name} PRIVATE hf_test_main)
  else()
    target_link_libraries(${name} PRIVATE hf_test_support hf_test_main)
    target_precompile_headers(${name} REUSE_FROM hf_pch)
  endif()
  foreach(program IN LISTS arg_NEEDS)
    if(TARGET ${program})
      add_dependencies(${name} ${program})
    endif()
  endforeach()
  if(arg_INTEGRATION AND CMAKE_CROSSCOMPILING)
    return()  # built, but an emulator of one process cannot run brokers, namespaces and timing
  endif()

  set(label unit)
  if(arg_INTEGRATION)
    set(label ${area})
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 30)
  endif()
  if(NOT arg_SLOTS)
    set(arg_SLOTS 1)
  endif()
  if(HOLDFAST_SANITIZE OR CMAKE_CROSSCOMPILING)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 3")
  endif()
  if(HOLDFAST_SANITIZE AND arg_SLOTS GREATER 1)
    set(arg_SLOTS 4)  # a sanitized process takes three times as much: all of them, as CMakePresets.json has it
  endif()

  set(list_file "${CMAKE_CURRENT_BINARY_DIR}/${name}.tests.cmake")
  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    BYPRODUCTS "${list_file}"
    COMMENT "Listing the tests of ${area}"
    COMMAND "${CMAKE_COMMAND}"
      "-DAREA=${area}" "-DEXE=$<TARGET_FILE:${name}>" "-DEMULATOR=$<TARGET_PROPERTY:${name},CROSSCOMPILING_EMULATOR>"
      "-DLABEL=${label}" "-DTIMEOUT=${arg_TIMEOUT}" "-DSLOTS=${arg_SLOTS}" "-DOUTPUT=${list_file}"
      "-DSOURCE_DIR=${CMAKE_SOURCE_DIR}" "-DBINARY_DIR=${CMAKE_BINARY_DIR}"
      -P "${CMAKE_SOURCE_DIR}/cmake/ListTests.cmake")
  set(include_file "${CMAKE_CURRENT_BINARY_DIR}/${name}.cmake")
  file(WRITE "${include_file}"
    "if(EXISTS \"${list_file}\")\n  include(\"${list_file}\")\nelse()\n"
    "  add_test(${area}.NOT_BUILT ${name}_is_not_built)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include_file}")
endfunction()
