// What the expressions of a build file come to, without running any of it.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/literal_code.h"

namespace ward::inventory {
namespace {

constexpr size_t max_steps = 1000;  // values looked up for one expression

bool append(std::string& text, std::string_view more) {
    text += more;
    return text.size() <= max_code_value;
}

}  // namespace

Literals::Literals(const Script& script) {
    for (const Assignment& one : script.assignments) {
        const auto [known, fresh] = values_.try_emplace(one.name, &one.value);
        if (!fresh) known->second = nullptr;
    }
}

std::optional<std::string> Literals::text_of(const Code& code) const {
    size_t steps = max_steps;
    return text_of(code, 0, steps);
}

std::optional<std::string> Literals::text_of(const Code& code, size_t depth, size_t& steps) const {
    if (depth > 4 * max_code_depth || steps == 0) return std::nullopt;
    --steps;
    switch (code.kind) {
        case Code::Kind::string:
        case Code::Kind::number: return code.text;
        case Code::Kind::name: {
            const auto value = values_.find(code.text);
            if (value == values_.end() || value->second == nullptr) return std::nullopt;
            return text_of(*value->second, depth + 1, steps);
        }
        case Code::Kind::sum: {
            std::string text;
            for (const Code& item : code.items) {
                const auto part = text_of(item, depth + 1, steps);
                if (!part || !append(text, *part)) return std::nullopt;
            }
            return text;
        }
        case Code::Kind::format: return percent(code, depth, steps);
        case Code::Kind::call:
            if (code.text == ".format") return formatted(code, depth, steps);
            if (called && code.items.size() == 1 && code.fields.empty() && code.items[0].kind == Code::Kind::string)
                return called(code.text, code.items[0].text);
            return std::nullopt;
        default: return std::nullopt;
    }
}

// "%s-%s" % (a, b): %s and %d alone.
std::optional<std::string> Literals::percent(const Code& code, size_t depth, size_t& steps) const {
    const auto pattern = text_of(code.items[0], depth + 1, steps);
    if (!pattern) return std::nullopt;
    const Code& right = code.items[1];
    const bool is_tuple = right.kind == Code::Kind::list;
    size_t used = 0;
    std::string text;
    for (size_t i = 0; i < pattern->size(); ++i) {
        if ((*pattern)[i] != '%') {
            text += (*pattern)[i];
            continue;
        }
        const char word = i + 1 < pattern->size() ? (*pattern)[++i] : '\0';
        if (word == '%') {
            text += '%';
            continue;
        }
        if ((word != 's' && word != 'd') || used >= (is_tuple ? right.items.size() : 1)) return std::nullopt;
        const auto value = text_of(is_tuple ? right.items[used] : right, depth + 1, steps);
        ++used;
        if (!value || !append(text, *value)) return std::nullopt;
    }
    return used == (is_tuple ? right.items.size() : 1) ? std::optional(text) : std::nullopt;
}

// "{}-{version}".format(a, version = b): fields by place and name, without formats of their own.
std::optional<std::string> Literals::formatted(const Code& call, size_t depth, size_t& steps) const {
    const std::string& pattern = call.items[0].text;
    size_t next = 1;
    std::string text;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const bool is_doubled = i + 1 < pattern.size() && pattern[i + 1] == c;
        if ((c == '{' || c == '}') && is_doubled) {
            text += c;
            ++i;
            continue;
        }
        if (c != '{') {
            text += c;
            continue;
        }
        const size_t close = pattern.find('}', i);
        if (close == std::string::npos) return std::nullopt;
        const std::string_view field = std::string_view(pattern).substr(i + 1, close - i - 1);
        const Code* value = nullptr;
        const auto number = field.empty() ? std::optional(next - 1) : to_number<size_t>(field);
        if (field.empty()) ++next;
        if (number && *number < call.items.size() - 1) value = &call.items[*number + 1];
        else if (!number) value = call.find(field);
        const auto filled = value != nullptr ? text_of(*value, depth + 1, steps) : std::nullopt;
        if (!filled || !append(text, *filled)) return std::nullopt;
        i = close;
    }
    return text;
}

const Code* Literals::value_of(const Code& code) const {
    if (code.kind != Code::Kind::name) return &code;
    const auto value = values_.find(code.text);
    return value != values_.end() ? value->second : nullptr;
}

std::optional<std::vector<std::string>> Literals::texts_of(const Code& code) const {
    const Code* value = value_of(code);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> texts;
    if (value->kind != Code::Kind::list) {
        auto text = text_of(*value);
        if (!text) return std::nullopt;
        texts.push_back(*std::move(text));
        return texts;
    }
    for (const Code& item : value->items) {
        auto text = text_of(item);
        if (!text) return std::nullopt;
        texts.push_back(*std::move(text));
    }
    return texts;
}

}  // namespace ward::inventory
