// JSON by RFC 8259, strictly: no comments, trailing commas, other white space or lone surrogates. For small documents
// that people write or sign; bulk data goes through simdjson.
#include <fmt/core.h>

#include "base/text.h"
#include "formats/document_build.h"

namespace ward {
namespace {

void append_utf8(std::string& out, uint32_t c) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | (c >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0 | (c >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

class JsonReader {
  public:
    JsonReader(std::string_view text, std::string_view name, const DocumentLimits& limits)
        : text_(text), name_(name), builder_(name, limits) {}

    Result<Node> read();

  private:
    std::unexpected<Error> bad(std::string reason) {
        mark();
        return document_error(name_, line_, std::move(reason));
    }
    // What stands here, for messages.
    std::string found() const;
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool skip(char expected);
    void skip_space();
    // Brings line_ and column_ to where we are.
    void mark();

    Result<void> read_value();
    Result<void> read_key();
    Result<bool> after_value();
    Result<Node> read_number();
    Result<Node> read_word();
    Result<std::string> read_string();
    Result<uint32_t> read_escaped_unit();
    Result<void> append_escape(std::string& out);

    std::string_view text_;
    std::string_view name_;
    DocumentBuilder builder_;
    size_t at_ = 0;
    size_t marked_ = 0;
    int line_ = 1;
    int column_ = 1;
};

std::string JsonReader::found() const {
    if (at_ >= text_.size()) return "the end";
    const std::string_view rest = text_.substr(at_);
    return fmt::format("\"{}\"", display(rest.substr(0, utf8_length(rest))));
}

bool JsonReader::skip(char expected) {
    if (at_ >= text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
}

void JsonReader::skip_space() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
}

void JsonReader::mark() {
    for (; marked_ < at_; ++marked_) {
        const auto c = static_cast<unsigned char>(text_[marked_]);
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((c & 0xc0) != 0x80) {
            ++column_;
        }
    }
}

// The loop is over values; brackets are kept by the builder, not by the stack of the machine.
Result<Node> JsonReader::read() {
    for (bool more = true; more;) {
        WARD_TRY_VOID(read_value());
        WARD_TRY(more, after_value());
    }
    skip_space();
    if (at_ < text_.size()) return bad(fmt::format("expected the end, found {}", found()));
    return builder_.take();
}

// One value, or an opening bracket with what must follow it up to the next value.
Result<void> JsonReader::read_value() {
    for (;;) {
        skip_space();
        mark();
        const int line = line_;
        const int column = column_;
        const char c = peek();
        if (c == '{' || c == '[') {
            ++at_;
            WARD_TRY_VOID(builder_.open(c == '{' ? Node::Kind::table : Node::Kind::list, line, column));
            skip_space();
            if (peek() == (c == '{' ? '}' : ']')) return {};  // after_value closes it
            if (c == '{') WARD_TRY_VOID(read_key());
            continue;
        }
        Node node;
        if (c == '"') {
            WARD_TRY(node.text, read_string());
            node.kind = Node::Kind::string;
        } else if (c == '-' || is_digit(c)) {
            WARD_TRY(node, read_number());
        } else {
            WARD_TRY(node, read_word());
        }
        node.line = line;
        node.column = column;
        return builder_.add(std::move(node));
    }
}

// Closes what ends here. Is another value to come?
Result<bool> JsonReader::after_value() {
    while (builder_.depth() > 0) {
        skip_space();
        const bool table = builder_.in_table();
        if (skip(table ? '}' : ']')) {
            WARD_TRY_VOID(builder_.close());
            continue;
        }
        if (!skip(',')) return bad(fmt::format("expected \",\" or \"{}\", found {}", table ? '}' : ']', found()));
        if (table) WARD_TRY_VOID(read_key());
        return true;
    }
    return false;
}

Result<void> JsonReader::read_key() {
    skip_space();
    if (peek() != '"') return bad(fmt::format("expected a key in quotes, found {}", found()));
    mark();
    const int line = line_;
    WARD_TRY(std::string key, read_string());
    skip_space();
    if (!skip(':')) return bad(fmt::format("expected \":\", found {}", found()));
    builder_.key(std::move(key), line);
    return {};
}

Result<Node> JsonReader::read_word() {
    const std::string_view rest = text_.substr(at_);
    Node node;
    for (const std::string_view word : {"true", "false", "null"}) {
        if (!rest.starts_with(word)) continue;
        at_ += word.size();
        node.kind = word == "null" ? Node::Kind::null : Node::Kind::boolean;
        node.truth = word == "true";
        node.text = word;
        return node;
    }
    return bad(fmt::format("expected a value, found {}", found()));
}

Result<Node> JsonReader::read_number() {
    const size_t start = at_;
    const auto digits = [&] {
        const size_t before = at_;
        while (is_digit(peek())) ++at_;
        return at_ > before;
    };
    Node node;
    node.kind = Node::Kind::integer;
    skip('-');
    if (!skip('0') && !digits()) return bad("expected a digit after \"-\"");
    if (is_digit(peek())) return bad("a number cannot start with 0");
    if (skip('.')) {
        node.kind = Node::Kind::real;
        if (!digits()) return bad("expected a digit after \".\"");
    }
    if (skip('e') || skip('E')) {
        node.kind = Node::Kind::real;
        if (!skip('+')) skip('-');
        if (!digits()) return bad("expected a digit in the exponent");
    }
    node.text = text_.substr(start, at_ - start);
    const auto real = to_number<double>(node.text);
    if (!real) return bad(fmt::format("number {:.40} is out of range", node.text));
    node.real = *real;
    const auto integer = to_number<int64_t>(node.text);
    if (node.kind == Node::Kind::integer && integer) node.integer = *integer;
    else node.kind = Node::Kind::real;
    return node;
}

Result<std::string> JsonReader::read_string() {
    ++at_;
    std::string out;
    for (;;) {
        const size_t end = text_.find_first_of(std::string_view("\"\\", 2), at_);
        const std::string_view plain = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
        for (size_t i = 0; i < plain.size(); ++i)
            if (static_cast<unsigned char>(plain[i]) < 0x20) {
                at_ += i;
                return bad("a string has an unescaped control character or line break");
            }
        out += plain;
        at_ += plain.size();
        if (skip('"')) return out;
        if (at_ >= text_.size()) return bad("a string has no end");
        ++at_;
        WARD_TRY_VOID(append_escape(out));
    }
}

Result<uint32_t> JsonReader::read_escaped_unit() {
    const std::string_view digits = text_.substr(at_, 4);
    uint32_t unit = 0;
    for (const char c : digits) {
        const char lower = to_lower(c);
        if (!is_digit(lower) && (lower < 'a' || lower > 'f')) return bad("\\u needs four hexadecimal digits");
        unit = unit * 16 + static_cast<uint32_t>(is_digit(lower) ? lower - '0' : lower - 'a' + 10);
    }
    if (digits.size() < 4) return bad("\\u needs four hexadecimal digits");
    at_ += 4;
    return unit;
}

Result<void> JsonReader::append_escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = peek();
    if (const size_t index = letters.find(c); index != std::string_view::npos && at_ < text_.size()) {
        ++at_;
        out += meanings[index];
        return {};
    }
    if (!skip('u')) return bad(fmt::format("a string has an unknown escape: {}", found()));
    WARD_TRY(uint32_t unit, read_escaped_unit());
    if (unit >= 0xd800 && unit < 0xdc00 && text_.substr(at_, 2) == "\\u") {
        at_ += 2;
        WARD_TRY(const uint32_t low, read_escaped_unit());
        if (low < 0xdc00 || low > 0xdfff) return bad("a string has half a surrogate pair");
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    if (unit >= 0xd800 && unit < 0xe000) return bad("a string has half a surrogate pair");
    append_utf8(out, unit);
    return {};
}

}  // namespace

Result<Node> parse_json(std::string_view text, std::string_view name, const DocumentLimits& limits) {
    WARD_TRY(text, document_text(text, name, limits));
    return JsonReader(text, name, limits).read();
}

}  // namespace ward
