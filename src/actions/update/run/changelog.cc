// See changelog.h.
#include "actions/update/run/changelog.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <re2/re2.h>

#include "actions/update/recipe/pattern.h"
#include "base/text.h"
#include "formats/escape.h"
#include "formats/versions/versions.h"

namespace ward::update {
namespace {

// A version stands first in a heading, perhaps behind one word ("Version 1.2.3", "acorn@8.1.0"), and behind it stands
// nothing but a date or a link: "Node 20.1.0 support" is a heading of something else.
constexpr std::string_view version_words =
    R"(\[?(?:[A-Za-z][A-Za-z0-9_-]*[@ \t]+)?v?(\d+(?:\.\d+)+(?:[-+.][0-9A-Za-z.+-]*)?)\]?(?:[ \t]*[-–—(:/,\[].*|[ \t]+\d{4}.*)?[ \t]*)";

bool is_underline(std::string_view line) {
    const std::string_view text = trim(line);
    constexpr size_t shortest = 3;
    return text.size() >= shortest && (text.find_first_not_of('=') == std::string_view::npos ||
                                       text.find_first_not_of('-') == std::string_view::npos);
}

// Which versions are wanted.
class Span {
  public:
    static Result<Span> of(std::string_view order, std::string_view old_version, std::string_view new_version) {
        const versions::Ordering* ordering = versions::ordering_named(order);
        if (ordering == nullptr)
            return fail(ErrorCode::usage, fmt::format("no order '{}' of versions", display(order)));
        const auto last = ordering->key(new_version);
        if (!last) return fail(ErrorCode::parse, fmt::format("{} is no version", display(new_version)));
        return Span(*ordering, ordering->key(old_version), *last);
    }
    std::optional<std::string> key(std::string_view version) const { return ordering_->key(version); }
    bool has(const std::string& key) const {
        if (key == last_) return true;
        return first_ && *first_ < key && key < last_;
    }
    bool is_last(const std::string& key) const { return key == last_; }

  private:
    Span(const versions::Ordering& ordering, std::optional<std::string> first, std::string last)
        : ordering_(&ordering), first_(std::move(first)), last_(std::move(last)) {}
    const versions::Ordering* ordering_;
    std::optional<std::string> first_;  // nothing: only the last one
    std::string last_;
};

// Finds the version of a heading.
class Headings {
  public:
    static Result<Headings> of(const Pattern& own) {
        Headings out;
        if (!own.empty()) {
            WARD_TRY(out.own_, compile_pattern(own));
            return out;
        }
        WARD_TRY(out.marked_, compile_pattern(fmt::format("^#{{1,4}}[ \\t]+{}$", version_words)));
        WARD_TRY(out.underlined_, compile_pattern(fmt::format("^{}$", version_words)));
        return out;
    }
    std::optional<std::string> version_of(std::string_view line, std::string_view next) const {
        std::string version;
        const re2::StringPiece text(line.data(), line.size());
        if (own_) return RE2::PartialMatch(text, *own_, &version) ? std::optional(version) : std::nullopt;
        if (RE2::FullMatch(text, *marked_, &version)) return version;
        if (is_underline(next) && RE2::FullMatch(text, *underlined_, &version)) return version;
        return std::nullopt;
    }

  private:
    std::unique_ptr<const RE2> own_, marked_, underlined_;
};

std::string_view without_return(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// At most so many bytes, whole lines, and how many there were beyond.
std::vector<std::string_view> first_lines(std::string_view text, size_t most, size_t& left) {
    std::vector<std::string_view> lines;
    if (!trim(text).empty()) lines = split(trim(text), '\n');
    size_t size = 0;
    size_t count = 0;
    while (count < lines.size() && size + lines[count].size() + 1 <= most) size += lines[count++].size() + 1;
    left = lines.size() - count;
    lines.resize(count);
    return lines;
}

bool is_word(char c) {
    return is_alnum(c) || c == '_';
}

// How a text goes on behind a mark that a forge would read.
class Defuser {
  public:
    explicit Defuser(std::string_view text) : text_(text) {}

    std::string run() {
        while (at_ < text_.size()) step();
        return std::move(out_);
    }

  private:
    char next(size_t ahead = 1) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool is_behind_word() const { return !out_.empty() && is_word(out_.back()); }

    void step() {
        const char c = text_[at_];
        // An address has a word before its '@'; a mention has none.
        if (c == '@' && is_alnum(next()) && !is_behind_word()) return put("@ ", 1);
        if (c == '#' && is_digit(next())) return put(is_behind_word() ? " no. " : "no. ", 1);
        if (c == '!' && is_digit(next())) return put("! ", 1);
        if (is_reference_word()) return put("GH ", 3);
        if (const size_t scheme = link_scheme(); scheme > 0) return put("", scheme);
        if (c == '[' && is_command()) return put("(", 1);
        put(text_.substr(at_, 1), 1);
    }
    void put(std::string_view text, size_t taken) {
        out_ += text;
        at_ += taken;
    }
    bool is_reference_word() const {
        return !is_behind_word() && to_lower(text_.substr(at_, 3)) == "gh-" && is_digit(next(3));
    }
    // A link is made of an address with a scheme, or of one that begins with "www."; without it is a word.
    size_t link_scheme() const {
        for (const std::string_view scheme : {"https://www.", "http://www.", "https://", "http://"})
            if (to_lower(text_.substr(at_, scheme.size())) == scheme) return scheme.size();
        return 0;
    }
    // "[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"
    bool is_command() const {
        const size_t close = text_.find(']', at_);
        if (close == std::string_view::npos) return false;
        const std::string inside = to_lower(text_.substr(at_ + 1, close - at_ - 1));
        return inside.contains("skip") || inside.contains("no ci");
    }

    std::string_view text_;
    size_t at_ = 0;
    std::string out_;
};

std::string cut_text(size_t left) {
    return fmt::format("… {} more line{}", left, left == 1 ? "" : "s");
}

}  // namespace

Result<std::string> changelog_between(std::string_view text, const Pattern& heading, std::string_view order,
                                      std::string_view old_version, std::string_view new_version) {
    WARD_TRY(const Span span, Span::of(order, old_version, new_version));
    WARD_TRY(const Headings headings, Headings::of(heading));
    std::string out;
    bool is_wanted = false;
    bool has_last = false;
    const std::vector<std::string_view> lines = split(text, '\n');
    for (size_t i = 0; i < lines.size(); ++i) {
        const std::string_view line = without_return(lines[i]);
        if (const auto version = headings.version_of(line, i + 1 < lines.size() ? lines[i + 1] : "")) {
            if (const auto key = span.key(*version)) {
                is_wanted = span.has(*key);
                has_last = has_last || span.is_last(*key);
            }
        }
        if (!is_wanted) continue;
        out += fmt::format("{}\n", line);
        if (out.size() > max_changelog_bytes) break;
    }
    if (!has_last) return std::string();
    return std::string(trim(out));
}

Result<std::string> release_notes_between(const std::vector<Candidate>& candidates, std::string_view order,
                                          std::string_view old_version, std::string_view new_version) {
    WARD_TRY(const Span span, Span::of(order, old_version, new_version));
    std::vector<std::pair<std::string, const Candidate*>> wanted;
    for (const Candidate& candidate : candidates) {
        auto key = span.key(candidate.version);
        if (!key || !span.has(*key) || trim(candidate.notes).empty()) continue;
        if (candidate.prerelease && !span.is_last(*key)) continue;
        wanted.emplace_back(std::move(*key), &candidate);
    }
    std::ranges::stable_sort(wanted, std::ranges::greater(), [](const auto& one) { return one.first; });
    std::string out;
    for (const auto& [key, candidate] : wanted) {
        out += fmt::format("## {}\n\n{}\n\n", candidate->version, trim(candidate->notes));
        if (out.size() > max_changelog_bytes) break;
    }
    return std::string(trim(out));
}

std::string without_references(std::string_view text) {
    return Defuser(text).run();
}

std::string changelog_for_commit(std::string_view text) {
    size_t left = 0;
    std::string out;
    for (const std::string_view line : first_lines(text, max_changelog_commit_bytes, left)) {
        std::string plain = display(valid_utf8(replace_all(without_return(line), "\t", "    ")));
        // A heading is a line of its own; git takes one that begins with '#' for a comment.
        const size_t marks = std::min(plain.find_first_not_of('#'), plain.size());
        if (marks > 0 && plain.substr(marks).starts_with(' ')) plain.erase(0, marks + 1);
        plain = without_references(plain);
        while (plain.ends_with(' ')) plain.pop_back();
        out += plain.empty() ? "\n" : fmt::format("  {}\n", plain);
    }
    if (left > 0) out += fmt::format("  {}\n", cut_text(left));
    return out;
}

std::string changelog_for_pull(std::string_view text) {
    size_t left = 0;
    std::string out;
    for (const std::string_view line : first_lines(text, max_changelog_pull_bytes, left))
        out += fmt::format("{}  \n", escape_markdown(trim(without_return(line))));
    if (left > 0) out += fmt::format("{}  \n", cut_text(left));
    return out;
}

}  // namespace ward::update
