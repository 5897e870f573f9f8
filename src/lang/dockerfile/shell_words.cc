// One peculiarity is kept: words are gathered in one buffer, which a substitution with a default value (`${a:-b}`)
// clears, so that what stood before it in the same word is lost to `words` (and not to `whole`).
#include "lang/dockerfile/shell_words.h"

#include <utility>

#include "lang/dockerfile/runes.h"

namespace ward::dockerfile {
namespace {

bool is_space_rune(char32_t c) {
    return is_unicode_space(c);
}
// Letters outside ASCII are taken for letters, whatever they are.
bool is_name_rune(char32_t c) {
    return c == '_' || (c < 0x80 ? is_alnum(static_cast<char>(c)) : c != 0xFFFD && !is_unicode_space(c));
}
bool is_digit_rune(char32_t c) {
    return c >= '0' && c <= '9';
}
bool is_special_parameter(char32_t c) {
    return c < 0x80 && std::string_view("@*#?-$!0").find(static_cast<char>(c)) != std::string_view::npos && c != 0;
}

std::unexpected<Error> bad(std::string what) {
    return fail(ErrorCode::parse, std::move(what));
}

class Splitter {
  public:
    Splitter(std::string_view text, const WordOptions& options)
        : text_(text), options_(options), keep_escapes_(options.keep_escapes) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    // Up to `stop`, or to the end where that is 0.
    Result<ShellWords> until(char stop, bool keep_escapes);

  private:
    bool at_end() const { return at_ >= text_.size(); }
    char32_t peek() const { return rune_at(text_, at_).value; }
    bool sees(char c) const { return !at_end() && text_[at_] == c; }
    char32_t next() {
        const Rune rune = rune_at(text_, at_);
        at_ += rune.width;
        return rune.value;
    }
    Result<std::string> single_quoted();
    Result<std::string> double_quoted();
    Result<std::string> substitution();
    Result<std::string> braces();
    Result<std::string> defaulted(const std::string& name, const std::string& sign, char kind);
    Result<std::string> replaced(const std::string& name);
    std::string name();
    std::string possible_heredoc();
    std::optional<std::string> value_of(std::string_view name) {
        auto value = options_.lookup ? options_.lookup(name) : std::nullopt;
        if (value) expanded_ += value->size();
        return value;
    }

    std::string_view text_;
    const WordOptions& options_;
    bool keep_escapes_;
    size_t at_ = 0;
    size_t depth_ = 0;
    size_t expanded_ = 0;  // bytes of values so far
    std::string buffer_;   // of the word, shared with what is inside of it
};

// Gathers words in a buffer that is not its own.
struct Gatherer {
    std::string& buffer;
    std::vector<std::string> words = {};
    bool in_word = false;

    void raw(std::string_view text) {
        buffer += text;
        in_word = true;
    }
    void raw(char32_t c) {
        append_rune(buffer, c);
        in_word = true;
    }
    void add(char32_t c) {
        if (!is_space_rune(c)) return raw(c);
        if (in_word && !buffer.empty()) {
            words.push_back(std::move(buffer));
            buffer.clear();
            in_word = false;
        }
    }
    void add(std::string_view text) {
        for (size_t i = 0; i < text.size();) {
            const Rune rune = rune_at(text, i);
            add(rune.value);
            i += rune.width;
        }
    }
    std::vector<std::string> take() {
        if (!buffer.empty()) words.push_back(std::move(buffer));
        buffer.clear();
        return std::move(words);
    }
};

Result<ShellWords> Splitter::until(char stop, bool keep_escapes) {
    if (++depth_ > max_substitution_depth) return fail(ErrorCode::limit, "substitutions are too deep");
    const bool kept_before = std::exchange(keep_escapes_, keep_escapes);
    buffer_.clear();
    Gatherer words{.buffer = buffer_};
    ShellWords out;
    bool closed = stop == '\0';
    while (!at_end()) {
        if (stop != '\0' && sees(stop)) {
            next();
            closed = true;
            break;
        }
        if (expanded_ > max_expanded_bytes) return fail(ErrorCode::limit, "substitutions are too long");
        const char first = text_[at_];
        if (first == '\'' || first == '"' || first == '<') {
            std::string part;
            if (first == '<') part = possible_heredoc();
            else {
                WARD_TRY(part, first == '"' ? double_quoted() : single_quoted());
            }
            out.whole += part;
            words.raw(part);
        } else if (first == '$') {
            WARD_TRY(const std::string part, substitution());
            out.whole += part;
            words.add(part);
        } else {
            char32_t c = next();
            if (c != static_cast<char32_t>(static_cast<unsigned char>(options_.escape))) {
                words.add(c);
            } else {
                if (keep_escapes_) {
                    words.raw(c);
                    append_rune(out.whole, c);
                }
                if (at_end()) break;
                c = next();
                words.raw(c);
            }
            append_rune(out.whole, c);
        }
    }
    if (!closed) return bad("a substitution is not closed");
    out.words = words.take();
    keep_escapes_ = kept_before;
    --depth_;
    return out;
}

Result<std::string> Splitter::single_quoted() {
    std::string out;
    next();
    const size_t end = text_.find('\'', at_);
    if (end == std::string_view::npos) return bad("a quote is not closed");
    if (options_.keep_quotes) out += '\'';
    while (at_ < end) append_rune(out, next());
    next();
    if (options_.keep_quotes) out += '\'';
    return out;
}

Result<std::string> Splitter::double_quoted() {
    std::string out;
    next();
    if (options_.keep_quotes) out += '"';
    while (!at_end()) {
        if (sees('"')) {
            next();
            if (options_.keep_quotes) out += '"';
            return out;
        }
        if (sees('$')) {
            if (expanded_ > max_expanded_bytes) return fail(ErrorCode::limit, "substitutions are too long");
            WARD_TRY(const std::string part, substitution());
            out += part;
            continue;
        }
        char32_t c = next();
        if (c == static_cast<char32_t>(static_cast<unsigned char>(options_.escape))) {
            if (keep_escapes_) append_rune(out, c);
            if (at_end()) continue;
            if (sees('"') || sees('$') || sees(options_.escape)) c = next();
        }
        append_rune(out, c);
    }
    return bad("a quote is not closed");
}

std::string Splitter::name() {
    std::string out;
    if (!at_end() && is_digit_rune(peek())) {
        while (!at_end() && is_digit_rune(peek())) append_rune(out, next());
        return out;
    }
    if (!at_end() && is_special_parameter(peek())) {
        append_rune(out, next());
        return out;
    }
    while (!at_end() && is_name_rune(peek())) append_rune(out, next());
    return out;
}

Result<std::string> Splitter::substitution() {
    next();
    if (sees('{')) return braces();
    const std::string variable = name();
    if (variable.empty()) return "$";
    const auto value = value_of(variable);
    if (!value && options_.keep_unset) return "$" + variable;
    return value.value_or("");
}

Result<std::string> Splitter::braces() {
    next();
    if (at_end()) return bad("a substitution is not closed");
    if (sees('{') || sees('}') || sees(':')) return bad("a substitution is not known");
    const std::string variable = name();
    if (at_end()) return bad("a substitution is not closed");
    const char32_t sign = next();
    switch (sign) {
        case '}': {
            const auto value = value_of(variable);
            if (!value && options_.keep_unset) return "${" + variable + "}";
            return value.value_or("");
        }
        case ':': {
            const char32_t kind = next();
            if (kind == '#' || kind == '%') return bad("a substitution is not known");
            std::string written = ":";
            append_rune(written, kind);
            return defaulted(variable, written, kind < 0x80 ? static_cast<char>(kind) : '\0');
        }
        case '+':
        case '-':
        case '?':
        case '#':
        case '%': return defaulted(variable, std::string(1, static_cast<char>(sign)), static_cast<char>(sign));
        case '/': return replaced(variable);
        default: return bad("a substitution is not known");
    }
}

Result<std::string> Splitter::defaulted(const std::string& name, const std::string& sign, char kind) {
    WARD_TRY(const ShellWords word, until('}', kind == '#' || kind == '%'));
    const auto value = value_of(name);
    if (!value && options_.keep_unset) return "${" + name + sign + word.whole + "}";
    const bool usable = value && (sign.size() == 1 || !value->empty());
    switch (kind) {
        case '-': return usable ? *value : word.whole;
        case '+': return usable ? word.whole : "";
        case '?':
            if (!usable) return bad("a variable that must be set is not");
            return *value;
        case '#':
        case '%':
            if (!value || value->empty()) return "";
            return bad("a substitution is not known");
        default: return bad("a substitution is not known");
    }
}

Result<std::string> Splitter::replaced(const std::string& name) {
    if (sees('/')) next();
    WARD_TRY(const ShellWords pattern, until('/', true));
    WARD_TRY(const ShellWords replacement, until('}', true));
    const auto value = value_of(name);
    if (!value && options_.keep_unset) return "${" + name + "/" + pattern.whole + "/" + replacement.whole + "}";
    if (!value) return "";
    return bad("a substitution is not known");
}

// White space behind << belongs to the word.
std::string Splitter::possible_heredoc() {
    next();
    if (!sees('<')) return "<";
    next();
    std::string out = "<<";
    while (sees(' ') || sees('\t') || sees('\r')) append_rune(out, next());
    return out;
}

}  // namespace

Result<ShellWords> split_words(std::string_view text, const WordOptions& options) {
    return Splitter(text, options).until('\0', options.keep_escapes);
}

}  // namespace ward::dockerfile
