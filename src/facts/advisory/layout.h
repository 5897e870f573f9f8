// The index file byte by byte, as docs/formats/advisory-index.md specifies it. Rows are copied in and out with memcpy;
// all numbers are little-endian; a text is a position in the `strings` section.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ward::advisory::layout {

static_assert(std::endian::native == std::endian::little, "the index is read and written as the machine has it");

constexpr std::string_view magic{"\x89WARDDB\x1a", 8};
constexpr std::string_view commit_mark{"COMMIT\r\n", 8};
constexpr uint32_t format_version = 3;
constexpr uint64_t page_bytes = 4096;
constexpr uint64_t digest_leaf_bytes = 1u << 20;

// In the order of the file; `pages` first, so that it covers all the others, and `texts` last.
enum class Section : uint32_t {
    pages = 1,       // uint32 CRC-32C of each page behind this section
    info = 2,        // InfoHead, EcosystemRow..., uint32 text of each note
    directory = 3,   // Slot: where each package lies, by the hash of its name
    packages = 4,    // one blob a package, PackageHead and what follows it, sorted by hash
    records = 5,     // RecordRow sorted by id
    set_starts = 6,  // uint32 position in set_members of each alias set, and one more
    set_members = 7,
    other_ids = 8,  // OtherIdRow: members of alias sets that are no records, sorted by id
    strings = 9,
    blocks = 10,  // BlockRow
    texts = 11,   // zstd frames
};
constexpr size_t section_count = 11;

struct SectionRow {
    uint32_t kind = 0;
    uint32_t row_bytes = 0;
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint64_t reserved = 0;
    std::array<unsigned char, 32> digest{};
};
static_assert(sizeof(SectionRow) == 64);

// The first page: this, the section table, zeros, and the CRC-32C of all that before it in the last four bytes.
struct Header {
    std::array<char, 8> magic{};
    uint32_t version = format_version;
    uint32_t sections = section_count;
    uint64_t file_bytes = 0;
    uint32_t pages_crc = 0;  // CRC-32C of the `pages` section and the zeros that fill its last page
    uint32_t reserved = 0;
    std::array<unsigned char, 32> digest{};  // SHA-256 over the section table: what `snapshot` shows
};
static_assert(sizeof(Header) == 64);
constexpr uint64_t header_crc_offset = page_bytes - 4;

// The last 64 bytes of the file.
struct Trailer {
    std::array<unsigned char, 32> digest{};
    uint64_t file_bytes = 0;
    uint32_t version = format_version;
    uint32_t header_crc = 0;
    uint32_t reserved = 0;
    uint32_t crc = 0;  // CRC-32C of the 52 bytes before it
    std::array<char, 8> mark{};
};
static_assert(sizeof(Trailer) == 64);
constexpr size_t trailer_crc_offset = 52;

struct InfoHead {
    uint64_t records = 0;
    uint64_t withdrawn = 0;
    uint64_t malicious = 0;
    uint64_t packages = 0;
    uint64_t json_bytes = 0;
    uint32_t updated = 0;     // text
    uint32_t ecosystems = 0;  // rows that follow
    uint32_t notes = 0;       // texts behind them
    uint32_t maker = 0;       // text: "ward 0.1.0"
    uint32_t slot_bits = 0;   // of the hash, that choose the first slot to look at
    uint32_t reserved = 0;
};
static_assert(sizeof(InfoHead) == 64);

struct EcosystemRow {
    uint32_t name = 0;      // text
    uint32_t ordering = 0;  // text, empty: none
    uint32_t key_mark = 0;  // CRC-32C over the keys of the probe versions
    uint32_t reserved = 0;
    uint64_t records = 0;
};
static_assert(sizeof(EcosystemRow) == 24);

// A hash table without deletion: from the slot that the highest bits of the hash choose on, up to the first empty one.
struct Slot {
    uint32_t tag = 0;    // the lowest bits of the hash
    uint32_t where = 0;  // place in `packages`, in words of four bytes, plus one; 0: empty
};
static_assert(sizeof(Slot) == 8);

constexpr uint32_t word_bytes = 4;

// A package with all that a query reads of it, one behind the other: this head, the normal spelling of the name filled
// up to whole words, EntryRow by record, IntervalRow by entry, ExactRow by entry and tag.
struct PackageHead {
    uint32_t bytes = 0;      // all of it
    uint16_t ecosystem = 0;  // row in `info`
    uint16_t name_bytes = 0;
    uint32_t entries = 0;
    uint32_t intervals = 0;
    uint32_t exact = 0;
};
static_assert(sizeof(PackageHead) == 20);

constexpr uint32_t withdrawn_bit = 1u << 31;

struct EntryRow {
    uint32_t record = 0;         // the highest bit: the record is withdrawn
    uint32_t suffix = 0;         // text
    uint32_t condition = 0;      // text (docs/formats/advisory-index.md, "Conditions"); empty: none
    uint32_t last_interval = 0;  // behind the entry's own, counted within the package; the first is where the entry
                                 // before it ends
    uint32_t last_exact = 0;     // the same
};
static_assert(sizeof(EntryRow) == 20);

// The first bytes of a key, filled up with zeros. Most comparisons end here, without a visit to `strings`: where two
// heads differ the keys stand as the heads do (a key that has ended is padded with the lowest byte there is), where
// they are equal and neither key is longer than a head the shorter one is lower, and else the keys themselves decide.
using KeyHead = std::array<unsigned char, 8>;

inline KeyHead key_head(std::string_view key) {
    KeyHead head{};
    std::copy_n(key.begin(), std::min(key.size(), head.size()), head.begin());
    return head;
}

// A number that stands to others as the heads do by their bytes.
inline uint64_t rank(const KeyHead& head) {
    uint64_t word;
    std::memcpy(&word, head.data(), sizeof word);
    return std::byteswap(word);
}

constexpr uint8_t longest_length = 0xff;  // stands for itself and everything above

inline uint8_t key_length(std::string_view key) {
    return static_cast<uint8_t>(std::min<size_t>(key.size(), longest_length));
}

struct IntervalRow {
    KeyHead lower_head{};
    KeyHead upper_head{};
    uint8_t upper_kind = 0;  // Upper
    uint8_t lower_kind = 0;  // Lower
    uint8_t lower_length = 0;
    uint8_t upper_length = 0;
    uint32_t lower_key = 0;
    uint32_t upper_key = 0;
    uint32_t lower_text = 0;
    uint32_t upper_text = 0;
};
static_assert(sizeof(IntervalRow) == 36);

// A version that matches by equality. Most other versions have another tag: no text is read for them.
struct ExactRow {
    uint32_t tag = 0;  // lowest bits of the text's hash (hash.h, seed 0)
    uint32_t text = 0;
};
static_assert(sizeof(ExactRow) == 8);

constexpr uint32_t no_set = 0xffffffff;
constexpr uint8_t no_score = 0xff;
constexpr uint8_t flag_withdrawn = 1;
constexpr uint8_t flag_malicious = 2;

struct RecordRow {
    uint32_t id = 0;
    uint32_t set = no_set;  // alias set; no_set: itself alone
    uint32_t modified = 0;
    uint32_t vector = 0;
    uint32_t block = 0;
    uint32_t offset = 0;  // of the JSON within the block
    uint32_t bytes = 0;
    uint8_t severity = 0;      // 0 none, 1 low, 2 medium, 3 high, 4 critical, 5 unknown
    uint8_t score = no_score;  // times ten
    uint8_t flags = 0;
    uint8_t reserved = 0;
};
static_assert(sizeof(RecordRow) == 32);

struct OtherIdRow {
    uint32_t id = 0;
    uint32_t set = 0;
};
static_assert(sizeof(OtherIdRow) == 8);

struct BlockRow {
    uint64_t offset = 0;  // in `texts`
    uint32_t packed_bytes = 0;
    uint32_t bytes = 0;
};
static_assert(sizeof(BlockRow) == 16);

}  // namespace ward::advisory::layout
