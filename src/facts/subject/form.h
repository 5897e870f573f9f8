// What a file is, told by its content and not by its name.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::subject {

enum class Form {
    elf,
    pe,
    mach_o,
    json,     // an object; which one, form_of_json tells
    text,     // anything else without NUL bytes
    unknown,  // binary data of no form that is known
};

// `head` is the beginning of the file, or all of it. A form that is known and not read (an SBOM in XML, tag-value, YAML
// or protobuf form, a fat Mach-O, an archive) is a `usage` error that names it; `name` is the file's.
Result<Form> form_of(std::string_view head, std::string_view name);

// How much of a file form_of looks at.
constexpr size_t form_head_bytes = 64u << 10;

}  // namespace ward::subject
