# ward_unity(): with WARD_UNITY, the sources of each library, and those of its tests, are compiled many at a time, which takes
# half as long or less (most of a file's time is its headers'). Called when all targets are known; unity_batches.awk tells
# what may stand together.
function(ward_unity)
  file(GLOB_RECURSE headers ${CMAKE_SOURCE_DIR}/src/*.h ${CMAKE_SOURCE_DIR}/include/*.h)
  list(LENGTH headers header_count)
  # Who works with the sanitizers changes sources; the release is built once.
  set(size 20)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set(size 40)
  endif()
  get_property(targets GLOBAL PROPERTY WARD_UNITY_TARGETS)
  foreach(target ${targets})
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.cc$")
    # What is written while building is not there yet.
    list(FILTER sources EXCLUDE REGEX "/embedded_[^/]*$")
    get_target_property(folder ${target} SOURCE_DIR)
    list(TRANSFORM sources PREPEND ${folder}/ REGEX "^[^/]")
    list(SORT sources)
    execute_process(
      COMMAND awk -v HEADERS=${header_count} -v SIZE=${size} -f ${CMAKE_SOURCE_DIR}/cmake/unity_batches.awk ${headers} ${sources}
      OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
    string(STRIP "${lines}" lines)
    string(REPLACE "\n" ";" lines "${lines}")
    foreach(line ${lines})
      string(REGEX MATCH "^([0-9]+) (.*)$" matched "${line}")
      set_source_files_properties(${CMAKE_MATCH_2} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP batch${CMAKE_MATCH_1})
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endforeach()
endfunction()
