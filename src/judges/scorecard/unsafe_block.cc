// The probe unsafeblock: Go that imports "unsafe", C# projects that allow unsafe blocks. It belongs to no check.
//
// Of Go only what stands before the first declaration is read: comments, the package clause and the imports.
#include <algorithm>

#include "base/text.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/pinning/project_file.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view unsafe_block_probe = "unsafeblock";

// The tokens of Go that can stand in that part: words, strings, brackets, and ends of lines and statements as ';'.
class GoTokens {
  public:
    explicit GoTokens(std::string_view text) : text_(text) {}

    // Empty: the end, or what cannot be read.
    std::string_view next() {
        skip();
        if (at_ == text_.size()) return {};
        const size_t begin = at_;
        const char c = text_[at_];
        if (c == '\n') {
            ++line_;
            return text_.substr(at_++, 1);
        }
        if (c == '"' || c == '`') return string(c);
        if (is_alnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80) {
            while (at_ < text_.size() &&
                   (is_alnum(text_[at_]) || text_[at_] == '_' || static_cast<unsigned char>(text_[at_]) >= 0x80))
                ++at_;
            return text_.substr(begin, at_ - begin);
        }
        return text_.substr(at_++, 1);
    }
    uint32_t line() const { return line_; }

  private:
    void skip() {
        while (at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r') {
                ++at_;
            } else if (rest.starts_with("//")) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (rest.starts_with("/*")) {
                const size_t end = std::min(text_.find("*/", at_ + 2), text_.size() - 2);
                line_ += static_cast<uint32_t>(std::ranges::count(text_.substr(at_, end - at_), '\n'));
                at_ = end + 2;
            } else {
                return;
            }
        }
    }

    std::string_view string(char quote) {
        const size_t begin = at_++;
        while (at_ < text_.size() && text_[at_] != quote) {
            if (text_[at_] == '\n' && quote == '"') return {};
            if (text_[at_] == '\n') ++line_;
            at_ += text_[at_] == '\\' && quote == '"' ? 2 : 1;
        }
        if (at_ >= text_.size()) {
            at_ = text_.size();
            return {};
        }
        ++at_;
        return text_.substr(begin, at_ - begin);
    }

    std::string_view text_;
    size_t at_ = 0;
    uint32_t line_ = 1;
};

bool is_name(std::string_view token) {
    return !token.empty() && (is_alpha(token[0]) || token[0] == '_' || static_cast<unsigned char>(token[0]) >= 0x80);
}
bool is_string(std::string_view token) {
    return token.starts_with('"') || token.starts_with('`');
}
bool is_end(std::string_view token) {
    return token == "\n" || token == ";";
}

// Lines that import "unsafe"; nothing where this is no Go.
class GoImports {
  public:
    explicit GoImports(std::string_view text) : tokens_(text) { advance(); }

    std::optional<std::vector<uint32_t>> unsafe_lines() {
        skip_ends();
        if (token_ != "package") return std::nullopt;
        advance();
        if (!is_name(token_)) return std::nullopt;
        advance();
        if (!token_.empty() && !is_end(token_)) return std::nullopt;
        for (skip_ends(); token_ == "import"; skip_ends()) {
            advance();
            if (!(token_ == "(" ? group() : import())) return std::nullopt;
        }
        return lines_;
    }

  private:
    void advance() {
        token_ = tokens_.next();
        line_ = tokens_.line();
    }
    void skip_ends() {
        while (is_end(token_)) advance();
    }

    bool group() {
        advance();
        for (skip_ends(); token_ != ")"; skip_ends())
            if (!import()) return false;
        advance();
        return true;
    }

    // A name, `.` or nothing, then the path. What is written for the place is where that begins, as in the peer.
    bool import() {
        const uint32_t line = line_;
        if (is_name(token_) || token_ == ".") advance();
        if (!is_string(token_)) return false;
        if (token_ == "\"unsafe\"") lines_.push_back(line);
        advance();
        return true;
    }

    GoTokens tokens_;
    std::string_view token_;
    uint32_t line_ = 1;
    std::vector<uint32_t> lines_;
};

ProbeFinding finding(Outcome outcome, std::string_view message, std::string_view path, uint32_t line = 0) {
    return {.probe = unsafe_block_probe,
            .outcome = outcome,
            .message = std::string(message),
            .location = Location{.path = std::string(path), .line = line}};
}

void look_at_go(std::string_view path, const std::string& text, std::vector<ProbeFinding>& out) {
    const auto lines = GoImports(text).unsafe_lines();
    if (!lines) {
        out.push_back(finding(Outcome::error, "malformed golang file", path));
        return;
    }
    for (const uint32_t line : *lines)
        out.push_back(finding(Outcome::yes, "Golang code uses the unsafe package", path, line));
}

void look_at_project(std::string_view path, const std::string& text, std::vector<ProbeFinding>& out) {
    const auto document = project_of(text);
    const auto allows = document ? says(*document, "AllowUnsafeBlocks") : std::nullopt;
    if (!allows) out.push_back(finding(Outcome::error, "malformed csproj file", path));
    else if (*allows) out.push_back(finding(Outcome::yes, "C# project file allows the use of unsafe blocks", path));
}

// Without a forge all languages are looked at.
bool is_written_in(const Facts& facts, std::string_view language) {
    if (facts.forge == nullptr || !facts.forge->languages) return true;
    return std::ranges::any_of(*facts.forge->languages,
                               [&](const forge::Language& each) { return equal_ignoring_case(each.name, language); });
}

using Look = void (*)(std::string_view path, const std::string& text, std::vector<ProbeFinding>& out);

void look(const Facts& facts, std::string_view pattern, Look look_at, std::vector<ProbeFinding>& out) {
    const PathPattern files(pattern);
    for (const TreeFile& file : facts.files()) {
        if (is_test_data(file.path) || !files.matches(file.path)) continue;
        if (const auto text = facts.read(file)) look_at(file.path, *text, out);  // else among the unread files
    }
}

}  // namespace

std::vector<ProbeFinding> unsafe_block(const Facts& facts) {
    std::vector<ProbeFinding> out;
    if (is_written_in(facts, "go")) look(facts, "*.go", look_at_go, out);
    if (is_written_in(facts, "c#")) look(facts, "*.csproj", look_at_project, out);
    if (std::ranges::all_of(out, [](const ProbeFinding& one) { return one.outcome == Outcome::error; }))
        out.push_back({.probe = unsafe_block_probe,
                       .message = "All supported ecosystems do not declare or use unsafe code blocks"});
    return out;
}

}  // namespace ward::scorecard
