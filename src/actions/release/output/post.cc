#include "actions/release/output/post.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/markdown.h"
#include "base/text.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

// "08-Jul-2024"
std::string notice_date(Instant at, std::string_view timezone) {
    constexpr size_t letters = 3;
    const std::string slashed = slashed_date(at, timezone);  // YYYY/MM/DD
    const std::string month = month_and_year(at, timezone).substr(0, letters);
    return fmt::format("{}-{}-{}", slashed.substr(8), month, slashed.substr(0, 4));
}

std::string impact_of_line(const Release& release, const std::string& line) {
    const auto worst = worst_of_line(release, line);
    if (!worst) return fmt::format("- {}: updates of dependencies only.\n", line_word(line));
    return fmt::format("- {}: the most severe issue is rated {}.\n", line_word(line), upper_rating(*worst));
}

}  // namespace

std::string front_matter(const OutputInput& input, std::string_view date) {
    const std::string title = long_date(*input.release.lift_at, input.release.timezone) + " Security Releases";
    return fmt::format(
        "---\ndate: {}\ncategory: vulnerability\ntitle: {}\nslug: {}\nlayout: blog-post\nauthor: {}\n---\n\n", date,
        title, input.release.slug, yaml_value(input.project.author));
}

std::string post_instant(Instant instant) {
    std::string text = format_instant(instant);
    text.insert(text.size() - 1, ".000");
    return text;
}

std::string notice_sections(const Release& release, const std::function<bool(Instant)>& wanted) {
    std::string out;
    for (const Notice& notice : release.notices) {
        const auto at = parse_instant(notice.at);
        if (!at || !wanted(*at)) continue;
        out += fmt::format("## (Update {}) {}\n\n", notice_date(*at, release.timezone), markdown_title(notice.title));
        if (const std::string_view text = trim(notice.text); !text.empty()) (out += text) += "\n\n";
    }
    return out;
}

std::string announcement_text(const Release& release, const Project& project) {
    const std::string date = long_date(*release.lift_at, release.timezone);
    const std::string name = escape_markdown_within(project.name);
    std::string out = fmt::format("# Summary\n\nSecurity releases of {} are planned for {}, or shortly after: {}.\n",
                                  name, date, lines_newest_first(release));
    if (const auto worst = worst_severity(release))
        out += fmt::format("The most severe of the issues that they fix is rated {}.\n", upper_rating(*worst));
    else out += "They bring updates of dependencies.\n";
    out += "\n## Impact\n\n";
    for (auto line = release.lines.rbegin(); line != release.lines.rend(); ++line)
        out += impact_of_line(release, line->name);
    out +=
        "\nRelease lines without support get no fixes. Take each of them for vulnerable, and move to a line that has "
        "support.\n";
    out += fmt::format(
        "\n## Release timing\n\nThe new versions come out on {}, or as soon after that day as they are "
        "ready.\n",
        date);
    out += fmt::format("\n## Contact and future updates\n\nSecurity policy of {}: <{}>.\n", name, project.policy_url);
    if (project.contact != project.policy_url)
        out += fmt::format("Where to report a vulnerability: <{}>.\n", project.contact);
    out += fmt::format("\nSecurity announcements are also sent to <{}>.\n", project.mailing_list);
    return out;
}

std::optional<std::string> announcement_of(std::string_view post) {
    // A report's summary may have such a heading too; the announcement comes behind all of them.
    std::optional<size_t> found;
    for (size_t at = 0; at < post.size();) {
        const size_t end = std::min(post.find('\n', at), post.size());
        const std::string_view line = trim(post.substr(at, end - at));
        if (line == "# Summary" || line == "## Summary") found = at;
        at = end + 1;
    }
    if (!found) return std::nullopt;
    return std::string(trim(post.substr(*found))) + '\n';
}

std::string date_of(std::string_view post) {
    constexpr std::string_view start = "---\n";
    constexpr std::string_view key = "\ndate: ";
    if (!post.starts_with(start)) return {};
    const std::string_view matter = post.substr(0, post.find("\n---", start.size()));
    const size_t at = matter.find(key);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = matter.substr(at + key.size());
    std::string_view value = trim(rest.substr(0, rest.find('\n')));
    if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'') value = value.substr(1, value.size() - 2);
    return parse_instant(value) ? std::string(value) : std::string();
}

}  // namespace ward::release
