#include "lang/workflow/section.h"

#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "lang/workflow/expressions.h"

namespace ward::workflow {
namespace {

std::string_view name_of(YamlKind kind) {
    switch (kind) {
        case YamlKind::scalar: return "a single value";
        case YamlKind::sequence: return "a list";
        case YamlKind::mapping: return "a mapping";
        case YamlKind::alias: break;
    }
    return "an alias";
}

}  // namespace

const Entry* find_entry(const std::vector<Entry>& entries, std::string_view id) {
    for (const Entry& entry : entries)
        if (entry.id == id) return &entry;
    return nullptr;
}

MatrixValue::MatrixValue() = default;

void Sections::problem(Position at, std::string what) {
    if (problems_.size() < max_problems) problems_.push_back({at, std::move(what)});
}

void Sections::unknown_key(const Field& field, std::string_view section) {
    problem(field.key.at, fmt::format("{} has no key \"{}\"", section, display(field.key.value)));
}

Text Sections::text(uint32_t id, Empty empty) {
    const YamlNode& value = node(id);
    if (value.kind != YamlKind::scalar) {
        problem(value.at, fmt::format("a string is expected, not {}", name_of(value.kind)));
        return {.at = value.at};
    }
    if (value.text.empty() && empty == Empty::refused) {
        problem(value.at, "the string must not be empty");
        return {.at = value.at};
    }
    return {.value = value.text, .quoted = value.quoted, .at = value.at};
}

std::vector<Field> Sections::fields(std::string_view what, uint32_t id, Empty empty, Case letters) {
    const YamlNode& section = node(id);
    const bool is_null = section.kind == YamlKind::scalar && section.tag == YamlTag::null;
    if (!is_null && section.kind != YamlKind::mapping) {
        problem(section.at, fmt::format("{} is {}, not a mapping", what, name_of(section.kind)));
        return {};
    }
    std::vector<Field> out;
    std::set<std::string, std::less<>> seen;
    for (size_t i = 0; i + 1 < section.children.size(); i += 2) {
        Text key = text(section.children[i], Empty::refused);
        std::string name = letters == Case::ignored ? to_lower(key.value) : key.value;
        if (!seen.insert(name).second) {
            problem(key.at, fmt::format("{} has the key \"{}\" twice", what, display(key.value)));
            continue;
        }
        out.push_back({.id = std::move(name), .key = std::move(key), .value = section.children[i + 1]});
    }
    if (out.empty() && empty == Empty::refused) problem(section.at, fmt::format("{} is empty", what));
    return out;
}

std::vector<Entry> Sections::entries(std::string_view what, uint32_t id, Empty empty, Empty value) {
    std::vector<Entry> out;
    for (Field& field : fields(what, id, empty, Case::ignored))
        out.push_back({.id = std::move(field.id), .name = std::move(field.key), .value = text(field.value, value)});
    return out;
}

std::vector<uint32_t> Sections::items(std::string_view what, uint32_t id, Empty empty) {
    const YamlNode& list = node(id);
    if (list.kind != YamlKind::sequence) {
        problem(list.at, fmt::format("{} is {}, not a list", what, name_of(list.kind)));
        return {};
    }
    if (list.children.empty() && empty == Empty::refused) problem(list.at, fmt::format("{} is empty", what));
    return list.children;
}

std::vector<Text> Sections::texts(std::string_view what, uint32_t id, Empty empty) {
    std::vector<Text> out;
    for (const uint32_t item : items(what, id, empty)) out.push_back(text(item, Empty::refused));
    return out;
}

std::vector<Text> Sections::text_or_texts(std::string_view what, uint32_t id) {
    if (is_scalar(id)) return {text(id, Empty::refused)};
    return texts(what, id);
}

std::optional<Flag> Sections::flag(uint32_t id) {
    const YamlNode& value = node(id);
    if (value.kind != YamlKind::scalar || (value.tag != YamlTag::boolean && value.tag != YamlTag::text)) {
        problem(value.at, "true or false is expected");
        return std::nullopt;
    }
    if (value.tag == YamlTag::text) return Flag{.expression = needed_expression(id), .at = value.at};
    return Flag{.value = value.text == "true", .at = value.at};
}

std::optional<Text> Sections::needed_expression(uint32_t id) {
    const YamlNode& value = node(id);
    if (value.kind == YamlKind::scalar && is_one_expression(value.text))
        return Text{.value = value.text, .quoted = value.quoted, .at = value.at};
    problem(value.at, "one expression ${{ … }} is expected");
    return std::nullopt;
}

std::optional<Text> Sections::possible_expression(uint32_t id) {
    const YamlNode& value = node(id);
    if (value.kind != YamlKind::scalar || value.tag != YamlTag::text || !is_one_expression(value.text))
        return std::nullopt;
    return Text{.value = value.text, .quoted = value.quoted, .at = value.at};
}

}  // namespace ward::workflow
