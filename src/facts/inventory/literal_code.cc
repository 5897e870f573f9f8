#include "facts/inventory/literal_code.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "base/text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_steps = 1000;      // values looked up for one expression
constexpr size_t max_name_bytes = 500;  // of a name with its dots

constexpr bool is_word_char(char c) {
    return is_alnum(c) || c == '_';
}

struct Token {
    enum class Kind { end, line, name, string, number, mark };
    Kind kind = Kind::end;
    size_t offset = 0;
    std::string text;

    bool is(char c) const { return kind == Kind::mark && text.size() == 1 && text[0] == c; }
};

// A line ends only outside of brackets.
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

class ScriptReader {
  public:
    ScriptReader(const std::vector<Token>& tokens, std::string_view path) : tokens_(tokens), path_(path) {}

    Result<Script> read() {
        while (here().kind != Token::Kind::end) {
            if (here().kind == Token::Kind::name && statement()) continue;
            if (is_over_) return fail(ErrorCode::limit, over_, std::string(path_));
            skip_line();
        }
        return std::move(script_);
    }

  private:
    const Token& here() const { return tokens_[at_]; }
    const Token& after() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }

    // Reads one statement that is understood, up to its line's end. Leaves the place where it is otherwise.
    bool statement() {
        const size_t start = at_;
        if (after().is('=')) {
            std::string name = here().text;
            at_ += 2;
            Code value = expression(0);
            if (here().is(',')) value = bare_tuple(std::move(value));
            if (ends_here()) {
                script_.assignments.push_back({std::move(name), std::move(value)});
                return true;
            }
            // What it is more than a literal leaves the name without a value.
            script_.assignments.push_back({std::move(name), Code{Code::Kind::unknown, value.offset, {}, {}, {}}});
        } else {
            Code code = operand(0);
            if (code.kind == Code::Kind::call && ends_here()) {
                script_.calls.push_back(std::move(code));
                return true;
            }
        }
        at_ = start;
        return false;
    }

    // a = "x", "y"
    Code bare_tuple(Code first) {
        Code list;
        list.kind = Code::Kind::list;
        list.offset = first.offset;
        list.items.push_back(std::move(first));
        while (!is_over_ && here().is(',')) {
            ++at_;
            if (here().kind != Token::Kind::line) list.items.push_back(expression(0));
        }
        return list;
    }

    bool ends_here() {
        if (is_over_ || (here().kind != Token::Kind::line && !here().is(';'))) return false;
        ++at_;
        return true;
    }

    // A call within what is not understood is remembered, so that nobody takes it for not there.
    void skip_line() {
        while (here().kind != Token::Kind::line && here().kind != Token::Kind::end) {
            const bool is_definition = here().kind == Token::Kind::name && here().text == "def";
            if (is_definition) ++at_;
            else if (here().kind == Token::Kind::name && after().is('('))
                script_.hidden.emplace_back(here().text, here().offset);
            ++at_;
        }
        if (here().kind == Token::Kind::line) ++at_;
    }

    void over(std::string what) {
        if (!is_over_) over_ = std::move(what);
        is_over_ = true;
    }

    // operand (('+' | '%') operand)*, from the left. Whatever else follows makes it unknown.
    Code expression(size_t depth) {
        Code left = operand(depth);
        size_t levels = 0;
        while (!is_over_ && (here().is('+') || here().is('%'))) {
            const auto kind = here().is('+') ? Code::Kind::sum : Code::Kind::format;
            ++at_;
            Code right = operand(depth);
            // A sum of many is one level: whoever reads the tree descends no deeper than the brackets and these.
            if (kind == Code::Kind::sum && left.kind == Code::Kind::sum && levels > 0) {
                left.items.push_back(std::move(right));
                continue;
            }
            if (++levels > max_code_depth) over(fmt::format("more than {} changes of operator", max_code_depth));
            Code both;
            both.kind = kind;
            both.offset = left.offset;
            both.items.push_back(std::move(left));
            both.items.push_back(std::move(right));
            left = std::move(both);
        }
        return left;
    }

    Code operand(size_t depth) {
        Code code;
        code.offset = here().offset;
        if (depth > max_code_depth) over(fmt::format("brackets nested deeper than {}", max_code_depth));
        if (++nodes_ > max_code_nodes) over(fmt::format("more than {} values", max_code_nodes));
        if (is_over_) return code;
        if (here().kind == Token::Kind::string) {
            code.kind = Code::Kind::string;
            // Strings that stand side by side are one.
            while (here().kind == Token::Kind::string) code.text += tokens_[at_++].text;
        } else if (here().kind == Token::Kind::number) {
            code.kind = Code::Kind::number;
            code.text = tokens_[at_++].text;
        } else if (here().kind == Token::Kind::name) {
            code.kind = Code::Kind::name;
            code.text = tokens_[at_++].text;
        } else if (here().is('[') || here().is('(')) {
            read_list(code, depth);
        } else if (here().is('{')) {
            read_dict(code, depth);
        } else {
            return code;
        }
        return with_suffixes(std::move(code), depth);
    }

    // What follows an operand: ".name", "(arguments)"; an index makes it unknown.
    Code with_suffixes(Code code, size_t depth) {
        while (!is_over_) {
            if (here().is('.') && after().kind == Token::Kind::name) {
                // Only names and strings have members that are understood: a.b, "...".format.
                Code member;
                member.offset = code.offset;
                if (code.kind == Code::Kind::name && code.text.size() < max_name_bytes) {
                    member.kind = Code::Kind::name;
                    member.text = code.text + "." + after().text;
                } else if (code.kind == Code::Kind::string && after().text == "format") {
                    member.kind = Code::Kind::name;
                    member.text = ".format";
                    member.items.push_back(std::move(code));
                }
                code = std::move(member);
                at_ += 2;
            } else if (here().is('(')) {
                code = read_call(std::move(code), depth);
            } else if (here().is('[')) {
                Code ignored;
                read_list(ignored, depth);
                code = Code{Code::Kind::unknown, code.offset, {}, {}, {}};
            } else {
                break;
            }
        }
        return code;
    }

    // The place behind the closing mark; false where something else stood there, and everything to it was left out.
    bool close(char mark) {
        if (here().is(mark)) {
            ++at_;
            return true;
        }
        size_t open = 0;
        while (here().kind != Token::Kind::end && here().kind != Token::Kind::line) {
            const Token& token = tokens_[at_++];
            if (token.kind == Token::Kind::name && here().is('('))
                script_.hidden.emplace_back(token.text, token.offset);
            if (token.is('(') || token.is('[') || token.is('{')) ++open;
            if (token.is(')') || token.is(']') || token.is('}')) {
                if (open == 0) break;
                --open;
            }
        }
        return false;
    }

    void read_list(Code& code, size_t depth) {
        const char closing = here().is('[') ? ']' : ')';
        ++at_;
        bool has_comma = false;
        while (!here().is(closing)) {
            Code item = expression(depth + 1);
            code.items.push_back(std::move(item));
            if (is_over_ || !here().is(',')) break;
            has_comma = true;
            ++at_;
        }
        const bool is_closed = close(closing);
        if (!is_closed) {
            code.items.clear();
            return;
        }
        if (closing == ')' && !has_comma && code.items.size() == 1) {
            Code inner = std::move(code.items.front());
            code = std::move(inner);
            return;
        }
        code.kind = Code::Kind::list;
    }

    void read_dict(Code& code, size_t depth) {
        ++at_;
        while (!here().is('}')) {
            Code key = expression(depth + 1);
            if (is_over_ || !here().is(':')) break;
            ++at_;
            Code value = expression(depth + 1);
            code.fields.push_back({std::move(key), std::move(value)});
            if (!here().is(',')) break;
            ++at_;
        }
        if (close('}')) code.kind = Code::Kind::dict;
        else code.fields.clear();
    }

    Code read_call(Code function, size_t depth) {
        Code call;
        call.offset = function.offset;
        ++at_;
        while (!here().is(')')) {
            if (here().kind == Token::Kind::name && after().is('=')) {
                Code key;
                key.kind = Code::Kind::name;
                key.offset = here().offset;
                key.text = here().text;
                at_ += 2;
                Code value = argument(depth + 1);
                call.fields.push_back({std::move(key), std::move(value)});
            } else {
                call.items.push_back(argument(depth + 1));
            }
            if (is_over_ || !here().is(',')) break;
            ++at_;
        }
        const bool is_closed = close(')');
        if (function.kind != Code::Kind::name || !is_closed) return Code{Code::Kind::unknown, call.offset, {}, {}, {}};
        call.kind = Code::Kind::call;
        call.text = function.text;
        // The string that is formatted stands before what is put into it.
        call.items.insert(call.items.begin(), std::move_iterator(function.items.begin()),
                          std::move_iterator(function.items.end()));
        return call;
    }

    // One argument; where more follows than is understood (a condition, a comprehension), it is unknown and the rest of
    // it is passed over, so that the arguments behind it are still read.
    Code argument(size_t depth) {
        Code code = expression(depth);
        if (is_over_ || here().is(',') || here().is(')')) return code;
        size_t open = 0;
        while (here().kind != Token::Kind::end && here().kind != Token::Kind::line) {
            const Token& token = here();
            if (open == 0 && (token.is(',') || token.is(')'))) break;
            if (token.is('(') || token.is('[') || token.is('{')) ++open;
            if (token.is(')') || token.is(']') || token.is('}')) {
                if (open == 0) break;
                --open;
            }
            ++at_;
        }
        return Code{Code::Kind::unknown, code.offset, {}, {}, {}};
    }

    const std::vector<Token>& tokens_;
    std::string_view path_;
    size_t at_ = 0;
    size_t nodes_ = 0;
    bool is_over_ = false;
    std::string over_;
    Script script_;
};

bool append(std::string& text, std::string_view more) {
    text += more;
    return text.size() <= max_code_value;
}

}  // namespace

const Code* Code::find(std::string_view name) const {
    const Kind kind_of_key = kind == Kind::dict ? Kind::string : Kind::name;
    for (const Field& field : fields | std::views::reverse)
        if (field.key.text == name && field.key.kind == kind_of_key) return &field.value;
    return nullptr;
}

Result<Script> read_script(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const std::vector<Token> tokens, Tokens(text, path).read());
    return ScriptReader(tokens, path).read();
}

Literals::Literals(const Script& script) {
    for (const Assignment& one : script.assignments) {
        const auto [known, fresh] = values_.try_emplace(one.name, &one.value);
        if (!fresh) known->second = nullptr;
    }
}

std::optional<std::string> Literals::text_of(const Code& code) const {
    size_t steps = max_steps;
    return text_of(code, 0, steps);
}

std::optional<std::string> Literals::text_of(const Code& code, size_t depth, size_t& steps) const {
    if (depth > 4 * max_code_depth || steps == 0) return std::nullopt;
    --steps;
    switch (code.kind) {
        case Code::Kind::string:
        case Code::Kind::number: return code.text;
        case Code::Kind::name: {
            const auto value = values_.find(code.text);
            if (value == values_.end() || value->second == nullptr) return std::nullopt;
            return text_of(*value->second, depth + 1, steps);
        }
        case Code::Kind::sum: {
            std::string text;
            for (const Code& item : code.items) {
                const auto part = text_of(item, depth + 1, steps);
                if (!part || !append(text, *part)) return std::nullopt;
            }
            return text;
        }
        case Code::Kind::format: return percent(code, depth, steps);
        case Code::Kind::call:
            if (code.text == ".format") return formatted(code, depth, steps);
            if (called && code.items.size() == 1 && code.fields.empty() && code.items[0].kind == Code::Kind::string)
                return called(code.text, code.items[0].text);
            return std::nullopt;
        default: return std::nullopt;
    }
}

// "%s-%s" % (a, b): %s and %d alone.
std::optional<std::string> Literals::percent(const Code& code, size_t depth, size_t& steps) const {
    const auto pattern = text_of(code.items[0], depth + 1, steps);
    if (!pattern) return std::nullopt;
    const Code& right = code.items[1];
    const bool is_tuple = right.kind == Code::Kind::list;
    size_t used = 0;
    std::string text;
    for (size_t i = 0; i < pattern->size(); ++i) {
        if ((*pattern)[i] != '%') {
            text += (*pattern)[i];
            continue;
        }
        const char word = i + 1 < pattern->size() ? (*pattern)[++i] : '\0';
        if (word == '%') {
            text += '%';
            continue;
        }
        if ((word != 's' && word != 'd') || used >= (is_tuple ? right.items.size() : 1)) return std::nullopt;
        const auto value = text_of(is_tuple ? right.items[used] : right, depth + 1, steps);
        ++used;
        if (!value || !append(text, *value)) return std::nullopt;
    }
    return used == (is_tuple ? right.items.size() : 1) ? std::optional(text) : std::nullopt;
}

// "{}-{version}".format(a, version = b): fields by place and name, without formats of their own.
std::optional<std::string> Literals::formatted(const Code& call, size_t depth, size_t& steps) const {
    const std::string& pattern = call.items[0].text;
    size_t next = 1;
    std::string text;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const bool is_doubled = i + 1 < pattern.size() && pattern[i + 1] == c;
        if ((c == '{' || c == '}') && is_doubled) {
            text += c;
            ++i;
            continue;
        }
        if (c != '{') {
            text += c;
            continue;
        }
        const size_t close = pattern.find('}', i);
        if (close == std::string::npos) return std::nullopt;
        const std::string_view field = std::string_view(pattern).substr(i + 1, close - i - 1);
        const Code* value = nullptr;
        const auto number = field.empty() ? std::optional(next - 1) : to_number<size_t>(field);
        if (field.empty()) ++next;
        if (number && *number < call.items.size() - 1) value = &call.items[*number + 1];
        else if (!number) value = call.find(field);
        const auto filled = value != nullptr ? text_of(*value, depth + 1, steps) : std::nullopt;
        if (!filled || !append(text, *filled)) return std::nullopt;
        i = close;
    }
    return text;
}

const Code* Literals::value_of(const Code& code) const {
    if (code.kind != Code::Kind::name) return &code;
    const auto value = values_.find(code.text);
    return value != values_.end() ? value->second : nullptr;
}

std::optional<std::vector<std::string>> Literals::texts_of(const Code& code) const {
    const Code* value = value_of(code);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> texts;
    if (value->kind != Code::Kind::list) {
        auto text = text_of(*value);
        if (!text) return std::nullopt;
        texts.push_back(*std::move(text));
        return texts;
    }
    for (const Code& item : value->items) {
        auto text = text_of(item);
        if (!text) return std::nullopt;
        texts.push_back(*std::move(text));
    }
    return texts;
}

}  // namespace ward::inventory
