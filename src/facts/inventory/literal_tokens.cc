#include "facts/inventory/literal_tokens.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/literal_code.h"

namespace ward::inventory {
namespace {

constexpr bool is_word_char(char c) {
    return is_alnum(c) || c == '_';
}

class Tokens {
  public:
    Tokens(std::string_view text, std::string_view path) : text_(text), path_(path) {}

    Result<std::vector<Token>> read() {
        std::vector<Token> tokens;
        while (at_ < text_.size()) {
            WARD_TRY(Token token, next());
            if (token.kind == Token::Kind::end) continue;
            if (tokens.size() >= 4 * max_code_nodes) return wrong("has more words than are looked at");
            tokens.push_back(std::move(token));
        }
        tokens.push_back({Token::Kind::line, text_.size(), {}});
        tokens.push_back({Token::Kind::end, text_.size(), {}});
        return tokens;
    }

  private:
    std::unexpected<Error> wrong(std::string_view what) const {
        const auto line = std::ranges::count(text_.substr(0, at_), '\n') + 1;
        return fail(ErrorCode::parse, std::string(what), fmt::format("{}:{}", path_, line));
    }

    // Kind `end` for what is no word: blanks and comments.
    Result<Token> next() {
        const size_t start = at_;
        const char c = text_[at_];
        if (c == '\n' && brackets_ == 0) {
            ++at_;
            return Token{Token::Kind::line, start, {}};
        }
        if (is_space(c)) {
            ++at_;
            return Token{};
        }
        if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
            return Token{};
        }
        if (c == '\\') {
            at_ += text_.substr(at_).starts_with("\\\r\n") ? 3 : 2;
            return Token{};
        }
        if (c == '"' || c == '\'') return quoted(start, false);
        if (is_alpha(c) || c == '_') return word(start);
        if (is_digit(c)) {
            while (at_ < text_.size() && (is_word_char(text_[at_]) || text_[at_] == '.')) ++at_;
            return Token{Token::Kind::number, start, std::string(text_.substr(start, at_ - start))};
        }
        ++at_;
        if (c == '(' || c == '[' || c == '{') ++brackets_;
        if ((c == ')' || c == ']' || c == '}') && brackets_ > 0) --brackets_;
        // "==", "<=", "+=" and their like are one mark, so that none looks like an assignment.
        if (at_ < text_.size() && text_[at_] == '=' && std::string_view("=<>!+-*/%|&^").contains(c)) {
            ++at_;
            return Token{Token::Kind::mark, start, std::string(text_.substr(start, 2))};
        }
        return Token{Token::Kind::mark, start, std::string(1, c)};
    }

    Result<Token> word(size_t start) {
        while (at_ < text_.size() && is_word_char(text_[at_])) ++at_;
        const std::string_view name = text_.substr(start, at_ - start);
        // r"", b"", u"" and their pairs; what f"" holds is code.
        if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'') && name.size() <= 2 &&
            std::ranges::all_of(name, [](char c) { return std::string_view("rRbBuUfF").contains(c); })) {
            WARD_TRY(Token token, quoted(start, name.find_first_of("rR") != name.npos));
            if (name.find_first_of("fF") != name.npos) return Token{Token::Kind::mark, start, "f"};
            return token;
        }
        return Token{Token::Kind::name, start, std::string(name)};
    }

    Result<Token> quoted(size_t start, bool is_raw) {
        const char quote = text_[at_];
        const std::string triple(3, quote);
        const bool is_long = text_.substr(at_).starts_with(triple);
        at_ += is_long ? 3 : 1;
        Token token{Token::Kind::string, start, {}};
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_long ? text_.substr(at_).starts_with(triple) : c == quote) {
                at_ += is_long ? 3 : 1;
                return token;
            }
            if (c == '\n' && !is_long) break;
            ++at_;
            if (c == '\\' && at_ < text_.size()) take_escape(token.text, is_raw);
            else token.text += c;
        }
        return wrong("a string is not closed");
    }

    void take_escape(std::string& text, bool is_raw) {
        const char c = text_[at_++];
        if (is_raw) text += '\\';
        if (c == 'n' && !is_raw) text += '\n';
        else if (c == 't' && !is_raw) text += '\t';
        else if (c != '\n' || is_raw) text += c;
    }

    std::string_view text_;
    std::string_view path_;
    size_t at_ = 0;
    size_t brackets_ = 0;
};

}  // namespace

Result<std::vector<Token>> read_tokens(std::string_view text, std::string_view path) {
    return Tokens(text, path).read();
}

}  // namespace ward::inventory
