// What asks for modules, and what runs text.
#include <algorithm>

#include "lang/javascript/scanner.h"

namespace ward::javascript {
namespace {

bool is_constant(const Token& token) {
    return token.kind == TokenKind::string || token.kind == TokenKind::template_whole;
}

}  // namespace

bool Scanner::ends_argument(size_t ahead) {
    const Token& token = window_.peek(ahead);
    return token.is(Punctuator::comma) || token.is(Punctuator::close_paren);
}

// The first token behind the argument that starts at `ahead`, or max_look_ahead where that is too far.
size_t Scanner::argument_end(size_t ahead) {
    size_t depth = 0;
    for (; ahead < max_look_ahead; ++ahead) {
        const Token& token = window_.peek(ahead);
        if (token.kind == TokenKind::end) break;
        if (depth == 0 && ends_argument(ahead)) return ahead;
        if (opens(token)) ++depth;
        if (closes(token) && depth > 0) --depth;
    }
    return max_look_ahead;
}

// `condition ? 'a' : 'b'` asks for one of two.
Scanner::Argument Scanner::choice(size_t ahead) {
    Argument found{.constants = {}, .prefix = {}, .end = argument_end(ahead)};
    if (found.end == max_look_ahead || found.end < ahead + 5) return found;
    const Token& yes = window_.peek(found.end - 3);
    const Token& no = window_.peek(found.end - 1);
    if (!window_.peek(found.end - 4).is(Punctuator::question) || !window_.peek(found.end - 2).is(Punctuator::colon))
        return found;
    if (!is_constant(yes) || !is_constant(no)) return found;
    found.constants = {cooked(window_.text(yes), yes.kind), cooked(window_.text(no), no.kind)};
    return found;
}

// Strings, templates without holes, and sums of these are constant.
Scanner::Argument Scanner::argument(size_t ahead) {
    const size_t start = ahead;
    size_t parentheses = 0;
    while (window_.peek(ahead).is(Punctuator::open_paren) && ahead + 3 < max_look_ahead) {
        ++ahead;
        ++parentheses;
    }
    std::string text;
    bool constant = false;
    while (ahead + 2 < max_look_ahead) {
        const Token& token = window_.peek(ahead);
        if (token.kind == TokenKind::template_head) text += cooked(window_.text(token), token.kind);
        if (!is_constant(token)) break;
        text += cooked(window_.text(token), token.kind);
        ++ahead;
        if (window_.peek(ahead).is(Punctuator::plus)) {
            ++ahead;
            continue;
        }
        while (parentheses > 0 && window_.peek(ahead).is(Punctuator::close_paren)) {
            --parentheses;
            ++ahead;
        }
        constant = parentheses == 0 && ends_argument(ahead);
        break;
    }
    if (constant) return {.constants = {std::move(text)}, .prefix = {}, .end = ahead};
    Argument computed = choice(start);
    // 'a'.concat(b) and 'a' ? b : c start otherwise than they look.
    if (computed.constants.empty() && !is_dot(window_.peek(ahead)) && !window_.peek(ahead).is(Punctuator::question))
        computed.prefix = std::move(text);
    return computed;
}

// Where the first argument of the call stands whose callee ends before `ahead`: f(, f?.(, (0, f)(. 0: no call.
size_t Scanner::call_behind(size_t ahead) {
    if (window_.peek(ahead).is(Punctuator::optional_dot)) ++ahead;
    if (window_.peek(ahead).is(Punctuator::open_paren)) return ahead + 1;
    if (window_.peek(ahead).is(Punctuator::close_paren) && window_.peek(ahead + 1).is(Punctuator::open_paren)) {
        size_t behind = 1;
        while (is_dot(window_.back(behind)) && behind + 2 < Window::max_look_back) behind += 2;
        const Token& before = window_.back(behind);
        const bool wrapped = before.is(Punctuator::open_paren) ||
                             (before.is(Punctuator::comma) && window_.back(behind + 1).kind == TokenKind::number);
        return wrapped ? ahead + 2 : 0;
    }
    return 0;
}

void Scanner::add(Request request, NameSet name) {
    if (pending_.size() >= max_requests || request.offset == ignored_) return;
    request.in_function = frame().function != 0;
    if (!request.computed) {
        scan_.uses_vm |= request.specifier == "vm" || request.specifier == "node:vm";
        scan_.uses_wasm |= request.specifier.ends_with(".wasm");
    }
    pending_.push_back(
        {.request = std::move(request), .scope = frame().scope, .attempt = frame().attempt, .name = name});
}

void Scanner::add(RequestKind kind, const Token& token, const Argument& argument, NameSet name, bool elsewhere) {
    Request request{.specifier = argument.prefix, .kind = kind, .line = token.line, .offset = token.offset};
    request.computed = argument.constants.empty();
    request.other_base = elsewhere;
    if (request.computed) return add(std::move(request), name);
    for (const std::string& constant : argument.constants) {
        request.specifier = constant;
        add(request, name);
    }
}

// with { type: 'json' }, from its brace on.
std::string Scanner::attribute_type(size_t ahead) {
    if (!window_.peek(ahead).is(Punctuator::open_brace)) return {};
    for (++ahead; ahead + 2 < max_look_ahead; ++ahead) {
        const Token& key = window_.peek(ahead);
        if (key.is(Punctuator::close_brace) || key.kind == TokenKind::end) return {};
        const Token& value = window_.peek(ahead + 2);
        const bool is_type =
            key.is(Word::type_) || (key.kind == TokenKind::string && cooked(window_.text(key), key.kind) == "type");
        if (is_type && window_.peek(ahead + 1).is(Punctuator::colon) && value.kind == TokenKind::string)
            return cooked(window_.text(value), value.kind);
    }
    return {};
}

void Scanner::on_import(const Token& token) {
    size_t ahead = 1;
    if (is_dot(window_.peek(1))) {
        const Token& name = window_.peek(2);
        if (name.is(Word::meta_)) {
            scan_.import_meta = true;
            const bool resolves = is_dot(window_.peek(3)) && window_.peek(4).is(Word::resolve);
            if (const size_t call = resolves ? call_behind(5) : 0;
                call != 0 && !window_.peek(call).is(Punctuator::close_paren))
                add(RequestKind::import_meta_resolve, token, argument(call));
            return;
        }
        if (!name.is(Word::source_) && !name.is(Word::defer_)) return;
        ahead = 3;
    }
    if (window_.peek(ahead).is(Punctuator::open_paren)) {
        if (window_.peek(ahead + 1).is(Punctuator::close_paren)) return;
        const Argument found = argument(ahead + 1);
        const size_t before = pending_.size();
        add(RequestKind::import_dynamic, token, found);
        // , { with: { type: 'json' } }
        const size_t options = found.end + 1;
        if (options + 4 < max_look_ahead && window_.peek(found.end).is(Punctuator::comma) &&
            (window_.peek(options + 1).is(Word::with_) || window_.peek(options + 1).is(Word::assert_)))
            for (size_t i = before; i < pending_.size(); ++i) pending_[i].request.type = attribute_type(options + 3);
        return;
    }
    if (!token.has(Token::starts_statement) && !window_.back(1).is(Word::export_)) return;
    clause_ = {.open = true, .is_import = true, .depth = frames_.size(), .line = token.line, .offset = token.offset};
    const bool types = options_.syntax != Syntax::javascript && window_.peek(1).is(Word::type_);
    const Token& behind = window_.peek(2);
    clause_.types_only =
        types && !behind.is(Punctuator::comma) && behind.kind != TokenKind::string &&
        (!behind.is(Word::from_) || window_.peek(3).is(Word::from_) || window_.peek(3).is(Punctuator::assign));
}

void Scanner::on_export(const Token& token) {
    if (options_.syntax == Syntax::javascript || !window_.peek(1).is(Punctuator::assign)) scan_.import_or_export = true;
    const bool types = options_.syntax != Syntax::javascript && window_.peek(1).is(Word::type_);
    const Token& first = window_.peek(types ? 2 : 1);
    if (!first.is(Punctuator::star) && !first.is(Punctuator::open_brace)) return;
    clause_ = {.open = true, .types_only = types, .depth = frames_.size(), .line = token.line, .offset = token.offset};
}

// In the clause of an import or an export: its string is what is asked for.
void Scanner::clause_step(const Token& token) {
    if (frames_.size() != clause_.depth) return;
    const Token& before = window_.back(1);
    const bool asks =
        token.kind == TokenKind::string && (before.is(Word::from_) || (clause_.is_import && before.is(Word::import_)));
    if (asks) {
        clause_.open = false;
        scan_.import_or_export = true;
        if (clause_.types_only) return;
        Request request{.specifier = cooked(window_.text(token), token.kind),
                        .kind = clause_.is_import ? RequestKind::import_static : RequestKind::export_from,
                        .line = clause_.line,
                        .offset = clause_.offset};
        if (window_.peek(1).is(Word::with_) || window_.peek(1).is(Word::assert_)) request.type = attribute_type(2);
        return add(std::move(request), 0);
    }
    if (token.is(Punctuator::assign) && clause_.is_import) {  // import x = require('y')
        if (clause_.types_only) ignored_ = window_.peek(1).offset;
        clause_.open = false;
    } else if (token.is(Punctuator::semicolon) || (token.has(Token::starts_statement) && !token.is(Word::from_) &&
                                                   !token.is(Word::import_) && !token.is(Word::export_))) {
        clause_.open = false;
    }
}

// The name that `… = x` gives a value to, where `x` ends `behind` tokens back from here: `a.b.x`, `f('y').x` and `(0,
// x` count as x. Null where it is not so.
const Token* Scanner::assigned_name(size_t behind) {
    while (behind + 4 < Window::max_look_back && is_dot(window_.back(behind))) {
        ++behind;
        if (window_.back(behind).is(Punctuator::close_paren)) {
            for (size_t depth = 0; behind + 4 < Window::max_look_back; ++behind) {
                if (closes(window_.back(behind))) ++depth;
                if (opens(window_.back(behind)) && --depth == 0) break;
            }
            ++behind;
        }
        ++behind;
    }
    if (window_.back(behind).is(Punctuator::comma) && window_.back(behind + 1).kind == TokenKind::number) behind += 2;
    while (behind + 2 < Window::max_look_back && window_.back(behind).is(Punctuator::open_paren)) ++behind;
    const Token& name = window_.back(behind + 1);
    if (!window_.back(behind).is(Punctuator::assign) || name.kind != TokenKind::identifier) return nullptr;
    return name.has(Token::property) ? nullptr : &name;
}

bool Scanner::is_import_meta(size_t ahead) {
    return window_.peek(ahead).is(Word::import_) && is_dot(window_.peek(ahead + 1)) &&
           window_.peek(ahead + 2).is(Word::meta_);
}

// Is the argument at `ahead` this file's own name? (A folder's name with something behind it is none.)
bool Scanner::is_own_file(size_t ahead) {
    const Token& first = window_.peek(ahead);
    if (first.is(Word::filename)) return ends_argument(ahead + 1);
    return is_import_meta(ahead) && is_dot(window_.peek(ahead + 3)) &&
           (window_.peek(ahead + 4).is(Word::url) || window_.text(window_.peek(ahead + 4)) == "filename") &&
           ends_argument(ahead + 5);
}

bool Scanner::is_property_of(const Token& token, Word object) const {
    return token.has(Token::property) && is_dot(window_.back(1)) && window_.back(2).is(object);
}

// `require`, or a name that stands for it; `ahead` is 1 where the name is a string in brackets.
void Scanner::on_require(const Token& token, size_t number, size_t ahead) {
    const bool is_member = token.has(Token::property) || ahead != 0;
    NameSet name = NameSet{1} << number;
    if (is_member) {
        if (number != 0) return;
        const Token& object = window_.back(2);
        const bool shorthand = ahead == 0 && !is_dot(window_.back(1));
        if (shorthand) {
            if (window_.peek(1).is(Punctuator::comma) || window_.peek(1).is(Punctuator::close_brace)) hand_on(name);
            return;
        }
        // module.require, process.mainModule.require, require.main.require, module.parent.require
        if (!object.is(Word::module) && !object.is(Word::main) && !object.is(Word::main_module) &&
            !object.is(Word::parent))
            return;
        name = 0;
    }
    const bool elsewhere = known_[number].meaning == Alias::Meaning::require_elsewhere;
    if (const size_t call = call_behind(ahead + 1); call != 0) {
        if (!window_.peek(call).is(Punctuator::close_paren))
            add(RequestKind::require, token, argument(call), name, elsewhere);
        return;
    }
    const Token& next = window_.peek(ahead + 1);
    if (is_dot(next)) {
        const size_t call = window_.peek(ahead + 2).is(Word::resolve) ? call_behind(ahead + 3) : 0;
        if (call != 0 && !window_.peek(call).is(Punctuator::close_paren))
            add(RequestKind::require_resolve, token, argument(call), name, elsewhere);
        return;
    }
    if (is_member || window_.back(1).is(Word::typeof_) || next.is(Punctuator::assign) || next.is(Punctuator::arrow))
        return;
    const bool ends = next.is(Punctuator::semicolon) || next.is(Punctuator::comma) || next.has(Token::newline_before) ||
                      next.kind == TokenKind::end || closes(next);
    const Token* alias = ends ? assigned_name(1) : nullptr;
    if (alias != nullptr && window_.text(*alias) != window_.text(token))
        add_alias(found_, window_.text(*alias), known_[number].meaning, alias->offset);
    else hand_on(name);
}

void Scanner::hand_on(NameSet name) {
    const Handed handed{.scope = frame().scope, .name = name};
    if (handed_.size() < max_requests && (handed_.empty() || handed_.back() != handed)) handed_.push_back(handed);
}

}  // namespace ward::javascript
