#include "facts/advisory/image_writer.h"

#include <algorithm>
#include <cstddef>

#include "base/parallel.h"
#include "facts/advisory/image.h"
#include "formats/crc32c.h"
#include "formats/digest.h"

namespace ward::advisory {
namespace {

using namespace layout;

constexpr size_t pages_per_task = 1'024;

uint64_t up_to_page(uint64_t bytes) {
    return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

uint32_t row_bytes(Section section) {
    switch (section) {
        case Section::directory: return sizeof(Slot);
        case Section::packages: return word_bytes;
        case Section::records: return sizeof(RecordRow);
        case Section::other_ids: return sizeof(OtherIdRow);
        case Section::blocks: return sizeof(BlockRow);
        case Section::pages:
        case Section::set_starts:
        case Section::set_members: return sizeof(uint32_t);
        case Section::info:
        case Section::strings:
        case Section::texts: break;
    }
    return 1;
}

template <typename Struct>
std::string_view bytes_of(const Struct& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <typename Struct>
void put(std::string& file, uint64_t offset, const Struct& value) {
    std::ranges::copy(bytes_of(value), file.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

std::string make_image(Sections sections) {
    std::array<SectionRow, section_count> table{};
    uint64_t texts_bytes = 0;
    for (const std::string& piece : sections.texts) texts_bytes += piece.size();
    // All sizes first: the number of pages decides where everything behind the page checksums goes.
    uint64_t paged = 0;
    for (size_t i = 1; i < section_count; ++i) {
        table[i].bytes = i + 1 == section_count ? texts_bytes : sections.bytes[i].size();
        paged += up_to_page(table[i].bytes);
    }
    table[0].bytes = paged / page_bytes * sizeof(uint32_t);
    uint64_t offset = page_bytes;
    for (size_t i = 0; i < section_count; ++i) {
        table[i].kind = static_cast<uint32_t>(i + 1);
        table[i].row_bytes = row_bytes(static_cast<Section>(i + 1));
        table[i].offset = offset;
        offset += up_to_page(table[i].bytes);
    }
    const uint64_t trailer_at = offset;
    std::string file(trailer_at + sizeof(Trailer), '\0');

    for (size_t i = 1; i + 1 < section_count; ++i) {
        std::ranges::copy(sections.bytes[i], file.begin() + static_cast<std::ptrdiff_t>(table[i].offset));
        sections.bytes[i] = {};
    }
    auto at = file.begin() + static_cast<std::ptrdiff_t>(table.back().offset);
    for (std::string& piece : sections.texts) {
        at = std::ranges::copy(piece, at).out;
        piece = {};
    }

    const std::string_view view = file;
    const uint64_t first_page = table[1].offset;
    const size_t pages = paged / page_bytes;
    std::vector<uint32_t> sums(pages);
    parallel_for((pages + pages_per_task - 1) / pages_per_task, [&](size_t task) {
        for (size_t page = task * pages_per_task; page < std::min(pages, (task + 1) * pages_per_task); ++page)
            sums[page] = crc32c(view.substr(first_page + page * page_bytes, page_bytes));
    });
    for (size_t page = 0; page < pages; ++page) put(file, table[0].offset + page * sizeof(uint32_t), sums[page]);
    for (SectionRow& row : table) row.digest = tree_digest(view.substr(row.offset, row.bytes));

    Header header;
    std::ranges::copy(magic, header.magic.begin());
    header.file_bytes = file.size();
    header.pages_crc = crc32c(view.substr(page_bytes, first_page - page_bytes));
    header.digest = sha256(bytes_of(table));
    put(file, 0, header);
    put(file, sizeof header, table);
    const uint32_t header_crc = crc32c(view.substr(0, header_crc_offset));
    put(file, header_crc_offset, header_crc);

    Trailer trailer;
    trailer.digest = header.digest;
    trailer.file_bytes = header.file_bytes;
    trailer.header_crc = header_crc;
    std::ranges::copy(commit_mark, trailer.mark.begin());
    trailer.crc = crc32c(bytes_of(trailer).substr(0, trailer_crc_offset));
    put(file, trailer_at, trailer);
    return file;
}

}  // namespace ward::advisory
