#include "formats/json_writer.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {

namespace {

// As one UTF-16 unit, or as a surrogate pair.
void append_escaped(std::string& out, char32_t character) {
    const auto value = static_cast<uint32_t>(character);
    if (value < 0x10000) out += fmt::format("\\u{:04x}", value);
    else out += fmt::format("\\u{:04x}\\u{:04x}", 0xd7c0 + (value >> 10), 0xdc00 + (value & 0x3ff));
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text[0]);
        const size_t length = utf8_length(text);
        if (length == 0) {
            out += "\xef\xbf\xbd";
        } else if (length > 1) {
            // A terminal obeys some of these, and U+2028 and U+2029 end a line in JavaScript.
            if (const char32_t character = decode_utf8(text.substr(0, length)); is_deceptive(character))
                append_escaped(out, character);
            else out += text.substr(0, length);
        } else {
            switch (c) {
                case '"': out += "\\\""; break;
                case '\\': out += "\\\\"; break;
                case '\n': out += "\\n"; break;
                case '\r': out += "\\r"; break;
                case '\t': out += "\\t"; break;
                // "##[group]" and "##vso[...]" are commands to a CI system that reads our output as a log.
                case '#': out += out.ends_with('#') ? "\\u0023" : "#"; break;
                case '<': out += "\\u003c"; break;  // "</script>" cannot end an embedding element
                default:
                    if (c < 0x20 || c == 0x7f) out += fmt::format("\\u{:04x}", c);
                    else out += static_cast<char>(c);
            }
        }
        text.remove_prefix(std::max<size_t>(1, length));
    }
    out += '"';
}

}  // namespace

std::string json_quote(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

void JsonWriter::line_break() {
    if (layout_ == JsonLayout::compact) return;
    text_ += '\n';
    text_.append(has_items_.size() * 2, ' ');
}

void JsonWriter::before_value() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (has_items_.empty()) return;
    if (has_items_.back()) text_ += ',';
    has_items_.back() = true;
    line_break();
}

JsonWriter& JsonWriter::open(char bracket) {
    before_value();
    text_ += bracket;
    has_items_.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    const bool had_items = has_items_.back();
    has_items_.pop_back();
    if (had_items) line_break();
    text_ += bracket;
    if (has_items_.empty() && layout_ == JsonLayout::indented) text_ += '\n';
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    before_value();
    append_quoted(text_, name);
    text_ += layout_ == JsonLayout::compact ? ":" : ": ";
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    before_value();
    append_quoted(text_, text);
    return *this;
}

JsonWriter& JsonWriter::value(int64_t number) {
    before_value();
    text_ += std::to_string(number);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    if (!std::isfinite(number)) return null();
    before_value();
    text_ += number == std::floor(number) && std::abs(number) < 1e15 ? fmt::format("{:.1f}", number)
                                                                     : fmt::format("{}", number);
    return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
    return raw(truth ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
    return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    before_value();
    text_ += json;
    return *this;
}

JsonWriter& JsonWriter::values(std::span<const std::string> texts) {
    before_value();
    text_ += '[';
    for (size_t i = 0; i < texts.size(); ++i) {
        if (i != 0) text_ += layout_ == JsonLayout::compact ? "," : ", ";
        append_quoted(text_, texts[i]);
    }
    text_ += ']';
    return *this;
}

}  // namespace ward
