# Runs after a test executable is linked: asks it for its tests and writes one add_test() for each.
# In: AREA EXE EMULATOR LABEL TIMEOUT SLOTS OUTPUT SOURCE_DIR BINARY_DIR.
execute_process(COMMAND ${EMULATOR} "${EXE}" -ln OUTPUT_VARIABLE names RESULT_VARIABLE result
  OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${EXE} -ln failed (${result}): ${names}")
endif()
string(REGEX REPLACE "[ \r\n]+" ";" names "${names}")
list(SORT names)

set(environment
  "HOLDFAST_SOURCE_DIR=${SOURCE_DIR}" "HOLDFAST_BIN=${BINARY_DIR}/holdfast" "BRANCH_BIN=${BINARY_DIR}/branch"
  "UBSAN_OPTIONS=print_stacktrace=1" "TSAN_OPTIONS=suppressions=${SOURCE_DIR}/tests/support/thread_sanitizer.txt")
set(text "")
foreach(full IN LISTS names)
  if(NOT full MATCHES "^([^.]+)\\.(.+)$")
    message(FATAL_ERROR "${EXE} -ln said '${full}', which is not Group.name")
  endif()
  set(group "${CMAKE_MATCH_1}")
  set(test "${CMAKE_MATCH_2}")
  set(id "[==[${AREA}.${full}]==]")
  set(command "")
  foreach(part IN LISTS EMULATOR EXE)
    string(APPEND command " [==[${part}]==]")
  endforeach()
  string(APPEND text "add_test(${id}${command} -sg ${group} -sn ${test})\n")
  string(APPEND text "set_tests_properties(${id} PROPERTIES TIMEOUT ${TIMEOUT} PROCESSORS ${SLOTS} LABELS ${LABEL} "
    "WORKING_DIRECTORY [==[${BINARY_DIR}]==] ENVIRONMENT [==[${environment}]==])\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}")
