// Matching: is this version of that package affected? By the OSV specification a version is affected when it equals an
// entry of `versions` or lies in any range; the ranges are intervals of keys here (see ranges.cc).
//
// Decided here: a query for "Debian:12" sees entries of "Debian:12" and those of plain "Debian", which are not bound to
// a release; a query for "Debian" sees all releases. A version that the ecosystem's order does not know still matches
// entries that affect every version.
#include <algorithm>
#include <compare>
#include <cstring>

#include <fmt/core.h>

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
            if (key_) rank_ = rank(key_head(*key_));
        }
        return key_;
    }
    // Of the text itself, as exact versions are found by.
    uint32_t tag() {
        if (!tag_) tag_ = exact_tag(query_.version);
        return *tag_;
    }
    // How the key, which there must be, stands to one of the index.
    std::strong_ordering compare(const Image& image, const KeyHead& head, uint8_t length, uint32_t key) const {
        if (const auto order = rank_ <=> rank(head); order != 0) return order;
        if (key_->size() <= head.size() && length <= head.size()) return key_->size() <=> size_t{length};
        return std::string_view(*key_) <=> image.text(key);
    }

  private:
    const Query& query_;
    const versions::Ordering* ordering_;
    std::optional<std::string> key_;
    uint64_t rank_ = 0;  // of the key's head
    bool encoded_ = false;
    std::optional<uint32_t> tag_;
};

using Entry = PackageRows::Entry;

Upper upper_kind(const IntervalRow& row) {
    return static_cast<Upper>(row.upper_kind & 3);
}

bool contains(const Image& image, const IntervalRow& row, Version& version) {
    const Upper kind = upper_kind(row);
    // Every version there is, known to the ecosystem's order or not.
    if (row.lower_kind == 0 && kind == Upper::none) return true;
    if (!version.key()) return false;
    if (row.lower_kind != 0 && version.compare(image, row.lower_head, row.lower_length, row.lower_key) < 0)
        return false;
    return kind == Upper::none ||
           is_below(version.compare(image, row.upper_head, row.upper_length, row.upper_key), kind);
}

Interval interval_of(const Image& image, const IntervalRow& row) {
    Interval interval;
    if (row.lower_kind != 0) interval.lower = Bound{image.text(row.lower_key), {}};
    interval.upper_kind = upper_kind(row);
    if (interval.upper_kind != Upper::none) interval.upper.key = image.text(row.upper_key);
    return interval;
}

bool is_listed(const Image& image, const PackageRows& package, const Entry& entry, std::string_view version,
               uint32_t tag) {
    uint32_t first = entry.first_exact;
    uint32_t last = entry.row.last_exact;
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        if (package.exact(middle).tag < tag) first = middle + 1;
        else last = middle;
    }
    for (; first < entry.row.last_exact; ++first) {
        const ExactRow row = package.exact(first);
        if (row.tag != tag) return false;
        if (image.text(row.text) == version) return true;
    }
    return false;
}

// The spelling under which the version is listed, or nothing.
std::optional<std::string_view> listed_as(const Image& image, const PackageRows& package, const Entry& entry,
                                          const Query& query, Version& version) {
    if (entry.first_exact == entry.row.last_exact) return std::nullopt;
    if (is_listed(image, package, entry, query.version, version.tag())) return query.version;
    for (const std::string& spelling : query.spellings)
        if (is_listed(image, package, entry, spelling, exact_tag(spelling))) return spelling;
    return std::nullopt;
}

// The interval of the entry that the version lies in.
std::optional<IntervalRow> interval_around(const Image& image, const PackageRows& package, const Entry& entry,
                                           Version& version) {
    for (uint32_t i = entry.first_interval; i < entry.row.last_interval; ++i)
        if (const IntervalRow row = package.interval(i); contains(image, row, version)) return row;
    return std::nullopt;
}

std::string words_of(const Image& image, const IntervalRow& row) {
    const Upper kind = upper_kind(row);
    std::string words;
    if (row.lower_kind != 0)
        words = fmt::format(
            "{} {}", row.lower_kind == static_cast<uint8_t>(Lower::behind) ? ">" : ">=", image.text(row.lower_text));
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
    void look_at(const PackageRows& package, const Entry& entry) {
        for (uint32_t i = entry.first_interval; i < entry.row.last_interval; ++i) {
            const IntervalRow row = package.interval(i);
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

uint64_t offset_of(const Slot& slot) {
    return (uint64_t{slot.where} - 1) * word_bytes;
}

}  // namespace

std::optional<uint64_t> Index::State::slot(const Ecosystem& ecosystem, std::string_view normal_name) const {
    const uint64_t hash = package_hash(ecosystem.hash, normal_name);
    for (uint64_t i = hash >> (64 - slot_bits);; ++i) {
        Slot slot;
        if (!image.read(Section::directory, i, slot) || slot.where == 0) return std::nullopt;
        if (slot.tag != static_cast<uint32_t>(hash)) continue;
        PackageRows::fetch(image, offset_of(slot));
        return i;
    }
}

std::optional<Index::State::Package> Index::State::package(const Ecosystem& ecosystem, uint64_t first_slot,
                                                           std::string_view normal_name) const {
    uint32_t tag = 0;
    for (uint64_t i = first_slot;; ++i) {
        Slot slot;
        if (!image.read(Section::directory, i, slot) || slot.where == 0) return std::nullopt;
        if (i == first_slot) tag = slot.tag;
        if (slot.tag != tag) continue;
        const auto rows = PackageRows::at(image, offset_of(slot));
        if (!rows) return std::nullopt;
        if (rows->ecosystem() >= ecosystems.size()) {
            image.report_nonsense();
            return std::nullopt;
        }
        // Equal hashes are not equal names: only the text decides.
        if (&ecosystems[rows->ecosystem()] == &ecosystem && rows->name() == normal_name)
            return Package{*rows, &ecosystem};
    }
}

std::optional<Index::State::Package> Index::State::package(std::string_view ecosystem_base,
                                                           std::string_view name) const {
    const Ecosystem* known = ecosystem(ecosystem_base);
    if (known == nullptr) return std::nullopt;
    std::string storage;
    const std::string_view normal = normal_name(known->naming, name, storage);
    const auto first_slot = slot(*known, normal);
    return first_slot ? package(*known, *first_slot, normal) : std::nullopt;
}

void Index::visit(const Query& query, const std::function<void(RecordNumber)>& affected) const {
    const auto [base, suffix] = split_ecosystem(query.ecosystem);
    const State::Ecosystem* ecosystem = state_->ecosystem(base);
    if (ecosystem == nullptr) return;
    std::string storage;
    const std::string_view name = normal_name(ecosystem->naming, query.name, storage);
    const auto slot = state_->slot(*ecosystem, name);
    if (!slot) return;
    const Image& image = state_->image;
    Version version(query, ecosystem->ordering);
    version.key();  // while the package is under way
    const auto package = state_->package(*ecosystem, *slot, name);
    if (!package) return;
    RecordNumber done = no_set;  // several entries of one record stand next to each other
    PackageRows::Walk walk;
    while (package->rows.advance(walk)) {
        const Entry& entry = walk.entry;
        if (entry.withdrawn() || entry.record() == done || !suffix_fits(image, entry, suffix)) continue;
        if (!interval_around(image, package->rows, entry, version) &&
            !listed_as(image, package->rows, entry, query, version))
            continue;
        done = entry.record();
        affected(done);
    }
}

std::vector<Hit> Index::query(const Query& query) const {
    const auto [base, suffix] = split_ecosystem(query.ecosystem);
    std::vector<Hit> hits;
    const auto package = state_->package(base, query.name);
    if (!package) return hits;
    const Image& image = state_->image;
    const PackageRows& rows = package->rows;
    Version version(query, package->ecosystem->ordering);
    PackageRows::Walk walk;
    bool more = rows.advance(walk);
    while (more) {
        // All entries of one record that fit; the first one that affects the version gives the words.
        const RecordNumber number = walk.entry.record();
        Fixes fixes(image);
        std::optional<Hit> hit;
        bool unconditional = false;
        for (; more && walk.entry.record() == number; more = rows.advance(walk)) {
            const Entry& entry = walk.entry;
            if (entry.withdrawn() || !suffix_fits(image, entry, suffix)) continue;
            fixes.look_at(rows, entry);
            if (unconditional) continue;
            std::string range;
            bool listed = false;
            if (const auto around = interval_around(image, rows, entry, version)) range = words_of(image, *around);
            else if (const auto spelling = listed_as(image, rows, entry, query, version)) {
                range = fmt::format("listed: {}", *spelling);
                listed = true;
            } else continue;
            unconditional = entry.row.condition == 0;
            if (!hit) hit = Hit{number, listed, std::move(range), {}, {}};
            if (unconditional) hit->conditions.clear();
            else hit->conditions.push_back(image.text(entry.row.condition));
        }
        if (!hit) continue;
        hit->fixed = fixes.above(version);
        hits.push_back(std::move(*hit));
    }
    return hits;
}

std::vector<RecordNumber> Index::records_of(std::string_view ecosystem, std::string_view name) const {
    const auto [base, suffix] = split_ecosystem(ecosystem);
    std::vector<RecordNumber> out;
    const auto package = state_->package(base, name);
    if (!package) return out;
    PackageRows::Walk walk;
    while (package->rows.advance(walk))
        if (suffix_fits(state_->image, walk.entry, suffix) && (out.empty() || out.back() != walk.entry.record()))
            out.push_back(walk.entry.record());
    return out;
}

}  // namespace ward::advisory
