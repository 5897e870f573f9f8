// Reading an index file that may be damaged or hostile. Opening checks what holds the file together (header, section
// table, page checksums, trailer); every page is then checked against its CRC-32C when it is first read, and every
// position against the section it points into. A lie can cost an answer, never a crash, and it never goes unnoticed:
// damage() tells.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/advisory/layout.h"

namespace ward::advisory {

class Image {
  public:
    // `bytes` must outlive the image.
    static Result<Image> open(std::string_view bytes);

    template <typename Row>
    size_t count(layout::Section section) const {
        return part(section).bytes / sizeof(Row);
    }
    // False where there is no such row, or its page is damaged; `row` is then unchanged.
    template <typename Row>
    bool read(layout::Section section, size_t index, Row& row) const {
        const Part& where = part(section);
        if (index >= where.bytes / sizeof(Row)) return false;
        const uint64_t offset = where.offset + index * sizeof(Row);
        if (!intact(offset, sizeof(Row))) return false;
        std::memcpy(&row, bytes_.data() + offset, sizeof(Row));
        return true;
    }
    // Starts to bring bytes of a section into the cache; nothing is checked or promised. Of no effect outside of it.
    void fetch(layout::Section section, uint64_t offset) const {
        const Part& where = part(section);
        if (offset < where.bytes) __builtin_prefetch(bytes_.data() + where.offset + offset);
    }
    // The text at a position of the `strings` section; empty where there is none.
    std::string_view text(uint32_t position) const;
    // A part of a section; nothing where it does not lie in it, or is damaged.
    std::optional<std::string_view> bytes(layout::Section section, uint64_t offset, uint64_t bytes) const;
    uint64_t size(layout::Section section) const { return part(section).bytes; }
    std::string_view info() const;

    // Reads everything: every page, every section's digest.
    Result<void> verify() const;
    // Set as soon as any reader met a damaged page or a row that points nowhere.
    Result<void> damage() const;
    void report_nonsense() const { nonsense_->store(true, std::memory_order_relaxed); }

    std::string_view digest() const { return {reinterpret_cast<const char*>(digest_.data()), digest_.size()}; }
    uint64_t file_bytes() const { return bytes_.size(); }

  private:
    struct Part {
        uint64_t offset = 0;
        uint64_t bytes = 0;
    };
    const Part& part(layout::Section section) const { return parts_[static_cast<size_t>(section) - 1]; }
    Result<void> read_table(const layout::Header& header);

    // Have all pages of this part of the file the right checksum?
    bool intact(uint64_t offset, uint64_t bytes) const {
        if (bytes == 0) return true;
        const uint64_t last = (offset + bytes - 1 - first_page_offset_) / layout::page_bytes;
        for (uint64_t page = (offset - first_page_offset_) / layout::page_bytes; page <= last; ++page)
            if ((checked_[page / 64].load(std::memory_order_relaxed) >> (page % 64) & 1) == 0 && !check(page))
                return false;
        return true;
    }
    bool check(uint64_t page) const;

    std::string_view bytes_;
    std::array<Part, layout::section_count> parts_{};
    std::array<std::array<unsigned char, 32>, layout::section_count> digests_{};
    std::array<unsigned char, 32> digest_{};
    uint64_t first_page_offset_ = 0;
    // Owned apart, so that the image can be moved.
    std::unique_ptr<std::atomic<uint64_t>[]> checked_;  // one bit per page that was found intact
    std::unique_ptr<std::atomic<uint64_t>> bad_page_;   // number of a damaged page, plus one
    std::unique_ptr<std::atomic<bool>> nonsense_;
};

// "pages", "info", ...
std::string_view name_of(layout::Section section);
// SHA-256 over the SHA-256 of each leaf of 1 MiB, so that large sections are hashed on all processors.
std::array<unsigned char, 32> tree_digest(std::string_view bytes);

}  // namespace ward::advisory
