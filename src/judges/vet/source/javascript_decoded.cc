// What was decoded: by which calls, which names get it, and where it is among the arguments of a call.
#include <algorithm>

#include "judges/vet/source/javascript_code.h"

namespace ward::vet {

namespace js = javascript;

// The name of the innermost function around, where it has one.
std::string_view JavascriptCode::function_around(uint32_t i) const {
    constexpr size_t furthest = 64;
    for (size_t depth = open_.size(); depth > 0 && open_.size() - depth < furthest; --depth) {
        const uint32_t brace = open_[depth - 1];
        const js::Bracket role = tokens_.at(brace).bracket;
        if (role != js::Bracket::function_body && role != js::Bracket::arrow_body) continue;
        uint32_t close = brace - 1;
        if (tokens_.at(close).is(js::Punctuator::arrow)) --close;
        uint32_t open = tokens_.at(close).is(js::Punctuator::close_paren) ? tokens_.partner(close) : close;
        if (open == js::no_token || open < 2 || i < brace) return {};
        if (tokens_.at(open - 1).kind == js::TokenKind::identifier) return tokens_.text(open - 1);
        uint32_t at = open - 1;
        if (tokens_.at(at).is(js::Word::function_)) --at;
        if (tokens_.at(at).is(js::Word::async_)) --at;
        if (tokens_.at(at).is(js::Punctuator::assign) && tokens_.at(at - 1).kind == js::TokenKind::identifier)
            return tokens_.text(at - 1);
        return {};
    }
    return {};
}

void JavascriptCode::on_decoder(uint32_t i) {
    add(Mark::decoder, i);
    if (const std::string_view name = assigned_name(i); !name.empty()) remember_decoded(name, i);
    if (const std::string_view name = function_around(i); !name.empty()) remember_decoded(name, i);
}

void JavascriptCode::remember_decoded(std::string_view name, uint32_t i) {
    std::vector<uint32_t>& places = decoded_names_[name];
    if (places.size() < 64) places.push_back(i);
}

bool JavascriptCode::is_decoded(uint32_t i) const {
    const std::string_view name = tokens_.text(i);
    const auto found = decoded_names_.find(name);
    if (found == decoded_names_.end()) return false;
    constexpr size_t near = 600;
    return name.size() > 2 || tokens_.size() < near * 4 ||
           std::ranges::any_of(found->second, [&](uint32_t at) { return (at > i ? at - i : i - at) < near; });
}

bool JavascriptCode::holds_decoded(uint32_t open) const {
    const uint32_t close = tokens_.partner(open);
    if (close == js::no_token) return false;
    for (uint32_t i = open + 1; i < std::min(close, open + look_inside); ++i) {
        const js::Token& token = tokens_.at(i);
        if (token.kind == js::TokenKind::identifier && !is_dot(tokens_.at(i - 1)) && is_decoded(i)) return true;
        if (!token.is_name()) continue;
        const NameRole role = role_of(tokens_.text(i));
        if (role == NameRole::decoder || (role == NameRole::buffer && tokens_.text(i + 2) == "from")) return true;
        // Of the code in a function among the arguments nothing is said.
        if (token.is(js::Word::function_)) return false;
    }
    return false;
}

}  // namespace ward::vet
