# Language, warnings, hardening, sanitizers. Everything of ours links `ward_settings`.
option(WARD_BUILD_TESTS "build unit, property and command line tests" ON)
option(WARD_BUILD_FUZZERS "build libFuzzer targets (clang 19)" OFF)
option(WARD_BUILD_BENCH "build benchmarks" OFF)
option(WARD_UNITY "compile many sources at a time (see ward_unity)" OFF)
set(WARD_SANITIZE "" CACHE STRING "value for -fsanitize=")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(WARD_CCACHE ccache)
if(WARD_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${WARD_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${WARD_CCACHE})
endif()
find_program(WARD_MOLD mold)
if(WARD_MOLD)
  # Each segment on pages of its own: mold 1.10 lets what is to be made read-only begin on a page that belongs to none where the
  # code ends within a few bytes of a page's end, and such a program does not start ("cannot apply additional memory protection").
  add_link_options(-fuse-ld=mold -Wl,-z,separate-loadable-segments)
endif()

add_library(ward_settings INTERFACE)
target_include_directories(ward_settings INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
# Warnings are for those who change the sources, not for those who build a release. Compiled together, one source's names would
# shadow another's, and what a source keeps to itself would seem to be a header's: those two are for single sources.
target_compile_options(ward_settings INTERFACE
  "$<IF:$<CONFIG:Release>,-w,-Wall;-Wextra;-Werror;-Wnon-virtual-dtor;-Wconversion;-Wno-sign-conversion>"
  "$<$<NOT:$<CONFIG:Release>>:$<IF:$<BOOL:${WARD_UNITY}>,$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>,-Wshadow>>"
  -fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_compile_definitions(ward_settings INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(ward_settings INTERFACE -Wl,-z,relro,-z,now)
if(WARD_SANITIZE)
  # Sanitizers leave so many addresses in a program's data that putting them right takes half of its start, and the tests
  # start it thousands of times: those stay where they are linked.
  target_link_options(ward_settings INTERFACE -no-pie)
else()
  # A target with WARD_STATIC is static and position-independent at once.
  target_link_options(ward_settings INTERFACE $<IF:$<BOOL:$<TARGET_PROPERTY:WARD_STATIC>>,-static-pie,-pie>)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  target_compile_options(ward_settings INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fcf-protection)
else()
  # -Og: a quarter less to compile than -O1 under the sanitizers, and tests that take as long.
  set(CMAKE_CXX_FLAGS_DEBUG "-Og -g1")
endif()
if(WARD_SANITIZE)
  add_compile_options(-fsanitize=${WARD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${WARD_SANITIZE})
  # GCC takes twice as long to build with these two. AddressSanitizer tells a null pointer as well; fuzzing by clang
  # keeps both.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND WARD_SANITIZE MATCHES "address.*undefined")
    add_compile_options(-fno-sanitize=null,alignment)
  endif()
endif()
