// The tokens of ECMAScript 2026 (with the HTML-like comments of its annex B), of TypeScript and of JSX, one at a time
// and without a parser behind it. What `/` means is decided by the grammar around it (see grammar.h), not guessed from
// the character before. Nothing fails: what is no token is an `error` token, and reading goes on behind it. Time is
// linear, memory that of the open brackets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lang/javascript/words.h"

namespace ward::javascript {

// Limits: what is behind the first is not read, and brackets deeper than the second are not paired (see `problems`).
inline constexpr size_t max_source_bytes = size_t{256} << 20;
inline constexpr size_t max_nesting = 10'000;

enum class TokenKind : uint8_t {
    end,
    identifier,    // also a reserved word that is a property's name here
    keyword,       // a reserved word, or `await` and `yield` where they are operators
    private_name,  // #name
    punctuator,
    number,
    string,
    template_whole,   // `text`
    template_head,    // `text${
    template_middle,  // }text${
    template_tail,    // }text`
    regexp,           // with its flags
    jsx_text,
    comment,  // only with keep_comments; the hashbang line is one
    error,
};

enum class Punctuator : uint8_t {
    none,
    open_paren,
    close_paren,
    open_bracket,
    close_bracket,
    open_brace,
    close_brace,
    dot,
    optional_dot,
    ellipsis,
    comma,
    semicolon,
    colon,
    question,
    arrow,
    assign,
    plus,
    star,
    less,
    greater,
    slash,
    bang,
    step,  // ++ and --
    at,
    compound_assign,  // += and the like
    other,            // any other operator
};

// What a bracket encloses; the same for the opening and the closing one.
enum class Bracket : uint8_t {
    none,
    group,       // ( ) around an expression, or parameters of an arrow function: `=>` behind it tells
    call,        // ( ) behind an operand; also parameters of an async arrow function
    parameters,  // of functions and methods
    control,     // of if, while, with, switch
    for_head,
    catch_head,
    index,  // [ ] of all kinds
    block,
    try_block,
    object,  // also a pattern
    names,   // of import and export, and import attributes
    class_body,
    function_body,  // also of methods, and blocks of `static`
    arrow_body,
    template_hole,  // ${ }
    jsx_tag,
    jsx_children,
    jsx_hole,
};

// What a token is, without its place.
struct TokenNature {
    // Flags.
    static constexpr uint8_t newline_before = 1;
    static constexpr uint8_t escaped = 2;  // a name or string with a backslash in it
    static constexpr uint8_t starts_statement = 4;
    static constexpr uint8_t property = 8;  // a name behind a dot, or one of a member of an object or class

    TokenKind kind = TokenKind::end;
    uint8_t flags = 0;
    union {
        Word word = Word::none;  // identifier, keyword
        Punctuator punctuator;   // punctuator
    };
    Bracket bracket = Bracket::none;  // of brackets, and of templates' pieces

    bool is(Punctuator which) const { return kind == TokenKind::punctuator && punctuator == which; }
    bool is_name() const { return kind == TokenKind::identifier || kind == TokenKind::keyword; }
    bool is(Word which) const { return is_name() && word == which; }
    bool has(uint8_t flag) const { return (flags & flag) != 0; }
};

struct Token : TokenNature {
    uint32_t offset = 0;
    uint32_t length = 0;  // bytes
    uint32_t line = 0;    // 1-based, where it starts
};

// Commonjs functions have no `await` at the top, and modules no HTML-like comments.
enum class SourceKind : uint8_t { unknown, commonjs, module };
// typescript: .ts, .mts, .cts; jsx: .jsx; tsx: .tsx.
enum class Syntax : uint8_t { javascript, typescript, jsx, tsx };
enum class Comments : uint8_t { skip, keep };

struct TokenOptions {
    SourceKind kind = SourceKind::unknown;
    Syntax syntax = Syntax::javascript;
    Comments comments = Comments::skip;
};

// What was not as the grammar has it.
struct TokenProblems {
    bool too_large = false;      // the rest behind max_source_bytes was not read
    bool too_deep = false;       // more than max_nesting brackets open at once
    bool unbalanced = false;     // a bracket without its partner
    bool html_comments = false;  // (no error) `<!--` or `-->` was read as a comment
    uint32_t errors = 0;         // `error` tokens
    uint32_t first_error_line = 0;
};

class Grammar;
class NameNumbers;

class Tokens {
  public:
    // `source` must outlive the object. A byte order mark is skipped.
    // `numbers`, where there are some, get each name.
    explicit Tokens(std::string_view source, const TokenOptions& options = {}, NameNumbers* numbers = nullptr);
    ~Tokens();
    Tokens(const Tokens&) = delete;
    Tokens& operator=(const Tokens&) = delete;

    // The next token; `end` at the end and ever after.
    Token next();
    // Of the last token, where it is a name and names get numbers.
    uint32_t name_number() const { return name_number_; }

    std::string_view text(const Token& token) const { return source_.substr(token.offset, token.length); }
    std::string_view source() const { return source_; }
    const TokenProblems& problems() const { return problems_; }

  private:
    Token read();
    void skip_blanks();
    std::optional<Token> past_comments(std::string_view starts);
    bool skip_comment();
    size_t past_lines(size_t end);
    bool at_html_open() const;
    Token make(TokenKind kind, size_t end);
    Token make(Punctuator punctuator, size_t length);
    Token error(size_t end);
    Token name(size_t start);
    Token end_token();
    Word number_name(size_t start, size_t end);
    Token punctuation();
    Token closing_angle();
    Token slash();
    Token regexp();
    Token number();
    Token text_literal(char quote);
    Token template_piece();
    Token jsx();
    Token jsx_text();
    Token jsx_punctuator(Punctuator punctuator, void (Grammar::*act)(Token&));
    bool starts_element() const;
    char at(size_t ahead) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

    std::string_view source_;
    TokenOptions options_;
    TokenProblems problems_;
    size_t at_ = 0;
    uint32_t line_ = 1;
    bool newline_ = true;          // since the last token
    size_t no_regexp_before_ = 0;  // up to there, no regular expression ends on its line
    std::unique_ptr<Grammar> grammar_;
    NameNumbers* numbers_;
    uint32_t name_number_ = 0;
};

// The text that a name, a string or a template piece stands for: delimiters removed, escapes resolved, as UTF-8. A lone
// surrogate becomes U+FFFD.
std::string cooked(std::string_view text, TokenKind kind);
// Bytes of the escape that `text` starts with, where one can stand in a name; 0 if none does.
size_t name_escape_length(std::string_view text);

}  // namespace ward::javascript
