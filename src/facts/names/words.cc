#include "facts/names/words.h"

#include <unordered_map>

#include "base/table_lines.h"

namespace ward::names {

extern const std::string_view misspellings_tsv;

std::optional<std::string_view> corrected(std::string_view word) {
    using Table = std::unordered_map<std::string_view, std::string_view>;
    static const Table table = [] {
        Table made;
        for_each_line(misspellings_tsv, [&](std::string_view line) {
            const size_t tab = line.find('\t');
            made.emplace(line.substr(0, tab), line.substr(tab + 1));
        });
        return made;
    }();
    const auto found = table.find(word);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace ward::names
