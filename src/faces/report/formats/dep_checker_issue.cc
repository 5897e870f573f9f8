// The issue that dep_checker's workflow opens for a vulnerability, with the head that names its title and label (its
// .github/ISSUE_TEMPLATE.md, filled in; "asignees" is how that file spells it). Several issues follow each other with a
// blank line between them; without one there is nothing but an end of line. Each branch has its own issue, as the
// workflow's streams have.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/dependency_names.h"
#include "faces/report/report.h"
#include "formats/escape.h"

namespace ward::report {
namespace {

// Inside double quotes of YAML.
std::string in_quotes(std::string_view text) {
    return replace_all(replace_all(display(text), "\\", "\\\\"), "\"", "\\\"");
}

// What names and versions are made of goes through as it is; anything else might be markup or a mention.
std::string plain(std::string_view text) {
    const bool harmless = std::ranges::all_of(
        text, [](char c) { return is_alnum(c) || std::string_view(" .-+/").find(c) != std::string_view::npos; });
    return harmless ? std::string(text) : escape_markdown(text);
}

std::string link(std::string_view url) {
    return is_safe_link(url) ? std::string(url) : plain(url);
}

std::string issue(const DepCheckerLine& line, std::string_view branch, const Style& style) {
    return fmt::format("---\ntitle: \"{} ({}) found on {}\"\nasignees:\nlabels: \"{}\"\n---\n\n", in_quotes(line.id),
                       in_quotes(line.dependency), in_quotes(branch), in_quotes(branch)) +
           fmt::format("A new vulnerability for {} {} was found:\n", plain(line.dependency), plain(line.version)) +
           fmt::format("Vulnerability ID: {}\nVulnerability URL: {}\nFailed run: {}\n", plain(line.id), link(line.url),
                       link(style.run_url));
}

std::string write_dep_checker_issue(const Report& report, const Style& style) {
    std::string out;
    const auto add = [&](const DepCheckerLine& line, std::string_view branch) {
        out += (out.empty() ? "" : "\n") + issue(line, branch, style);
    };
    for (const DepCheckerLine& line : dep_checker_lines(report)) {
        for (const std::string& branch : line.branches) add(line, branch);
        if (line.branches.empty()) add(line, branch_text(report));
    }
    return out.empty() ? "\n" : out;
}

}  // namespace

WARD_REPORT(dep_checker_issue) = {
    .name = "dep-checker-issue",
    .media_type = "text/markdown; charset=utf-8",
    .extension = ".dep-checker.md",
    .summary = "for each open advisory, and each branch, the issue that dep_checker's workflow opens",
    .write = write_dep_checker_issue,
};

}  // namespace ward::report
