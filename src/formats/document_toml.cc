// TOML 1.0 (https://toml.io/en/v1.0.0) by toml++, turned into our tree.
//
// toml++ limits nested values, but not the length of dotted keys, and it destroys what it built by recursion: a header
// with a million dots would overflow the stack. Therefore the text is scanned first for how deep it will become.
#include <algorithm>
#include <sstream>

#include <fmt/core.h>
#include <toml++/toml.h>

#include "base/text.h"
#include "formats/document_build.h"

namespace ward {
namespace {

// An upper estimate of depth and size, off by a factor of two at most (a number's dot looks like a key's). It knows
// only strings, comments, brackets and dots, which suffices: where it would read a text in another way than toml++, the
// text has an error before that place.
class TomlShape {
  public:
    TomlShape(std::string_view text, std::string_view name, const DocumentLimits& limits)
        : text_(text), name_(name), limits_(limits) {}

    Result<void> check() {
        for (at_ = 0; at_ < text_.size(); ++at_) {
            read(text_[at_]);
            if (header_ + base_ + here_ > 2 * limits_.depth)
                return document_error(name_, line_, fmt::format("is nested deeper than {} levels", limits_.depth),
                                      ErrorCode::limit);
            if (values_ / 2 > limits_.nodes)
                return document_error(name_, line_, fmt::format("has more than {} values", limits_.nodes),
                                      ErrorCode::limit);
        }
        return {};
    }

  private:
    void read(char c) {
        switch (c) {
            case '\n': end_line(); return;
            case '#': at_ = std::min(text_.find('\n', at_), text_.size()) - 1; return;
            case '"':
            case '\'': skip_string(c); break;
            case '.': ++here_; break;
            case '[':
            case '{': open_bracket(); break;
            case ']':
            case '}': close_bracket(); break;
            case ',': here_ = 0; break;
            default: break;
        }
        if (std::string_view(".[{,=").find(c) != std::string_view::npos) ++values_;
        if (!is_space(c)) at_line_start_ = false;
    }

    void end_line() {
        ++line_;
        at_line_start_ = true;
        if (!outer_.empty()) return;
        if (in_header_) header_ = here_;
        in_header_ = false;
        here_ = 0;
    }

    void open_bracket() {
        if (outer_.empty() && at_line_start_) {
            in_header_ = true;
            header_ = 0;
        }
        if (in_header_) {
            ++here_;
            return;
        }
        outer_.push_back(base_);
        base_ += here_ + 1;
        here_ = 0;
    }

    void close_bracket() {
        if (in_header_ || outer_.empty()) return;
        base_ = outer_.back();
        outer_.pop_back();
        here_ = 0;
    }

    // Leaves at_ on the last quote. An unfinished one-line string ends with its line, where toml++ reports it.
    void skip_string(char quote) {
        const std::string three(3, quote);
        const bool multi_line = text_.substr(at_, 3) == three;
        at_ += multi_line ? 3 : 1;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\' && quote == '"') {
                if (text_.substr(at_ + 1, 1) != "\n") ++at_;
            } else if (multi_line && text_.substr(at_, 3) == three) {
                at_ += 2;
                while (at_ + 1 < text_.size() && text_[at_ + 1] == quote) ++at_;  // up to two more belong to the string
                return;
            } else if (!multi_line && text_[at_] == quote) {
                return;
            } else if (text_[at_] == '\n') {
                if (!multi_line) {
                    --at_;
                    return;
                }
                ++line_;
            }
        }
    }

    std::string_view text_;
    std::string_view name_;
    const DocumentLimits& limits_;
    size_t at_ = 0;
    int line_ = 1;
    bool at_line_start_ = true;
    bool in_header_ = false;
    size_t header_ = 0;          // depth of the table that the last header named
    size_t base_ = 0;            // depth of the innermost open bracket below that
    size_t here_ = 0;            // dots since the last separator
    std::vector<size_t> outer_;  // base_ of the brackets around
    size_t values_ = 0;
};

// Finds what toml++ read at a position: it counts columns in characters.
class SourceText {
  public:
    explicit SourceText(std::string_view text) {
        for (const std::string_view line : split(text, '\n')) lines_.push_back(line);
    }

    // The text of a value that stands on one line; empty where that would take long to find.
    std::string_view at(const toml::source_region& region) const {
        const auto [begin, end] = std::pair(region.begin, region.end);
        if (begin.line != end.line || begin.line == 0 || begin.line > lines_.size()) return {};
        const std::string_view line = lines_[begin.line - 1];
        // One long line may hold every value of a hostile file.
        constexpr size_t searched_bytes = 4096;
        const size_t first = offset_of(line.substr(0, searched_bytes), begin.column);
        const size_t last = offset_of(line.substr(0, searched_bytes), end.column);
        return last < searched_bytes && first < last ? line.substr(first, last - first) : std::string_view{};
    }

  private:
    static size_t offset_of(std::string_view line, uint32_t column) {
        size_t offset = 0;
        for (uint32_t i = 1; i < column && offset < line.size(); ++i)
            offset += std::max<size_t>(1, utf8_length(line.substr(offset)));
        return offset;
    }

    std::vector<std::string_view> lines_;
};

class TomlConverter {
  public:
    TomlConverter(std::string_view text, std::string_view name, const DocumentLimits& limits)
        : source_(text), builder_(name, limits) {}

    Result<Node> convert(const toml::table& root) {
        WARD_TRY_VOID(add(root));
        return builder_.take();
    }

  private:
    // Recursion is as deep as TomlShape allowed.
    Result<void> add(const toml::node& value) {
        const int line = static_cast<int>(std::max<uint32_t>(1, value.source().begin.line));
        const int column = static_cast<int>(value.source().begin.column);
        if (const toml::table* table = value.as_table()) {
            WARD_TRY_VOID(builder_.open(Node::Kind::table, line, column));
            for (const auto& [key, field] : *table) {
                builder_.key(std::string(key.str()), static_cast<int>(key.source().begin.line));
                WARD_TRY_VOID(add(field));
            }
            return builder_.close();
        }
        if (const toml::array* array = value.as_array()) {
            WARD_TRY_VOID(builder_.open(Node::Kind::list, line, column));
            for (const toml::node& item : *array) WARD_TRY_VOID(add(item));
            return builder_.close();
        }
        Node node = scalar(value);
        node.line = line;
        node.column = column;
        return builder_.add(std::move(node));
    }

    Node scalar(const toml::node& value) const {
        Node node;
        if (const auto* text = value.as_string()) {
            node.kind = Node::Kind::string;
            node.text = text->get();
        } else if (const auto* truth = value.as_boolean()) {
            node.kind = Node::Kind::boolean;
            node.truth = truth->get();
            node.text = node.truth ? "true" : "false";
        } else if (const auto* integer = value.as_integer()) {
            node.kind = Node::Kind::integer;
            node.integer = integer->get();
            node.real = static_cast<double>(node.integer);
            node.text = as_written(value, fmt::format("{}", node.integer));
        } else if (const auto* real = value.as_floating_point()) {
            node.kind = Node::Kind::real;
            node.real = real->get();
            node.text = as_written(value, fmt::format("{}", node.real));
        } else {
            node.kind = Node::Kind::date;
            std::ostringstream out;
            if (const auto* date = value.as_date()) out << date->get();
            else if (const auto* time = value.as_time()) out << time->get();
            else if (const auto* date_time = value.as_date_time()) out << date_time->get();
            node.text = out.str();
        }
        return node;
    }

    std::string as_written(const toml::node& value, std::string_view otherwise) const {
        const std::string_view text = source_.at(value.source());
        return std::string(text.empty() ? otherwise : text);
    }

    SourceText source_;
    DocumentBuilder builder_;
};

}  // namespace

Result<Node> parse_toml(std::string_view text, std::string_view name, const DocumentLimits& limits) {
    WARD_TRY(text, document_text(text, name, limits));
    WARD_TRY_VOID(TomlShape(text, name, limits).check());
    try {
        return TomlConverter(text, name, limits).convert(toml::parse(text));
    } catch (const toml::parse_error& error) {
        // It quotes what stands there, line ends too.
        return document_error(name, static_cast<int>(error.source().begin.line), display(error.description()));
    }
}

}  // namespace ward
