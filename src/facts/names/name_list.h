// Names of a registry, the most used first: what a name is compared with, and how much each is used. Read from the
// forms in which such lists are found:
//   lines   `name`, or `name<TAB>downloads`, or also `<TAB>first published` (a date). Lines that begin with `#` are
//           remarks. A first line that names columns (name, downloads…, rank…, created or first_published) says where
//           they are; further columns are not looked at.
//   JSON    an array of names, or an object of names and downloads, as npm's package download-counts has it
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/names/package_name.h"

namespace ward::names {

struct ListLimits {
    size_t bytes = size_t{1} << 30;
    size_t names = 10'000'000;
    size_t problems = 10;  // that are told; further ones are counted
};

// One row of a list. Downloads are those of a month.
struct ListedName {
    std::string_view name;
    std::optional<uint64_t> downloads;
    std::optional<Instant> created;
};

class NameList {
  public:
    size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    std::string_view name(size_t place) const {
        const size_t begin = place == 0 ? 0 : ends_[place - 1];
        return std::string_view(text_).substr(begin, ends_[place] - begin);
    }
    std::optional<uint64_t> downloads(size_t place) const;
    std::optional<Instant> created(size_t place) const;
    // Does any row tell them?
    bool has_downloads() const { return !downloads_.empty(); }
    bool has_created() const { return !created_.empty(); }

    void reserve(size_t names, size_t bytes);
    void add(const ListedName& row);
    // The most used first, equal ones by name; rows without downloads last. Rows of an earlier name are dropped.
    void rank();
    // The first `count` rows alone.
    void cut(size_t count);
    size_t bytes() const;

  private:
    static constexpr uint64_t unknown = std::numeric_limits<uint64_t>::max();

    std::string text_;  // the names, end to end
    std::vector<uint32_t> ends_;
    // Empty, or one a name.
    std::vector<uint64_t> downloads_;
    std::vector<Instant> created_;
};

struct ReadList {
    NameList list;
    std::vector<std::string> remarks;   // the lines that begin with `#`, without it; the first max_remarks
    size_t refused = 0;                 // rows that are none
    std::vector<std::string> problems;  // of the first of them: "list.tsv:12: …"
};

inline constexpr size_t max_remarks = 20;

// `source` is the list's name for messages. Ranked by downloads where any row has them, by the column `rank` where
// there is one, else in the order of the list; names that stand twice count once. Errors: parse, limit.
Result<ReadList> read_names(std::string_view text, std::string_view source, Ecosystem ecosystem,
                            const ListLimits& limits = {});

// ---- One line after the other, for lists that are larger than memory ----
// What the columns of a list of lines mean: by its first line, where that names them.
struct Columns {
    static constexpr size_t none = std::numeric_limits<size_t>::max();
    size_t name = 0;
    size_t downloads = 1;
    size_t created = 2;
    size_t rank = none;
};
// Nothing where `line` is a row like the others.
std::optional<Columns> columns_of(std::string_view line);

struct ListedLine {
    ListedName row;
    std::optional<uint64_t> rank;
};
// The reason, where the line is no row. Views into `line`.
std::expected<ListedLine, std::string> read_line(std::string_view line, const Columns& columns);

}  // namespace ward::names
