#include "facts/advisory/package_rows.h"

namespace ward::advisory {

using namespace layout;

void PackageRows::fetch(const Image& image, uint64_t offset) {
    // A small package is three or four lines of the cache.
    constexpr uint64_t cache_line_bytes = 64;
    for (uint64_t line = 0; line < 4; ++line) image.fetch(Section::packages, offset + line * cache_line_bytes);
}

std::optional<PackageRows> PackageRows::at(const Image& image, uint64_t offset) {
    const auto head_bytes = image.bytes(Section::packages, offset, sizeof(PackageHead));
    if (!head_bytes) return std::nullopt;
    PackageRows package;
    package.image_ = &image;
    std::memcpy(&package.head_, head_bytes->data(), sizeof(PackageHead));
    const PackageHead& head = package.head_;
    const uint64_t name_words = (head.name_bytes + uint64_t{word_bytes} - 1) / word_bytes;
    package.entries_at_ = sizeof(PackageHead) + name_words * word_bytes;
    package.intervals_at_ = package.entries_at_ + uint64_t{head.entries} * sizeof(EntryRow);
    package.exact_at_ = package.intervals_at_ + uint64_t{head.intervals} * sizeof(IntervalRow);
    if (package.exact_at_ + uint64_t{head.exact} * sizeof(ExactRow) != head.bytes) {
        image.report_nonsense();
        return std::nullopt;
    }
    const auto rows = image.bytes(Section::packages, offset, head.bytes);
    if (!rows) return std::nullopt;
    package.rows_ = *rows;
    return package;
}

bool PackageRows::advance(Walk& walk) const {
    if (walk.next == head_.entries) return false;
    const EntryRow before = walk.entry.row;
    Entry& entry = walk.entry;
    entry.row = row<EntryRow>(entries_at_, walk.next);
    entry.first_interval = before.last_interval;
    entry.first_exact = before.last_exact;
    ++walk.next;
    if (entry.first_interval <= entry.row.last_interval && entry.row.last_interval <= head_.intervals &&
        entry.first_exact <= entry.row.last_exact && entry.row.last_exact <= head_.exact)
        return true;
    image_->report_nonsense();
    return false;
}

}  // namespace ward::advisory
