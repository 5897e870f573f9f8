// Lines to instructions: directives, comments, continuations, and the heredocs behind an instruction.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "lang/dockerfile/instruction.h"
#include "lang/dockerfile/runes.h"

namespace ward::dockerfile {
namespace {

std::string_view without_end(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_comment(std::string_view line) {
    return trim_left_unicode(line).starts_with('#');
}

// `# name = value`; nothing where it is none, or not one that is known.
struct DirectiveLine {
    std::string name;
    std::string_view value;
};
std::optional<DirectiveLine> directive_of(std::string_view line) {
    constexpr std::string_view blanks = "\t\n\f\r ";
    const auto skip_blanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size())); };
    if (!line.starts_with('#')) return std::nullopt;
    line.remove_prefix(1);
    skip_blanks();
    size_t length = 0;
    while (length < line.size() && (length == 0 ? is_alpha(line[length]) : is_alnum(line[length]))) ++length;
    const std::string name = to_lower(line.substr(0, length));
    line.remove_prefix(length);
    skip_blanks();
    if (length == 0 || !line.starts_with('=')) return std::nullopt;
    line.remove_prefix(1);
    // A value has one character at least: where there are only blanks, the last of them.
    std::string_view value = line;
    skip_blanks();
    if (line.empty()) {
        if (value.empty()) return std::nullopt;
        line = value.substr(value.size() - 1);
    }
    while (line.size() > 1 && blanks.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
    if (name != "syntax" && name != "check" && name != "escape") return std::nullopt;
    return DirectiveLine{name, line};
}

class Parser {
  public:
    Parser(std::string_view text, std::string_view name, const DockerfileLimits& limits)
        : left_(text), name_(name), limits_(limits) {}

    Result<Dockerfile> parse();

  private:
    std::unexpected<Error> bad(int line, std::string what, ErrorCode code = ErrorCode::parse) const {
        return fail(code, std::move(what), fmt::format("{}:{}", name_, line));
    }
    Result<std::optional<std::string_view>> next_line();
    Result<void> take_directive(std::string_view line, bool& was_one);
    bool cut_continuation(std::string_view& line) const;
    Result<std::string> join(std::string_view first, bool continues);
    Result<void> add_instruction(std::string_view line, int start);
    Result<void> read_heredocs(Instruction& instruction, std::string_view line, int start);

    std::string_view left_;
    std::string_view name_;
    const DockerfileLimits& limits_;
    Dockerfile out_;
    bool directives_over_ = false;
    bool escape_seen_ = false;
    int line_ = 0;
    std::vector<std::string> comments_;
};

// With its end.
Result<std::optional<std::string_view>> Parser::next_line() {
    if (left_.empty()) return std::nullopt;
    const size_t end = left_.find('\n');
    const std::string_view line = left_.substr(0, end == std::string_view::npos ? end : end + 1);
    if (line.size() - (line.ends_with('\n') ? 1 : 0) > max_line_bytes)
        return bad(line_ + 1, fmt::format("the line is longer than {} bytes", max_line_bytes), ErrorCode::limit);
    left_.remove_prefix(line.size());
    ++line_;
    return line;
}

Result<void> Parser::take_directive(std::string_view line, bool& was_one) {
    was_one = false;
    if (directives_over_) return {};
    const auto directive = directive_of(line);
    if (!directive) {
        directives_over_ = true;
        return {};
    }
    was_one = true;
    const auto twice = [&] { return bad(line_, fmt::format("has the directive {} twice", directive->name)); };
    if (directive->name == "escape") {
        if (escape_seen_) return twice();
        if (directive->value != "\\" && directive->value != "`")
            return bad(line_, fmt::format("the escape \"{}\" is neither \\ nor `", display(directive->value)));
        escape_seen_ = true;
        out_.escape = directive->value[0];
        return {};
    }
    std::optional<Directive>& place = directive->name == "syntax" ? out_.syntax : out_.check;
    if (place) return twice();
    place = Directive{.value = std::string(directive->value), .line = line_};
    return {};
}

// Does the line go on in the next? An escape at its end says so, unless another stands directly before it.
bool Parser::cut_continuation(std::string_view& line) const {
    std::string_view rest = line;
    while (rest.ends_with(' ') || rest.ends_with('\t')) rest.remove_suffix(1);
    if (!rest.ends_with(out_.escape)) return false;
    rest.remove_suffix(1);
    if (rest.ends_with(out_.escape)) return false;
    line = rest;
    return true;
}

// The instruction as one line. Comments inside are not part of it, nor are empty lines.
Result<std::string> Parser::join(std::string_view first, bool continues) {
    std::string whole(first);
    bool has_empty = false;
    while (continues) {
        WARD_TRY(const auto next, next_line());
        if (!next) break;
        if (is_comment(*next)) continue;
        std::string_view line = without_end(*next);
        if (trim_left_unicode(line).empty()) {
            has_empty = true;
            continue;
        }
        continues = cut_continuation(line);
        whole += line;
    }
    if (has_empty) out_.empty_continuations.push_back(line_);
    return whole;
}

Result<void> Parser::read_heredocs(Instruction& instruction, std::string_view line, int start) {
    const Instruction& command = instruction.nested.empty() ? instruction : instruction.nested[0];
    if (command.json || !(command.is("add") || command.is("copy") || command.is("run"))) return {};
    if (line.find("<<") == std::string_view::npos) return {};
    auto heredocs = announced_heredocs(line);
    if (!heredocs) return bad(start, std::move(heredocs.error().what), heredocs.error().code);
    for (Heredoc& heredoc : *heredocs) {
        for (;;) {
            WARD_TRY(const auto next, next_line());
            if (!next) return bad(start, fmt::format("the heredoc \"{}\" has no end", display(heredoc.name)));
            std::string_view text = without_end(*next);
            if (heredoc.strip_tabs) text.remove_prefix(std::min(text.find_first_not_of('\t'), text.size()));
            if (text == heredoc.name) break;
            heredoc.content += *next;
        }
        instruction.heredocs.push_back(std::move(heredoc));
    }
    return {};
}

Result<void> Parser::add_instruction(std::string_view line, int start) {
    if (out_.instructions.size() >= limits_.instructions)
        return bad(start, fmt::format("has more than {} instructions", limits_.instructions), ErrorCode::limit);
    auto instruction = read_instruction(line, out_.escape);
    if (!instruction) return bad(start, std::move(instruction.error().what), instruction.error().code);
    WARD_TRY_VOID(read_heredocs(*instruction, line, start));
    instruction->comments = std::exchange(comments_, {});
    instruction->start_line = start;
    instruction->end_line = line_;
    out_.instructions.push_back(std::move(*instruction));
    return {};
}

Result<Dockerfile> Parser::parse() {
    for (;;) {
        WARD_TRY(const auto next, next_line());
        if (!next) break;
        std::string_view line = *next;
        if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
        std::string_view text = trim_left_unicode(without_end(line));
        bool was_directive = false;
        WARD_TRY_VOID(take_directive(text, was_directive));
        if (is_comment(line)) {
            // The first character goes, whatever it is: an indented comment keeps its `#`.
            const std::string_view comment = trim_unicode(line.substr(1));
            if (comment.empty()) comments_.clear();
            else if (!was_directive) comments_.emplace_back(comment);
            text = {};
        }
        const int start = line_;
        const bool continues = cut_continuation(text);
        if (!continues && text.empty()) continue;
        WARD_TRY(const std::string whole, join(text, continues));
        WARD_TRY_VOID(add_instruction(whole, start));
    }
    if (out_.instructions.empty()) return bad(std::max(line_, 1), "has no instructions");
    return std::move(out_);
}

}  // namespace

Result<Dockerfile> parse_dockerfile(std::string_view text, std::string_view name, const DockerfileLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.bytes), std::string(name));
    return Parser(text, name, limits).parse();
}

}  // namespace ward::dockerfile
