#include "judges/vet/source/javascript_texts.h"

#include <algorithm>

#include "base/text.h"
#include "judges/vet/source/code_names.h"
#include "judges/vet/source/commands.h"
#include "judges/vet/source/text_rules.h"
#include "lang/javascript/builtins.h"

namespace ward::vet {
namespace {

namespace js = javascript;

constexpr size_t shortest_encoded = 20;
constexpr size_t longest_encoded = size_t{1} << 20;
constexpr uint32_t max_commands = 2000;

enum class Alphabet : uint8_t { none, base64, hex };

// Of which encoding a text may be. Words and paths are base64 too, so that what they decode to must be readable.
Alphabet alphabet_of(std::string_view text) {
    bool is_hex = text.size() % 2 == 0;
    size_t digits = 0;
    size_t capitals = 0;
    for (const char c : text) {
        if (!is_alnum(c) && c != '+' && c != '/' && c != '=' && c != '-' && c != '_') return Alphabet::none;
        is_hex = is_hex && (is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'));
        digits += is_digit(c) ? 1 : 0;
        capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
    }
    if (is_hex) return Alphabet::hex;
    return digits + capitals > 0 ? Alphabet::base64 : Alphabet::none;
}

int digit_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

std::string decoded_base64(std::string_view text) {
    std::string out;
    uint32_t bits = 0;
    size_t count = 0;
    for (const char c : text) {
        const int digit = digit_of(c);
        if (digit < 0) break;
        bits = bits << 6 | static_cast<uint32_t>(digit);
        if (++count % 4 != 0) continue;
        for (const int shift : {16, 8, 0}) out += static_cast<char>(static_cast<unsigned char>(bits >> shift));
    }
    if (count % 4 > 1) out += static_cast<char>(static_cast<unsigned char>(bits >> (count % 4 == 2 ? 4 : 10)));
    if (count % 4 == 3) out += static_cast<char>(static_cast<unsigned char>(bits >> 2));
    return out;
}

std::string decoded_hex(std::string_view text) {
    const auto value = [](char c) { return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10; };
    std::string out;
    for (size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(static_cast<unsigned char>(value(text[i]) * 16 + value(text[i + 1])));
    return out;
}

bool is_readable(std::string_view text) {
    return std::ranges::all_of(text,
                               [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; });
}

// What nobody hides without a reason: an address, a path of a home folder, a command, code.
bool is_target(std::string_view text) {
    if (text.starts_with("./") || text.starts_with("../")) return true;
    for (const std::string_view one :
         {"http://", "https://",  "ws://",      "wss://",  "require(", "child_process", "process.env",
          "eval(",   "/bin/sh",   "powershell", "cmd.exe", "curl ",    "wget ",         ".npmrc",
          ".ssh",    "function(", "=>",         "import(", "api_key",  "webhook"})
        if (text.contains(one)) return true;
    return false;
}

bool is_remote(std::string_view specifier) {
    return specifier.starts_with("https://") || specifier.starts_with("http://");
}

// Documents that are often carried along in base64.
bool is_document(std::string_view text) {
    for (const std::string_view one :
         {"<svg", "<?xml", "<html", "<!DOCTYPE", "{\"version\":3", "-----BEGIN", "/*", "{\""})
        if (text.starts_with(one)) return true;
    return false;
}

}  // namespace

void JavascriptTexts::read() {
    js::each_constant(tokens_, [this](const js::Constant& constant) { on_constant(constant); });
    for (uint32_t i = 0; i < tokens_.size(); ++i)
        if (tokens_.at(i).kind == js::TokenKind::regexp) add(tokens_.text(i), tokens_.at(i).line, false);
    FileMarks& marks = reading_.marks;
    read_inner_code();
    const bool runs_commands = marks.has(Mark::processes);
    for (const auto& [text, line] : command_texts_)
        if (runs_commands) {
            const CommandReading commands = read_commands(text, line, marks);
            for (const std::string& file : commands.run_files) reading_.requests.push_back({file, false, true, line});
            for (const std::string& file : commands.shell_files) reading_.requests.push_back({file, false, true, line});
            for (const std::string& code : commands.javascript) note_code(code, line);
        }
    read_inner_code();
    match();
}

void JavascriptTexts::add(std::string_view text, uint32_t line, bool encoded) {
    if (text.size() < 4 || texts_.size() + text.size() > max_pattern_bytes) return;
    places_.push_back({texts_.size(), line, encoded});
    texts_ += text;
    texts_ += text_separator;
}

void JavascriptTexts::on_constant(const js::Constant& constant) {
    const bool encoded = (constant.detours & js::detour::decoding) != 0;
    add(constant.text, constant.line, encoded);
    if ((constant.detours & js::detour::needless_escapes) != 0 && ++escaped_ == 10)
        reading_.marks.add(Mark::needless_escapes, constant.line, tokens_.text(constant.first));
    if (encoded && is_target(constant.text) && (constant.detours & js::detour::needless_escapes) == 0)
        reading_.marks.add(Mark::encoded_target, constant.line, constant.text);
    decode(constant);
    note_path(constant);
    if (is_code_argument(constant)) note_code(constant.text, constant.line);
    const js::Token& before = tokens_.at(constant.first - 1);
    const js::Token& name = tokens_.at(constant.first - 2);
    const bool is_from = before.is(js::Word::from_) || before.is(js::Word::import_);
    if (is_from && constant.first == constant.last && reading_.requests.size() < max_asked_modules) {
        reading_.requests.push_back({std::string(constant.text), true, false, constant.line});
        if (is_remote(constant.text)) reading_.marks.add(Mark::remote_module, constant.line, constant.text);
        if (const auto mark = mark_of_module(constant.text)) reading_.marks.add(*mark, constant.line, constant.text);
    }
    const bool is_call = before.is(js::Punctuator::open_paren) && name.is_name();
    on_data_address(constant, is_from || (is_call && (name.is(js::Word::import_) || name.is(js::Word::require))));
    const js::Token& behind = tokens_.at(constant.last + 1);
    if (!behind.is(js::Punctuator::close_paren) && !behind.is(js::Punctuator::comma)) return;
    // (0, eval)('…'), new (require('worker_threads').Worker)('…')
    if (before.is(js::Punctuator::open_paren) && name.is(js::Punctuator::close_paren) &&
        tokens_.at(constant.first - 3).is_name())
        return on_argument(constant, constant.first - 3);
    if (!is_call) return;
    const uint32_t callee = constant.first - 2;
    if (name.is(js::Word::require) || name.is(js::Word::import_) || name.is(js::Word::get_builtin_module) ||
        js::builtin_named(constant.text) != nullptr)
        return on_request(constant, callee);
    on_argument(constant, callee);
}

// require('x'), import('x'), r('child_process').
void JavascriptTexts::on_request(const js::Constant& constant, uint32_t callee) {
    const js::Token& name = tokens_.at(callee);
    const bool is_known =
        name.is(js::Word::require) || name.is(js::Word::import_) || name.is(js::Word::get_builtin_module);
    if (constant.has_holes) {
        // require(`./lib/${name}`) may be any of them.
        if (is_known && constant.text.starts_with('.') && reading_.requests.size() < max_asked_modules)
            reading_.requests.push_back({std::string(constant.text), false, true, constant.line});
        return;
    }
    if (is_known && is_remote(constant.text)) reading_.marks.add(Mark::remote_module, constant.line, constant.text);
    // Through another name of `require`, only what no other function is asked for.
    const bool is_certain = is_known || constant.text.contains('_') || constant.text.starts_with("node:");
    if (!is_certain) return on_argument(constant, callee);
    if (reading_.requests.size() < max_asked_modules)
        reading_.requests.push_back({std::string(constant.text), name.is(js::Word::import_), false, constant.line});
    // Bundlers write require('u' + 'rl'), so that others do not follow it; nobody does so for what can do harm.
    const js::Builtin* builtin = js::builtin_named(constant.text);
    const js::Detours hiding = js::detour::pieces | js::detour::cut | js::detour::table;
    const auto mark = mark_of_module(constant.text);
    if (mark) reading_.marks.add(*mark, constant.line, constant.text);
    const bool is_hidden = (constant.detours & js::detour::decoding) != 0 ||
                           ((constant.detours & hiding) != 0 && (mark.has_value() || constant.text == "os"));
    if (is_hidden && builtin != nullptr) reading_.marks.add(Mark::hidden_builtin, constant.line, constant.text);
}

void JavascriptTexts::on_argument(const js::Constant& constant, uint32_t callee) {
    const NameRole role = role_of(tokens_.text(callee));
    FileMarks& marks = reading_.marks;
    switch (role) {
        case NameRole::strict_command: marks.add(Mark::processes, constant.line, tokens_.text(callee)); [[fallthrough]];
        case NameRole::runs_command: on_command(constant); break;
        case NameRole::worker: note_code(constant.text, constant.line); break;
        case NameRole::runs_text:
        case NameRole::vm_call:
            note_code(constant.text, constant.line);
            if ((constant.detours & js::detour::decoding & ~js::detour::needless_escapes) != 0)
                marks.add(Mark::decoded_code, constant.line, constant.text);
            break;
        case NameRole::weak_digest:
            if (constant.text == "md5" || constant.text == "sha1")
                marks.add(Mark::weak_digest, constant.line, constant.text);
            break;
        case NameRole::dns_call:
            // A name that is made of data: dns.lookup(`${hex}.example.com`).
            if (constant.has_holes && constant.text.starts_with(js::hole) && constant.text.contains('.'))
                marks.add(Mark::computed_dns, constant.line, constant.text);
            break;
        default: break;
    }
}

// A command line, or a program with a list of its arguments.
void JavascriptTexts::on_command(const js::Constant& constant) {
    if (command_texts_.size() >= max_commands) return;
    std::string text(constant.text);
    const uint32_t list = constant.last + 2;
    if (tokens_.at(constant.last + 1).is(js::Punctuator::comma) && tokens_.at(list).is(js::Punctuator::open_bracket) &&
        tokens_.partner(list) != js::no_token) {
        for (uint32_t i = list + 1; i < tokens_.partner(list) && i < list + 200; ++i) {
            const js::Token& token = tokens_.at(i);
            if (token.is(js::Punctuator::comma)) continue;
            const bool is_text = token.kind == js::TokenKind::string || token.kind == js::TokenKind::template_whole;
            std::string word = is_text ? js::cooked(tokens_.text(i), token.kind) : "_";
            // With `shell: true` it is the shell's; else nobody writes it so.
            const bool is_operator = word == "|" || word == "&&" || word == "||" || word == ";";
            text += is_operator ? " " + word : " '" + replace_all(word, "'", "'\\''") + "'";
            if (is_text) continue;
            while (i + 1 < tokens_.partner(list) && !tokens_.at(i + 1).is(js::Punctuator::comma)) ++i;
        }
    }
    command_texts_.emplace_back(std::move(text), constant.line);
}

// Base64 and hex of readable text, whoever decodes it.
void JavascriptTexts::decode(const js::Constant& constant) {
    const std::string_view text = constant.text;
    if (text.size() < shortest_encoded || text.size() > longest_encoded || constant.has_holes) return;
    if (alphabet_of(text.substr(0, 32)) == Alphabet::none) return;
    const Alphabet alphabet = alphabet_of(text);
    if (alphabet == Alphabet::none) return;
    const size_t sample = std::min<size_t>(text.size() / 8 * 8, 64);
    const auto decoded = alphabet == Alphabet::hex ? decoded_hex : decoded_base64;
    if (!is_readable(decoded(text.substr(0, sample)))) return;
    std::string plain = decoded(text);
    if (!is_readable(plain) || is_document(plain)) return;
    // Once more: what was encoded twice was hidden.
    for (int layer = 0; layer < 3 && plain.size() >= shortest_encoded && alphabet_of(plain) == Alphabet::base64;
         ++layer) {
        std::string inner = decoded_base64(plain);
        if (!is_readable(inner)) break;
        plain = std::move(inner);
    }
    add(plain, constant.line, true);
    if (++encoded_ == 10) reading_.marks.add(Mark::encoded_text, constant.line, plain);
    if (!is_target(plain)) return;
    reading_.marks.add(Mark::encoded_target, constant.line, plain);
    if (plain.contains('(')) note_code(plain, constant.line);
}

void JavascriptTexts::match() {
    find_texts(texts_, [this](const TextMatch& match) {
        const size_t offset = match.offset + (texts_[match.offset] == text_separator ? 1 : 0);
        auto place = std::ranges::upper_bound(places_, offset, {}, &Place::offset);
        if (place == places_.begin()) return;
        --place;
        const size_t end = texts_.find(text_separator, place->offset);
        const std::string_view text = std::string_view(texts_).substr(place->offset, end - place->offset);
        reading_.marks.add(match.mark, place->line, text, offset - place->offset);
        if (place->encoded && match.mark != Mark::runtime_source)
            reading_.marks.add(Mark::encoded_target, place->line, text);
    });
}

}  // namespace ward::vet
