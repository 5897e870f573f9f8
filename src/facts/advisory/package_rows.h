// One package of the index and its rows, read in place: its bytes are checked once as a whole, and no row leads outside
// of them, whatever it says.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "facts/advisory/advisory.h"
#include "facts/advisory/image.h"
#include "facts/advisory/layout.h"

namespace ward::advisory {

class PackageRows {
  public:
    // The package at an offset of the `packages` section. Nothing where the bytes are damaged or do not add up: then
    // Image::damage() tells.
    static std::optional<PackageRows> at(const Image& image, uint64_t offset);
    // Starts to bring it into the cache.
    static void fetch(const Image& image, uint64_t offset);

    uint32_t bytes() const { return head_.bytes; }
    uint16_t ecosystem() const { return head_.ecosystem; }
    // In its normal spelling.
    std::string_view name() const { return {rows_.data() + sizeof(layout::PackageHead), head_.name_bytes}; }
    uint32_t intervals() const { return head_.intervals; }
    uint32_t exact_versions() const { return head_.exact; }
    // Numbers must be below the counts.
    layout::IntervalRow interval(uint32_t number) const { return row<layout::IntervalRow>(intervals_at_, number); }
    layout::ExactRow exact(uint32_t number) const { return row<layout::ExactRow>(exact_at_, number); }

    struct Entry {
        layout::EntryRow row;
        uint32_t first_interval = 0;
        uint32_t first_exact = 0;

        RecordNumber record() const { return row.record & ~layout::withdrawn_bit; }
        bool withdrawn() const { return (row.record & layout::withdrawn_bit) != 0; }
    };
    // Moves on to the next entry, from a fresh Walk to the first one; false behind the last.
    struct Walk {
        uint32_t next = 0;
        Entry entry;
    };
    bool advance(Walk& walk) const;

  private:
    template <typename Row>
    Row row(uint64_t first, uint32_t number) const {
        Row out;
        std::memcpy(&out, rows_.data() + first + number * sizeof(Row), sizeof(Row));
        return out;
    }

    const Image* image_ = nullptr;
    std::string_view rows_;
    layout::PackageHead head_;
    uint64_t entries_at_ = 0;
    uint64_t intervals_at_ = 0;
    uint64_t exact_at_ = 0;
};

}  // namespace ward::advisory
