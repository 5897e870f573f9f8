#include "actions/release/replay/published_post.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "actions/release/output/output.h"
#include "actions/release/replay/post_sections.h"
#include "actions/release/replay/post_text.h"
#include "base/text.h"

namespace ward::release {
namespace {

// "[Node.js v18.20.6](/blog/release/v18.20.6/)": "18.20.6" of the link.
std::string version_in_link(std::string_view markdown) {
    const size_t at = markdown.find("](");
    if (at == std::string_view::npos) return {};
    const std::string_view link = markdown.substr(at + 2, std::min(markdown.find(')', at), markdown.size()) - at - 2);
    for (const std::string_view part : split(link, '/'))
        if (const auto versions = versions_named(part); !versions.empty()) return versions.front();
    return {};
}

// What sections say. Lines are read first: they tell numbers of lines from others.
class Reader {
  public:
    Reader(std::string_view name, PublishedPost& post) : name_(name), post_(post) {}

    Result<void> read(const std::vector<PostSection>& sections) {
        for (const PostSection& section : sections)
            if (section.kind == SectionKind::downloads) downloads(section);
        for (const PostSection& section : sections)
            if (section.kind == SectionKind::available && post_.lines.empty()) lines(section);
        if (post_.lines.size() >= max_named_lines)
            return fail(ErrorCode::limit, fmt::format("names {} release lines or more", max_named_lines),
                        fmt::format("{}:{}", name_, post_.lines_line));
        for (const PostSection& section : sections) {
            if (section.kind == SectionKind::available) WARD_TRY_VOID(available(section));
            if (section.kind == SectionKind::dependency) WARD_TRY_VOID(dependency(section));
            if (section.kind == SectionKind::report) report(section.blocks, post_.reports[section.report]);
            if (section.kind == SectionKind::impact) impact(section);
            if (section.kind == SectionKind::other) totals(section);
        }
        return {};
    }

  private:
    void downloads(const PostSection& section) {
        for (const PostBlock& block : section.blocks) {
            if (!block.is_item) continue;
            const std::vector<std::string> versions = versions_named(block.text);
            if (!versions.empty())
                post_.downloads.push_back(
                    {.version = versions.front(), .linked = version_in_link(block.markdown), .line = block.line});
        }
    }

    void lines(const PostSection& section) {
        for (const PostBlock& block : section.blocks) {
            if (block.is_item || !post_.lines.empty()) continue;
            post_.lines = lines_named(block.text, {});
            post_.lines_line = block.line;
        }
        if (!post_.lines.empty()) return;
        // "for all supported release lines": those that have a version.
        post_.lines_line = section.line;
        std::set<std::string, decltype(&line_before)> lines(&line_before);
        for (const PostDownload& download : post_.downloads) lines.insert(line_of_version(download.version));
        post_.lines.assign(lines.rbegin(), lines.rend());
    }

    Result<void> available(const PostSection& section) {
        for (const PostBlock& block : section.blocks)
            if (block.is_item) WARD_TRY_VOID(dependency_item(block));
        return {};
    }

    // "undici (7.28.0) on 24.17.0, 22.23.0", "llhttp version 9.2.1 on 21.x, 20.x, and 18.x", "libuv on v18.x has been
    // patched". Other items tell of counts and of CVE ids.
    Result<void> dependency_item(const PostBlock& item) {
        const std::string_view text = item.text;
        const std::string name(text.substr(0, text.find(' ')));
        if (name.empty() || !is_alpha(name.front()) || equal_ignoring_case(name, "Node.js")) return {};
        const size_t on = text.find(" on ");
        // What stands in parentheses behind the lines are advisories.
        std::string_view where = on == std::string_view::npos ? text : text.substr(on);
        where = where.substr(0, where.find('('));
        std::set<std::string> lines;
        for (std::string& line : lines_named(where, post_.lines, true)) lines.insert(std::move(line));
        if (names_all_lines(where)) lines.insert(post_.lines.begin(), post_.lines.end());
        if (lines.empty()) return {};
        return add_dependency(name, text.substr(0, on), std::move(lines), item.line);
    }

    // A section of its own: of all lines where it names none.
    Result<void> dependency(const PostSection& section) {
        std::set<std::string> lines;
        for (std::string& line : lines_named(section.heading, post_.lines)) lines.insert(std::move(line));
        std::string text;
        for (const PostBlock& block : section.blocks) {
            if (!block.is_item) (text += block.text) += ' ';
            for (std::string& line : lines_named(block.text, post_.lines)) lines.insert(std::move(line));
        }
        if (lines.empty()) lines.insert(post_.lines.begin(), post_.lines.end());
        const size_t version = text.find(" version ");
        return add_dependency(
            section.dependency,
            version == std::string::npos ? std::string_view() : std::string_view(text).substr(version),
            std::move(lines), section.line);
    }

    Result<void> add_dependency(const std::string& name, std::string_view versions, std::set<std::string> lines,
                                int line) {
        if (!post_.dependencies.contains(name) && post_.dependencies.size() == max_post_dependencies)
            return fail(ErrorCode::limit, fmt::format("has more than {} dependencies", max_post_dependencies),
                        fmt::format("{}:{}", name_, line));
        PostDependency& of = post_.dependencies[name];
        for (std::string& version : versions_named(versions)) of.versions.insert(std::move(version));
        of.lines.merge(lines);
        if (of.line == 0) of.line = line;
        return {};
    }

    // The first item behind "Impact:" counts, and otherwise the first block that says whom it affects.
    void report(const std::vector<PostBlock>& blocks, PostReport& report) const {
        const PostBlock* labelled = nullptr;
        const PostBlock* told = nullptr;
        std::vector<std::string> told_lines;
        std::string told_whom;
        bool follows_label = false;
        for (const PostBlock& block : blocks) {
            (report.text += report.text.empty() ? "" : " ") += block.text;
            const std::string_view label = std::string_view(block.text).substr(0, block.text.find(':'));
            if (block.is_item && follows_label && labelled == nullptr) labelled = &block;
            follows_label = label == "Impact" || label == "Impacts" || (block.is_item && follows_label);
            const size_t behind = block.text.find(". Thank");
            auto thanks = thanks_of(block.text);
            if (!thanks && behind != std::string::npos)
                thanks = thanks_of(std::string_view(block.text).substr(behind + 2));
            if (thanks) {
                report.reporters = listed(thanks->reporters);
                report.fixers = listed(thanks->fixers);
            }
            if (!tells_whom(block.text)) continue;
            if (told == nullptr) told = &block;
            if (told_lines.empty()) told_lines = lines_in(block.text);
            if (told_whom.empty()) told_whom = who_is_affected(block.text);
        }
        const PostBlock* best = labelled == nullptr ? told : labelled;
        if (best == nullptr) return;
        report.concerns = who_is_affected(best->text);
        if (report.concerns.empty()) report.concerns = std::move(told_whom);
        report.lines = lines_in(best->text);
        if (report.lines.empty()) report.lines = std::move(told_lines);
        std::ranges::sort(report.lines, line_before);
    }

    std::vector<std::string> lines_in(std::string_view text) const {
        std::vector<std::string> found = lines_named(text, post_.lines);
        if (found.empty() && names_all_lines(text)) found = post_.lines;
        return found;
    }

    static bool tells_whom(std::string_view text) {
        constexpr std::array<std::string_view, 4> words{"affect", "impacts ", "applies to", "All versions of"};
        return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
    }

    // "The 22.x release line of Node.js is vulnerable to 1 low severity issues, 1 high severity issues."
    void impact(const PostSection& section) {
        std::string text;
        for (const PostBlock& block : section.blocks) (text += block.text) += block.is_item ? ". " : " ";
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find(". ", at), text.size());
            const std::string_view sentence = std::string_view(text).substr(at, end - at);
            at = end + 2;
            const std::vector<std::string> lines = lines_named(sentence, post_.lines);
            std::string rating = worst_rating(sentence);
            if (lines.size() != 1 || rating.empty()) continue;
            post_.announced[lines.front()] = std::move(rating);
            for (const auto& [of, count] : rating_counts(sentence)) post_.counts[lines.front()][of] = count;
            if (post_.impact_line == 0) post_.impact_line = section.line;
        }
    }

    // "- 2 high severity issues." of the summary.
    void totals(const PostSection& section) {
        if (!section.heading.ends_with("Summary")) return;
        for (const PostBlock& block : section.blocks) {
            if (!block.is_item) continue;
            for (const auto& [rating, count] : rating_counts(block.text)) post_.totals[rating] += count;
            if (post_.totals_line == 0 && !post_.totals.empty()) post_.totals_line = block.line;
        }
    }

    const std::string name_;
    PublishedPost& post_;
};

}  // namespace

std::string PostDependency::text() const {
    return fmt::format("{} on {}", fmt::join(versions, " "), fmt::join(lines, " "));
}

const PostReport* PublishedPost::report(std::string_view cve) const {
    const auto found = std::ranges::find(reports, cve, &PostReport::cve);
    return found == reports.end() ? nullptr : &*found;
}

std::string PublishedPost::downloaded() const {
    std::string out;
    for (const PostDownload& download : downloads) (out += out.empty() ? "" : " ") += download.version;
    return out;
}

Result<PublishedPost> read_post(std::string_view text, std::string_view name) {
    if (text.size() > max_post_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_post_bytes), std::string(name));
    PublishedPost post;
    WARD_TRY(const std::vector<PostSection> sections, sections_of(text, name, post));
    WARD_TRY_VOID(Reader(name, post).read(sections));
    if (post.reports.empty() && post.lines.empty() && post.downloads.empty())
        return fail(ErrorCode::parse, "is no post about a security release: it has no report, release line or download",
                    std::string(name));
    return post;
}

}  // namespace ward::release
