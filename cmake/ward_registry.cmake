# ward_registry(TARGET target KIND kind TYPE type NAMESPACE ns HEADER header DIR dir [PLURAL plural])
#
# Every DIR/NAME.cc defines exactly one `const TYPE KIND_NAME` in namespace NS (through the family's macro). This writes
# the sorted table of them and `std::span<const TYPE* const> all_KINDs()`, declared by HEADER. A file that defines no such
# entry, or one of another name, is a link error: an entry cannot be lost silently, as self-registering statics are.
function(ward_registry)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;KIND;PLURAL;TYPE;NAMESPACE;HEADER;DIR" "")
  if(NOT arg_PLURAL)
    set(arg_PLURAL ${arg_KIND}s)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(SORT sources)
  set(declarations "")
  set(rows "")
  foreach(source ${sources})
    get_filename_component(id ${source} NAME_WE)
    string(APPEND declarations "extern const ${arg_TYPE} ${arg_KIND}_${id};\n")
    string(APPEND rows "    &${arg_KIND}_${id},\n")
  endforeach()
  list(LENGTH sources count)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/${arg_KIND}_registry.cc)
  file(CONFIGURE OUTPUT ${table} @ONLY CONTENT
"// Written by cmake/ward_registry.cmake from the files in ${arg_DIR}/.
#include \"${arg_HEADER}\"

#include <array>
#include <span>

namespace ${arg_NAMESPACE} {
@declarations@
namespace {
const std::array<const ${arg_TYPE}*, @count@> table = {
@rows@};
}  // namespace

std::span<const ${arg_TYPE}* const> all_${arg_PLURAL}() { return table; }
}  // namespace ${arg_NAMESPACE}
")
  target_sources(${arg_TARGET} PRIVATE ${sources} ${table})
endfunction()
