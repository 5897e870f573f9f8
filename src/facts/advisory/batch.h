// One piece of the input on its way into the index: records as texts, then compiled into rows with texts of their own
// numbering, and their JSON compressed. Batches are made on all processors and merged in the order of the input.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "facts/advisory/interner.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/ranges.h"
#include "model/finding.h"

namespace ward::advisory {

// Something that could not be read. `name` is within the source (a zip entry, a file of a folder), `line` counts from
// the start of the chunk; either may be absent.
struct Trouble {
    std::string name;
    uint64_t line = 0;
    std::string reason;
};

// What a source hands over at a time: about a megabyte of records, as places in `text`.
struct Chunk {
    struct Item {
        size_t offset = 0;
        size_t bytes = 0;
        std::string name;
        uint64_t line = 0;  // 1-based within the chunk, 0: the item is a file of its own
    };
    // `buffer`, or memory of the source, with json_padding readable bytes behind the last item.
    std::string_view text;
    std::string buffer;
    std::vector<Item> items;
    std::vector<Trouble> troubles;
    Notes notes;
    uint64_t lines = 0;

    // Copies a record into the buffer, or refers to one where it lies in `source`; a chunk does either, not both.
    void add(std::string_view json, std::string name, uint64_t line);
    void refer(std::string_view source, std::string_view json, uint64_t line);
    // Call once, behind the last item.
    void complete();
};

// Rows in the batch's own numbering of texts (`texts`). Positions are within the batch.
struct Draft {
    uint32_t id = 0;
    uint32_t modified = 0;
    uint32_t vector = 0;
    Severity severity = Severity::unknown;
    uint8_t score = 0xff;  // times ten; 0xff: none
    bool withdrawn = false;
    bool malicious = false;
    uint32_t block = 0;
    uint32_t offset = 0;
    uint32_t bytes = 0;
    uint32_t first_alias = 0;
    uint32_t first_entry = 0;
};

struct EntryDraft {
    uint32_t ecosystem = 0;
    uint32_t suffix = 0;
    uint32_t name = 0;
    uint32_t condition = 0;
    uint32_t first_interval = 0;
    uint32_t first_exact = 0;
};

struct IntervalDraft {
    Upper upper_kind = Upper::none;
    Lower lower = Lower::none;
    uint32_t lower_key = 0;
    uint32_t upper_key = 0;
    uint32_t lower_text = 0;
    uint32_t upper_text = 0;
};

struct BlockDraft {
    uint32_t packed_bytes = 0;
    uint32_t bytes = 0;
};

struct Batch {
    Interner texts;
    std::vector<Draft> records;
    std::vector<uint32_t> aliases;
    std::vector<EntryDraft> entries;
    std::vector<IntervalDraft> intervals;
    std::vector<uint32_t> exact;
    std::vector<BlockDraft> blocks;
    std::string packed;  // the blocks, one behind the other
    std::vector<Trouble> troubles;
    Notes notes;
    uint64_t json_bytes = 0;
    uint64_t lines = 0;
};

// Compiles chunks; one per thread.
class Compiler {
  public:
    Compiler();
    ~Compiler();
    Compiler(Compiler&&) noexcept;
    Compiler& operator=(Compiler&&) noexcept;

    Batch compile(const Chunk& chunk);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Records are compressed together up to this size: random access costs one block, about 50 microseconds.
constexpr size_t block_bytes = 64u << 10;

}  // namespace ward::advisory
