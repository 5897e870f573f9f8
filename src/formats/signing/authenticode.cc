#include "formats/signing/authenticode.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/core.h>

#include "formats/digest.h"

namespace ward::signing {
namespace {

constexpr size_t file_header_bytes = 20;
constexpr size_t section_header_bytes = 40;
constexpr size_t alignment = 8;

// A little-endian number; zero past the end, which every use checks by itself.
uint32_t number_at(std::string_view bytes, size_t at, size_t size) {
    uint32_t value = 0;
    for (size_t i = 0; i < size && at + i < bytes.size(); ++i)
        value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

struct Layout {
    size_t checksum;          // of the four bytes of the checksum
    size_t directory;         // of the eight bytes that say where the signatures are
    size_t signatures_begin;  // the end of the file, where there are none
};

std::unexpected<Refusal> wrong(std::string_view why) {
    return refuse(Problem::malformed, fmt::format("the portable executable {}", why));
}

Verdict<void> check_sections(std::string_view bytes, size_t table, size_t count, size_t headers_end, size_t end) {
    if (count > max_pe_sections) return wrong(fmt::format("has more than {} sections", max_pe_sections));
    if (table + count * section_header_bytes > bytes.size()) return wrong("ends within its table of sections");
    struct Range {
        size_t begin, end;
    };
    std::vector<Range> ranges;
    for (size_t i = 0; i < count; ++i) {
        const size_t header = table + i * section_header_bytes;
        const size_t size = number_at(bytes, header + 16, 4);
        const size_t begin = number_at(bytes, header + 20, 4);
        if (size != 0) ranges.push_back({begin, begin + size});
    }
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
    size_t at = headers_end;
    for (const Range& range : ranges) {
        if (range.end > end) return wrong("ends within a section");
        if (range.begin != at) return wrong("has sections that leave gaps or overlap; its digest is ambiguous");
        at = range.end;
    }
    return {};
}

// Nothing for what Windows does not take for a portable executable either.
Verdict<std::optional<Layout>> layout_of(std::string_view bytes) {
    constexpr size_t dos_header_bytes = 64;
    if (bytes.size() < dos_header_bytes || !bytes.starts_with("MZ")) return std::nullopt;
    const size_t header = number_at(bytes, 0x3c, 4);
    if (header > bytes.size() || bytes.substr(header, 4) != std::string_view("PE\0\0", 4)) return std::nullopt;
    const size_t optional_header = header + 4 + file_header_bytes;
    const size_t section_count = number_at(bytes, header + 6, 2);
    const size_t optional_size = number_at(bytes, header + 20, 2);
    const uint32_t magic = number_at(bytes, optional_header, 2);
    if (magic != 0x10b && magic != 0x20b) return wrong("is neither of 32 nor of 64 bits");
    const size_t directories = optional_header + (magic == 0x10b ? 96 : 112);
    constexpr size_t signatures_entry = 4;
    Layout layout{.checksum = optional_header + 64,
                  .directory = directories + signatures_entry * 8,
                  .signatures_begin = bytes.size()};
    if (layout.directory + 8 > optional_header + optional_size || layout.directory + 8 > bytes.size() ||
        number_at(bytes, directories - 4, 4) <= signatures_entry)
        return wrong("has no place for signatures in its header");
    const size_t headers_end = number_at(bytes, optional_header + 60, 4);
    if (headers_end < layout.directory + 8 || headers_end > bytes.size())
        return wrong("has headers of an impossible size");
    const size_t begin = number_at(bytes, layout.directory, 4);
    const size_t size = number_at(bytes, layout.directory + 4, 4);
    if (begin != 0 && size != 0) {
        // What follows the signatures would be under none: only signatures at the very end are believed.
        if (begin < headers_end || begin + size != bytes.size()) return wrong("does not end with its signatures");
        layout.signatures_begin = begin;
    }
    WARD_TRY_VOID(
        check_sections(bytes, optional_header + optional_size, section_count, headers_end, layout.signatures_begin));
    return layout;
}

std::string text_of(const std::array<unsigned char, 32>& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Verdict<FileDigest> authenticode_digest(std::string_view bytes) {
    WARD_TRY(const std::optional<Layout> layout, layout_of(bytes));
    if (!layout) return FileDigest{FileForm::flat, text_of(sha256(bytes))};
    Sha256 digest;
    digest.add(bytes.substr(0, layout->checksum));
    digest.add(bytes.substr(layout->checksum + 4, layout->directory - layout->checksum - 4));
    digest.add(bytes.substr(layout->directory + 8, layout->signatures_begin - layout->directory - 8));
    if (const size_t rest = layout->signatures_begin % alignment; rest != 0)
        digest.add(std::string(alignment - rest, '\0'));
    return FileDigest{FileForm::portable_executable, text_of(digest.finish())};
}

}  // namespace ward::signing
