// What the headers of a program or library say: which parts of the file hold its constant data, where addresses lie in
// the file, its symbols, and who built it. ELF is read in full (32 and 64 bit); PE and Mach-O as far as which machine
// they are for and where their sections lie. Every offset and count comes from a stranger: nothing outside the bytes is
// read, and what does not add up is left out and told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/subject/form.h"

namespace ward::subject {

constexpr size_t max_parts = 4'096;        // segments or sections
constexpr size_t max_symbols = 8'000'000;  // of all tables together
constexpr size_t max_notes = 10'000;
constexpr size_t max_package_note_bytes = 64u << 10;

enum class Machine { x86_64, arm64, other };

// A part of the file that is loaded.
struct Part {
    size_t offset = 0;
    size_t size = 0;
    uint64_t address = 0;
    bool is_code = false;
};

struct Symbol {
    std::string_view name;
    uint64_t address = 0;
};

struct Executable {
    std::string format;  // "ELF x86-64"
    Machine machine = Machine::other;
    bool is_little_endian = true;
    std::vector<Part> parts;  // by addresses
    std::vector<Part> data;   // what of them is no code, as far as the headers tell
    std::string build_id;     // hex of .note.gnu.build-id; may be empty
    std::string_view
        package_note;  // JSON of .note.package
                       // (https://uapi-group.org/specifications/specs/package_metadata_for_executable_files/)
    std::vector<std::string> problems;

    // Where an address lies in the file; nothing where it is in no part.
    std::optional<size_t> offset_of(uint64_t address) const;
};

// Errors name what is wrong with the headers as a whole.
Result<Executable> read_executable(std::string_view bytes, Form form, std::string_view name);

// The symbols of these names that are defined in the file, in the order of `names`; each at most once. ELF only.
std::vector<Symbol> find_symbols(std::string_view bytes, const std::vector<std::string_view>& names);

// An unsigned number of up to 8 bytes; nothing where it would end behind the bytes.
std::optional<uint64_t> number_at(std::string_view bytes, uint64_t offset, size_t size, bool little_endian = true);
// The text up to the next NUL, which must come within `max` bytes.
std::optional<std::string_view> text_at(std::string_view bytes, uint64_t offset, size_t max);

}  // namespace ward::subject
