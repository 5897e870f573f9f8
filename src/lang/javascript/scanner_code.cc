// What hands out modules under other names, what loads them in workers, and what runs text.
#include "lang/javascript/scanner.h"

namespace ward::javascript {
namespace {

bool is_global(const Token& token) {
    return token.is(Word::global) || token.is(Word::global_this);
}

}  // namespace

// `by`: under which followed name, 0 under its own.
void Scanner::on_create_require(const Token& token, size_t ahead, NameSet by) {
    const Token& next = window_.peek(ahead + 1);
    // { createRequire: name } and import { createRequire as name }
    if (token.has(Token::property) && (next.is(Punctuator::colon) || (clause_.open && next.is(Word::as_)))) {
        const Token& name = window_.peek(ahead + 2);
        if (name.is_name()) add_alias(found_, window_.text(name), Alias::Meaning::create_require, name.offset);
        return;
    }
    const Token* name = assigned_name(1);
    const size_t call = call_behind(ahead + 1);
    if (call == 0) {
        if (name != nullptr && !clause_.open)
            add_alias(found_, window_.text(*name), Alias::Meaning::create_require, name->offset);
        return;
    }
    // A method or function of this name is none of ours.
    if (window_.back(1).is(Word::function_) || window_.peek(call - 1).bracket == Bracket::parameters) return;
    const bool own = is_own_file(call);
    Argument base = own ? Argument{.constants = {""}, .prefix = {}, .end = argument_end(call)} : argument(call);
    add(RequestKind::create_require, token, base, by);
    if (base.end == max_look_ahead) return;
    const Token& behind = window_.peek(base.end + 1);
    if (const size_t used = call_behind(base.end + 1); used == base.end + 2) {
        add(RequestKind::require, token, argument(used), by, !own);
    } else if (is_dot(behind) && window_.peek(base.end + 2).is(Word::resolve)) {
        if (const size_t resolved = call_behind(base.end + 3); resolved != 0)
            add(RequestKind::require_resolve, token, argument(resolved), by, !own);
    } else if (by != 0 && !scopes_.is_alias(frame().scope, by)) {
        return;  // something else of the same name
    } else if (name != nullptr) {
        add_alias(found_, window_.text(*name), own ? Alias::Meaning::require : Alias::Meaning::require_elsewhere,
                  name->offset);
    } else {
        scan_.require_as_value = true;
    }
}

void Scanner::on_get_builtin(const Token& token, size_t ahead, NameSet by) {
    const Token& next = window_.peek(ahead + 1);
    if (const size_t call = call_behind(ahead + 1); call != 0)
        return add(RequestKind::get_builtin, token, argument(call), by);
    const Token* name = assigned_name(1);
    if (token.has(Token::property) && (next.is(Punctuator::colon) || (clause_.open && next.is(Word::as_))))
        name = &window_.peek(ahead + 2);
    if (name != nullptr && name->is_name())
        add_alias(found_, window_.text(*name), Alias::Meaning::get_builtin, name->offset);
}

void Scanner::on_dlopen(const Token& token, size_t ahead) {
    const size_t call = call_behind(ahead + 1);
    if (call == 0) return;
    const size_t second = argument_end(call);
    if (second + 1 < max_look_ahead && window_.peek(second).is(Punctuator::comma))
        add(RequestKind::dlopen, token, argument(second + 1));
}

// new URL('x', import.meta.url) and new Worker('x'), also as a member: new threads.Worker('x').
void Scanner::on_new(const Token& /*token*/) {
    size_t ahead = 1;
    while (is_dot(window_.peek(ahead + 1)) && ahead < 8) ahead += 2;
    const Token& name = window_.peek(ahead);
    if (!window_.peek(ahead + 1).is(Punctuator::open_paren)) return;
    if (name.is(Word::url_constructor)) {
        const Argument found = argument(ahead + 2);
        if (found.end < max_look_ahead && window_.peek(found.end).is(Punctuator::comma) &&
            is_import_meta(found.end + 1))
            add(RequestKind::new_url_import_meta, name, found);
    } else if (name.is(Word::worker)) {
        const size_t start = ahead + 2;
        if (window_.peek(start).is(Punctuator::close_paren)) return;
        Argument found = argument(start);
        if (window_.peek(start).is(Word::new_) && window_.peek(start + 1).is(Word::url_constructor) &&
            window_.peek(start + 2).is(Punctuator::open_paren))
            found.constants = argument(start + 3).constants;
        if (found.end == max_look_ahead || !window_.peek(found.end).is(Punctuator::comma))
            return add(RequestKind::worker, name, found);
        // { eval: true } makes the first argument the worker's text.
        const size_t end = argument_end(found.end + 1);
        for (size_t i = found.end + 1; i + 2 < end; ++i)
            if (window_.peek(i).is(Word::eval) && window_.peek(i + 1).is(Punctuator::colon) &&
                !window_.peek(i + 2).is(Word::false_)) {
                scan_.uses_eval = true;
                return;
            }
        add(RequestKind::worker, name, found);
    }
}

// Names that are looked at wherever they stand.
void Scanner::on_word(const Token& token) {
    const bool of_global = token.has(Token::property) && is_dot(window_.back(1)) && is_global(window_.back(2));
    const bool free = !token.has(Token::property) || of_global;
    const Token& next = window_.peek(1);
    switch (token.word) {
        case Word::create_require: return on_create_require(token, 0);
        case Word::get_builtin_module: return on_get_builtin(token, 0);
        case Word::dlopen:
            if (is_property_of(token, Word::process)) on_dlopen(token, 0);
            return;
        case Word::eval: scan_.uses_eval |= free; return;
        case Word::function_constructor:
            scan_.uses_new_function |=
                free && (call_behind(1) != 0 || window_.back(1).is(Word::new_) || (of_global && !is_dot(next)));
            return;
        case Word::web_assembly: scan_.uses_wasm |= free; return;
        case Word::binding:
        case Word::linked_binding: scan_.uses_process_binding |= is_property_of(token, Word::process); return;
        case Word::internal_binding: scan_.uses_process_binding |= free && call_behind(1) != 0; return;
        default: return;
    }
}

// process['binding'] and its like.
void Scanner::on_index_string(const Token& token) {
    if (!window_.peek(1).is(Punctuator::close_bracket)) return;
    const Token& object = window_.back(is_dot(window_.back(2)) ? 3 : 2);
    switch (word_of(cooked(window_.text(token), token.kind))) {
        case Word::require:
            if (object.is(Word::module) || object.is(Word::main_module) || object.is(Word::main))
                on_require(token, 0, 1);
            return;
        case Word::create_require: return on_create_require(token, 1);
        case Word::get_builtin_module: return on_get_builtin(token, 1);
        case Word::dlopen:
            if (object.is(Word::process)) on_dlopen(token, 1);
            return;
        case Word::binding:
        case Word::linked_binding: scan_.uses_process_binding |= object.is(Word::process); return;
        case Word::eval: scan_.uses_eval |= is_global(object); return;
        case Word::function_constructor: scan_.uses_new_function |= is_global(object); return;
        case Word::web_assembly: scan_.uses_wasm |= is_global(object); return;
        default: return;
    }
}

}  // namespace ward::javascript
