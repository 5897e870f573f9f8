// T17: a very popular name and a common word. T22: names that are made of common words alone.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "judges/vet/names/names.h"
#include "judges/vet/names/tables.h"
#include "judges/vet/names/vocabulary.h"

namespace ward::vet {
namespace {

constexpr size_t least_target = 3;
// Without a dash between, both have to be longer to be seen as two.
constexpr size_t least_glued_target = 5;
constexpr size_t least_glued_word = 4;

struct CombiningWords {
    std::unordered_set<std::string_view> all;
    // By last and by first letter: words that are long enough to be seen without a dash.
    std::array<std::vector<std::string_view>, 256> by_end, by_begin;

    CombiningWords() : all(set_of_lines(combining_words_txt)) {
        for (const std::string_view word : all) {
            if (word.size() < least_glued_word) continue;
            by_end[static_cast<unsigned char>(word.back())].push_back(word);
            by_begin[static_cast<unsigned char>(word.front())].push_back(word);
        }
        for (auto* table : {&by_end, &by_begin})
            for (auto& words : *table) std::ranges::sort(words);
    }
};

const CombiningWords& combining_words() {
    static const CombiningWords words;
    return words;
}

// Calls `take(rest, word)` for every way to take one word off either end.
template <typename Take>
void for_each_rest(std::string_view name, Take take) {
    const CombiningWords& words = combining_words();
    constexpr std::string_view delimiters = "-_.";
    if (const size_t at = name.find_last_of(delimiters); at != std::string_view::npos && at >= least_target)
        if (words.all.contains(name.substr(at + 1))) take(name.substr(0, at), name.substr(at + 1));
    if (const size_t at = name.find_first_of(delimiters);
        at != std::string_view::npos && name.size() - at - 1 >= least_target)
        if (words.all.contains(name.substr(0, at))) take(name.substr(at + 1), name.substr(0, at));
    if (name.size() < least_glued_target + least_glued_word) return;
    for (const std::string_view word : words.by_end[static_cast<unsigned char>(name.back())])
        if (name.ends_with(word) && name.size() >= word.size() + least_glued_target)
            take(name.substr(0, name.size() - word.size()), word);
    for (const std::string_view word : words.by_begin[static_cast<unsigned char>(name.front())])
        if (name.starts_with(word) && name.size() >= word.size() + least_glued_target)
            take(name.substr(word.size()), word);
}

}  // namespace

void NameReader::add_combined(NameReading& reading) const {
    if (!names::parts_of(reading.name).scope.empty()) return;
    for_each_rest(reading.name, [&](std::string_view rest, std::string_view word) {
        const auto place = popular_.place_of(rest);
        if (!place || *place >= popular_.top()) return;
        // One pair has one technique: what is alike in a likelier way is there already.
        if (std::ranges::find(reading.likenesses, rest, &Likeness::target) != reading.likenesses.end()) return;
        Likeness likeness{
            .signal = "T17", .target = std::string(rest), .reason = fmt::format("with the word `{}`", word)};
        settle(likeness, reading, *place);
        if (likeness.dismissed.empty()) reading.likenesses.push_back(std::move(likeness));
    });
}

void NameReader::add_invented(NameReading& reading) const {
    constexpr Instant young = 90 * seconds_per_day;
    if (!reading.known.created || now_ - *reading.known.created > young) return;
    const std::vector<std::string_view> words = words_of(reading.name);
    const auto is_common = [&](std::string_view word) { return vocabulary_.contains(std::string(word)); };
    if (words.size() < 2 || !std::ranges::all_of(words, is_common)) return;
    reading.likenesses.push_back({.signal = "T22",
                                  .target = {},
                                  .reason = fmt::format("made of common words alone, and first published on {}",
                                                        format_date(*reading.known.created))});
}

}  // namespace ward::vet
