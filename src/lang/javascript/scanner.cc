// Brackets, scopes and statements.
#include "lang/javascript/scanner.h"

#include <algorithm>

#include <fmt/core.h>

namespace ward::javascript {
namespace {

constexpr size_t require_number = 0;
constexpr NameSet require_name = 1;

constexpr NameSet bit(size_t number) {
    return NameSet{1} << number;
}

}  // namespace

std::vector<Alias> first_aliases() {
    std::vector<Alias> aliases;
    for (const char* name : {"require", "module", "exports", "__filename", "__dirname"})
        aliases.push_back({.name = name, .meaning = Alias::Meaning::wrapper});
    aliases.front().meaning = Alias::Meaning::require;
    return aliases;
}

void add_alias(std::vector<Alias>& aliases, std::string_view name, Alias::Meaning meaning, uint32_t site) {
    auto alias = std::ranges::find(aliases, name, &Alias::name);
    if (alias == aliases.end()) {
        if (aliases.size() >= first_aliases_count + max_aliases) return;
        alias = aliases.insert(aliases.end(), {.name = std::string(name), .meaning = meaning});
    }
    const auto place = std::ranges::lower_bound(alias->sites, site);
    if (place != alias->sites.end() && *place == site) return;
    if (alias->sites.size() < max_aliases) alias->sites.insert(place, site);
}

Scanner::Scanner(std::string_view source, const ScanOptions& options, const std::vector<Alias>& aliases)
    : options_(options),
      window_(source, {.kind = options.kind, .syntax = options.syntax}),
      known_(aliases),
      found_(aliases) {
    frames_.reserve(64);
    frames_.push_back({});
    attempts_.push_back({});
}

Scan Scanner::run() {
    for (; window_.current().kind != TokenKind::end; window_.advance()) step(window_.current());
    scopes_.settle();
    // An outer try stands before the ones inside it.
    for (size_t i = 1; i < attempts_.size(); ++i) attempts_[i].caught |= attempts_[attempts_[i].outer].caught;
    for (Pending& one : pending_) {
        const Meaning meaning = scopes_.meaning(one.scope, one.name);
        if (one.name > require_name && meaning != Meaning::alias) continue;  // the same name of something else
        one.request.shadowed = one.name == require_name && meaning == Meaning::other;
        one.request.optional = attempts_[one.attempt].caught;
        scan_.requests.push_back(std::move(one.request));
    }
    for (const Handed& one : handed_) {
        const Meaning meaning = scopes_.meaning(one.scope, one.name);
        scan_.require_as_value |=
            meaning == Meaning::alias || (one.name == require_name && meaning == Meaning::undeclared);
    }
    std::ranges::stable_sort(scan_.requests, {}, &Request::offset);
    if (pending_.size() >= max_requests)
        scan_.errors.push_back(fmt::format("asks for more than {} modules; the rest is left out", max_requests));
    scan_.problems = window_.problems();
    return std::move(scan_);
}

void Scanner::step(const Token& token) {
    if (token.has(Token::starts_statement)) {
        end_expressions();
        frame().declaring = Word::none;
        frame().after_assign = false;
    }
    if (clause_.open) clause_step(token);
    switch (token.kind) {
        case TokenKind::identifier: on_name(token); break;
        case TokenKind::keyword: on_keyword(token); break;
        case TokenKind::punctuator: on_punctuator(token); break;
        case TokenKind::template_head: on_open(token); break;
        case TokenKind::template_tail: on_close(token); break;
        case TokenKind::string:
            if (window_.back(1).is(Punctuator::open_bracket)) on_index_string(token);
            break;
        default: break;
    }
}

void Scanner::end_expressions() {
    while (frame().expression) frames_.pop_back();
}

void Scanner::on_punctuator(const Token& token) {
    switch (token.punctuator) {
        case Punctuator::open_paren:
        case Punctuator::open_bracket:
        case Punctuator::open_brace:
        case Punctuator::less: on_open(token); break;
        case Punctuator::close_paren:
        case Punctuator::close_bracket:
        case Punctuator::close_brace: on_close(token); break;
        case Punctuator::greater:
            // JSX: the element's end has the role of its tag, its middle none of a bracket's.
            if (token.bracket == Bracket::jsx_tag && frame().role == Bracket::jsx_tag &&
                (window_.text(token) == "/>" || frame().pattern))
                frames_.pop_back();
            break;
        case Punctuator::arrow: on_arrow(); break;
        case Punctuator::comma:
            end_expressions();
            frame().after_assign = false;
            break;
        case Punctuator::semicolon:
            end_expressions();
            frame().declaring = Word::none;
            frame().after_assign = false;
            break;
        case Punctuator::assign: frame().after_assign = true; break;
        default: break;
    }
}

void Scanner::on_open(const Token& token) {
    if (token.bracket == Bracket::none) return;
    if (token.bracket == Bracket::jsx_children) {
        frame().pattern = true;  // </ of the open element
        return;
    }
    const Frame& outer = frame();
    Frame inner{.role = token.bracket, .scope = outer.scope, .function = outer.function, .attempt = outer.attempt};
    const Token& before = window_.back(1);
    switch (token.bracket) {
        case Bracket::group:
        case Bracket::call: inner.binding = true; break;
        case Bracket::catch_head:
            inner.binding = true;
            inner.definite = true;
            break;
        case Bracket::parameters:
            inner.binding = true;
            inner.definite = true;
            inner.bound = std::exchange(own_name_, 0);
            break;
        case Bracket::index:
        case Bracket::object:
            inner.pattern =
                outer.declaring != Word::none && (before.is(outer.declaring) || before.is(Punctuator::comma));
            inner.binding = inner.pattern || (outer.binding && !outer.after_assign);
            inner.definite = inner.pattern || (outer.definite && inner.binding);
            break;
        case Bracket::function_body:
        case Bracket::arrow_body:
            inner.scope = scopes_.add(outer.scope, Scopes::Kind::function, std::exchange(parameters_, 0));
            inner.function = ++functions_;
            inner.attempt = 0;
            break;
        case Bracket::try_block:
            attempts_.push_back({.outer = outer.attempt});
            inner.attempt = static_cast<uint32_t>(attempts_.size() - 1);
            [[fallthrough]];
        case Bracket::block:
            inner.scope = scopes_.add(outer.scope, Scopes::Kind::block, std::exchange(caught_, 0));
            break;
        default: break;
    }
    push(inner);
}

void Scanner::on_close(const Token& token) {
    if (token.bracket == Bracket::none) return;
    end_expressions();
    if (frames_.size() == 1) return;
    const Frame closed = frame();
    frames_.pop_back();
    switch (closed.role) {
        case Bracket::parameters: parameters_ = closed.bound; break;
        case Bracket::catch_head: caught_ = closed.bound; break;
        case Bracket::try_block: attempts_[closed.attempt].caught = window_.peek(1).is(Word::catch_); break;
        case Bracket::group:
        case Bracket::call: closed_ = closed.bound; break;
        default: break;
    }
    if (!closed.binding || (closed.role != Bracket::object && closed.role != Bracket::index)) return;
    if (closed.pattern) {
        const uint32_t scope = frame().declaring == Word::var_ ? scopes_.function_of(frame().scope) : frame().scope;
        scopes_.declare(scope, closed.bound & ~closed.bound_aliases, Meaning::other);
        scopes_.declare(scope, closed.bound_aliases, Meaning::alias);
        if (frame().declaring != Word::var_) declare_lexical(closed.bound);
    }
    if (frame().binding) {
        frame().bound |= closed.bound;
        frame().bound_aliases |= closed.bound_aliases;
    }
}

void Scanner::on_arrow() {
    const Token& before = window_.back(1);
    NameSet bound = 0;
    if (before.is(Punctuator::close_paren)) {
        bound = std::exchange(closed_, 0);
    } else if (const auto number = followed(before)) {
        bound = bit(*number);
    }
    if (window_.peek(1).is(Punctuator::open_brace)) {
        parameters_ = bound;
        return;
    }
    Frame inner{.role = frame().role, .scope = frame().scope};
    inner.expression = true;
    inner.scope = scopes_.add(frame().scope, Scopes::Kind::function, bound);
    inner.function = ++functions_;
    push(inner);
}

std::optional<size_t> Scanner::followed(const Token& token) const {
    if (token.kind != TokenKind::identifier) return std::nullopt;
    switch (token.word) {
        case Word::require: return require_number;
        case Word::module: return 1;
        case Word::exports: return 2;
        case Word::filename: return 3;
        case Word::dirname: return 4;
        default: break;
    }
    for (size_t i = first_aliases_count; i < known_.size(); ++i)
        if (known_[i].name == window_.text(token)) return i;
    return std::nullopt;
}

// Is this where the name gets its meaning?
bool Scanner::is_site(const Token& token, size_t number) const {
    return std::ranges::binary_search(known_[number].sites, token.offset);
}

void Scanner::declare(uint32_t scope, size_t number, const Token& token) {
    scopes_.declare(scope, bit(number), is_site(token, number) ? Meaning::alias : Meaning::other);
}

// At the top of a file, where CommonJS would have parameters of these names.
void Scanner::declare_lexical(NameSet names) {
    if (frames_.size() == 1 && (names & (bit(first_aliases_count) - 1)) != 0) scan_.redeclares_wrapper = true;
}

// Is the name bound by the pattern or the parameters it stands in?
bool Scanner::binds(const Token& token) {
    const Frame& here = frame();
    if (!here.binding || here.after_assign) return false;
    const Token& before = window_.back(1);
    const Token& next = window_.peek(1);
    const bool ends = next.is(Punctuator::comma) || next.is(Punctuator::close_paren) || next.is(Punctuator::assign) ||
                      next.is(Punctuator::close_bracket) || next.is(Punctuator::close_brace);
    const bool typed = options_.syntax != Syntax::javascript && here.role != Bracket::object &&
                       (next.is(Punctuator::colon) || next.is(Punctuator::question));
    if (!ends && !typed) return false;
    if (token.has(Token::property) && here.role != Bracket::object) return false;
    return before.is(Punctuator::comma) || before.is(Punctuator::ellipsis) || before.is(Punctuator::open_paren) ||
           before.is(Punctuator::open_bracket) || before.is(Punctuator::open_brace) ||
           (here.role == Bracket::object && before.is(Punctuator::colon));
}

// Declares the name if it is declared here.
bool Scanner::declares(const Token& token, size_t number) {
    Frame& here = frame();
    const Token& before = window_.back(1);
    if (clause_.open && clause_.is_import) {
        if (!window_.peek(1).is(Word::as_)) declare(Scopes::root, number, token);
        return true;
    }
    if (binds(token)) {
        here.bound |= bit(number);
        if (is_site(token, number)) here.bound_aliases |= bit(number);
        return here.definite;  // else only an arrow behind it tells
    }
    if (token.has(Token::property)) return false;
    const bool is_function =
        before.is(Word::function_) || (before.is(Punctuator::star) && window_.back(2).is(Word::function_));
    if (is_function) {
        const Token& word = before.is(Word::function_) ? before : window_.back(2);
        const Token& modifier = window_.back(before.is(Word::function_) ? 2 : 3);
        if (word.has(Token::starts_statement) || (modifier.is(Word::async_) && modifier.has(Token::starts_statement)))
            declare(here.scope, number, token);
        else own_name_ = bit(number);
        return true;
    }
    if (before.is(Word::class_) && before.kind == TokenKind::keyword) {
        declare(here.scope, number, token);
        declare_lexical(bit(number));
        return true;
    }
    if (here.declaring == Word::none || !(before.is(here.declaring) || before.is(Punctuator::comma))) return false;
    const Token& value = window_.peek(2);
    const bool keeps = here.declaring == Word::var_ && here.function == 0 &&
                       (!window_.peek(1).is(Punctuator::assign) || window_.text(value) == window_.text(token));
    if (number < first_aliases_count && keeps) return true;  // `var` leaves the wrapper's parameter as it is
    declare(here.declaring == Word::var_ ? scopes_.function_of(here.scope) : here.scope, number, token);
    if (here.declaring != Word::var_) declare_lexical(bit(number));
    return true;
}

void Scanner::on_followed(const Token& token, size_t number) {
    if (declares(token, number)) return;
    const bool is_property = token.has(Token::property);
    if (!is_property && window_.peek(1).is(Punctuator::assign) && is_site(token, number)) {
        scopes_.declare(scopes_.owner_of(frame().scope, bit(number)), bit(number), Meaning::alias);
        return;
    }
    switch (known_[number].meaning) {
        case Alias::Meaning::wrapper: return;
        case Alias::Meaning::require:
        case Alias::Meaning::require_elsewhere: return on_require(token, number, 0);
        case Alias::Meaning::create_require:
            if (!is_property) on_create_require(token, 0, bit(number));
            return;
        case Alias::Meaning::get_builtin:
            if (!is_property) on_get_builtin(token, 0, bit(number));
            return;
    }
}

void Scanner::on_name(const Token& token) {
    if (const auto number = followed(token)) return on_followed(token, *number);
    if (token.word == Word::let_ && !token.has(Token::property)) {
        const Token& next = window_.peek(1);
        if (next.kind == TokenKind::identifier || next.is(Punctuator::open_brace) || next.is(Punctuator::open_bracket))
            frame().declaring = Word::let_;
        return;
    }
    if (token.word > Word::yield_) on_word(token);
}

void Scanner::on_keyword(const Token& token) {
    switch (token.word) {
        case Word::var_:
        case Word::const_: frame().declaring = token.word; break;
        case Word::import_: on_import(token); break;
        case Word::export_: on_export(token); break;
        case Word::new_: on_new(token); break;
        case Word::await_:
            if (frame().function == 0) scan_.top_level_await = true;
            break;
        default: break;
    }
}

}  // namespace ward::javascript
