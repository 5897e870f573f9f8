// `--name=value` behind an instruction's name, up to the first word that does not begin with -- (or behind a lone
// `--`). Quotes and escapes go. Bytes, not characters, are read: one outside ASCII becomes the Latin-1 character of its
// number.
#include "lang/dockerfile/instruction.h"
#include "lang/dockerfile/runes.h"

namespace ward::dockerfile {
namespace {

bool is_latin_space(char c) {
    return is_unicode_space(static_cast<unsigned char>(c));
}

}  // namespace

FlagsAndRest take_flags(std::string_view text, char escape) {
    FlagsAndRest out;
    size_t at = 0;
    for (;;) {
        while (at < text.size() && is_latin_space(text[at])) ++at;
        if (at == text.size()) return out;
        if (!text.substr(at).starts_with("--")) {
            out.rest = text.substr(at);
            return out;
        }
        std::string word;
        bool quoted = false;  // an empty word counts
        char quote = '\0';
        for (; at < text.size(); ++at) {
            char c = text[at];
            if (quote == '\0' && is_latin_space(c)) break;
            if (quote == '\0' && (c == '\'' || c == '"')) {
                quote = c;
                quoted = true;
                continue;
            }
            if (quote != '\0' && c == quote) {
                quote = '\0';
                continue;
            }
            if (c == escape) {
                if (at + 1 == text.size()) continue;
                c = text[++at];
            }
            append_rune(word, static_cast<unsigned char>(c));
        }
        if (word == "--") {
            out.rest = text.substr(at);
            return out;
        }
        if (quoted || !word.empty()) out.flags.push_back(std::move(word));
    }
}

std::vector<std::string> quoted_words(std::string_view text, char escape) {
    const auto is_escape = [&](char32_t c) { return c == static_cast<unsigned char>(escape); };
    std::vector<std::string> out;
    for (size_t at = 0;;) {
        text = trim_left_unicode(text.substr(at));
        at = 0;
        if (text.empty()) return out;
        std::string word;
        bool quoted = false;
        char32_t quote = 0;
        while (at < text.size()) {
            Rune rune = rune_at(text, at);
            if (quote == 0 && is_unicode_space(rune.value)) break;
            if (quote == 0 && (rune.value == '\'' || rune.value == '"')) {
                quote = rune.value;
                quoted = true;
            } else if (quote != 0 && rune.value == quote) {
                quote = 0;
            } else if (is_escape(rune.value) && quote != '\'') {
                at += rune.width;
                if (at == text.size()) break;  // an escape at the end is nothing
                append_rune(word, rune.value);
                rune = rune_at(text, at);
            }
            append_rune(word, rune.value);
            at += rune.width;
        }
        if (quoted || !word.empty()) out.push_back(std::move(word));
    }
}

}  // namespace ward::dockerfile
