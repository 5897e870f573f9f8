// CMake's grammar: commands of an identifier and arguments in parentheses; arguments are unquoted, "quoted" or
// [=[bracketed]=]; comments run to the end of the line or are bracketed behind '#'.
#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/cmake_fetches.h"

namespace ward::inventory {
namespace {

class CMakeLexer {
  public:
    CMakeLexer(std::string_view text, std::string_view path) : text_(text), path_(path) {}

    Result<std::vector<CMakeCommand>> read() {
        std::vector<CMakeCommand> commands;
        while (true) {
            WARD_TRY_VOID(skip_blanks());
            if (at_ >= text_.size()) return commands;
            if (commands.size() >= max_cmake_commands) return over("commands", max_cmake_commands);
            CMakeCommand command;
            command.offset = at_;
            while (at_ < text_.size() && (is_alnum(text_[at_]) || text_[at_] == '_'))
                command.name += to_lower(text_[at_++]);
            while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
            if (command.name.empty() || at_ >= text_.size() || text_[at_] != '(') return wrong("is no command");
            ++at_;
            WARD_TRY_VOID(read_arguments(command));
            commands.push_back(std::move(command));
        }
    }

  private:
    std::unexpected<Error> wrong(std::string_view what) const {
        return fail(ErrorCode::parse, std::string(what), fmt::format("{}:{}", path_, LineCounter(text_).at(at_)));
    }
    std::unexpected<Error> over(std::string_view what, size_t limit) const {
        return fail(ErrorCode::limit, fmt::format("more than {} {}", limit, what),
                    fmt::format("{}:{}", path_, LineCounter(text_).at(at_)));
    }

    // The number of '=' of a bracket that opens here: "[==[" has two.
    std::optional<size_t> bracket_here() const {
        if (at_ >= text_.size() || text_[at_] != '[') return std::nullopt;
        const size_t end = text_.find_first_not_of('=', at_ + 1);
        if (end == std::string_view::npos || text_[end] != '[') return std::nullopt;
        return end - at_ - 1;
    }

    // What stands between the brackets; leaves the place behind them.
    Result<std::string_view> take_bracket(size_t signs) {
        const std::string closing = "]" + std::string(signs, '=') + "]";
        const size_t start = at_ + signs + 2;
        const size_t end = text_.find(closing, start);
        if (end == std::string_view::npos) return wrong("a bracket is not closed");
        at_ = end + closing.size();
        return text_.substr(start, end - start);
    }

    Result<void> skip_blanks() {
        while (at_ < text_.size()) {
            if (is_space(text_[at_])) {
                ++at_;
            } else if (text_[at_] == '#') {
                ++at_;
                if (const auto signs = bracket_here()) {
                    WARD_TRY_VOID(take_bracket(*signs));
                } else {
                    at_ = std::min(text_.find('\n', at_), text_.size());
                }
            } else {
                break;
            }
        }
        return {};
    }

    Result<void> read_arguments(CMakeCommand& command) {
        size_t depth = 1;
        while (true) {
            WARD_TRY_VOID(skip_blanks());
            if (at_ >= text_.size()) return wrong("a command is not closed");
            if (text_[at_] == ')') {
                ++at_;
                if (--depth == 0) return {};
                continue;
            }
            if (text_[at_] == '(') {
                ++at_;
                if (++depth > max_cmake_nesting) return over("parentheses inside each other", max_cmake_nesting);
                continue;
            }
            if (++arguments_ > max_cmake_arguments) return over("arguments", max_cmake_arguments);
            CMakeArgument argument;
            argument.offset = at_;
            if (const auto signs = bracket_here()) {
                WARD_TRY(const std::string_view inside, take_bracket(*signs));
                argument.text = inside;
                argument.is_bracket = true;
            } else if (text_[at_] == '"') {
                ++at_;
                WARD_TRY_VOID(read_quoted(argument.text));
            } else {
                WARD_TRY_VOID(read_unquoted(argument.text));
            }
            command.arguments.push_back(std::move(argument));
        }
    }

    void read_escape(std::string& text) {
        const char c = text_[at_++];
        if (c == 'n') text += '\n';
        else if (c == 't') text += '\t';
        else if (c == 'r') text += '\r';
        else if (c != '\n') text += c;  // a line continues
    }

    Result<void> read_quoted(std::string& text) {
        while (at_ < text_.size() && text_[at_] != '"') {
            const char c = text_[at_++];
            if (c == '\\' && at_ < text_.size()) read_escape(text);
            else text += c;
        }
        if (at_ >= text_.size()) return wrong("a string is not closed");
        ++at_;
        return {};
    }

    // Old files put quotes inside: -DX="a b" is one argument.
    Result<void> read_unquoted(std::string& text) {
        while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '(' && text_[at_] != ')' &&
               text_[at_] != '#') {
            const char c = text_[at_++];
            if (c == '\\' && at_ < text_.size()) {
                read_escape(text);
            } else if (c == '"') {
                WARD_TRY_VOID(read_quoted(text));
            } else {
                text += c;
            }
        }
        return {};
    }

    std::string_view text_;
    std::string_view path_;
    size_t at_ = 0;
    size_t arguments_ = 0;
};

}  // namespace

Result<std::vector<CMakeCommand>> read_cmake_commands(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return CMakeLexer(text, path).read();
}

}  // namespace ward::inventory
