#include "facts/subject/banners.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "facts/inventory/version_rules.h"
#include "facts/inventory/version_text.h"
#include "facts/subject/needles.h"

namespace ward::subject {
namespace {

constexpr size_t max_banner_bytes = 200;
constexpr size_t max_version_bytes = 64;
constexpr size_t max_function_bytes = 24;  // that are looked at

struct Compiled {
    std::vector<const Banner*> rows;
    std::vector<std::unique_ptr<RE2>> patterns;
    std::unique_ptr<Needles> needles;
};

const Compiled& compiled() {
    static const Compiled all = [] {
        Compiled made;
        std::vector<std::string_view> texts;
        for (const BannerChapter* chapter : all_banner_chapters())
            for (const Banner& row : chapter->banners) {
                made.rows.push_back(&row);
                made.patterns.push_back(std::make_unique<RE2>(std::string(row.pattern), RE2::Latin1));
                texts.push_back(row.needle);
            }
        made.needles = std::make_unique<Needles>(texts);
        return made;
    }();
    return all;
}

// Keeps the first place of each version.
class Gathered {
  public:
    void add(Shown shown) {
        std::set<std::string>& versions = versions_[shown.component];
        if (versions.size() < max_versions_of_component && versions.insert(shown.version).second)
            all_.push_back(std::move(shown));
    }
    std::vector<Shown> take() { return std::move(all_); }

  private:
    std::map<std::string, std::set<std::string>> versions_;
    std::vector<Shown> all_;
};

std::string_view shown_part(std::string_view text) {
    const size_t end = text.find_first_of(std::string_view("\0\r\n", 3));
    return text.substr(0, std::min(end, max_banner_bytes));
}

// What a function that does nothing else returns: the number that it loads first. x86-64: an optional endbr64, push and
// mov of the frame, then "mov eax, imm32" or "lea rax, [rip + disp32]". arm64: "movz w0" with an optional "movk w0", or
// "adrp x0" with "add x0".
struct Returned {
    uint64_t value = 0;
    bool is_address = false;
};

std::optional<Returned> returned_x86(std::string_view code, uint64_t address) {
    for (size_t at = 0; at + 7 <= code.size();) {
        const std::string_view rest = code.substr(at);
        if (rest.starts_with("\xf3\x0f\x1e\xfa")) at += 4;
        else if (rest.starts_with("\x55")) at += 1;
        else if (rest.starts_with("\x48\x89\xe5")) at += 3;
        else if (rest.starts_with("\xb8")) return Returned{number_at(code, at + 1, 4).value_or(0), false};
        else if (rest.starts_with("\x48\x8d\x05")) {
            const auto displacement = static_cast<int32_t>(number_at(code, at + 3, 4).value_or(0));
            return Returned{address + at + 7 + static_cast<uint64_t>(static_cast<int64_t>(displacement)), true};
        } else return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Returned> returned_arm64(std::string_view code, uint64_t address) {
    const auto word = [&](size_t at) { return static_cast<uint32_t>(number_at(code, at, 4).value_or(0)); };
    size_t at = 0;
    if (word(at) == 0xd503245f) at += 4;  // bti c
    const uint32_t first = word(at);
    const uint32_t second = word(at + 4);
    if ((first & 0xffe0001f) == 0x52800000) {  // movz w0, #imm
        uint64_t value = first >> 5 & 0xffff;
        if ((second & 0xffe0001f) == 0x72a00000) value |= static_cast<uint64_t>(second >> 5 & 0xffff) << 16;
        return Returned{value, false};
    }
    if ((first & 0x9f00001f) == 0x90000000 && (second & 0xffc003ff) == 0x91000000) {  // adrp x0; add x0, x0, #imm
        int64_t pages = static_cast<int64_t>((first >> 5 & 0x7ffff) << 2 | (first >> 29 & 3));
        if ((pages & 0x100000) != 0) pages -= 0x200000;
        const uint64_t page = (address + at) & ~uint64_t{0xfff};
        return Returned{page + static_cast<uint64_t>(pages * 4096) + (second >> 10 & 0xfff), true};
    }
    return std::nullopt;
}

std::optional<Shown> read_symbol(std::string_view bytes, const Executable& exe, const VersionSymbol& row,
                                 uint64_t address) {
    const auto here = exe.offset_of(address);
    if (!here) return std::nullopt;
    Shown shown;
    shown.component = row.component;
    shown.offset = *here;
    if (row.shape == Shape::constant) {
        const auto text = text_at(bytes, *here, max_version_bytes);
        if (!text) return std::nullopt;
        shown.version = *text;
        shown.text = fmt::format("{} = {}", row.symbol, valid_utf8(*text));
    } else {
        const std::string_view code = bytes.substr(*here, max_function_bytes);
        const auto returned = exe.machine == Machine::x86_64  ? returned_x86(code, address)
                              : exe.machine == Machine::arm64 ? returned_arm64(code, address)
                                                              : std::nullopt;
        if (!returned) return std::nullopt;
        if (row.shape == Shape::number) {
            if (returned->is_address) return std::nullopt;
            shown.version = inventory::unpacked(row.packing, returned->value);
        } else {
            const auto there = exe.offset_of(returned->value);
            const auto text = there ? text_at(bytes, *there, max_version_bytes) : std::nullopt;
            if (!text) return std::nullopt;
            shown.offset = *there;
            const auto version = inventory::version_in(*text);
            shown.version = inventory::looks_like_version(*text) ? std::string(*text) : version.value_or("");
        }
        shown.text = fmt::format("{}() = {}", row.symbol, shown.version);
    }
    if (!inventory::looks_like_version(shown.version)) return std::nullopt;
    return shown;
}

}  // namespace

std::vector<Shown> find_banners(std::string_view bytes, Executable& exe) {
    const Compiled& all = compiled();
    Gathered gathered;
    size_t tries = 0;
    for (const Part& part : exe.data) {
        const std::string_view data = bytes.substr(part.offset, part.size);
        all.needles->find(data, [&](size_t number, size_t offset) {
            if (++tries > max_banner_tries) return;
            const std::string_view text = data.substr(offset, max_banner_bytes);
            const re2::StringPiece piece(text.data(), text.size());
            std::array<re2::StringPiece, 2> groups;
            if (!all.patterns[number]->Match(piece, 0, piece.size(), RE2::ANCHOR_START, groups.data(), 2)) return;
            gathered.add({std::string(all.rows[number]->component), std::string(groups[1].data(), groups[1].size()),
                          part.offset + offset, valid_utf8(shown_part(text))});
        });
    }
    if (tries > max_banner_tries)
        exe.problems.push_back(
            fmt::format("more than {} texts begin like a library's; the rest is not looked at", max_banner_tries));
    return gathered.take();
}

std::vector<Shown> find_version_symbols(std::string_view bytes, const Executable& exe) {
    std::vector<std::string_view> names;
    std::map<std::string_view, const VersionSymbol*> rows;
    for (const BannerChapter* chapter : all_banner_chapters())
        for (const VersionSymbol& row : chapter->symbols) {
            names.push_back(row.symbol);
            rows.emplace(row.symbol, &row);
        }
    Gathered gathered;
    for (const Symbol& symbol : find_symbols(bytes, names))
        if (auto shown = read_symbol(bytes, exe, *rows.at(symbol.name), symbol.address))
            gathered.add(*std::move(shown));
    return gathered.take();
}

}  // namespace ward::subject
