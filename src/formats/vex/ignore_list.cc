// dep_checker's list of what it does not report (dep_checker/dependencies.py): a Python list of strings, each with a
// comment that says why.
//
//     ignore_list: list[str] = [
//         "CVE-2018-25032",  # zlib, already fixed in the fork
//     ]
//
// Only this literal is read, and nothing is run: strings in plain quotes, commas, comments. An id without a comment
// has no reason, and VEX wants one: it is reported and closes nothing. The list names neither component nor version.
#include <fmt/core.h>

#include "base/text.h"
#include "formats/vex/vex.h"

namespace ward::vex {
namespace {

constexpr size_t max_id_bytes = 200;

class ListReader {
  public:
    ListReader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    Result<Document> read() {
        if (!find_list()) return fail(ErrorCode::parse, "has no list named ignore_list", std::string(name_));
        while (true) {
            WARD_TRY(const bool more, read_item());
            if (!more) break;
            if (document_.statements.size() > max_statements)
                return fail(ErrorCode::limit, fmt::format("has more than {} entries", max_statements),
                            std::string(name_));
        }
        finish();
        return std::move(document_);
    }

  private:
    std::unexpected<Error> bad(std::string what) const {
        return fail(ErrorCode::parse, std::move(what), fmt::format("{}:{}", name_, line_));
    }

    // Brings at_ behind the bracket that opens the list.
    bool find_list() {
        size_t start = 0;
        for (const std::string_view line : split(text_, '\n')) {
            if (line.starts_with("ignore_list")) {
                const size_t equals = line.find('=');
                const size_t bracket = equals == std::string_view::npos ? equals : line.find('[', equals);
                if (bracket != std::string_view::npos) {
                    at_ = start + bracket + 1;
                    return true;
                }
            }
            start += line.size() + 1;
            ++line_;
        }
        return false;
    }

    // The next sign that means something; comments are kept for the id that stands on their line.
    char next() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n') {
                ++line_;
            } else if (c == '#') {
                const size_t end = std::min(text_.find('\n', at_), text_.size());
                if (has_id_ && statement_.line == line_) statement_.reason = trim(text_.substr(at_ + 1, end - at_ - 1));
                at_ = end;
                continue;
            } else if (!is_space(c)) {
                return c;
            }
            ++at_;
        }
        return '\0';
    }

    Result<bool> read_item() {
        const char c = next();
        if (c == ']') return false;
        if (c == '\0') return bad("the list is not closed");
        if (c != '"' && c != '\'') return bad("the list holds something that is not a string in plain quotes");
        if (has_id_ && !after_comma_) return bad("two strings without a comma between them");
        finish();
        const size_t end = text_.find_first_of(c == '"' ? "\"\\\n" : "'\\\n", at_ + 1);
        if (end == std::string_view::npos || text_[end] != c) return bad("a string that is not closed on its line");
        const std::string_view id = text_.substr(at_ + 1, end - at_ - 1);
        if (id.empty() || id.size() > max_id_bytes) return bad("an id is neither empty nor longer than 200 bytes");
        statement_ = {};
        statement_.ids.emplace_back(id);
        statement_.status = "not_affected";
        statement_.line = line_;
        has_id_ = true;
        at_ = end + 1;
        after_comma_ = next() == ',';
        if (after_comma_) {
            ++at_;
            next();  // the comment behind the comma
        }
        return true;
    }

    void finish() {
        if (!has_id_) return;
        has_id_ = false;
        if (statement_.reason.empty())
            document_.problem(statement_.line,
                              fmt::format("{} has no comment that says why", display(statement_.ids[0])));
        else document_.statements.push_back(std::move(statement_));
    }

    std::string_view text_;
    std::string_view name_;
    size_t at_ = 0;
    int line_ = 1;
    bool has_id_ = false;
    bool after_comma_ = false;
    Statement statement_;
    Document document_;
};

}  // namespace

Result<Document> read_ignore_list(std::string_view python, std::string_view name) {
    if (python.size() > max_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_bytes), std::string(name));
    return ListReader(python, name).read();
}

}  // namespace ward::vex
