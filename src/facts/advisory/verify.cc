// Reading everything there is in an index: checksums first, then whether the rows mean anything. Checksums find damage;
// the rest finds a file that somebody wrote on purpose.
#include <atomic>

#include <fmt/format.h>

#include "base/parallel.h"
#include "facts/advisory/index_state.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

using namespace layout;

namespace {

std::unexpected<Error> wrong(Section section, std::string_view what) {
    return fail(ErrorCode::damaged, fmt::format("section `{}` {}", name_of(section), what));
}

Result<void> check_packages(const Image& image) {
    const size_t count = image.count<PackageRow>(Section::packages);
    PackageRow before;
    for (size_t i = 0; i < count; ++i) {
        PackageRow row;
        if (!image.read(Section::packages, i, row)) return image.damage();
        if (i > 0 && (row.hash < before.hash || row.first_entry < before.first_entry))
            return wrong(Section::packages, "is not sorted");
        image.text(row.ecosystem);
        image.text(row.name);
        before = row;
    }
    if (count == 0 || before.first_entry + size_t{1} != image.count<EntryRow>(Section::entries))
        return wrong(Section::packages, "does not cover `entries`");
    return {};
}

Result<void> check_entries(const Image& image) {
    EntryRow before;
    const size_t records = image.count<RecordRow>(Section::records);
    const size_t count = image.count<EntryRow>(Section::entries);
    for (size_t i = 0; i < count; ++i) {
        EntryRow row;
        if (!image.read(Section::entries, i, row)) return image.damage();
        if (row.first_interval < before.first_interval || row.first_exact < before.first_exact)
            return wrong(Section::entries, "is not sorted");
        if (i + 1 < count && (row.record & ~withdrawn_bit) >= records)
            return wrong(Section::entries, "names a record that is not there");
        image.text(row.suffix);
        before = row;
    }
    if (count == 0 || before.first_interval != image.count<IntervalRow>(Section::intervals) ||
        before.first_exact != image.count<uint32_t>(Section::exact))
        return wrong(Section::entries, "does not cover `intervals` and `exact`");
    for (size_t i = 0; i < before.first_interval; ++i) {
        IntervalRow row;
        if (!image.read(Section::intervals, i, row)) return image.damage();
        if (key_head(image.text(row.lower_key)) != row.lower_head ||
            key_head(image.text(row.upper_key)) != row.upper_head)
            return wrong(Section::intervals, "has the head of another key");
        for (const uint32_t text : {row.lower_text, row.upper_text}) image.text(text);
    }
    for (size_t i = 0; i < before.first_exact; ++i) {
        uint32_t text = 0;
        if (!image.read(Section::exact, i, text)) return image.damage();
        image.text(text);
    }
    return {};
}

Result<void> check_records(const Index::State& state) {
    const Image& image = state.image;
    const size_t sets = image.count<uint32_t>(Section::set_starts);
    std::string_view before;
    for (size_t i = 0; i < image.count<RecordRow>(Section::records); ++i) {
        RecordRow row;
        if (!image.read(Section::records, i, row)) return image.damage();
        const std::string_view id = image.text(row.id);
        if (!is_record_id(id) || (i > 0 && id <= before)) return wrong(Section::records, "is not sorted by id");
        if (row.set != no_set && size_t{row.set} + 1 >= sets)
            return wrong(Section::records, "names an alias set that is not there");
        BlockRow block;
        if (!image.read(Section::blocks, row.block, block) || row.offset > block.bytes ||
            row.bytes > block.bytes - row.offset)
            return wrong(Section::records, "points outside of its block");
        image.text(row.modified);
        image.text(row.vector);
        before = id;
    }
    for (size_t set = 0; set + 1 < sets; ++set)
        if (state.members(static_cast<uint32_t>(set)).empty()) return wrong(Section::set_starts, "has an empty set");
    before = {};
    for (size_t i = 0; i < image.count<OtherIdRow>(Section::other_ids); ++i) {
        OtherIdRow row;
        if (!image.read(Section::other_ids, i, row)) return image.damage();
        const std::string_view id = image.text(row.id);
        if (size_t{row.set} + 1 >= sets || (i > 0 && id <= before))
            return wrong(Section::other_ids, "is not sorted by id");
        before = id;
    }
    return {};
}

Result<void> check_blocks(const Index::State& state) {
    std::atomic<bool> bad{false};
    parallel_for(state.image.count<BlockRow>(Section::blocks), [&](size_t i) {
        if (!state.expand(static_cast<uint32_t>(i))) bad = true;
    });
    if (bad) return wrong(Section::texts, "does not expand to what `blocks` says");
    return {};
}

}  // namespace

Result<void> Index::verify(Extent extent) const {
    WARD_TRY_VOID(state_->image.verify());
    WARD_TRY_VOID(check_packages(state_->image));
    WARD_TRY_VOID(check_entries(state_->image));
    WARD_TRY_VOID(check_records(*state_));
    if (extent == Extent::expanded) WARD_TRY_VOID(check_blocks(*state_));
    return damage();
}

}  // namespace ward::advisory
