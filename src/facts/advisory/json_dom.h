// Reading JSON of strangers with simdjson's DOM: what is missing, or of another type than it should be, is empty.
// Include it in .cc files alone.
#pragma once

#include <optional>
#include <string_view>

#include <fmt/core.h>
#include <simdjson.h>

#include "base/result.h"
#include "base/text.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory::dom {

using Element = simdjson::dom::element;

// The text at a key.
inline std::string_view text_at(const Element& element, std::string_view key) {
    std::string_view text;
    return element[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

inline bool true_at(const Element& element, std::string_view key) {
    bool value = false;
    return element[key].get(value) == simdjson::SUCCESS && value;
}

// The member that is an object, or nothing.
inline std::optional<Element> object_at(const Element& element, std::string_view key) {
    Element member;
    if (element[key].get(member) != simdjson::SUCCESS || !member.is_object()) return std::nullopt;
    return member;
}

// Calls `visit` with each item of the array at a key.
template <typename Visit>
void each_at(const Element& element, std::string_view key, Visit visit) {
    simdjson::dom::array items;
    if (element[key].get(items) != simdjson::SUCCESS) return;
    for (const Element item : items) visit(item);
}

// One record: an object within the limits. json_padding bytes behind it must be readable. It lives until the parser's
// next document.
inline Result<Element> document(simdjson::dom::parser& parser, std::string_view json) {
    if (json.size() > limits::record_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits::record_bytes));
    Element root;
    if (const auto error = parser.parse(json.data(), json.size(), false).get(root); error != simdjson::SUCCESS)
        return fail(ErrorCode::parse, simdjson::error_message(error), "line 1");
    if (!root.is_object()) return fail(ErrorCode::parse, "is no JSON object", "line 1");
    return root;
}

// Title and references where `descriptions` and `references` are as CVE's own records and NVD's have them. A title that
// is there stays.
inline void add_prose(const Element& record, OsvTexts& texts) {
    each_at(record, "descriptions", [&](const Element& description) {
        const std::string_view text = trim(text_at(description, "value"));
        if (texts.title.empty() && text_at(description, "lang").starts_with("en"))
            texts.title = text.substr(0, text.find('\n'));
    });
    each_at(record, "references", [&](const Element& reference) {
        if (const std::string_view url = text_at(reference, "url");
            !url.empty() && texts.references.size() < limits::references)
            texts.references.emplace_back(url);
    });
}

}  // namespace ward::advisory::dom
