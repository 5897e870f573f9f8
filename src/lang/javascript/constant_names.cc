#include "lang/javascript/constant_names.h"

#include <algorithm>
#include <cstring>

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

// Both ends of a name tell names apart, mostly: equal hashes cost a comparison.
uint64_t hash_of(std::string_view text) {
    uint64_t head = 0;
    uint64_t tail = 0;
    const size_t count = std::min(text.size(), sizeof head);
    std::memcpy(&head, text.data(), count);
    std::memcpy(&tail, text.data() + text.size() - count, count);
    uint64_t hash = (head ^ (text.size() * 0xd6e8feb86659fd93ull)) * 0xff51afd7ed558ccdull;
    hash = (hash ^ (hash >> 32) ^ tail) * 0xc4ceb9fe1a85ec53ull;
    return hash ^ (hash >> 29);
}

size_t short_slot(std::string_view text) {
    const auto at = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(text[i])); };
    return text.size() == 2 ? at(0) << 8 | at(1) : at(0);
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

ConstantNames::ConstantNames(const TokenList& tokens) : tokens_(tokens) {
    constexpr size_t many = 20'000;
    if (tokens.size() >= many) short_.assign(size_t{1} << 16, no_token);
    collect();
    if (!names_.empty()) judge();
}

// Minified files have few names of more than two characters, and look the others up all the time.
uint32_t ConstantNames::named(std::string_view text) const {
    if (text.empty()) return no_token;
    if (text.size() <= 2 && !short_.empty()) return short_[short_slot(text)];
    const uint64_t hash = hash_of(text);
    const size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        if (slots_[slot] >> 32 != hash >> 32) continue;
        const uint32_t name = static_cast<uint32_t>(slots_[slot]) - 1;
        if (tokens_.text(names_[name].declared) == text) return name;
    }
    return no_token;
}

void ConstantNames::remember(uint32_t name) {
    const std::string_view text = tokens_.text(names_[name].declared);
    if (text.size() <= 2 && !short_.empty()) short_[short_slot(text)] = name;
    if (names_.size() * 2 > slots_.size()) {
        slots_.assign(slots_.size() * 4, 0);
        for (uint32_t i = 0; i < name; ++i) put(hash_of(tokens_.text(names_[i].declared)), i);
    }
    put(hash_of(text), name);
}

void ConstantNames::put(uint64_t hash, uint32_t name) {
    const size_t mask = slots_.size() - 1;
    size_t slot = hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = (hash >> 32 << 32) | (name + 1);
}

uint32_t ConstantNames::find(uint32_t token) const {
    if (names_.empty() || !is_plain_name(tokens_.at(token))) return no_token;
    const uint32_t found = named(tokens_.text(token));
    if (found == no_token) return no_token;
    const ConstantName& name = names_[found];
    return name.is_written || token < name.scope_first || token > name.scope_last ? no_token : found;
}

Global ConstantNames::global(uint32_t token) const {
    if (!is_plain_name(tokens_.at(token))) return Global::none;
    const Global global = global_named(tokens_.text(token));
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
    if (const Global global = global_named(tokens_.text(i)); global != Global::none) {
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
    const std::string_view text = tokens_.text(declared);
    if (text.empty()) return;
    if (const uint32_t known = named(text); known != no_token) {
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
    remember(static_cast<uint32_t>(names_.size() - 1));
}

void ConstantNames::judge() {
    std::vector<uint32_t> open;
    for (uint32_t i = 0; i < tokens_.size(); ++i) {
        const Side side = side_of(tokens_, i);
        if (side == Side::closing && !open.empty()) open.pop_back();
        if (side == Side::opening) open.push_back(i);
        else if (is_plain_name(tokens_.at(i)) || is_shorthand(tokens_, i)) judge_at(i, open);
    }
}

void ConstantNames::judge_at(uint32_t i, const std::vector<uint32_t>& open) {
    const uint32_t found = named(tokens_.text(i));
    if (found == no_token) return;
    ConstantName& name = names_[found];
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
