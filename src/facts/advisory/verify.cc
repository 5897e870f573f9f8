// Reading everything there is in an index: checksums first, then whether the rows mean anything. Checksums find damage;
// the rest finds a file that somebody wrote on purpose.
#include <atomic>

#include <fmt/core.h>

#include "base/parallel.h"
#include "facts/advisory/hash.h"
#include "facts/advisory/index_state.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

using namespace layout;

namespace {

std::unexpected<Error> wrong(Section section, std::string_view what) {
    return fail(ErrorCode::damaged, fmt::format("section `{}` {}", name_of(section), what));
}

Result<void> check_rows(const Image& image, const PackageRows& package) {
    const size_t records = image.count<RecordRow>(Section::records);
    PackageRows::Walk walk;
    while (package.advance(walk)) {
        for (uint32_t i = walk.entry.first_exact; i + 1 < walk.entry.row.last_exact; ++i)
            if (package.exact(i).tag > package.exact(i + 1).tag) return wrong(Section::packages, "is not sorted");
        if (walk.entry.record() >= records) return wrong(Section::packages, "names a record that is not there");
        image.text(walk.entry.row.suffix);
        image.text(walk.entry.row.condition);
    }
    if (walk.entry.row.last_interval != package.intervals() || walk.entry.row.last_exact != package.exact_versions())
        return wrong(Section::packages, "has rows that no entry owns");
    for (uint32_t i = 0; i < package.intervals(); ++i) {
        const IntervalRow row = package.interval(i);
        const std::string_view lower = image.text(row.lower_key);
        const std::string_view upper = image.text(row.upper_key);
        if (key_head(lower) != row.lower_head || key_head(upper) != row.upper_head ||
            key_length(lower) != row.lower_length || key_length(upper) != row.upper_length)
            return wrong(Section::packages, "has the head of another key");
        for (const uint32_t text : {row.lower_text, row.upper_text}) image.text(text);
    }
    for (uint32_t i = 0; i < package.exact_versions(); ++i)
        if (const ExactRow row = package.exact(i); exact_tag(image.text(row.text)) != row.tag)
            return wrong(Section::packages, "has the tag of another version");
    return {};
}

// Every package, one behind the other, and each found under its own name.
Result<void> check_packages(const Index::State& state) {
    const Image& image = state.image;
    uint64_t count = 0;
    for (uint64_t offset = 0; offset < image.size(Section::packages); ++count) {
        const auto package = PackageRows::at(image, offset);
        if (!package) return image.damage();
        if (package->ecosystem() >= state.ecosystems.size())
            return wrong(Section::packages, "names an ecosystem that is not there");
        WARD_TRY_VOID(check_rows(image, *package));
        // The name as it stands: to make it normal again may give another one (a repository called "a.git.git").
        const auto& ecosystem = state.ecosystems[package->ecosystem()];
        const auto slot = state.slot(ecosystem, package->name());
        const auto found = slot ? state.package(ecosystem, *slot, package->name()) : std::nullopt;
        if (!found || found->rows.name().data() != package->name().data())
            return wrong(Section::directory, "does not lead to every package");
        offset += package->bytes();
    }
    size_t taken = 0;
    for (size_t i = 0; i < image.count<Slot>(Section::directory); ++i) {
        Slot slot;
        if (!image.read(Section::directory, i, slot)) return image.damage();
        taken += slot.where != 0 ? 1 : 0;
    }
    if (count != state.info.packages || taken != count) return wrong(Section::directory, "does not fit to `packages`");
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
    WARD_TRY_VOID(check_packages(*state_));
    WARD_TRY_VOID(check_records(*state_));
    if (extent == Extent::expanded) WARD_TRY_VOID(check_blocks(*state_));
    return damage();
}

}  // namespace ward::advisory
