#include "lang/javascript/constant_names.h"

#include <algorithm>

#include "lang/javascript/constants.h"

namespace ward::javascript {
namespace {

constexpr std::array<std::string_view, 7> global_names = {
    "Array", "atob", "Buffer", "decodeURI", "decodeURIComponent", "String", "unescape"};

Global global_named(std::string_view text) {
    if (text.size() < 4 || text.size() > 18) return Global::none;
    for (size_t i = 0; i < global_names.size(); ++i)
        if (global_names[i] == text) return static_cast<Global>(i);
    return Global::none;
}

bool is_variable(const Token& token) {
    return token.is(Word::const_) || token.is(Word::let_) || token.is(Word::var_);
}

bool is_plain_name(const Token& token) {
    return token.kind == TokenKind::identifier && !token.has(Token::property) && !token.has(Token::escaped);
}

// A member of an object or a pattern that is a name too: { a }, { a, b }, { a = 1 }.
bool is_shorthand(const TokenList& tokens, uint32_t i) {
    const Token& token = tokens.at(i);
    if (token.kind != TokenKind::identifier || !token.has(Token::property)) return false;
    const Token& before = tokens.at(i - 1);
    const Token& next = tokens.at(i + 1);
    return (before.is(Punctuator::open_brace) || before.is(Punctuator::comma)) &&
           (next.is(Punctuator::close_brace) || next.is(Punctuator::comma) || next.is(Punctuator::assign));
}

enum class Side : uint8_t { none, opening, closing };

// The pieces in the middle of a template open and close nothing here. Most tokens have no partner.
Side side_of(const TokenList& tokens, uint32_t i) {
    const uint32_t partner = tokens.partner(i);
    if (partner == no_token || tokens.at(i).kind == TokenKind::template_middle) return Side::none;
    return partner > i ? Side::opening : Side::closing;
}

// What may start an initializer that folds.
bool starts_constant(const Token& token) {
    return token.kind == TokenKind::string || token.kind == TokenKind::template_whole ||
           token.kind == TokenKind::number || token.is(Punctuator::open_bracket) || token.is(Punctuator::open_paren) ||
           token.kind == TokenKind::identifier || token.is(Word::new_);
}

bool has_body(Bracket role) {
    return role == Bracket::function_body || role == Bracket::arrow_body;
}

bool is_written_behind(const Token& next) {
    return next.is(Punctuator::assign) || next.is(Punctuator::compound_assign) || next.is(Punctuator::step);
}

}  // namespace

ConstantNames::ConstantNames(const TokenList& tokens)
    : tokens_(tokens), by_number_(tokens.names(), no_token), globals_(tokens.names(), Global::none) {
    for (uint32_t i = 0; i < globals_.size(); ++i) globals_[i] = global_named(tokens.name_text(i));
    collect();
    if (!names_.empty()) judge();
}

uint32_t ConstantNames::find(uint32_t token) const {
    if (names_.empty() || !is_plain_name(tokens_.at(token))) return no_token;
    const uint32_t found = named(token);
    if (found == no_token) return no_token;
    const ConstantName& name = names_[found];
    return name.is_written || token < name.scope_first || token > name.scope_last ? no_token : found;
}

Global ConstantNames::global(uint32_t token) const {
    if (!is_plain_name(tokens_.at(token))) return Global::none;
    const Global global = global_at(token);
    return global != Global::none && redefined_[static_cast<size_t>(global)] ? Global::none : global;
}

// Where names are declared with a value, and where globals are.
void ConstantNames::collect() {
    std::vector<bool> declaring{false};  // of each open bracket: between `const` and the end of its statement
    for (uint32_t i = 0; i < tokens_.size(); ++i) {
        const Token& token = tokens_.at(i);
        const Side side = side_of(tokens_, i);
        if (side == Side::closing && !open_.empty()) {
            open_.pop_back();
            declaring.pop_back();
        }
        if (side == Side::opening) {
            open_.push_back(i);
            declaring.push_back(false);
            continue;
        }
        if (token.is(Punctuator::semicolon) || token.has(Token::starts_statement)) declaring.back() = false;
        if (is_variable(token)) declaring.back() = true;
        if (is_plain_name(token)) collect_at(i, declaring.back());
    }
}

void ConstantNames::collect_at(uint32_t i, bool declaring) {
    const Token& before = tokens_.at(i - 1);
    const Token& next = tokens_.at(i + 1);
    const bool is_function = before.is(Word::function_) && next.is(Punctuator::open_paren);
    if (const Global global = global_at(i); global != Global::none) {
        const bool declared = is_variable(before) || before.is(Word::function_) || before.is(Word::class_);
        // const Buffer = require('buffer').Buffer is the same.
        if ((declared || next.is(Punctuator::assign)) && !tokens_.at(i + 2).is(Word::require))
            redefined_.set(static_cast<size_t>(global));
        return;
    }
    if (is_function) return add(i, i + 1, true, false);
    const bool first = is_variable(before);
    const bool further = declaring && before.is(Punctuator::comma);
    if ((first || further) && next.is(Punctuator::assign) && starts_constant(tokens_.at(i + 2)))
        add(i, i + 2, false, first ? before.is(Word::var_) : true);
}

void ConstantNames::add(uint32_t declared, uint32_t value, bool is_function, bool is_var) {
    if (const uint32_t known = named(declared); known != no_token) {
        names_[known].is_written = true;
        return;
    }
    if (names_.size() == max_constant_names) return;
    ConstantName name{.declared = declared, .value = value, .is_function = is_function};
    // `var` and functions belong to the function around, the others to the block.
    size_t depth = open_.size();
    while (depth > 0 && (is_var || is_function) && !has_body(tokens_.at(open_[depth - 1]).bracket)) --depth;
    if (depth > 0) {
        name.scope_first = open_[depth - 1];
        name.scope_last = tokens_.partner(open_[depth - 1]);
    }
    names_.push_back(name);
    by_number_[tokens_.name_number(declared)] = static_cast<uint32_t>(names_.size() - 1);
}

void ConstantNames::judge() {
    std::vector<uint32_t> open;
    for (uint32_t i = 0; i < tokens_.size(); ++i) {
        const Side side = side_of(tokens_, i);
        if (side == Side::closing && !open.empty()) open.pop_back();
        if (side == Side::opening) open.push_back(i);
        else if (tokens_.at(i).kind == TokenKind::identifier && named(i) != no_token &&
                 (is_plain_name(tokens_.at(i)) || is_shorthand(tokens_, i)))
            judge_at(i, open);
    }
}

void ConstantNames::judge_at(uint32_t i, const std::vector<uint32_t>& open) {
    ConstantName& name = names_[named(i)];
    if (i == name.declared || name.is_written) return;
    const Token& next = tokens_.at(i + 1);
    if (is_written_behind(next) || tokens_.at(i - 1).is(Punctuator::step) || is_bound(i, open)) {
        name.is_written = true;
        return;
    }
    const bool indexed = next.is(Punctuator::open_bracket) && tokens_.partner(i + 1) != no_token &&
                         !is_written_behind(tokens_.at(tokens_.partner(i + 1) + 1)) &&
                         !tokens_.at(i - 1).is(Word::delete_) &&
                         // A method that is called on an element cannot change a text, but an index may name a method.
                         !tokens_.at(tokens_.partner(i + 1) + 1).is(Punctuator::open_paren);
    const bool measured = (next.is(Punctuator::dot) || next.is(Punctuator::optional_dot)) &&
                          (tokens_.text(i + 2) == "length" || tokens_.text(i + 2) == "join") &&
                          !is_written_behind(tokens_.at(i + 3));
    if (!indexed && !measured) name.is_handed_on = true;
}

// Does the name get another meaning here: as a parameter, in a pattern, by an import, as the variable of a loop?
bool ConstantNames::is_bound(uint32_t i, const std::vector<uint32_t>& open) const {
    const Token& before = tokens_.at(i - 1);
    const Token& next = tokens_.at(i + 1);
    if (is_variable(before) || before.is(Word::function_) || before.is(Word::class_) || before.is(Word::import_) ||
        before.is(Word::as_) || next.is(Punctuator::arrow))
        return true;
    if (before.is(Punctuator::star) && tokens_.at(i - 2).is(Word::function_)) return true;
    size_t depth = open.size();
    for (int level = 0; depth > 0; ++level, --depth) {
        const uint32_t bracket = open[depth - 1];
        const Token& opening = tokens_.at(bracket);
        const Token& behind = tokens_.at(tokens_.partner(bracket) + 1);
        const Bracket role = opening.bracket;
        if (role == Bracket::parameters || role == Bracket::catch_head || role == Bracket::names) return true;
        if (role == Bracket::for_head) return next.is(Word::of_) || next.is(Word::in_);
        if ((role == Bracket::group || role == Bracket::call) && behind.is(Punctuator::arrow)) return true;
        const bool may_be_pattern = role == Bracket::object || role == Bracket::index || role == Bracket::group;
        if (!may_be_pattern) return false;
        if (behind.is(Punctuator::assign) || behind.is(Word::of_) || behind.is(Word::in_)) return true;
        if (level == 8) return true;
    }
    return false;
}

}  // namespace ward::javascript
