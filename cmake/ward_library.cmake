# ward_library(NAME DEPS target...)
#
# Builds static library ward_NAME from every .cc of the calling folder (not its subfolders, unless FOLDERS names them),
# and, with tests on, one GoogleTest program NAME_test from every *_test.cc there.
#   DEPS       what users of the library see too          PRIVATE    what only its .cc files see
#   FOLDERS    further folders whose .cc files belong to it (registries' folders are added by ward_registry)
#   TEST_DEPS  what only the tests link
#   COLD       its time is the network's, git's or a person's: the release does without the compiler's dearer half
function(ward_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "COLD" "" "DEPS;PRIVATE;FOLDERS;TEST_DEPS")
  set(sources)
  set(tests)
  foreach(folder . ${arg_FOLDERS})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cc)
    list(APPEND sources ${found})
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cc$")

  # A registry family's library may have no file of its own yet: its entries are added by ward_registry.
  if(NOT sources)
    file(TOUCH ${CMAKE_CURRENT_BINARY_DIR}/empty.cc)
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cc)
  endif()
  add_library(ward_${name} STATIC ${sources})
  target_link_libraries(ward_${name} PUBLIC ward_settings ${arg_DEPS} PRIVATE ${arg_PRIVATE})
  if(arg_COLD)
    target_compile_options(ward_${name} PRIVATE $<$<CONFIG:Release>:-Og>)
  endif()
  set_property(GLOBAL APPEND PROPERTY WARD_UNITY_TARGETS ward_${name})

  if(WARD_BUILD_TESTS AND tests)
    add_executable(${name}_test ${tests})
    # Tests spend their time in the libraries, and the compiler its time in their templates: half as long without -O1.
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
    set_property(GLOBAL APPEND PROPERTY WARD_UNITY_TARGETS ${name}_test)
    target_include_directories(${name}_test SYSTEM PRIVATE ${WARD_RAPIDCHECK_INCLUDE})
    target_link_libraries(${name}_test PRIVATE ward_${name} ${arg_PRIVATE} ${arg_TEST_DEPS} ward_test_main
                          GTest::gmock GTest::gtest ${WARD_RAPIDCHECK_LIBRARY})
    include(GoogleTest)
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
                         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES TIMEOUT 600)
  endif()
endfunction()
