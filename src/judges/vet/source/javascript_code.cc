#include "judges/vet/source/javascript_code.h"

#include <algorithm>

#include "base/text.h"

namespace ward::vet {
namespace {

namespace js = javascript;

constexpr size_t obfuscated_names = 20;   // different _0x names of one file
constexpr uint32_t look_back = 48;        // tokens between a decoder and the name that gets its result
constexpr uint32_t look_inside = 20'000;  // tokens of a call's arguments

bool is_dot(const js::Token& token) {
    return token.is(js::Punctuator::dot) || token.is(js::Punctuator::optional_dot);
}

bool is_obfuscated_name(std::string_view text) {
    if (text.size() < 6 || text.size() > 20) return false;
    const size_t mark = text.find("_0x");
    if (mark > 4 || text.size() - mark < 6) return false;  // npos is more than 4
    return std::ranges::all_of(text.substr(mark + 3),
                               [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

// What a name is by itself, wherever it stands.
struct NameLook {
    NameRole role = NameRole::none;
    bool is_obfuscated = false;
};

std::vector<NameLook> looks_of(const js::TokenList& tokens) {
    std::vector<NameLook> looks(tokens.names());
    for (uint32_t i = 0; i < looks.size(); ++i) {
        const std::string_view text = tokens.name_text(i);
        looks[i] = {.role = role_of(text), .is_obfuscated = is_obfuscated_name(text)};
    }
    return looks;
}

}  // namespace

// Shows the token with what stands around it on its line. A line can be the whole file.
void JavascriptCode::add(Mark mark, uint32_t i) {
    constexpr uint32_t before = 24;
    const js::Token& token = tokens_.at(i);
    if (marks_.count(mark) >= max_places) return marks_.add(mark, token.line, {});
    const size_t from = token.offset - std::min(token.offset, before);
    std::string_view text = tokens_.source().substr(from, max_shown_bytes);
    const size_t start = text.substr(0, token.offset - from).rfind('\n');
    if (start != text.npos) text.remove_prefix(start + 1);
    const size_t skipped = start == text.npos ? 0 : start + 1;
    text = text.substr(0, text.find('\n', token.offset - from - skipped));
    marks_.add(mark, token.line, trim(text));
}

void JavascriptCode::read() {
    const std::vector<NameLook> looks = looks_of(tokens_);
    for (uint32_t i = 0; i < tokens_.size(); ++i) {
        const js::Token& token = tokens_.at(i);
        if (token.is(js::Punctuator::open_brace)) open_.push_back(i);
        else if (token.is(js::Punctuator::close_brace) && !open_.empty()) open_.pop_back();
        if (!token.is_name()) continue;
        const NameLook& look = looks[tokens_.name_number(i)];
        if (look.role != NameRole::none) on_name(i, look.role);
        else if (look.is_obfuscated) on_obfuscated_name(i);
    }
    settle();
}

void JavascriptCode::on_obfuscated_name(uint32_t i) {
    if (obfuscated_names_.size() > obfuscated_names) return;
    obfuscated_names_.insert(tokens_.text(i));
    if (obfuscated_names_.size() == obfuscated_names) add(Mark::obfuscator, i);
}

void JavascriptCode::on_name(uint32_t i, NameRole role) {
    const bool is_property = is_dot(tokens_.at(i - 1));
    switch (role) {
        case NameRole::writes_file: add(Mark::writes_files, i); break;
        case NameRole::removes_file: on_remove(i); break;
        case NameRole::sends_global:
            // A property of that name is somebody else's, unless it is the global object's.
            if (is_property && tokens_.text(i) != "sendBeacon" && tokens_.text(i - 2) != "window" &&
                tokens_.text(i - 2) != "globalThis" && tokens_.text(i - 2) != "self")
                break;
            // A method or function that is declared here is another one.
            if ((tokens_.at(i).has(js::Token::property) && !is_property) || tokens_.at(i - 1).is(js::Word::function_))
                break;
            if (is_call(i) || tokens_.at(i - 1).is(js::Word::new_)) {
                add(Mark::network, i);
                send_calls_.push_back(i + 1);
            }
            on_hook(i);
            break;
        case NameRole::sends:
            if (is_call(i)) send_calls_.push_back(i + 1);
            break;
        case NameRole::runs_text:
            if (is_property && tokens_.text(i - 2) != "globalThis" && tokens_.text(i - 2) != "window" &&
                tokens_.text(i - 2) != "global" && tokens_.text(i - 2) != "self")
                break;
            if (!is_call(i)) break;
            add(Mark::runs_text, i);
            run_calls_.push_back({Mark::decoded_code, i + 1});
            break;
        case NameRole::vm_call:
            if (!is_call(i)) break;
            add(Mark::runs_text, i);
            run_calls_.push_back({Mark::decoded_code, i + 1});
            break;
        case NameRole::compile:
            // this._compile() is a method of the file's own.
            if (!is_call(i) || !is_property || tokens_.at(i - 2).is(js::Word::this_)) break;
            add(Mark::module_compile, i);
            add(Mark::runs_text, i);
            run_calls_.push_back({Mark::decoded_code, i + 1});
            break;
        case NameRole::decoder:
            if (is_call(i) && !tokens_.at(i - 1).is(js::Word::function_)) on_decoder(i);
            break;
        case NameRole::buffer: {
            // Buffer.from(x, 'base64'), new Buffer(x, 'hex')
            const uint32_t open = tokens_.text(i + 2) == "from" ? i + 3 : i + 1;
            const uint32_t close =
                tokens_.at(open).is(js::Punctuator::open_paren) ? tokens_.partner(open) : js::no_token;
            if (close == js::no_token || tokens_.at(close - 1).kind != js::TokenKind::string) break;
            const std::string_view encoding = tokens_.text(close - 1);
            if (encoding.contains("base64") || encoding.contains("hex")) on_decoder(i);
            break;
        }
        case NameRole::character_code: {
            // Together with an exclusive or near it: a cipher, and no reader of UTF-8.
            bool ciphers = false;
            for (uint32_t at = i - std::min(i, look_back); at < i + look_back; ++at)
                ciphers |= tokens_.at(at).kind == js::TokenKind::punctuator &&
                           (tokens_.text(at) == "^" || tokens_.text(at) == "^=");
            if (ciphers) on_decoder(i);
            break;
        }
        case NameRole::machine_fact:
            if (is_call(i)) add(Mark::machine_facts, i);
            break;
        case NameRole::home:
            if (is_call(i))
                if (const std::string_view name = assigned_name(i); !name.empty()) home_names_.insert(name);
            break;
        case NameRole::process: on_process(i); break;
        case NameRole::ethereum:
            if (!is_property) break;
            add(Mark::ethereum_use, i);
            on_hook(i);
            break;
        case NameRole::load_detour:
            if (!is_property) break;
            if (tokens_.text(i) == "mainModule" ? has_property(i, "require") : is_call(i))
                add(Mark::module_by_detour, i);
            break;
        case NameRole::binding:
            if (is_property && tokens_.text(i - 2) == "process" && is_call(i)) add(Mark::binding, i);
            break;
        case NameRole::dlopen:
            if (is_property && tokens_.text(i - 2) == "process" && is_call(i)) add(Mark::native_code, i);
            break;
        case NameRole::chmod:
            if (is_call(i)) add(Mark::marks_executable, i);
            break;
        case NameRole::clipboard: add(Mark::clipboard, i); break;
        case NameRole::prototype:
            if (tokens_.text(i - 2) == "XMLHttpRequest") on_hook(i);
            if (is_property && is_dot(tokens_.at(i + 1)) && tokens_.at(i + 3).is(js::Punctuator::assign) &&
                (tokens_.text(i - 2) == "Array" || tokens_.text(i - 2) == "Object" || tokens_.text(i - 2) == "String"))
                add(Mark::prototype_change, i);
            break;
        case NameRole::constructor:
            // new module.constructor compiles what it is given; Function.constructor is Function.
            if (is_property && tokens_.at(i - 2).is(js::Word::module)) add(Mark::module_compile, i);
            if (is_property && tokens_.text(i - 2) == "Function" && is_call(i)) {
                add(Mark::runs_text, i);
                run_calls_.push_back({Mark::decoded_code, i + 1});
            }
            break;
        case NameRole::pipe:
            if (is_property && is_call(i) && tokens_.text(i + 4) == "stdin") add(Mark::pipes_to_process, i);
            break;
        case NameRole::parse_int: parsed_numbers_ += is_call(i) ? 1 : 0; break;
        case NameRole::shift:
            // a.push(a.shift()) in an endless loop over sums of parseInt: the texts of a file are turned until they
            // fit.
            if (parsed_numbers_ >= 4 && is_property && is_call(i) && tokens_.text(i - 4) == "push" &&
                tokens_.text(i - 2) == tokens_.text(i - 6))
                add(Mark::string_rotation, i);
            break;
        default: break;
    }
}

bool JavascriptCode::has_property(uint32_t i, std::string_view name) const {
    if (is_dot(tokens_.at(i + 1))) return tokens_.text(i + 2) == name;
    return tokens_.at(i + 1).is(js::Punctuator::open_bracket) && tokens_.at(i + 2).kind == js::TokenKind::string &&
           js::cooked(tokens_.text(i + 2), js::TokenKind::string) == name;
}

// The last token of `.name` or `['name']` behind `i`.
uint32_t JavascriptCode::end_of_property(uint32_t i) const {
    return is_dot(tokens_.at(i + 1)) ? i + 2 : i + 3;
}

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
    if (variable == "HOME" || variable == "USERPROFILE")
        if (const std::string_view name = assigned_name(i); !name.empty()) home_names_.insert(name);
}

// The name that gets the value of the expression around `i`: NAME = … i.
std::string_view JavascriptCode::assigned_name(uint32_t i) const {
    for (uint32_t back = 1; back < look_back && back <= i; ++back) {
        const js::Token& token = tokens_.at(i - back);
        if (token.is(js::Punctuator::semicolon) || token.is(js::Punctuator::open_brace) ||
            token.is(js::Punctuator::close_brace) || token.is(js::Punctuator::arrow))
            return {};
        if (!token.is(js::Punctuator::assign)) continue;
        return tokens_.at(i - back - 1).kind == js::TokenKind::identifier ? tokens_.text(i - back - 1)
                                                                          : std::string_view();
    }
    return {};
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

// window.fetch = …, XMLHttpRequest.prototype.send = …, window.ethereum.request = …
void JavascriptCode::on_hook(uint32_t i) {
    uint32_t at = i;
    for (int steps = 0; steps < 3 && is_dot(tokens_.at(at + 1)); ++steps) at += 2;
    if (!tokens_.at(at + 1).is(js::Punctuator::assign)) return;
    const std::string_view text = tokens_.text(i);
    if (text == "ethereum") return add(Mark::ethereum_hook, i);
    const std::string_view object = is_dot(tokens_.at(i - 1)) ? tokens_.text(i - 2) : std::string_view();
    const bool is_global = object == "window" || object == "globalThis" || object == "self" || object == "global";
    if ((text == "fetch" && (is_global || object.empty()) && !tokens_.at(i - 1).is(js::Word::const_) &&
         !tokens_.at(i - 1).is(js::Word::let_) && !tokens_.at(i - 1).is(js::Word::var_)) ||
        (text == "prototype" && (tokens_.text(at) == "open" || tokens_.text(at) == "send")))
        add(Mark::request_hook, i);
}

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

bool JavascriptCode::is_home(uint32_t first, uint32_t end) const {
    if (end - first == 1 && tokens_.at(first).kind == js::TokenKind::identifier)
        return home_names_.contains(tokens_.text(first));
    if (end - first == 1 && tokens_.at(first).kind == js::TokenKind::string) {
        const std::string text = js::cooked(tokens_.text(first), js::TokenKind::string);
        return text == "/" || text == "~" || text == "/*" || text == "C:\\" || text == "C:/";
    }
    if (end - first > 10) return false;
    bool home = false;
    for (uint32_t i = first; i < end; ++i) {
        const std::string_view text = tokens_.text(i);
        if (text == "join" || text == "resolve" || text == "tmpdir" || text == "+") return false;
        home |= text == "homedir" || text == "HOME" || text == "USERPROFILE";
    }
    return home;
}

// rmSync(os.homedir(), { recursive: true })
void JavascriptCode::on_remove(uint32_t i) {
    if (!is_call(i)) return;
    add(Mark::writes_files, i);
    const uint32_t close = tokens_.partner(i + 1);
    if (close == js::no_token) return;
    uint32_t end = i + 2;
    while (end < close && end < i + 20 && !tokens_.at(end).is(js::Punctuator::comma))
        end = tokens_.partner(end) != js::no_token && tokens_.partner(end) > end ? tokens_.partner(end) + 1 : end + 1;
    bool recursive = tokens_.text(i).starts_with("rimraf") || tokens_.text(i) == "removeSync";
    for (uint32_t at = end; at < std::min(close, end + 20); ++at) recursive |= tokens_.text(at) == "recursive";
    if (recursive && is_home(i + 2, end)) add(Mark::destroys, i);
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

void JavascriptCode::settle() {
    for (uint32_t i = 0; i < tokens_.size() && !environment_names_.empty(); ++i) {
        if (tokens_.at(i).kind != js::TokenKind::identifier || !tokens_.at(i - 1).is(js::Punctuator::open_paren) ||
            !tokens_.at(i + 1).is(js::Punctuator::close_paren) || tokens_.text(i - 2) != "stringify" ||
            !environment_names_.contains(tokens_.text(i)))
            continue;
        add(Mark::environment_text, i);
    }
    for (const Call& call : run_calls_)
        if (holds_decoded(call.open)) add(call.mark, call.open - 1);
    for (const uint32_t open : send_calls_)
        if (holds_secret(open)) add(Mark::sends_environment, open - 1);
    // Of several requests one is enough to tell that the file can send.
    if (!send_calls_.empty()) add(Mark::sends, send_calls_.front() - 1);
}

}  // namespace ward::vet
