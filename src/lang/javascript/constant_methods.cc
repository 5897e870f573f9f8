// Methods of texts, lists and bytes.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "lang/javascript/constant_value.h"

namespace ward::javascript {
namespace {

using Arguments = std::vector<Value>;

bool is_text(const Value& value) {
    return value.kind == Value::Kind::text;
}
bool is_number(const Value& value) {
    return value.kind == Value::Kind::number;
}

// The place that slice(…) means: negative ones count from the end.
size_t slice_place(double number, size_t size) {
    const double place = number < 0 ? static_cast<double>(size) + number : number;
    return static_cast<size_t>(std::clamp(place, 0.0, static_cast<double>(size)));
}

// First and end, of slice, substring or substr. Nothing: the arguments are not numbers.
std::optional<std::pair<size_t, size_t>> range_of(std::string_view name, const Arguments& arguments, size_t size) {
    if (arguments.size() > 2 || !std::ranges::all_of(arguments, is_number)) return std::nullopt;
    const double from = arguments.empty() ? 0 : arguments[0].number;
    const double to = arguments.size() < 2 ? static_cast<double>(size) : arguments[1].number;
    if (name == "slice") return std::pair{slice_place(from, size), slice_place(to, size)};
    if (name == "substr") {
        const size_t first = slice_place(from, size);
        const double length = arguments.size() < 2 ? static_cast<double>(size) : std::max(0.0, to);
        return std::pair{first, first + std::min(size - first, slice_place(length, size))};
    }
    const size_t first = slice_place(std::max(0.0, from), size);
    const size_t end = slice_place(std::max(0.0, to), size);
    return std::pair{std::min(first, end), std::max(first, end)};
}

std::optional<Value> cut(const Value& object, std::string_view name, const Arguments& arguments) {
    if (!is_ascii(object.text)) return std::nullopt;
    const auto range = range_of(name, arguments, object.text.size());
    if (!range) return std::nullopt;
    const auto [first, end] = *range;
    return text_value(first < end ? object.text.substr(first, end - first) : std::string(),
                      object.detours | detour::cut);
}

std::optional<Value> split_text(const Value& object, const Arguments& arguments) {
    if (arguments.size() != 1 || !is_text(arguments[0]) || !is_ascii(object.text)) return std::nullopt;
    const std::string& separator = arguments[0].text;
    Value list{.kind = Value::Kind::list, .detours = object.detours};
    if (separator.empty()) {
        for (const char c : object.text) list.items.push_back(text_value(std::string(1, c), object.detours));
        return list;
    }
    for (size_t at = 0;;) {
        const size_t found = object.text.find(separator, at);
        list.items.push_back(text_value(object.text.substr(at, found == std::string::npos ? found : found - at),
                                        object.detours | detour::cut));
        if (found == std::string::npos) return list;
        at = found + separator.size();
    }
}

std::optional<Value> replaced(const Value& object, std::string_view name, const Arguments& arguments) {
    if (arguments.size() != 2 || !is_text(arguments[0]) || !is_text(arguments[1])) return std::nullopt;
    if (arguments[0].text.empty() || arguments[1].text.contains('$')) return std::nullopt;
    if (arguments[1].text.size() > arguments[0].text.size() && object.text.size() > (1U << 20)) return std::nullopt;
    Value made = text_value({}, object.detours | detour::cut);
    if (name == "replaceAll") {
        if (object.text.size() * (arguments[1].text.size() + 1) > max_constant_bytes) return std::nullopt;
        made.text = replace_all(object.text, arguments[0].text, arguments[1].text);
        return made;
    }
    made.text = object.text;
    if (const size_t found = made.text.find(arguments[0].text); found != std::string::npos)
        made.text.replace(found, arguments[0].text.size(), arguments[1].text);
    return made;
}

std::optional<Value> concatenated(Value object, const Arguments& arguments) {
    for (const Value& one : arguments) {
        if (is_text(object)) {
            const auto text = one.kind == Value::Kind::bytes ? std::nullopt : text_of(one);
            if (!text || object.text.size() + text->size() > max_constant_bytes) return std::nullopt;
            object.text += *text;
        } else if (one.kind == Value::Kind::list) {
            object.items.insert(object.items.end(), one.items.begin(), one.items.end());
        } else {
            object.items.push_back(one);
        }
        object.detours |= one.detours | detour::pieces;
    }
    return object;
}

std::optional<Value> on_text(Value object, std::string_view name, const Arguments& arguments) {
    if (name == "slice" || name == "substring" || name == "substr") return cut(object, name, arguments);
    if (name == "split") return split_text(object, arguments);
    if (name == "replace" || name == "replaceAll") return replaced(object, name, arguments);
    if (name == "concat") return concatenated(std::move(object), arguments);
    if ((name == "toString" || name == "trim" || name == "valueOf") && arguments.empty()) {
        if (name == "trim") {
            if (!is_ascii(object.text)) return std::nullopt;
            object.text = trim(object.text);
        }
        return object;
    }
    if (name == "toLowerCase" && arguments.empty() && is_ascii(object.text)) {
        object.text = to_lower(object.text);
        return object;
    }
    if ((name == "charAt" || name == "at") && arguments.size() == 1 && is_number(arguments[0]) &&
        is_ascii(object.text)) {
        const double at = arguments[0].number;
        if (at < 0 || at >= static_cast<double>(object.text.size())) return std::nullopt;
        return text_value(object.text.substr(static_cast<size_t>(at), 1), object.detours | detour::cut);
    }
    if (name == "charCodeAt" && arguments.size() == 1 && is_number(arguments[0]) && is_ascii(object.text)) {
        const double at = arguments[0].number;
        if (at < 0 || at >= static_cast<double>(object.text.size())) return std::nullopt;
        return number_value(static_cast<unsigned char>(object.text[static_cast<size_t>(at)]), object.detours);
    }
    return std::nullopt;
}

std::optional<Value> joined(const Value& object, const Arguments& arguments) {
    if (arguments.size() > 1 || (arguments.size() == 1 && !is_text(arguments[0]))) return std::nullopt;
    const std::string separator = arguments.empty() ? "," : arguments[0].text;
    Value made = text_value({}, object.detours | detour::pieces);
    for (size_t i = 0; i < object.items.size(); ++i) {
        const Value& item = object.items[i];
        const auto text = item.kind == Value::Kind::bytes ? std::nullopt : text_of(item);
        if (!text || made.text.size() + text->size() > max_constant_bytes) return std::nullopt;
        if (i > 0) made.text += separator;
        made.text += *text;
        made.detours |= item.detours;
    }
    return made;
}

std::optional<Value> on_list(Value object, std::string_view name, const Arguments& arguments) {
    if (name == "join") return joined(object, arguments);
    if (name == "concat") return concatenated(std::move(object), arguments);
    if (name == "reverse" && arguments.empty()) {
        std::ranges::reverse(object.items);
        object.detours |= detour::reversed;
        return object;
    }
    if (name == "slice") {
        const auto range = range_of(name, arguments, object.items.size());
        if (!range) return std::nullopt;
        const auto [first, end] = *range;
        Value made{.kind = Value::Kind::list, .detours = object.detours};
        if (first < end)
            made.items.assign(object.items.begin() + static_cast<std::ptrdiff_t>(first),
                              object.items.begin() + static_cast<std::ptrdiff_t>(end));
        return made;
    }
    return std::nullopt;
}

std::optional<Value> on_bytes(const Value& object, const Arguments& arguments) {
    if (arguments.size() > 1 || (arguments.size() == 1 && !is_text(arguments[0]))) return std::nullopt;
    const std::string encoding = arguments.empty() ? "utf8" : to_lower(arguments[0].text);
    if (encoding == "utf8" || encoding == "utf-8") {
        if (!is_utf8(object.text)) return std::nullopt;
        return text_value(object.text, object.detours);
    }
    if (encoding == "latin1" || encoding == "binary") return text_value(utf8_of_latin1(object.text), object.detours);
    if (encoding == "ascii" && is_ascii(object.text)) return text_value(object.text, object.detours);
    if (encoding == "hex") return text_value(hex(object.text), object.detours);
    return std::nullopt;
}

}  // namespace

std::optional<Value> call_method(Value object, std::string_view name, const Arguments& arguments) {
    switch (object.kind) {
        case Value::Kind::text: return on_text(std::move(object), name, arguments);
        case Value::Kind::list: return on_list(std::move(object), name, arguments);
        case Value::Kind::bytes: return name == "toString" ? on_bytes(object, arguments) : std::nullopt;
        case Value::Kind::number:
            if (name == "toString" && arguments.empty()) {
                return text_value(*text_of(object), object.detours);
            }
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace ward::javascript
