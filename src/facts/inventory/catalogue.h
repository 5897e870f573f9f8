// The catalogue of vendored components: for each, where it is recognised, how its version is read, and the names under
// which advisories speak of it. The rows are data, in data/catalogue/ (one file per subject, see docs/catalogue.md).
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.h"

namespace ward::inventory {

// A short list inside a constant row.
template <typename T, size_t capacity>
class Few {
  public:
    constexpr Few() = default;
    // Too many items are a compile error where the row is constexpr.
    constexpr Few(std::initializer_list<T> items) {
        for (const T& item : items) items_.at(count_++) = item;
    }
    constexpr const T* begin() const { return items_.data(); }
    constexpr const T* end() const { return items_.data() + count_; }
    constexpr size_t size() const { return count_; }
    constexpr bool empty() const { return count_ == 0; }
    constexpr const T& operator[](size_t i) const { return items_.at(i); }

  private:
    std::array<T, capacity> items_{};
    size_t count_ = 0;
};

// How a version is written in a file.
enum class Form {
    value,    // the value of a macro, enumerator or variable: #define ZLIB_VERSION "1.3.1"
    parts,    // several of those, joined by dots: MAJOR, MINOR, PATCH
    packed,   // one number that holds all parts (see Packing)
    pattern,  // an RE2 pattern whose groups are joined by dots
    json,     // the top-level "version" of a package.json
    toml,     // `version` of the [package] or [project] table
    whole,    // the file's first line is the version
    fork,     // an RE2 pattern whose group is what the embedding project adds to the version: "-node.37"
};

// How a number holds a version.
enum class Packing {
    none,
    decimal_pairs,  // 100201 is 10.2.1
    boost,          // 108300 is 1.83.0
    bytes,          // 0x013d00 is 1.61.0
    four_bytes,     // 0x000b03ff is 0.11.3; the last byte counts candidates
    brotli,         // 0x1000009 is 1.0.9: 8, 12 and 12 bits
    openssl,        // 0x1010115f is 1.1.1u: nibbles M NN FF PP S, the patch as a letter
    mimalloc,       // 217 is 2.1.7; from five digits on as decimal_pairs
    nibbles,        // 0x20a0 is 2.10
    high_low,       // 0x0111 is 1.17
    million,        // 3021012 is 3.21.12
};

struct VersionRule {
    // From the component's folder; also looked for in its src, include and lib, and flattened. With '/' in front: in
    // the nearest folder above that has it, where the embedding project keeps its word on the component.
    std::string_view file{};
    Form form = Form::value;
    Few<std::string_view, 5> names{};  // macros, or the pattern
    Packing packing = Packing::none;
    // Definitions whose values follow, after the sign in front of the name: "+BUILD_METADATA" adds "+quic".
    Few<std::string_view, 2> suffixes{};
    // Lines as upstream writes them, and the version that must come out (tests/ check every rule).
    std::string_view sample{};
    std::string_view sample_version{};
};

// A name in an OSV ecosystem other than the row's own.
struct OtherName {
    std::string_view ecosystem{};
    std::string_view name{};
};

struct CatalogueRow {
    std::string_view name{};
    // Base names of folders it lives in, lower-case. A trailing version ("zlib-1.3"), a "cm" or "lib" before it and
    // "-src" behind it are seen through.
    Few<std::string_view, 6> folders{};
    // Paths (or ends of paths, whole segments) of files that are it, wherever they stand: single-header libraries,
    // inline copies. Versions are read from the same file, by the rule with an empty `file`.
    Few<std::string_view, 6> files{};
    // Must stand beside a file of `files`: sqlite3.h alone is only a header, with sqlite3.c it is the library.
    std::string_view beside{};
    // Must occur in the file of `files`: the name alone proves nothing.
    std::string_view marker{};
    Few<VersionRule, 4> rules{};
    // Files that prove it is there where no rule finds a version.
    Few<std::string_view, 3> present{};
    std::string_view upstream{};      // "github.com/madler/zlib", spelled as its forge spells it
    Few<std::string_view, 3> tags{};  // how upstream spells a version: "v{version}"
    std::string_view oss_fuzz{};      // its project name there
    std::string_view purl{};          // "npm/acorn"; by default "github/OWNER/NAME" of `upstream`
    Few<std::string_view, 3> cpe{};   // "vendor:product"
    Few<OtherName, 3> also{};
    std::optional<Scope> scope{};      // where it is not what its path says: jinja2 only generates code at build time
    Source source = Source::vendored;  // bundled: inlined by a bundler
    std::string_view commit{};         // of the copy, where upstream's notes say it and no file does
    std::string_view notes{};          // for people: what a version here means, what to check
};

// Rows that belong together, one file of data/catalogue/.
struct CatalogueChapter {
    std::string_view name{};
    std::span<const CatalogueRow> rows{};
};
#define WARD_CATALOGUE(id)                      \
    extern const CatalogueChapter chapter_##id; \
    const CatalogueChapter chapter_##id

std::span<const CatalogueChapter* const> all_chapters();
// Every row of every chapter.
std::span<const CatalogueRow* const> all_rows();

// The rows whose `folders` say that a folder of this base name may be theirs.
std::vector<const CatalogueRow*> rows_for_folder(std::string_view base_name);
// The row of this name (any spelling of case, '-', '_' and spaces), or of one of its folders.
const CatalogueRow* row_named(std::string_view name);
// The row whose upstream is this repository ("https://github.com/madler/zlib.git").
const CatalogueRow* row_of_upstream(std::string_view url);

// A component of this row at `path`; with identities, purl and CPE names for `version` (may be empty).
Component component_of(const CatalogueRow& row, std::string_view path, std::string_view version);
// The same for something outside the catalogue: `url` may be empty or any repository or package page.
Component component_of(std::string_view name, std::string_view url, std::string_view path, std::string_view version);
// The same for a package of a registry: `type` is a purl type.
Component component_of_package(std::string_view type, std::string_view name, std::string_view path,
                               std::string_view version);

}  // namespace ward::inventory
