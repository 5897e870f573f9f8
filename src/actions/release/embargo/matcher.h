// Looks for a taint set in bytes: texts, git objects, file names. One pass, however large the set is.
//
// What counts as a hit:
//   report ids, CVE ids, URLs   their words in this order, whatever stands between them ("cve_2026_12345"); a URL of a
//                               forge also as "owner/repository#1". An id of fewer than 6 letters and digits only
//                               behind a word like "report"
//   handles                     behind '@' or a word like "reported by"; alone if no ordinary word could be one (5
//                               letters at least, with a digit, an inner capital, '-' or '_')
//   titles, summaries           any 8 words in a row; a shorter text of 4 words or more as a whole
//   commits, contents           their id, or its first 10 digits or more
// Left out: what is encoded (base64, quoted-printable), compressed, drawn, translated or told in other words; the case
// of letters that are not ASCII's.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actions/release/embargo/taint.h"
#include "base/result.h"
#include "formats/line_sum.h"
#include "io/gitobjects/object.h"

namespace ward::release {

constexpr size_t max_taint_items = 1'000'000;     // of one list
constexpr size_t max_taint_text = 1u << 20;       // bytes of one text
constexpr size_t shingle_words = 8;               // of titles and summaries
constexpr size_t min_text_words = 4;              // of a title that is looked for as a whole
constexpr size_t min_bare_id_characters = 6;      // of a report's id that is looked for alone
constexpr size_t min_bare_handle_characters = 5;  // likewise of a handle
constexpr size_t min_abbreviated_id_digits = 10;  // of a commit's or blob's id
constexpr size_t max_phrase_words = 32;           // the rest of a longer id or URL is not compared
constexpr size_t min_private_blob_bytes = 32;     // smaller contents are everywhere

// Immutable; may be used from several threads.
class TaintMatcher {
  public:
    // `usage` for a list that is too long, an item that is too large, a commit, blob or patch id that is none. The
    // error names list and number, not the item.
    static Result<TaintMatcher> of(const TaintSet& set);

    // For each rule and item the first place, in the order of the text.
    std::vector<Taint> find(std::string_view text) const;
    // `text` with every hit replaced by "[embargoed]", but for ids of commits and contents, which say nothing to
    // whoever has not the objects. Nothing of it but "[embargoed]" where what is left could not be cleared.
    std::string redact(std::string_view text) const;

    std::optional<Taint> commit(const gitobjects::ObjectId& id) const;
    std::optional<Taint> blob(const gitobjects::ObjectId& id) const;
    std::optional<Taint> patch(const LineSum& sum) const;
    // Of all together, or of one of the files.
    std::optional<Taint> patch(const ChangeSums& sums) const;
    bool has_patches() const { return !patches_.empty(); }

    // Of the set it was made of.
    const std::string& digest() const { return digest_; }
    // Titles and summaries that are too short to be looked for.
    size_t too_short() const { return too_short_; }

  private:
    struct Item {
        TaintRule rule;
        uint32_t item;
    };
    // What must stand around the words besides.
    enum class Around : uint8_t { anything, at_sign, no_fraction };
    struct Phrase {
        uint64_t hash;
        size_t words;
        Item item;
        Around around;
    };
    struct HexId {
        std::string digits;
        Item item;
    };
    class Search;

    Result<void> add_lists(const TaintSet& set);
    Result<void> add_objects(const TaintSet& set);
    void add_phrase(std::string_view text, TaintRule rule, size_t item, Around around = Around::anything);
    void add_id(std::string_view id, size_t item);
    void add_url(std::string_view url, size_t item);
    void add_handle(std::string_view handle, size_t item);
    void add_prose(std::string_view text, TaintRule rule, size_t item);
    void drop_public(std::string_view text);
    void make_filters();

    std::unordered_map<uint64_t, std::vector<Phrase>> phrases_;  // by their last word
    std::unordered_map<uint64_t, Item> shingles_;
    // Most words end here: a bit for each hash's upper bits.
    std::bitset<size_t{1} << 16> last_words_;
    std::unique_ptr<std::bitset<size_t{1} << 20>> shingle_bits_ = std::make_unique<std::bitset<size_t{1} << 20>>();
    std::vector<HexId> hex_ids_;  // sorted
    std::unordered_map<gitobjects::ObjectId, uint32_t> commits_;
    std::unordered_map<gitobjects::ObjectId, uint32_t> blobs_;
    std::unordered_map<uint64_t, std::pair<LineSum, uint32_t>> patches_;  // by their first half
    size_t too_short_ = 0;
    std::string digest_;
};

}  // namespace ward::release
