// Writes JSON as text, in the order of the calls, without building a tree. Invalid UTF-8 becomes U+FFFD; `<`, U+2028
// and U+2029 are written as escapes, so that the text is also safe inside a <script> element.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward {

// Whether nested values stand on lines of their own, indented by two spaces.
enum class JsonLayout { compact, indented };

class JsonWriter {
  public:
    explicit JsonWriter(JsonLayout layout = JsonLayout::indented) : layout_(layout) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(int64_t number);
    JsonWriter& value(int number) { return value(static_cast<int64_t>(number)); }
    JsonWriter& value(size_t number) { return value(static_cast<int64_t>(number)); }
    JsonWriter& value(double number);  // shortest form that reads back the same; one decimal at least ("7.0")
    JsonWriter& value(bool truth);
    JsonWriter& null();
    JsonWriter& raw(std::string_view json);                  // already JSON; the caller answers for it
    JsonWriter& values(std::span<const std::string> texts);  // an array of strings, on one line

    // Shorthands for members.
    template <typename Value>
    JsonWriter& member(std::string_view name, const Value& content) {
        key(name);
        return value(content);
    }
    JsonWriter& member_or_null(std::string_view name, const std::optional<std::string>& content) {
        key(name);
        return content ? value(*content) : null();
    }
    // Nothing is written for an empty text.
    JsonWriter& member_if(std::string_view name, std::string_view content) {
        return content.empty() ? *this : member(name, content);
    }
    JsonWriter& member_values(std::string_view name, std::span<const std::string> texts) {
        key(name);
        return values(texts);
    }

    // The text so far; complete (with a final newline when indented) once every bracket is closed.
    const std::string& text() const { return text_; }
    std::string take() { return std::move(text_); }

  private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void before_value();
    void line_break();

    JsonLayout layout_;
    std::string text_;
    std::vector<bool> has_items_;  // one per open bracket
    bool after_key_ = false;
};

// `text` as a JSON string literal with its quotes.
std::string json_quote(std::string_view text);

}  // namespace ward
