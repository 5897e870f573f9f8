// Puts batches together into the sections of one index: drops duplicate ids, joins alias sets over the whole database,
// sorts packages and records, and gives every text its place.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/advisory/batch.h"
#include "facts/advisory/layout.h"

namespace ward::advisory {

// Everything but the file around it. `texts` stays in the pieces in which it was compressed.
struct Sections {
    std::array<std::string, layout::section_count> bytes;  // `pages` and `texts` stay empty here
    std::vector<std::string> texts;

    std::string& of(layout::Section kind) { return bytes.at(static_cast<size_t>(kind) - 1); }
};

class Builder {
  public:
    // Batches must come in the order of the input: it decides where two records are equally new, and where texts lie.
    void merge(Batch batch);
    // `limit` where the database would be too large for the format. The builder is used up.
    Result<Sections> finish(std::string_view fetched);

    uint64_t records_seen() const { return records_.size(); }
    uint64_t json_bytes() const { return json_bytes_; }
    uint64_t duplicates() const { return duplicates_; }
    Notes& notes() { return notes_; }

  private:
    struct Package {
        uint32_t ecosystem = 0;
        uint32_t name = 0;
        uint64_t hash = 0;
    };
    struct Record {
        Draft draft;  // numbers and positions are the builder's
        Instant modified = 0;
        bool readable_date = false;
    };
    struct Entry {
        uint32_t package = 0;
        uint32_t record = 0;  // position in records_, later the final number
        uint32_t suffix = 0;
        uint32_t condition = 0;
        uint32_t first_interval = 0;
        uint32_t intervals = 0;
        uint32_t first_exact = 0;
        uint32_t exact = 0;
    };

    uint32_t package_of(uint32_t ecosystem, uint32_t name);
    bool newer(const Record& a, const Record& b) const;
    void drop_duplicates();
    void number_records();
    void drop_superseded();
    void join_sets();

    // builder_sections.cc
    void write_packages(Sections& sections);
    void number_ecosystems();
    void write_package(Sections& sections, const Package& package, std::span<const Entry* const> entries);
    void write_records(Sections& sections);
    void write_sets(Sections& sections);
    void write_blocks(Sections& sections);
    void write_info(Sections& sections, std::string_view fetched);
    uint32_t place(uint32_t text);
    uint32_t place(std::string_view text) { return place(texts_.number(text)); }

    Interner texts_;
    std::vector<Record> records_;
    std::vector<uint32_t> aliases_;
    std::vector<Package> packages_;
    std::unordered_map<uint64_t, uint32_t> package_numbers_;
    std::vector<Entry> entries_;
    std::vector<IntervalDraft> intervals_;
    std::vector<uint32_t> exact_;
    std::vector<BlockDraft> blocks_;
    std::vector<uint32_t> blocks_of_piece_;  // how many blocks each of packed_ holds
    std::vector<std::string> packed_;
    Notes notes_;
    uint64_t json_bytes_ = 0;
    uint64_t duplicates_ = 0;

    std::vector<uint32_t> order_;                     // positions in records_ by id, without duplicates
    std::vector<uint32_t> number_;                    // final number of each position in records_
    std::vector<uint32_t> set_of_text_;               // alias set of each id
    std::vector<std::vector<uint32_t>> set_members_;  // texts
    std::vector<uint32_t> other_ids_;                 // members of sets that are no records
    std::vector<uint32_t> ecosystem_texts_;           // in the order of `info`
    std::vector<uint16_t> ecosystem_numbers_;         // row in `info` of each text that is one
    unsigned slot_bits_ = 0;
    size_t package_count_ = 0;
    bool too_large_ = false;        // a package does not fit into the format
    std::string heap_;              // the `strings` section
    std::vector<uint32_t> places_;  // of each text in heap_, once it has one
};

}  // namespace ward::advisory
