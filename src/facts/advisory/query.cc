// Matching: is this version of that package affected? By the OSV specification a version is affected when it equals an
// entry of `versions` or lies in any range; the ranges are intervals of keys here (see ranges.cc).
//
// Decided here: a query for "Debian:12" sees entries of "Debian:12" and those of plain "Debian", which are not bound to
// a release; a query for "Debian" sees all releases. A version that the ecosystem's order does not know still matches
// entries that affect every version.
#include <algorithm>
#include <compare>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "facts/advisory/hash.h"
#include "facts/advisory/index_state.h"
#include "facts/advisory/names.h"
#include "facts/advisory/ranges.h"

namespace ward::advisory {

using namespace layout;

namespace {

// The question, with the key of its version encoded once and only when a range needs it.
class Version {
  public:
    Version(const Query& query, const versions::Ordering* ordering) : query_(query), ordering_(ordering) {}

    const std::optional<std::string>& key() {
        if (!encoded_) {
            encoded_ = true;
            if (ordering_ != nullptr && !query_.version.empty()) key_ = ordering_->key(query_.version);
            if (key_) head_ = key_head(*key_);
        }
        return key_;
    }
    // How the key, which there must be, stands to one of the index.
    std::strong_ordering compare(const Image& image, const KeyHead& head, uint32_t key) const {
        const int order = std::memcmp(head_.data(), head.data(), head_.size());
        return order != 0 ? order <=> 0 : std::string_view(*key_) <=> image.text(key);
    }

  private:
    const Query& query_;
    const versions::Ordering* ordering_;
    std::optional<std::string> key_;
    KeyHead head_{};
    bool encoded_ = false;
};

Upper upper_kind(const IntervalRow& row) {
    return static_cast<Upper>(row.flags & 3);
}

bool has_lower_bound(const IntervalRow& row) {
    return (row.flags & has_lower) != 0;
}

bool contains(const Image& image, const IntervalRow& row, Version& version) {
    const Upper kind = upper_kind(row);
    // Every version there is, known to the ecosystem's order or not.
    if (!has_lower_bound(row) && kind == Upper::none) return true;
    if (!version.key()) return false;
    if (has_lower_bound(row) && version.compare(image, row.lower_head, row.lower_key) < 0) return false;
    return kind == Upper::none || is_below(version.compare(image, row.upper_head, row.upper_key), kind);
}

Interval interval_of(const Image& image, const IntervalRow& row) {
    Interval interval;
    if (has_lower_bound(row)) interval.lower = Bound{image.text(row.lower_key), {}};
    interval.upper_kind = upper_kind(row);
    if (interval.upper_kind != Upper::none) interval.upper.key = image.text(row.upper_key);
    return interval;
}

// One row of `entries` with the rows that belong to it.
struct Entry {
    EntryRow row;
    uint32_t last_interval = 0;
    uint32_t last_exact = 0;

    RecordNumber record() const { return row.record & ~withdrawn_bit; }
    bool withdrawn() const { return (row.record & withdrawn_bit) != 0; }
};

bool read_entry(const Image& image, uint32_t number, Entry& entry) {
    EntryRow next;
    if (!image.read(Section::entries, number, entry.row) || !image.read(Section::entries, size_t{number} + 1, next))
        return false;
    entry.last_interval = next.first_interval;
    entry.last_exact = next.first_exact;
    if (entry.row.first_interval <= entry.last_interval && entry.row.first_exact <= entry.last_exact &&
        entry.last_interval <= image.count<IntervalRow>(Section::intervals) &&
        entry.last_exact <= image.count<uint32_t>(Section::exact))
        return true;
    image.report_nonsense();
    return false;
}

bool is_listed(const Image& image, const Entry& entry, std::string_view version) {
    uint32_t first = entry.row.first_exact;
    uint32_t last = entry.last_exact;
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        uint32_t text = 0;
        if (!image.read(Section::exact, middle, text)) return false;
        const auto order = image.text(text) <=> version;
        if (order == 0) return true;
        if (order < 0) first = middle + 1;
        else last = middle;
    }
    return false;
}

// The spelling under which the version is listed, or nothing.
std::optional<std::string_view> listed_as(const Image& image, const Entry& entry, const Query& query) {
    if (entry.row.first_exact == entry.last_exact) return std::nullopt;
    if (is_listed(image, entry, query.version)) return query.version;
    for (const std::string& spelling : query.spellings)
        if (is_listed(image, entry, spelling)) return spelling;
    return std::nullopt;
}

constexpr uint32_t no_interval = std::numeric_limits<uint32_t>::max();

uint32_t interval_around(const Image& image, const Entry& entry, Version& version) {
    for (uint32_t i = entry.row.first_interval; i < entry.last_interval; ++i) {
        IntervalRow row;
        if (!image.read(Section::intervals, i, row)) return no_interval;
        if (contains(image, row, version)) return i;
    }
    return no_interval;
}

std::string words_of(const Image& image, const IntervalRow& row) {
    const Upper kind = upper_kind(row);
    std::string words;
    if (has_lower_bound(row)) words = fmt::format(">= {}", image.text(row.lower_text));
    if (kind != Upper::none)
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", kind == Upper::last_affected ? "<=" : "<",
                             image.text(row.upper_text));
    return words.empty() ? "all versions" : words;
}

// Versions that fix the record for this package: ends of intervals above the version that no interval of the record
// covers again, nearest first.
class Fixes {
  public:
    explicit Fixes(const Image& image) : image_(image) {}
    void look_at(const Entry& entry) {
        for (uint32_t i = entry.row.first_interval; i < entry.last_interval; ++i) {
            IntervalRow row;
            if (!image_.read(Section::intervals, i, row)) return;
            const Interval interval = interval_of(image_, row);
            if (interval.upper_kind == Upper::fixed)
                found_.push_back({interval.upper.key, image_.text(row.upper_text)});
            intervals_.push_back(interval);
        }
    }
    std::vector<std::string> above(Version& version) {
        std::vector<std::string> out;
        const auto& key = version.key();
        if (!key) return out;
        std::ranges::stable_sort(found_, {}, &Bound::key);
        for (const Bound& fix : found_) {
            const bool still_affected =
                std::ranges::any_of(intervals_, [&](const Interval& one) { return one.contains(fix.key); });
            if (fix.key > *key && !still_affected && (out.empty() || out.back() != fix.text))
                out.emplace_back(fix.text);
        }
        return out;
    }

  private:
    const Image& image_;
    std::vector<Bound> found_;
    std::vector<Interval> intervals_;
};

bool suffix_fits(const Image& image, const Entry& entry, std::string_view wanted) {
    if (wanted.empty() || entry.row.suffix == 0) return true;
    return image.text(entry.row.suffix) == wanted;
}

}  // namespace

Index::State::Rows Index::State::rows_of(std::string_view ecosystem_base, std::string_view normal_name) const {
    const uint64_t hash = package_hash(ecosystem_base, normal_name);
    const uint64_t bucket = hash >> (64 - directory_bits);
    uint32_t first = 0;
    uint32_t last = 0;
    if (!image.read(Section::directory, bucket, first) || !image.read(Section::directory, bucket + 1, last)) return {};
    for (uint32_t i = first; i < last; ++i) {
        PackageRow row;
        if (!image.read(Section::packages, i, row)) return {};
        if (row.hash < hash) continue;
        if (row.hash > hash) return {};
        // Each of these is far from the others; together they cost one way to the memory.
        image.fetch_text(row.name);
        image.fetch<EntryRow>(Section::entries, row.first_entry);
        image.fetch<IntervalRow>(Section::intervals, row.first_interval);
        // Equal hashes are not equal names: only the text decides.
        const auto ecosystem = std::ranges::find(ecosystems, row.ecosystem, &Ecosystem::text);
        if (ecosystem == ecosystems.end() || ecosystem->name != ecosystem_base || image.text(row.name) != normal_name)
            continue;
        PackageRow next;
        if (!image.read(Section::packages, size_t{i} + 1, next)) return {};
        if (next.first_entry > image.count<EntryRow>(Section::entries) || row.first_entry > next.first_entry) {
            image.report_nonsense();
            return {};
        }
        return {row.first_entry, next.first_entry, &*ecosystem};
    }
    return {};
}

void Index::visit(const Query& query, const std::function<void(RecordNumber)>& affected) const {
    const auto [base, suffix] = split_ecosystem(query.ecosystem);
    std::string storage;
    const State::Rows rows = state_->rows_of(base, normal_name(base, query.name, storage));
    if (rows.first == rows.last) return;
    const Image& image = state_->image;
    Version version(query, rows.ecosystem->ordering);
    constexpr uint32_t nobody = no_set;
    RecordNumber done = nobody;  // several entries of one record stand next to each other
    for (uint32_t i = rows.first; i < rows.last; ++i) {
        Entry entry;
        if (!read_entry(image, i, entry)) return;
        if (entry.withdrawn() || entry.record() == done || !suffix_fits(image, entry, suffix)) continue;
        if (interval_around(image, entry, version) == no_interval && !listed_as(image, entry, query)) continue;
        done = entry.record();
        affected(done);
    }
}

std::vector<Hit> Index::query(const Query& query) const {
    const auto [base, suffix] = split_ecosystem(query.ecosystem);
    std::string storage;
    const State::Rows rows = state_->rows_of(base, normal_name(base, query.name, storage));
    std::vector<Hit> hits;
    if (rows.first == rows.last) return hits;
    const Image& image = state_->image;
    Version version(query, rows.ecosystem->ordering);
    for (uint32_t i = rows.first; i < rows.last;) {
        // All entries of one record that fit; the first one that affects the version gives the words.
        Fixes fixes(image);
        Entry entry;
        if (!read_entry(image, i, entry)) return hits;
        const RecordNumber number = entry.record();
        const bool withdrawn = entry.withdrawn();
        std::optional<Hit> hit;
        for (; i < rows.last; ++i) {
            if (!read_entry(image, i, entry)) return hits;
            if (entry.record() != number) break;
            if (withdrawn || !suffix_fits(image, entry, suffix)) continue;
            fixes.look_at(entry);
            if (hit) continue;
            IntervalRow row;
            const uint32_t around = interval_around(image, entry, version);
            if (around != no_interval && image.read(Section::intervals, around, row))
                hit = Hit{number, false, words_of(image, row), {}};
            else if (const auto listed = listed_as(image, entry, query))
                hit = Hit{number, true, fmt::format("listed: {}", *listed), {}};
        }
        if (!hit) continue;
        hit->fixed = fixes.above(version);
        hits.push_back(std::move(*hit));
    }
    return hits;
}

std::vector<RecordNumber> Index::records_of(std::string_view ecosystem, std::string_view name) const {
    const auto [base, suffix] = split_ecosystem(ecosystem);
    std::string storage;
    const State::Rows rows = state_->rows_of(base, normal_name(base, name, storage));
    std::vector<RecordNumber> out;
    for (uint32_t i = rows.first; i < rows.last; ++i) {
        Entry entry;
        if (!read_entry(state_->image, i, entry)) break;
        if (suffix_fits(state_->image, entry, suffix) && (out.empty() || out.back() != entry.record()))
            out.push_back(entry.record());
    }
    return out;
}

}  // namespace ward::advisory
