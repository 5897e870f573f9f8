// PE: https://learn.microsoft.com/windows/win32/debug/pe-format. Mach-O: the loader.h of its own system. ELF is in
// elf.cc.
#include "facts/subject/executable.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "facts/subject/elf.h"

namespace ward::subject {
namespace {

Result<Executable> read_pe(std::string_view bytes, std::string_view name) {
    const auto at = [&](uint64_t offset, size_t size) { return number_at(bytes, offset, size); };
    const auto header = at(0x3c, 4);
    if (!header || at(*header, 4) != 0x4550U)
        return fail(ErrorCode::usage, "begins like a PE program and has no PE header", std::string(name));
    const uint64_t coff = *header + 4;
    const auto machine = at(coff, 2);
    const auto count = at(coff + 2, 2);
    const auto optional_size = at(coff + 16, 2);
    if (!machine || !count || !optional_size)
        return fail(ErrorCode::parse, "a PE header that ends too early", std::string(name));
    Executable exe;
    exe.machine = *machine == 0x8664 ? Machine::x86_64 : *machine == 0xAA64 ? Machine::arm64 : Machine::other;
    exe.format = fmt::format("PE {}", *machine == 0x8664   ? "x86-64"
                                      : *machine == 0xAA64 ? "arm64"
                                      : *machine == 0x14c  ? "x86"
                                                           : "other");
    constexpr uint32_t is_code = 0x20;
    constexpr uint32_t is_executable = 0x20000000;
    const uint64_t table = coff + 20 + *optional_size;
    for (uint64_t i = 0; i < *count; ++i) {
        const uint64_t row = table + 40 * i;
        const auto address = at(row + 12, 4);
        const auto size = at(row + 16, 4);
        const auto offset = at(row + 20, 4);
        const auto flags = at(row + 36, 4);
        if (!address || !size || !offset || !flags) {
            exe.problems.emplace_back("the table of sections ends too early");
            break;
        }
        if (*offset >= bytes.size() || *size == 0) continue;
        exe.parts.push_back({*offset, std::min<uint64_t>(*size, bytes.size() - *offset), *address,
                             (*flags & (is_code | is_executable)) != 0});
    }
    return exe;
}

Result<Executable> read_mach_o(std::string_view bytes, std::string_view name) {
    const auto at = [&](uint64_t offset, size_t size) { return number_at(bytes, offset, size); };
    const bool is_64 = at(0, 4) == 0xfeedfacfU;
    const auto machine = at(4, 4);
    const auto count = at(16, 4);
    if (!machine || !count) return fail(ErrorCode::parse, "a Mach-O header that ends too early", std::string(name));
    Executable exe;
    exe.machine = *machine == 0x01000007 ? Machine::x86_64 : *machine == 0x0100000c ? Machine::arm64 : Machine::other;
    exe.format = fmt::format("Mach-O {}", *machine == 0x01000007   ? "x86-64"
                                          : *machine == 0x0100000c ? "arm64"
                                                                   : "other");
    constexpr uint64_t segment = 1;
    constexpr uint64_t segment_64 = 0x19;
    uint64_t command = is_64 ? 32 : 28;
    for (uint64_t i = 0; i < *count && i < max_parts; ++i) {
        const auto kind = at(command, 4);
        const auto size = at(command + 4, 4);
        if (!kind || !size || *size < 8) {
            exe.problems.emplace_back("the load commands end too early");
            break;
        }
        if (*kind == segment || *kind == segment_64) {
            const size_t word = *kind == segment_64 ? 8 : 4;
            const auto address = at(command + 24, word);
            const auto offset = at(command + 24 + 2 * word, word);
            const auto length = at(command + 24 + 3 * word, word);
            const std::string_view label = bytes.substr(std::min<size_t>(command + 8, bytes.size()), 16);
            // __TEXT holds code and constants both; __LINKEDIT is about the file, not of it.
            if (address && offset && length && *offset < bytes.size() && *length != 0 &&
                !label.starts_with("__LINKEDIT"))
                exe.parts.push_back({*offset, std::min<uint64_t>(*length, bytes.size() - *offset), *address, false});
        }
        command += *size;
    }
    return exe;
}

}  // namespace

std::optional<uint64_t> number_at(std::string_view bytes, uint64_t offset, size_t size, bool little_endian) {
    if (size > 8 || offset > bytes.size() || bytes.size() - offset < size) return std::nullopt;
    uint64_t number = 0;
    for (size_t i = 0; i < size; ++i) {
        const size_t at = little_endian ? size - 1 - i : i;
        number = number << 8 | static_cast<unsigned char>(bytes[offset + at]);
    }
    return number;
}

std::optional<std::string_view> text_at(std::string_view bytes, uint64_t offset, size_t max) {
    if (offset >= bytes.size()) return std::nullopt;
    const std::string_view rest = bytes.substr(offset, max + 1);
    const size_t end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    return rest.substr(0, end);
}

std::optional<size_t> Executable::offset_of(uint64_t address) const {
    for (const Part& part : parts)
        if (address >= part.address && address - part.address < part.size)
            return part.offset + (address - part.address);
    return std::nullopt;
}

Result<Executable> read_executable(std::string_view bytes, Form form, std::string_view name) {
    auto exe = form == Form::elf  ? read_elf(bytes, name)
               : form == Form::pe ? read_pe(bytes, name)
                                  : read_mach_o(bytes, name);
    if (!exe) return exe;
    // Old linkers put constants into the segment of the code.
    if (exe->data.empty())
        std::ranges::copy_if(exe->parts, std::back_inserter(exe->data), [](const Part& part) { return !part.is_code; });
    if (exe->data.empty()) exe->data = exe->parts;
    // Honest parts do not overlap; a header with thousands of parts over the same bytes must not make work of it.
    size_t left = 2 * bytes.size();
    const auto first_over = std::ranges::find_if(exe->data, [&](const Part& part) {
        if (part.size > left) return true;
        left -= part.size;
        return false;
    });
    if (first_over != exe->data.end()) {
        exe->data.erase(first_over, exe->data.end());
        exe->problems.emplace_back("its parts overlap; the rest of them is not looked at");
    }
    return exe;
}

std::vector<Symbol> find_symbols(std::string_view bytes, const std::vector<std::string_view>& names) {
    if (!bytes.starts_with("\x7f"
                           "ELF"))
        return {};
    return find_elf_symbols(bytes, names);
}

}  // namespace ward::subject
