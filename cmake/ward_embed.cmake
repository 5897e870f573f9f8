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

# ward_embed_files(TARGET target NAMESPACE ns SYMBOL symbol FILES pattern...)
#
# Compiles every file that matches (relative to the source folder) into TARGET: `std::span<const EmbeddedFile> SYMBOL()` of
# namespace NS gives names and bytes, sorted by name (declared by base/embedded.h). A file that is added is found.
function(ward_embed_files)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;NAMESPACE;SYMBOL" "FILES")
  list(TRANSFORM arg_FILES PREPEND ${CMAKE_SOURCE_DIR}/)
  file(GLOB files CONFIGURE_DEPENDS ${arg_FILES})
  list(SORT files)
  set(declarations "")
  set(rows "")
  foreach(file ${files})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${arg_SYMBOL}_${name} symbol)
    ward_embed(TARGET ${arg_TARGET} NAMESPACE ${arg_NAMESPACE} SYMBOL ${symbol} FILE ${file})
    string(APPEND declarations "extern const std::string_view ${symbol};\n")
    string(APPEND rows "        {\"${name}\", ${symbol}},\n")
  endforeach()
  set(table ${CMAKE_CURRENT_BINARY_DIR}/embedded_table_${arg_SYMBOL}.cc)
  file(CONFIGURE OUTPUT ${table} @ONLY CONTENT
"// Written by cmake/ward_embed.cmake.
#include <span>
#include <vector>
#include \"base/embedded.h\"
namespace ${arg_NAMESPACE} {
${declarations}std::span<const EmbeddedFile> ${arg_SYMBOL}() {
    // Made at the first call: the texts are constants of other files, which may come later.
    static const std::vector<EmbeddedFile> files{
${rows}    };
    return files;
}
}  // namespace ${arg_NAMESPACE}
")
  target_sources(${arg_TARGET} PRIVATE ${table})
endfunction()
