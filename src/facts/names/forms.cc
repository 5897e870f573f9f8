#include "facts/names/forms.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "facts/names/confusables.h"
#include "facts/names/words.h"

namespace ward::names {
namespace {

constexpr bool is_delimiter(char c) {
    return c == '-' || c == '_' || c == '.';
}

// Calls `take` for each word between delimiters; empty words are left out.
template <typename Take>
void for_each_word(std::string_view name, Take take) {
    for (size_t at = 0; at < name.size();) {
        size_t end = at;
        while (end < name.size() && !is_delimiter(name[end])) ++end;
        if (end > at) take(name.substr(at, end - at));
        at = end + 1;
    }
}

constexpr char printed_as(char c) {
    switch (c) {
        case '0': return 'o';
        case '1':
        case 'i':
        case '|': return 'l';
        case '3': return 'e';
        case '4': return 'a';
        case '5': return 's';
        case '7': return 't';
        case '8': return 'b';
        case '9':
        case 'q': return 'g';
        default: return c;
    }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> numbers{{{"zero", "0"},
                                                                                 {"one", "1"},
                                                                                 {"two", "2"},
                                                                                 {"to", "2"},
                                                                                 {"too", "2"},
                                                                                 {"three", "3"},
                                                                                 {"four", "4"},
                                                                                 {"for", "4"},
                                                                                 {"five", "5"},
                                                                                 {"six", "6"},
                                                                                 {"seven", "7"},
                                                                                 {"eight", "8"},
                                                                                 {"nine", "9"},
                                                                                 {"ten", "10"},
                                                                                 {"first", "1st"},
                                                                                 {"second", "2nd"}}};

constexpr size_t least_misspelled = 4;

void replace_end(std::string& word, std::string_view end, std::string_view by) {
    if (word.size() > end.size() + 1 && word.ends_with(end)) word.replace(word.size() - end.size(), end.size(), by);
}

std::string sounded_word(std::string word) {
    constexpr size_t longest_number = 6;
    if (word.size() <= longest_number)
        for (const auto& [spelled, digit] : numbers)
            if (word == spelled) return std::string(digit);
    if (word.size() >= least_misspelled)
        if (const auto right = corrected(word)) word = *right;
    // Plurals: "queries", "boxes", "colors"; not "class", "status", "js".
    if (word.size() > 4 && word.ends_with("ies")) replace_end(word, "ies", "y");
    else if (word.size() > 4 && (word.ends_with("xes") || word.ends_with("ches") || word.ends_with("shes")))
        replace_end(word, "es", "");
    else if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") &&
             !word.ends_with("js") && !word.ends_with("is"))
        word.pop_back();
    replace_end(word, "our", "or");
    replace_end(word, "ise", "ize");
    std::string out;
    for (size_t at = 0; at < word.size(); ++at) {
        const std::string_view rest = std::string_view(word).substr(at);
        if (rest.starts_with("ph")) {
            out += 'f';
            ++at;
        } else if (rest.starts_with("ck")) {
            out += 'k';
            ++at;
        } else if (rest.starts_with("grey")) {
            out += "gray";
            at += 3;
        } else if (word[at] == 'c' && !rest.starts_with("ch") && !rest.starts_with("ce") && !rest.starts_with("ci") &&
                   !rest.starts_with("cy")) {
            out += 'k';
        } else {
            out += word[at];
        }
    }
    return out;
}

// Behind a name; a sign in front of the word counts as part of it. The first that fits is taken off.
constexpr std::array<std::string_view, 12> suffixes{".min.js", "-node", ".node", "-npm", "-js",  ".js",
                                                    "_js",     "-ts",   ".ts",   "-esm", "-cjs", "js"};
constexpr std::array<std::string_view, 7> prefixes{"node-", "node_", "node.", "nodejs-", "npm-", "js-", "ts-"};

// Length of a version behind a name: "-2", "v2", "@2", ".2.0", "2".
size_t version_behind(std::string_view name) {
    size_t begin = name.size();
    while (begin > 0 && (is_digit(name[begin - 1]) || (name[begin - 1] == '.' && begin < name.size()))) --begin;
    if (begin == name.size()) return 0;
    if (begin > 0 && name[begin - 1] == 'v' && begin > 1 &&
        (is_delimiter(name[begin - 2]) || is_alpha(name[begin - 2])))
        --begin;
    if (begin > 0 && (is_delimiter(name[begin - 1]) || name[begin - 1] == '@')) --begin;
    return name.size() - begin;
}

size_t suffix_of(std::string_view name) {
    if (const size_t version = version_behind(name); version > 0) return version;
    for (const std::string_view suffix : suffixes)
        if (name.ends_with(suffix)) return suffix.size();
    return 0;
}

}  // namespace

std::string squashed(std::string_view name) {
    std::string out(name.size(), '\0');
    size_t size = 0;
    for (const char c : name) {
        out[size] = to_lower(c);
        size += is_delimiter(c) || c == '@' || c == '/' ? 0 : 1;
    }
    out.resize(size);
    return out;
}

std::string sorted_words(std::string_view name) {
    const std::string lower = to_lower(name);
    std::vector<std::string_view> words;
    words.reserve(8);
    for_each_word(lower, [&](std::string_view word) { words.push_back(word); });
    if (words.size() < 2) return {};
    std::ranges::sort(words);
    std::string out;
    out.reserve(lower.size());
    for (const std::string_view word : words) {
        if (!out.empty()) out += '-';
        out += word;
    }
    return out;
}

std::string skeleton(std::string_view name) {
    std::string out;
    out.reserve(name.size());
    for (size_t at = 0; at < name.size();) {
        if (static_cast<unsigned char>(name[at]) < 0x80) {
            const char c = to_lower(name[at]);
            const char next = at + 1 < name.size() ? to_lower(name[at + 1]) : '\0';
            const bool is_pair = (c == 'r' && next == 'n') || (c == 'v' && next == 'v');
            out += is_pair ? (c == 'r' ? 'm' : 'w') : printed_as(c);
            at += is_pair ? 2 : 1;
            continue;
        }
        const size_t length = std::max<size_t>(1, utf8_length(name.substr(at)));
        const std::string_view sequence = name.substr(at, length);
        const auto look = utf8_length(sequence) == 0 ? std::nullopt : ascii_look(decode_utf8(sequence));
        if (look)
            for (const char c : *look) out += printed_as(c);
        else out += sequence;
        at += length;
    }
    return out;
}

std::string collapsed(std::string_view name) {
    std::string out(name.size(), '\0');
    size_t size = 0;
    for (const char c : name) {
        const char lower = to_lower(c);
        if (size == 0 || out[size - 1] != lower) out[size++] = lower;
    }
    out.resize(size);
    return out;
}

std::string sounded(std::string_view name) {
    std::string out;
    for_each_word(name, [&](std::string_view word) {
        if (!out.empty()) out += '-';
        out += sounded_word(to_lower(word));
    });
    return out;
}

std::vector<std::string_view> stripped(std::string_view name) {
    std::vector<std::string_view> out;
    if (const size_t length = suffix_of(name); length > 0 && name.size() >= length + min_stripped)
        out.push_back(name.substr(0, name.size() - length));
    for (const std::string_view prefix : prefixes)
        if (name.starts_with(prefix) && name.size() >= prefix.size() + min_stripped) {
            out.push_back(name.substr(prefix.size()));
            break;
        }
    return out;
}

}  // namespace ward::names
