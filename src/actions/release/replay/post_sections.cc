#include "actions/release/replay/post_sections.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/replay/post_text.h"
#include "base/text.h"

namespace ward::release {
namespace {

// "OpenSSL Security updates", "npm update for Node.js 14": the dependency, and the lines where some are named.
std::string dependency_in(std::string_view heading) {
    const std::string lower = to_lower(plain_line(heading));
    for (const std::string_view form : {" security updates", " security update", " update for "}) {
        const size_t at = lower.find(form);
        if (at == std::string::npos || at == 0) continue;
        const std::string name(trim(std::string_view(lower).substr(0, at)));
        if (!name.empty() && !name.contains(' ')) return name;
    }
    return {};
}

// Lines of text to sections of blocks.
class Sectioner {
  public:
    Sectioner(std::string_view name, PublishedPost& post) : name_(name), post_(post) {}

    Result<std::vector<PostSection>> run(std::string_view text) {
        const std::vector<std::string_view> lines = split(text, '\n');
        if (lines.size() > max_post_lines)
            return fail(ErrorCode::limit, fmt::format("has more than {} lines", max_post_lines), name_);
        for (const std::string_view raw : lines) {
            ++number_;
            if (raw.size() > max_post_line_bytes)
                return fail(ErrorCode::limit, fmt::format("is longer than {} bytes", max_post_line_bytes), place());
            WARD_TRY_VOID(line(raw.ends_with('\r') ? raw.substr(0, raw.size() - 1) : raw));
        }
        end_block();
        return std::move(sections_);
    }

  private:
    std::string place() const { return fmt::format("{}:{}", name_, number_); }

    Result<void> line(std::string_view text) {
        const std::string_view trimmed = trim(text);
        if (trimmed == "---" && (number_ == 1 || in_front_)) {
            in_front_ = number_ == 1;
            return {};
        }
        if (in_front_) {
            front(text);
            return {};
        }
        const bool is_fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
        if (is_fence) in_code_ = !in_code_;
        if (is_fence || in_code_) return {};
        const size_t signs = std::min(text.find_first_not_of('#'), text.size());
        if (signs > 0 && signs < text.size() && text[signs] == ' ') return heading(text, trim(text.substr(signs)));
        if (trimmed.empty() || trimmed == "---") {
            end_block();
        } else if (trimmed.starts_with("- ") || trimmed.starts_with("* ")) {
            end_block();
            block_ = {.markdown = std::string(trimmed.substr(2)), .text = {}, .line = number_, .is_item = true};
        } else if (block_.line == 0) {
            block_ = {.markdown = std::string(trimmed), .text = {}, .line = number_};
        } else {
            (block_.markdown += ' ') += trimmed;
        }
        return {};
    }

    void front(std::string_view text) {
        const size_t colon = text.find(": ");
        if (colon == std::string_view::npos) return;
        std::string_view value = trim(text.substr(colon + 2));
        const bool is_quoted =
            value.size() >= 2 && (value.front() == '\'' || value.front() == '"') && value.back() == value.front();
        const bool is_single = is_quoted && value.front() == '\'';
        if (is_quoted) value = value.substr(1, value.size() - 2);
        post_.matter[std::string(trim(text.substr(0, colon)))] =
            is_single ? replace_all(value, "''", "'") : std::string(value);
    }

    Result<void> heading(std::string_view text, std::string_view title) {
        end_block();
        if (sections_.size() == max_post_headings)
            return fail(ErrorCode::limit, fmt::format("has more than {} headings", max_post_headings), place());
        PostSection& section = sections_.emplace_back(PostSection{.heading = std::string(title), .line = number_});
        if (auto parts = report_heading(text)) {
            section.kind = SectionKind::report;
            section.report = post_.reports.size();
            post_.reports.push_back({.cve = join(parts->cves, ", "),
                                     .heading = std::string(trim(text)),
                                     .title = std::move(parts->title),
                                     .rating = std::move(parts->rating),
                                     .line = number_});
            return {};
        }
        post_.other_headings.emplace_back(trim(text), number_);
        section.dependency = dependency_in(title);
        if (title.contains("ecurity releases available")) section.kind = SectionKind::available;
        else if (title.starts_with("Downloads")) section.kind = SectionKind::downloads;
        else if (title == "Impact") section.kind = SectionKind::impact;
        else if (!section.dependency.empty()) section.kind = SectionKind::dependency;
        return {};
    }

    // What stands before the first heading is no part of any section.
    void end_block() {
        if (block_.line != 0 && !sections_.empty()) {
            block_.text = plain_line(block_.markdown);
            sections_.back().blocks.push_back(std::move(block_));
        }
        block_ = {};
    }

    const std::string name_;
    PublishedPost& post_;
    std::vector<PostSection> sections_;
    PostBlock block_;
    int number_ = 0;
    bool in_front_ = false;
    bool in_code_ = false;
};

}  // namespace

Result<std::vector<PostSection>> sections_of(std::string_view text, std::string_view name, PublishedPost& post) {
    return Sectioner(name, post).run(text);
}

}  // namespace ward::release
