#include "lang/shell/parse.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "lang/shell/parser.h"

namespace ward::shell {

Script::Script(std::unique_ptr<Arena> arena, List<Stmt> stmts) : arena_(std::move(arena)), stmts_(stmts) {}
Script::~Script() = default;
Script::Script(Script&&) noexcept = default;
Script& Script::operator=(Script&&) noexcept = default;

Parser::Parser(std::string_view source, Language language, Arena& arena)
    : source_(source),
      language_(language),
      arena_(arena),
      cursor_(source),
      line_start_(source.data()),
      counted_(source.data()) {}

// Positions are asked for in the order of the text, but for a few; so lines are counted once.
Position Parser::position(const char* where) {
    if (where < counted_) {
        if (where < line_start_) {
            line_ = 1;
            line_start_ = source_.data();
        }
        counted_ = line_start_;
    }
    for (; counted_ < where; ++counted_) {
        if (*counted_ != '\n') continue;
        ++line_;
        line_start_ = counted_ + 1;
    }
    return {.offset = static_cast<uint32_t>(where - source_.data()),
            .line = line_,
            .column = static_cast<uint32_t>(where - line_start_) + 1};
}

void Parser::fail(const Position& at, std::string reason, ErrorCode code) {
    if (!failure_) failure_ = Failure{.code = code, .at = at, .reason = std::move(reason)};
    heredocs_.clear();
    cursor_.to_end();
}

void Parser::fail_unclosed(const Position& at, std::string_view opened, std::string_view wanted) {
    fail(at, fmt::format("{} is not closed by {}", opened, wanted));
}

List<Stmt> Parser::file() {
    const List<Stmt> stmts = statements(ReservedSet());
    if (!failed() && !cursor_.at_end()) {
        if (cursor_.is(')')) fail_here("a ) without its (");
        else if (cursor_.is('`')) fail_here("a backquote without its partner");
        else fail_here("an operator of `case` outside of one");
    }
    if (!failed() && !heredocs_.empty()) read_heredocs();
    return stmts;
}

namespace {

// The offset of the first byte that is not UTF-8.
std::optional<size_t> first_invalid(std::string_view text) {
    size_t at = 0;
    while (at < text.size()) {
        uint64_t eight = 0;
        if (text.size() - at >= sizeof eight) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const size_t length = utf8_length(text.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

std::unexpected<Error> refuse(const ParseOptions& options, ErrorCode code, size_t line, std::string reason) {
    return fail(code, std::move(reason),
                options.name.empty() ? fmt::format("{}", line) : fmt::format("{}:{}", options.name, line));
}

}  // namespace

Result<Script> parse(std::string_view source, const ParseOptions& options) {
    if (source.size() > max_source_bytes)
        return refuse(options, ErrorCode::limit, 1, fmt::format("a script of more than {} bytes", max_source_bytes));
    auto arena = std::make_unique<Arena>();
    Parser parser(source, options.language, *arena);
    const List<Stmt> stmts = parser.file();

    const auto& failure = parser.failure();
    const std::optional<size_t> invalid = first_invalid(source);
    if (invalid && (!failure || *invalid <= failure->at.offset)) {
        const std::string_view before = source.substr(0, *invalid);
        return refuse(options, ErrorCode::parse,
                      static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                      "text that is not UTF-8");
    }
    if (failure) return refuse(options, failure->code, failure->at.line, failure->reason);
    return Script(std::move(arena), stmts);
}

}  // namespace ward::shell
