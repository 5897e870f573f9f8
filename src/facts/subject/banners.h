// How libraries show themselves in a binary: texts that they carry ("OpenSSL 3.0.13 30 Jan 2024"), and functions or
// data whose symbols give the version away. The rows are data, in data/banners/ (one file a subject).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/catalogue.h"
#include "facts/subject/executable.h"

namespace ward::subject {

// A text in the data of a program. It is matched where `needle` stands.
struct Banner {
    std::string_view component;  // name of the catalogue's row
    std::string_view needle;     // at least four bytes, found before any pattern is tried
    std::string_view pattern;    // RE2, from the needle's first byte on; the first group is the version
    std::string_view sample;     // as it stands in programs
    std::string_view sample_version;
};

// What a symbol leads to.
enum class Shape {
    text,      // a function that returns the address of a text
    number,    // a function that returns a constant
    constant,  // the text itself
};

struct VersionSymbol {
    std::string_view component;
    std::string_view symbol;
    Shape shape = Shape::text;
    inventory::Packing packing = inventory::Packing::none;  // of a number
};

struct BannerChapter {
    std::string_view name{};
    std::span<const Banner> banners{};
    std::span<const VersionSymbol> symbols{};
};
#define WARD_BANNERS(id)                            \
    extern const BannerChapter banner_chapter_##id; \
    const BannerChapter banner_chapter_##id

std::span<const BannerChapter* const> all_banner_chapters();

// One version that a program shows.
struct Shown {
    std::string component;  // name of the catalogue's row
    std::string version;
    size_t offset = 0;  // in the file
    std::string text;   // what stands there: the banner, or "uv_version_string() = 1.44.2"
};

// Texts beyond this many of one component say nothing new.
constexpr size_t max_versions_of_component = 16;

// Places that begin like a banner and are looked at; a real program has some hundred.
constexpr size_t max_banner_tries = 200'000;

// In the order of the file. One entry for each component and version: the first place where it stands. Over
// max_banner_tries the rest is left out, which `problems` of `exe` then says.
std::vector<Shown> find_banners(std::string_view bytes, Executable& exe);
std::vector<Shown> find_version_symbols(std::string_view bytes, const Executable& exe);

}  // namespace ward::subject
