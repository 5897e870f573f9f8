// `[digits]<<[-]word` among the words of a line. The word may be quoted in any part, and then the content is as it
// stands.
#include <algorithm>
#include <limits>

#include "lang/dockerfile/instruction.h"
#include "lang/dockerfile/runes.h"
#include "lang/dockerfile/shell_words.h"

namespace ward::dockerfile {
namespace {

size_t count_quotes(std::string_view text) {
    return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return c == '\'' || c == '"'; }));
}

struct Announcement {
    uint64_t file_descriptor = 0;
    bool strip_tabs = false;
    std::string_view name = {};
};

std::optional<Announcement> announcement_of(std::string_view word) {
    Announcement out;
    size_t digits = 0;
    while (digits < word.size() && is_digit(word[digits])) ++digits;
    if (digits != 0)
        out.file_descriptor =
            to_number<uint64_t>(word.substr(0, digits)).value_or(std::numeric_limits<uint64_t>::max());
    word.remove_prefix(digits);
    if (!word.starts_with("<<")) return std::nullopt;
    word.remove_prefix(2);
    if (word.starts_with('-')) {
        out.strip_tabs = true;
        word.remove_prefix(1);
    }
    while (!word.empty() && std::string_view("\t\n\f\r ").find(word[0]) != std::string_view::npos)
        word.remove_prefix(1);
    if (word.empty() || word.find('<') != std::string_view::npos) return std::nullopt;
    out.name = word;
    return out;
}

// A word that is not one word, or is empty but for quotes, is no heredoc.
Result<std::optional<Heredoc>> heredoc_of(std::string_view word) {
    const auto announcement = announcement_of(word);
    if (!announcement) return std::nullopt;
    WARD_TRY(const ShellWords bare, split_words(announcement->name, {.keep_unset = true}));
    if (bare.words.size() != 1) return std::nullopt;
    WARD_TRY(const ShellWords raw, split_words(announcement->name, {.keep_quotes = true, .keep_unset = true}));
    if (raw.words.size() != 1) return fail(ErrorCode::parse, "a heredoc's name is not one word");
    return Heredoc{.name = bare.words[0],
                   .file_descriptor = announcement->file_descriptor,
                   .expand = count_quotes(bare.words[0]) == count_quotes(raw.words[0]),
                   .strip_tabs = announcement->strip_tabs};
}

}  // namespace

Result<std::vector<Heredoc>> announced_heredocs(std::string_view line) {
    std::vector<Heredoc> out;
    const Result<ShellWords> words = split_words(line, {.keep_quotes = true, .keep_escapes = true, .keep_unset = true});
    if (!words) {
        // A line whose quotes do not match announces nothing: the shell will say what it thinks of it.
        if (words.error().code == ErrorCode::limit) return std::unexpected(words.error());
        return out;
    }
    for (const std::string& word : words->words) {
        WARD_TRY(auto heredoc, heredoc_of(word));
        if (heredoc) out.push_back(std::move(*heredoc));
    }
    return out;
}

}  // namespace ward::dockerfile
