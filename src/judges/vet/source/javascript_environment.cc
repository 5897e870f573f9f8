// process.env: where it is meant as a whole, and what is given it.
#include <algorithm>

#include "judges/vet/source/javascript_code.h"

namespace ward::vet {

namespace js = javascript;

void JavascriptCode::on_process(uint32_t i) {
    // const { env } = process
    if (tokens_.at(i - 1).is(js::Punctuator::assign) && tokens_.at(i - 2).is(js::Punctuator::close_brace)) {
        const uint32_t open = tokens_.partner(i - 2);
        for (uint32_t at = open; open != js::no_token && at < i - 2; ++at) {
            if (tokens_.text(at) != "env") continue;
            add(Mark::environment, at);
            environment_names_.insert(tokens_.at(at + 1).is(js::Punctuator::colon) ? tokens_.text(at + 2)
                                                                                   : std::string_view("env"));
        }
    }
    if (!has_property(i, "env")) return;
    add(Mark::environment, i);
    const uint32_t last = end_of_property(i);
    const js::Token& next = tokens_.at(last + 1);
    const bool one_name = is_dot(next) || next.is(js::Punctuator::open_bracket);
    if (!one_name) return on_environment(i, last);
    const std::string_view variable = tokens_.text(last + 2);
    if (variable == "HOME" || variable == "USERPROFILE") remember_home(assigned_name(i));
}

void JavascriptCode::on_environment(uint32_t first, uint32_t last) {
    environment_.push_back(first);
    const js::Token& next = tokens_.at(last + 1);
    const js::Token& before = tokens_.at(first - 1);
    if (before.is(js::Punctuator::assign) && tokens_.at(first - 2).kind == js::TokenKind::identifier &&
        !next.is(js::Punctuator::question)) {
        // const env = process.env; names of one letter mean something else a line further, mostly.
        if (tokens_.text(first - 2).size() > 1) environment_names_.insert(tokens_.text(first - 2));
        return;
    }
    if (before.is(js::Word::in_)) {
        // for (const name in process.env); `name in process.env` asks for one.
        const bool is_loop = tokens_.at(first - 3).bracket == js::Bracket::for_head ||
                             tokens_.at(first - 4).bracket == js::Bracket::for_head;
        if (is_loop) add(Mark::environment_listed, first);
        return;
    }
    const bool spread = before.is(js::Punctuator::ellipsis);
    if (before.is(js::Punctuator::colon) && tokens_.text(first - 2) != "env" &&
        next.kind == js::TokenKind::punctuator && tokens_.at(first - 2).has(js::Token::property))
        return add(Mark::environment_kept, first);
    uint32_t open = first - 1;
    if (spread) open = open_.empty() ? js::no_token : open_.back() - 1;  // { ...process.env } in a call
    if (!tokens_.at(open).is(js::Punctuator::open_paren)) return;
    const std::string_view callee = tokens_.text(open - 1);
    const std::string_view object = is_dot(tokens_.at(open - 2)) ? tokens_.text(open - 3) : std::string_view();
    if (callee == "stringify" || callee == "URLSearchParams" || callee == "inspect")
        return add(Mark::environment_text, first);
    // Object.keys(process.env).filter(…) picks the names of one program.
    if (tokens_.text(last + 3) == "filter") return;
    if (!spread && object == "Object" && (callee == "keys" || callee == "entries" || callee == "values"))
        add(Mark::environment_listed, first);
}

bool JavascriptCode::holds_secret(uint32_t open) const {
    const uint32_t close = tokens_.partner(open);
    if (close == js::no_token) return false;
    const auto whole = std::ranges::lower_bound(environment_, open);
    if (whole != environment_.end() && *whole < close) {
        // { env: process.env } is handed to a program, and what stands in a function is not sent.
        bool in_function = false;
        for (uint32_t i = open; i < *whole && i < open + look_inside; ++i)
            in_function |=
                tokens_.at(i).bracket == js::Bracket::function_body || tokens_.at(i).bracket == js::Bracket::arrow_body;
        if (!in_function && tokens_.text(*whole - 2) != "env") return true;
    }
    for (uint32_t i = open + 1; i < std::min(close, open + look_inside); ++i) {
        if (tokens_.at(i).bracket == js::Bracket::function_body || tokens_.at(i).bracket == js::Bracket::arrow_body)
            return false;
        if (tokens_.at(i).kind == js::TokenKind::identifier && tokens_.text(i - 2) == "stringify" &&
            environment_names_.contains(tokens_.text(i)))
            return true;
    }
    return false;
}

}  // namespace ward::vet
