#include "facts/subject/form.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::subject {
namespace {
using std::string_view_literals::operator""sv;

struct Magic {
    std::string_view bytes;
    Form form = Form::unknown;
    std::string_view refused = {};  // what to call it, where it is known and not read
};

constexpr std::array<Magic, 16> magics{{
    {"\x7f"
     "ELF"sv,
     Form::elf},
    {"MZ"sv, Form::pe},
    {"\xcf\xfa\xed\xfe"sv, Form::mach_o},
    {"\xce\xfa\xed\xfe"sv, Form::mach_o},
    {"\xfe\xed\xfa\xcf"sv, Form::unknown, "a big-endian Mach-O"},
    {"\xfe\xed\xfa\xce"sv, Form::unknown, "a big-endian Mach-O"},
    {"\xca\xfe\xba\xbe"sv, Form::unknown,
     "a universal Mach-O or a Java class; take one architecture out with lipo -thin"},
    {"!<arch>\n"sv, Form::unknown, "a static library; unpack it"},
    {"PK\x03\x04"sv, Form::unknown, "a zip archive; unpack it"},
    {"\x1f\x8b"sv, Form::unknown, "gzip data; unpack it"},
    {"\xfd"
     "7zXZ"sv,
     Form::unknown, "xz data; unpack it"},
    {"\x28\xb5\x2f\xfd"sv, Form::unknown, "zstd data; unpack it"},
    {"\0asm"sv, Form::unknown, "WebAssembly"},
    // Field 1 of a CycloneDX Bom message is specVersion, a text of three characters: "1.4".
    {"\x0a\x03"
     "1."sv,
     Form::unknown, "CycloneDX in protobuf form; convert it to JSON"},
    {"%PDF"sv, Form::unknown, "a PDF document"},
    {"SQLite format 3\0"sv, Form::unknown, "an SQLite database"},
}};

// SBOMs in the forms that are not read.
std::string_view refused_text(std::string_view head) {
    if (head.starts_with('<')) {
        if (head.find("cyclonedx.org/schema/bom") != std::string_view::npos)
            return "CycloneDX in XML; convert it to JSON";
        if (head.find("spdx.org/rdf") != std::string_view::npos) return "SPDX in RDF/XML; convert it to JSON";
        if (head.find("www.w3.org/ns/swid") != std::string_view::npos ||
            head.find("SoftwareIdentity") != std::string_view::npos)
            return "a SWID tag; CycloneDX and SPDX in JSON are read";
        return "XML";
    }
    for (const std::string_view line : split(head, '\n')) {
        const std::string_view text = trim(line);
        if (text.empty() || text.starts_with('#') || text == "---") continue;
        if (text.starts_with("SPDXVersion:")) return "SPDX in tag-value form; convert it to JSON";
        if (text.starts_with("spdxVersion:")) return "SPDX in YAML; convert it to JSON";
        if (text.starts_with("SPDXID:") && head.find("spdxVersion:") != std::string_view::npos)
            return "SPDX in YAML; convert it to JSON";
        if (text.starts_with("bomFormat:")) return "CycloneDX in YAML; convert it to JSON";
        break;
    }
    return {};
}

}  // namespace

Result<Form> form_of(std::string_view head, std::string_view name) {
    head = head.substr(0, form_head_bytes);
    // "CycloneDX in XML; convert it to JSON": what it is, and what to do.
    const auto refuse = [&](std::string_view what) {
        const std::string_view advice = what.substr(std::min(what.find(';'), what.size()));
        what.remove_suffix(advice.size());
        return fail(ErrorCode::usage, fmt::format("is {}, which is not read{}", what, advice), std::string(name));
    };
    for (const Magic& magic : magics) {
        if (!head.starts_with(magic.bytes)) continue;
        if (!magic.refused.empty()) return refuse(magic.refused);
        return magic.form;
    }
    if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
    if (head.find('\0') != std::string_view::npos) return Form::unknown;
    const std::string_view text = trim(head);
    if (text.empty()) return fail(ErrorCode::usage, "is empty", std::string(name));
    if (text.starts_with('{')) return Form::json;
    if (const std::string_view what = refused_text(text); !what.empty()) return refuse(what);
    return Form::text;
}

}  // namespace ward::subject
