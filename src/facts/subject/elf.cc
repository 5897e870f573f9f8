#include "facts/subject/elf.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::subject {
namespace {

constexpr uint64_t segment_load = 1;
constexpr uint64_t segment_note = 4;
constexpr uint64_t section_contents = 1;
constexpr uint64_t section_symbols = 2;
constexpr uint64_t section_notes = 7;
constexpr uint64_t section_dynamic_symbols = 11;
constexpr uint64_t note_build_id = 3;
constexpr uint64_t note_package = 0xcafe1a7e;

// Where the fields of a header lie, for both widths.
class Elf {
  public:
    static std::optional<Elf> open(std::string_view bytes) {
        if (bytes.size() < 52) return std::nullopt;
        Elf elf;
        elf.bytes_ = bytes;
        elf.is_64_ = bytes[4] == 2;
        elf.is_little_ = bytes[5] == 1;
        if ((bytes[4] != 1 && bytes[4] != 2) || (bytes[5] != 1 && bytes[5] != 2)) return std::nullopt;
        if (elf.is_64_ && bytes.size() < 64) return std::nullopt;
        return elf;
    }

    bool is_64() const { return is_64_; }
    bool is_little() const { return is_little_; }
    uint64_t machine() const { return at(18, 2); }

    struct Segment {
        uint64_t type, flags, offset, address, size;
    };
    struct Section {
        uint64_t type, flags, address, offset, size, link, entry_size;
    };

    // `problem` is set where the table does not lie within the file.
    std::vector<Segment> segments(std::string& problem) const {
        const uint64_t table = is_64_ ? at(32, 8) : at(28, 4);
        const uint64_t size = is_64_ ? at(54, 2) : at(42, 2);
        const uint64_t count = is_64_ ? at(56, 2) : at(44, 2);
        std::vector<Segment> all;
        if (!is_table(table, size, count, is_64_ ? 56 : 32)) {
            problem = "the table of segments lies outside the file";
            return all;
        }
        for (uint64_t i = 0; i < std::min<uint64_t>(count, max_parts); ++i) {
            const uint64_t row = table + i * size;
            if (is_64_) all.push_back({at(row, 4), at(row + 4, 4), at(row + 8, 8), at(row + 16, 8), at(row + 32, 8)});
            else all.push_back({at(row, 4), at(row + 24, 4), at(row + 4, 4), at(row + 8, 4), at(row + 16, 4)});
        }
        return all;
    }

    std::vector<Section> sections() const {
        const uint64_t table = is_64_ ? at(40, 8) : at(32, 4);
        const uint64_t size = is_64_ ? at(58, 2) : at(46, 2);
        const uint64_t count = is_64_ ? at(60, 2) : at(48, 2);
        std::vector<Section> all;
        if (table == 0 || !is_table(table, size, count, is_64_ ? 64 : 40)) return all;
        for (uint64_t i = 0; i < std::min<uint64_t>(count, max_parts); ++i) {
            const uint64_t row = table + i * size;
            if (is_64_)
                all.push_back({at(row + 4, 4), at(row + 8, 8), at(row + 16, 8), at(row + 24, 8), at(row + 32, 8),
                               at(row + 40, 4), at(row + 56, 8)});
            else
                all.push_back({at(row + 4, 4), at(row + 8, 4), at(row + 12, 4), at(row + 16, 4), at(row + 20, 4),
                               at(row + 24, 4), at(row + 36, 4)});
        }
        return all;
    }

    // The part of [offset, offset + size) that lies within the file.
    std::string_view slice(uint64_t offset, uint64_t size) const {
        if (offset >= bytes_.size()) return {};
        return bytes_.substr(offset, size);
    }
    uint64_t at(uint64_t offset, size_t size) const { return number_at(bytes_, offset, size, is_little_).value_or(0); }

  private:
    bool is_table(uint64_t offset, uint64_t size, uint64_t count, uint64_t least) const {
        if (count == 0) return true;
        return size >= least && offset <= bytes_.size() && (bytes_.size() - offset) / size >= count;
    }

    std::string_view bytes_;
    bool is_64_ = false;
    bool is_little_ = true;
};

void read_notes(const Elf& elf, std::string_view notes, Executable& exe) {
    const auto padded = [](uint64_t size) { return (size + 3) / 4 * 4; };
    uint64_t at = 0;
    for (size_t i = 0; i < max_notes && notes.size() - at >= 12; ++i) {
        const auto number = [&](uint64_t offset) { return number_at(notes, offset, 4, elf.is_little()).value_or(0); };
        const uint64_t name_size = number(at);
        const uint64_t size = number(at + 4);
        const uint64_t type = number(at + 8);
        const uint64_t name = at + 12;
        const uint64_t description = name + padded(name_size);
        if (description > notes.size() || notes.size() - description < size) break;
        const std::string_view owner = notes.substr(name, name_size);
        const std::string_view content = notes.substr(description, size);
        if (type == note_build_id && owner.starts_with("GNU") && exe.build_id.empty() && size <= 64)
            exe.build_id = hex(content);
        if (type == note_package && owner.starts_with("FDO") && exe.package_note.empty() &&
            size <= max_package_note_bytes)
            exe.package_note = content.substr(0, content.find('\0'));
        at = description + padded(size);
        if (at > notes.size()) break;
    }
}

std::string_view machine_name(uint64_t machine) {
    switch (machine) {
        case 3: return "x86";
        case 8: return "mips";
        case 20: return "ppc";
        case 21: return "ppc64";
        case 22: return "s390x";
        case 40: return "arm";
        case 62: return "x86-64";
        case 183: return "arm64";
        case 243: return "riscv";
        case 258: return "loongarch";
        default: return "other";
    }
}

}  // namespace

Result<Executable> read_elf(std::string_view bytes, std::string_view name) {
    const auto elf = Elf::open(bytes);
    if (!elf) return fail(ErrorCode::parse, "begins like an ELF file and has no valid header", std::string(name));
    Executable exe;
    exe.is_little_endian = elf->is_little();
    const uint64_t machine = elf->machine();
    exe.machine = machine == 62 ? Machine::x86_64 : machine == 183 ? Machine::arm64 : Machine::other;
    exe.format = fmt::format("ELF {}", machine_name(machine));
    std::string problem;
    for (const Elf::Segment& segment : elf->segments(problem)) {
        const std::string_view content = elf->slice(segment.offset, segment.size);
        if (content.size() < segment.size) exe.problems.emplace_back("a segment ends behind the file");
        if (content.empty()) continue;
        if (segment.type == segment_load)
            exe.parts.push_back({segment.offset, content.size(), segment.address, (segment.flags & 1) != 0});
        if (segment.type == segment_note) read_notes(*elf, content, exe);
    }
    if (!problem.empty()) exe.problems.push_back(problem);
    constexpr uint64_t is_loaded = 2;
    constexpr uint64_t is_code = 4;
    for (const Elf::Section& section : elf->sections()) {
        const std::string_view content = elf->slice(section.offset, section.size);
        if (section.type == section_notes) read_notes(*elf, content, exe);
        if (section.type == section_contents && (section.flags & (is_loaded | is_code)) == is_loaded &&
            !content.empty())
            exe.data.push_back({section.offset, content.size(), section.address, false});
    }
    return exe;
}

std::vector<Symbol> find_elf_symbols(std::string_view bytes, const std::vector<std::string_view>& names) {
    const auto elf = Elf::open(bytes);
    if (!elf) return {};
    std::unordered_map<std::string_view, size_t> wanted;
    for (size_t i = 0; i < names.size(); ++i) wanted.emplace(names[i], i);
    std::vector<Symbol> found(names.size());
    const size_t entry = elf->is_64() ? 24 : 16;
    const std::vector<Elf::Section> sections = elf->sections();
    size_t seen = 0;
    for (const Elf::Section& section : sections) {
        if (section.type != section_symbols && section.type != section_dynamic_symbols) continue;
        if (section.link >= sections.size() || section.entry_size != entry) continue;
        const std::string_view texts = elf->slice(sections[section.link].offset, sections[section.link].size);
        const std::string_view table = elf->slice(section.offset, section.size);
        for (size_t at = 0; table.size() - at >= entry && seen < max_symbols; at += entry, ++seen) {
            const auto number = [&](size_t offset, size_t size) {
                return number_at(table, at + offset, size, elf->is_little()).value_or(0);
            };
            const uint64_t where = number(elf->is_64() ? 6 : 14, 2);
            if (where == 0) continue;  // defined elsewhere
            const auto text = text_at(texts, number(0, 4), 64);
            if (!text) continue;
            const auto one = wanted.find(*text);
            if (one == wanted.end() || !found[one->second].name.empty()) continue;
            found[one->second] = {one->first, elf->is_64() ? number(8, 8) : number(4, 4)};
        }
    }
    std::erase_if(found, [](const Symbol& symbol) { return symbol.name.empty(); });
    return found;
}

}  // namespace ward::subject
