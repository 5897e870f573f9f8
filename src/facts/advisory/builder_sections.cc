// Writes the sections of an index. Texts get their place in the order in which the sections name them, package by
// package: what one query reads lies close together, and texts that nothing names any more are left out.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <map>

#include "facts/advisory/builder.h"
#include "facts/advisory/hash.h"
#include "facts/advisory/orderings.h"
#include "facts/advisory/sort_by_text.h"

namespace ward::advisory {
namespace {

using layout::Section;

constexpr uint32_t none = std::numeric_limits<uint32_t>::max();

uint32_t position_builder_sections(size_t size) {
    return static_cast<uint32_t>(size);
}

template <typename Row>
void append(std::string& bytes, const Row& row) {
    bytes.append(reinterpret_cast<const char*>(&row), sizeof row);
}

template <typename Row>
size_t rows(const std::string& bytes) {
    return bytes.size() / sizeof(Row);
}

}  // namespace

uint32_t Builder::place(uint32_t text) {
    if (text >= places_.size()) places_.resize(std::max<size_t>(texts_.size(), text + 1), none);
    uint32_t& at = places_[text];
    if (at != none) return at;
    // Position 0 is the empty text, whatever comes first.
    if (heap_.empty()) heap_ += '\0';
    const std::string_view bytes = texts_.text(text);
    at = bytes.empty() ? 0 : position_builder_sections(heap_.size());
    if (bytes.empty()) return at;
    size_t length = bytes.size();
    for (; length >= 0x80; length >>= 7) heap_ += static_cast<char>(0x80 | (length & 0x7f));
    heap_ += static_cast<char>(length);
    heap_ += bytes;
    return at;
}

void Builder::write_packages(Sections& sections) {
    // Packages that only dropped duplicates named are gone.
    std::vector<uint32_t> ranks(packages_.size(), none);
    std::vector<uint32_t> sorted;
    for (const Entry& entry : entries_) {
        if (ranks[entry.package] != none) continue;
        ranks[entry.package] = 0;
        sorted.push_back(entry.package);
    }
    std::ranges::sort(sorted, [this](uint32_t a, uint32_t b) {
        const Package& x = packages_[a];
        const Package& y = packages_[b];
        if (x.hash != y.hash) return x.hash < y.hash;
        if (x.ecosystem != y.ecosystem) return texts_.text(x.ecosystem) < texts_.text(y.ecosystem);
        return texts_.text(x.name) < texts_.text(y.name);
    });
    for (uint32_t rank = 0; rank < sorted.size(); ++rank) ranks[sorted[rank]] = rank;

    struct Place {
        uint64_t key;  // package, then record
        uint32_t entry;
        auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> order;
    order.reserve(entries_.size());
    for (uint32_t i = 0; i < entries_.size(); ++i)
        order.push_back({uint64_t{ranks[entries_[i].package]} << 32 | entries_[i].record, i});
    std::ranges::sort(order);

    number_ecosystems();
    // Half to three quarters of the slots are taken.
    const size_t count = sorted.size();
    const auto bits = static_cast<unsigned>(std::bit_width(std::max<size_t>(count + count / 3, 2) - 1));
    std::vector<layout::Slot> slots((size_t{1} << bits) + 1);
    std::string& packages = sections.of(Section::packages);
    std::vector<const Entry*> own;
    size_t next = 0;
    for (uint32_t rank = 0; rank < sorted.size(); ++rank) {
        const Package& package = packages_[sorted[rank]];
        own.clear();
        for (; next < order.size() && order[next].key >> 32 == rank; ++next)
            own.push_back(&entries_[order[next].entry]);
        // A run of taken slots may go on behind the last one that a hash can choose; one stays empty behind it.
        size_t slot = package.hash >> (64 - bits);
        while (slots[slot].where != 0) ++slot;
        slots[slot] = {static_cast<uint32_t>(package.hash),
                       position_builder_sections(packages.size() / layout::word_bytes + 1)};
        if (slot + 1 == slots.size()) slots.emplace_back();
        if (packages.size() / layout::word_bytes >= none) too_large_ = true;
        write_package(sections, package, own);
    }
    slot_bits_ = bits;
    package_count_ = count;
    sections.of(Section::directory)
        .assign(reinterpret_cast<const char*>(slots.data()), slots.size() * sizeof(slots[0]));
}

// Rows of `info` are in the order of their names.
void Builder::number_ecosystems() {
    ecosystem_numbers_.assign(texts_.size(), 0);
    std::vector<bool> known(texts_.size(), false);
    for (const Entry& entry : entries_) {
        const uint32_t text = packages_[entry.package].ecosystem;
        if (!known[text]) ecosystem_texts_.push_back(text);
        known[text] = true;
    }
    sort_by_text(ecosystem_texts_, [this](uint32_t text) { return texts_.text(text); });
    for (size_t i = 0; i < ecosystem_texts_.size(); ++i)
        ecosystem_numbers_[ecosystem_texts_[i]] = static_cast<uint16_t>(i);
    if (ecosystem_texts_.size() > std::numeric_limits<uint16_t>::max()) too_large_ = true;
}

void Builder::write_package(Sections& sections, const Package& package, std::span<const Entry* const> entries) {
    std::string& out = sections.of(Section::packages);
    const size_t begin = out.size();
    const std::string_view name = texts_.text(package.name);
    layout::PackageHead head;
    head.ecosystem = ecosystem_numbers_[package.ecosystem];
    head.name_bytes = static_cast<uint16_t>(name.size());
    head.entries = position_builder_sections(entries.size());
    append(out, head);
    out += name;
    out.resize((out.size() + layout::word_bytes - 1) / layout::word_bytes * layout::word_bytes);
    for (const Entry* entry : entries) {
        const bool withdrawn = records_[order_[entry->record]].draft.withdrawn;
        head.intervals += entry->intervals;
        head.exact += entry->exact;
        append(out, layout::EntryRow{entry->record | (withdrawn ? layout::withdrawn_bit : 0), place(entry->suffix),
                                     place(entry->condition), head.intervals, head.exact});
    }
    for (const Entry* entry : entries)
        for (uint32_t i = entry->first_interval; i < entry->first_interval + entry->intervals; ++i) {
            const IntervalDraft& from = intervals_[i];
            const std::string_view lower = texts_.text(from.lower_key);
            const std::string_view upper = texts_.text(from.upper_key);
            append(out, layout::IntervalRow{layout::key_head(lower), layout::key_head(upper),
                                            static_cast<uint8_t>(from.upper_kind), static_cast<uint8_t>(from.lower),
                                            layout::key_length(lower), layout::key_length(upper), place(from.lower_key),
                                            place(from.upper_key), place(from.lower_text), place(from.upper_text)});
        }
    std::vector<layout::ExactRow> exact;
    for (const Entry* entry : entries) {
        exact.clear();
        for (uint32_t i = entry->first_exact; i < entry->first_exact + entry->exact; ++i)
            exact.push_back({exact_tag(texts_.text(exact_[i])), place(exact_[i])});
        // They came sorted by text, which decides where tags are equal.
        std::ranges::stable_sort(exact, {}, &layout::ExactRow::tag);
        for (const layout::ExactRow& row : exact) append(out, row);
    }
    if (out.size() - begin > none || name.size() > std::numeric_limits<uint16_t>::max()) too_large_ = true;
    head.bytes = position_builder_sections(out.size() - begin);
    out.replace(begin, sizeof head, reinterpret_cast<const char*>(&head), sizeof head);
}

void Builder::write_records(Sections& sections) {
    std::string& out = sections.of(Section::records);
    for (const uint32_t at : order_) {
        const Draft& draft = records_[at].draft;
        const int flags =
            (draft.withdrawn ? layout::flag_withdrawn : 0) | (draft.malicious ? layout::flag_malicious : 0);
        append(out, layout::RecordRow{.id = place(draft.id),
                                      .set = set_of_text_[draft.id] == none ? layout::no_set : set_of_text_[draft.id],
                                      .modified = place(draft.modified),
                                      .vector = place(draft.vector),
                                      .block = draft.block,  // its final number is given in write_blocks
                                      .offset = draft.offset,
                                      .bytes = draft.bytes,
                                      .severity = static_cast<uint8_t>(draft.severity),
                                      .score = draft.score,
                                      .flags = static_cast<uint8_t>(flags)});
    }
}

void Builder::write_sets(Sections& sections) {
    std::string& starts = sections.of(Section::set_starts);
    std::string& members = sections.of(Section::set_members);
    for (const std::vector<uint32_t>& set : set_members_) {
        append(starts, position_builder_sections(rows<uint32_t>(members)));
        for (const uint32_t text : set) append(members, place(text));
    }
    append(starts, position_builder_sections(rows<uint32_t>(members)));
    for (const uint32_t text : other_ids_)
        append(sections.of(Section::other_ids), layout::OtherIdRow{place(text), set_of_text_[text]});
}

// Blocks of nothing but dropped duplicates are left out: importing <ECOSYSTEM>/all.zip beside the bucket's own all.zip
// must not double the file.
void Builder::write_blocks(Sections& sections) {
    std::vector<bool> used(blocks_.size(), false);
    for (const uint32_t at : order_) used[records_[at].draft.block] = true;
    std::vector<uint32_t> numbers(blocks_.size(), none);
    uint64_t offset = 0;
    size_t block = 0;
    for (size_t piece = 0; piece < packed_.size(); ++piece) {
        std::string kept;
        const size_t first = block;
        const size_t last = block + blocks_of_piece_[piece];
        const bool whole = std::find(used.begin() + static_cast<std::ptrdiff_t>(first),
                                     used.begin() + static_cast<std::ptrdiff_t>(last),
                                     false) == used.begin() + static_cast<std::ptrdiff_t>(last);
        size_t at = 0;
        for (; block < last; ++block) {
            if (used[block]) {
                numbers[block] = position_builder_sections(rows<layout::BlockRow>(sections.of(Section::blocks)));
                append(sections.of(Section::blocks),
                       layout::BlockRow{offset, blocks_[block].packed_bytes, blocks_[block].bytes});
                offset += blocks_[block].packed_bytes;
                if (!whole) kept += std::string_view(packed_[piece]).substr(at, blocks_[block].packed_bytes);
            }
            at += blocks_[block].packed_bytes;
        }
        sections.texts.push_back(whole ? std::move(packed_[piece]) : std::move(kept));
    }
    std::string& records = sections.of(Section::records);
    for (size_t i = 0; i < order_.size(); ++i) {
        const uint32_t number = numbers[records_[order_[i]].draft.block];
        records.replace(i * sizeof(layout::RecordRow) + offsetof(layout::RecordRow, block), sizeof number,
                        reinterpret_cast<const char*>(&number), sizeof number);
    }
}

void Builder::write_info(Sections& sections, std::string_view fetched) {
    struct Count {
        uint64_t records = 0;
        uint32_t last_record = none;
        bool has_bounds = false;  // an interval with an end: made with an order
    };
    std::map<std::string_view, Count> counts;
    for (const Entry& entry : entries_) {  // by record, as they came in
        Count& count = counts[texts_.text(packages_[entry.package].ecosystem)];
        if (count.last_record != entry.record) ++count.records;
        count.last_record = entry.record;
        for (uint32_t i = 0; i < entry.intervals && !count.has_bounds; ++i) {
            const IntervalDraft& interval = intervals_[entry.first_interval + i];
            count.has_bounds = interval.lower != Lower::none || interval.upper_kind != Upper::none;
        }
    }
    layout::InfoHead head;
    Instant newest = 0;
    for (const uint32_t at : order_) {
        head.withdrawn += records_[at].draft.withdrawn ? 1 : 0;
        head.malicious += records_[at].draft.malicious ? 1 : 0;
        newest = std::max(newest, records_[at].modified);
    }
    head.records = order_.size();
    head.packages = package_count_;
    head.slot_bits = slot_bits_;
    head.json_bytes = json_bytes_;
    head.updated = place(fetched.empty() ? format_instant(newest) : std::string(fetched));
    head.maker = place("ward " WARD_VERSION);
    head.ecosystems = position_builder_sections(counts.size());
    const std::vector<std::string> notes = notes_.sentences();
    head.notes = position_builder_sections(notes.size());
    std::string& info = sections.of(Section::info);
    append(info, head);
    for (const auto& [name, count] : counts) {
        const versions::Ordering* ordering = versions::ordering_for(name);
        if (ordering == nullptr && count.has_bounds) ordering = versions::ordering_named("semver");
        append(info, layout::EcosystemRow{place(name), ordering == nullptr ? 0 : place(ordering->name),
                                          key_mark(ordering), 0, count.records});
    }
    for (const std::string& note : notes) append(info, place(note));
}

}  // namespace ward::advisory
