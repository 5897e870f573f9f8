#include "facts/inventory/literal_code.h"

#include <algorithm>
#include <ranges>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/literal_tokens.h"

namespace ward::inventory {
namespace {

constexpr size_t max_name_bytes = 500;  // of a name with its dots

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

}  // namespace

const Code* Code::find(std::string_view name) const {
    const Kind kind_of_key = kind == Kind::dict ? Kind::string : Kind::name;
    for (const Field& field : fields | std::views::reverse)
        if (field.key.text == name && field.key.kind == kind_of_key) return &field.value;
    return nullptr;
}

Result<Script> read_script(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const std::vector<Token> tokens, read_tokens(text, path));
    return ScriptReader(tokens, path).read();
}

}  // namespace ward::inventory
