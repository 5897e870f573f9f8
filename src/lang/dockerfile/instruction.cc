#include "lang/dockerfile/instruction.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "lang/dockerfile/json_words.h"
#include "lang/dockerfile/runes.h"

namespace ward::dockerfile {
namespace {

enum class Form { unknown, words, json_or_whole, json_or_words, pairs, names, whole, health, onbuild };

constexpr std::array<std::pair<std::string_view, Form>, 18> forms{{
    {"add", Form::json_or_words},
    {"arg", Form::names},
    {"cmd", Form::json_or_whole},
    {"copy", Form::json_or_words},
    {"entrypoint", Form::json_or_whole},
    {"env", Form::pairs},
    {"expose", Form::words},
    {"from", Form::words},
    {"healthcheck", Form::health},
    {"label", Form::pairs},
    {"maintainer", Form::whole},
    {"onbuild", Form::onbuild},
    {"run", Form::json_or_whole},
    {"shell", Form::json_or_whole},
    {"stopsignal", Form::whole},
    {"user", Form::whole},
    {"volume", Form::json_or_words},
    {"workdir", Form::whole},
}};

Form form_of(std::string_view name) {
    const std::string lower = lower_name(name);
    for (const auto& [word, form] : forms)
        if (word == lower) return form;
    return Form::unknown;
}

std::pair<std::string_view, std::optional<std::string_view>> cut_at_space(std::string_view text) {
    size_t end = 0;
    while (end < text.size() && !is_separator(text[end])) ++end;
    if (end == text.size()) return {text, std::nullopt};
    size_t next = end;
    while (next < text.size() && is_separator(text[next])) ++next;
    return {text.substr(0, end), text.substr(next)};
}

std::vector<std::string> split_at_spaces(std::string_view text) {
    std::vector<std::string> out;
    if (text.empty()) return out;
    for (std::optional<std::string_view> left = text; left;) {
        const auto [word, rest] = cut_at_space(*left);
        out.emplace_back(word);
        left = rest;
    }
    return out;
}

// False where the text is no array. An array of anything but strings is an error.
Result<bool> read_json(std::string_view text, Instruction& out) {
    JsonWords json = read_json_words(text);
    if (json.kind == JsonWords::Kind::mixed)
        return fail(ErrorCode::parse, "a JSON array of an instruction holds strings only");
    if (json.kind == JsonWords::Kind::none) return false;
    out.json = true;
    std::ranges::move(json.words, std::back_inserter(out.words));
    return true;
}

Result<void> read_json_or_whole(std::string_view text, Instruction& out) {
    if (text.empty()) return {};
    WARD_TRY(const bool json, read_json(text, out));
    if (!json) out.words.emplace_back(text);
    return {};
}

Result<void> read_pairs(std::string_view text, char escape, Instruction& out) {
    const std::vector<std::string> words = quoted_words(text, escape);
    if (words.empty()) return {};
    if (words[0].find('=') == std::string::npos) {
        const auto [name, value] = cut_at_space(text);
        if (!value) return fail(ErrorCode::parse, fmt::format("{} needs a name and a value", display(out.name)));
        out.words = {std::string(name), std::string(*value), ""};
        return {};
    }
    for (const std::string& word : words) {
        const size_t sign = word.find('=');
        if (sign == std::string::npos)
            return fail(ErrorCode::parse, fmt::format("\"{}\" is not of the form name=value", display(word)));
        out.words.push_back(word.substr(0, sign));
        out.words.push_back(word.substr(sign + 1));
        out.words.emplace_back("=");
    }
    return {};
}

// NONE, or CMD and a command.
Result<void> read_health(std::string_view text, Instruction& out) {
    const auto is_space_byte = [](char c) { return is_unicode_space(static_cast<unsigned char>(c)); };
    size_t end = 0;
    while (end < text.size() && !is_space_byte(text[end])) ++end;
    size_t next = end;
    while (next < text.size() && is_space_byte(text[next])) ++next;
    if (end == 0) return {};
    out.words.emplace_back(text.substr(0, end));
    return read_json_or_whole(text.substr(next), out);
}

Result<void> read_arguments(std::string_view text, char escape, size_t depth, Instruction& out) {
    switch (form_of(out.name)) {
        case Form::unknown: out.words.emplace_back(); return {};
        case Form::words: out.words = split_at_spaces(text); return {};
        case Form::names: out.words = quoted_words(text, escape); return {};
        case Form::pairs: return read_pairs(text, escape, out);
        case Form::health: return read_health(text, out);
        case Form::json_or_whole: return read_json_or_whole(text, out);
        case Form::whole:
            if (!text.empty()) out.words.emplace_back(text);
            return {};
        case Form::json_or_words: {
            WARD_TRY(const bool json, read_json(text, out));
            if (!json) out.words = split_at_spaces(text);
            return {};
        }
        case Form::onbuild: {
            if (text.empty()) return {};
            WARD_TRY(Instruction nested, read_instruction(text, escape, depth + 1));
            out.nested.push_back(std::move(nested));
            return {};
        }
    }
    return {};
}

}  // namespace

bool Instruction::is(std::string_view lower_case_name) const {
    return lower_name(name) == lower_case_name;
}

Result<Instruction> read_instruction(std::string_view line, char escape, size_t depth) {
    if (depth > max_onbuild_depth)
        return fail(ErrorCode::limit, fmt::format("has ONBUILD more than {} times", max_onbuild_depth));
    const auto [name, behind] = cut_at_space(trim_unicode(line));
    Instruction out{.name = std::string(name), .original = std::string(line)};
    FlagsAndRest parts;
    if (behind) parts = take_flags(*behind, escape);
    out.flags = std::move(parts.flags);
    WARD_TRY_VOID(read_arguments(trim_unicode(parts.rest), escape, depth, out));
    return out;
}

}  // namespace ward::dockerfile
