#include "judges/vet/source/javascript_code.h"

#include <algorithm>

#include "base/text.h"

namespace ward::vet {
namespace {

namespace js = javascript;

constexpr size_t obfuscated_names = 20;  // different _0x names of one file

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
            } else {
                add(Mark::indirect, i);
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
            if (!is_call(i)) {
                // (0, eval)(…), f(Function); but x instanceof Function.
                if (!tokens_.at(i - 1).is(js::Word::instanceof_)) add(Mark::indirect, i);
                break;
            }
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
            if (is_call(i) && !is_start_of_path(i)) remember_home(assigned_name(i));
            break;
        case NameRole::process:
            on_process(i);
            if (has_computed_member(i)) add(Mark::indirect, i);
            break;
        case NameRole::global_object:
            if (has_computed_member(i)) add(Mark::indirect, i);
            break;
        case NameRole::require:
        case NameRole::import_:
            if (!is_property && reaches_modules(i, role == NameRole::import_)) add(Mark::indirect, i);
            break;
        case NameRole::worker:
        case NameRole::detour: add(Mark::indirect, i); break;
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
            if (!is_property || tokens_.text(i - 2) != "process" || !is_call(i)) break;
            add(Mark::binding, i);
            for (const std::string_view one : {"spawn_sync", "process_wrap", "tcp_wrap", "udp_wrap", "pipe_wrap"})
                if (tokens_.text(i + 2).contains(one)) add(Mark::raw_binding, i);
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
            if (is_property && is_call(i)) add(Mark::indirect, i);
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

// globalThis['req' + 'uire'], and not window[0].
bool JavascriptCode::has_computed_member(uint32_t i) const {
    return tokens_.at(i + 1).is(js::Punctuator::open_bracket) && tokens_.at(i + 2).kind != js::TokenKind::number;
}

// `require` as a value, or asked for something that is not written there.
bool JavascriptCode::reaches_modules(uint32_t i, bool is_import) const {
    if (!is_call(i))
        return !is_import && !tokens_.at(i - 1).is(js::Word::typeof_) && !tokens_.at(i).has(js::Token::property);
    const bool is_text = tokens_.at(i + 2).kind == js::TokenKind::string;
    const js::Token& behind = tokens_.at(i + 3);
    return !is_text || (!behind.is(js::Punctuator::close_paren) && !behind.is(js::Punctuator::comma));
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
