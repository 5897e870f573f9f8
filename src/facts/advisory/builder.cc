#include "facts/advisory/builder.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "base/parallel.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/hash.h"
#include "facts/advisory/sort_by_text.h"
#include "facts/advisory/union_find.h"

namespace ward::advisory {
namespace {

constexpr uint32_t none = std::numeric_limits<uint32_t>::max();

uint32_t position_builder(size_t size) {
    return static_cast<uint32_t>(size);
}

}  // namespace

uint32_t Builder::package_of(uint32_t ecosystem, uint32_t name) {
    const auto [at, fresh] =
        package_numbers_.try_emplace(uint64_t{ecosystem} << 32 | name, position_builder(packages_.size()));
    if (fresh) packages_.push_back({ecosystem, name, package_hash(texts_.text(ecosystem), texts_.text(name))});
    return at->second;
}

void Builder::merge(Batch batch) {
    std::vector<uint32_t> global(batch.texts.size());
    for (uint32_t i = 0; i < batch.texts.size(); ++i)
        global[i] = texts_.number(batch.texts.text(i), batch.texts.hash_at(i));

    const uint32_t first_block = position_builder(blocks_.size());
    const size_t first_alias = aliases_.size();
    for (size_t i = 0; i < batch.records.size(); ++i) {
        Draft draft = batch.records[i];
        const auto modified = parse_instant(batch.texts.text(draft.modified));
        draft.id = global[draft.id];
        draft.modified = global[draft.modified];
        draft.vector = global[draft.vector];
        draft.block += first_block;
        const size_t last = i + 1 < batch.records.size() ? batch.records[i + 1].first_entry : batch.entries.size();
        for (size_t e = draft.first_entry; e < last; ++e) {
            const EntryDraft& entry = batch.entries[e];
            const bool final = e + 1 == batch.entries.size();
            const size_t intervals = final ? batch.intervals.size() : batch.entries[e + 1].first_interval;
            const size_t exact = final ? batch.exact.size() : batch.entries[e + 1].first_exact;
            entries_.push_back({package_of(global[entry.ecosystem], global[entry.name]),
                                position_builder(records_.size()), global[entry.suffix], global[entry.condition],
                                position_builder(intervals_.size() + entry.first_interval),
                                position_builder(intervals - entry.first_interval),
                                position_builder(exact_.size() + entry.first_exact),
                                position_builder(exact - entry.first_exact)});
        }
        draft.first_alias = position_builder(first_alias + draft.first_alias);
        if (!modified) notes_.add(Defect::bad_modified);
        records_.push_back({draft, modified.value_or(0), modified.has_value()});
    }
    for (const uint32_t alias : batch.aliases) aliases_.push_back(global[alias]);
    for (IntervalDraft interval : batch.intervals) {
        interval.lower_key = global[interval.lower_key];
        interval.upper_key = global[interval.upper_key];
        interval.lower_text = global[interval.lower_text];
        interval.upper_text = global[interval.upper_text];
        intervals_.push_back(interval);
    }
    for (const uint32_t text : batch.exact) exact_.push_back(global[text]);
    blocks_.insert(blocks_.end(), batch.blocks.begin(), batch.blocks.end());
    blocks_of_piece_.push_back(position_builder(batch.blocks.size()));
    packed_.push_back(std::move(batch.packed));
    notes_.add(batch.notes);
    json_bytes_ += batch.json_bytes;
}

// Which of two records of one id counts: the newer one, and of equally new ones the one that came first.
bool Builder::newer(const Record& a, const Record& b) const {
    if (a.readable_date != b.readable_date) return a.readable_date;
    return a.modified > b.modified;
}

void Builder::drop_duplicates() {
    std::vector<uint32_t> best(texts_.size(), none);  // by the id's text number
    for (uint32_t i = 0; i < records_.size(); ++i) {
        uint32_t& held = best[records_[i].draft.id];
        if (held == none) {
            held = i;
            continue;
        }
        ++duplicates_;
        if (newer(records_[i], records_[held])) held = i;
    }
    for (uint32_t i = 0; i < records_.size(); ++i)
        if (best[records_[i].draft.id] == i) order_.push_back(i);
    notes_.add(Defect::duplicate_id, {}, duplicates_);
}

// Records are numbered by id, so that a record is found by halving and output is in a stable order.
void Builder::number_records() {
    sort_by_text(order_, [this](uint32_t i) { return texts_.text(records_[i].draft.id); });
    number_.assign(records_.size(), none);
    for (uint32_t number = 0; number < order_.size(); ++number) number_[order_[number]] = number;
    std::erase_if(entries_, [this](const Entry& entry) { return number_[entry.record] == none; });
    for (Entry& entry : entries_) entry.record = number_[entry.record];
    drop_superseded();
}

// Where NVD has configurations of a product, they count in place of what the CVE's own record says of the same one.
void Builder::drop_superseded() {
    auto id = [this](uint32_t number) { return texts_.text(records_[order_[number]].draft.id); };
    auto is_product = [this](const Entry& entry) { return texts_.text(packages_[entry.package].ecosystem) == "CPE"; };
    std::unordered_set<uint64_t> superseded;  // record, then package
    for (const Entry& entry : entries_) {
        const std::string_view name = id(entry.record);
        if (!name.starts_with(nvd_prefix) || !is_product(entry)) continue;
        const std::string_view cve = name.substr(nvd_prefix.size());
        const auto at =
            std::ranges::lower_bound(order_, cve, {}, [this](uint32_t i) { return texts_.text(records_[i].draft.id); });
        if (at != order_.end() && texts_.text(records_[*at].draft.id) == cve)
            superseded.insert(static_cast<uint64_t>(at - order_.begin()) << 32 | entry.package);
    }
    if (superseded.empty()) return;
    std::erase_if(entries_, [&](const Entry& entry) {
        return is_product(entry) && superseded.contains(uint64_t{entry.record} << 32 | entry.package);
    });
}

// Aliases are symmetric and transitive, so the sets are those of the whole database, not of one query's results.
void Builder::join_sets() {
    UnionFind sets(texts_.size());
    std::vector<uint32_t> members;
    std::vector<bool> known(texts_.size(), false);
    auto add_member = [&](uint32_t text) {
        if (!known[text]) members.push_back(text);
        known[text] = true;
    };
    for (const uint32_t at : order_) {
        const size_t last = at + 1 < records_.size() ? records_[at + 1].draft.first_alias : aliases_.size();
        for (size_t i = records_[at].draft.first_alias; i < last; ++i) {
            if (aliases_[i] == records_[at].draft.id) continue;
            add_member(records_[at].draft.id);
            add_member(aliases_[i]);
            sets.join(records_[at].draft.id, aliases_[i]);
        }
    }
    sort_by_text(members, [this](uint32_t text) { return texts_.text(text); });
    // Numbered by their first member; members of a set stay in the order of their texts.
    std::vector<uint32_t> number_of_root(texts_.size(), none);
    set_of_text_.assign(texts_.size(), none);
    for (const uint32_t text : members) {
        uint32_t& number = number_of_root[sets.root(text)];
        if (number == none) {
            number = position_builder(set_members_.size());
            set_members_.emplace_back();
        }
        set_of_text_[text] = number;
        set_members_[number].push_back(text);
    }
    std::vector<bool> is_record(texts_.size(), false);
    for (const uint32_t at : order_) is_record[records_[at].draft.id] = true;
    for (const uint32_t text : members)
        if (!is_record[text]) other_ids_.push_back(text);
}

Result<Sections> Builder::finish(std::string_view fetched) {
    constexpr size_t most = layout::withdrawn_bit - 1;
    if (records_.size() > most || entries_.size() > most || intervals_.size() > most || exact_.size() > most ||
        aliases_.size() > most)
        return fail(ErrorCode::limit, "more rows than the index format has numbers for");
    drop_duplicates();
    number_records();
    Sections sections;
    // The two longest steps need nothing of each other.
    parallel_for(2, [&](size_t step) { step == 0 ? write_packages(sections) : join_sets(); });
    write_records(sections);
    write_sets(sections);
    write_blocks(sections);
    write_info(sections, fetched);
    if (too_large_) return fail(ErrorCode::limit, "more of one package than the index format has room for");
    if (heap_.size() > none) return fail(ErrorCode::limit, "more text than the index format has positions for");
    sections.of(layout::Section::strings) = std::move(heap_);
    return sections;
}

}  // namespace ward::advisory
