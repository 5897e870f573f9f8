# ward_embed(TARGET target NAMESPACE ns SYMBOL symbol FILE file)
#
# Compiles FILE's bytes into TARGET as `extern const std::string_view SYMBOL` of namespace NS (declare it where it is used).
function(ward_embed)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;NAMESPACE;SYMBOL;FILE" "")
  get_filename_component(file ${arg_FILE} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${arg_SYMBOL}.cc)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"// Written by cmake/ward_embed.cmake: the bytes of ${arg_FILE}.
#include <string_view>
// clang-format off
asm(\".section .rodata\\n\"
    \"ward_embedded_${arg_SYMBOL}: .incbin \\\"${file}\\\"\\n\"
    \"ward_embedded_${arg_SYMBOL}_end: .byte 0\\n\"
    \".previous\\n\");
// clang-format on
extern \"C\" const char ward_embedded_${arg_SYMBOL}[];
extern \"C\" const char ward_embedded_${arg_SYMBOL}_end[];
namespace ${arg_NAMESPACE} {
extern const std::string_view ${arg_SYMBOL};
const std::string_view ${arg_SYMBOL}{ward_embedded_${arg_SYMBOL},
                                     static_cast<size_t>(ward_embedded_${arg_SYMBOL}_end - ward_embedded_${arg_SYMBOL})};
}  // namespace ${arg_NAMESPACE}
")
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${arg_TARGET} PRIVATE ${source})
endfunction()
