#include "actions/release/output/report_section.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> platform_names{{{"aix", "AIX"},
                                                                                       {"android", "Android"},
                                                                                       {"darwin", "macOS"},
                                                                                       {"freebsd", "FreeBSD"},
                                                                                       {"linux", "Linux"},
                                                                                       {"openbsd", "OpenBSD"},
                                                                                       {"sunos", "SmartOS"},
                                                                                       {"win32", "Windows"}}};

std::string platform_name(const std::string& platform) {
    for (const auto& [id, name] : platform_names)
        if (id == platform) return std::string(name);
    return platform;
}

std::string names(const Report& report, CreditKind kind) {
    std::vector<std::string> shown = credited(report, kind);
    for (std::string& name : shown) name = escape_markdown_within(name);
    return listed(shown);
}

std::string thanks(const Report& report) {
    const std::string reporters = names(report, CreditKind::reporter);
    const std::string fixers = names(report, CreditKind::developer);
    const std::string coordinators = names(report, CreditKind::coordinator);
    std::string out;
    if (!reporters.empty() && reporters == fixers) out = fmt::format("Reported and fixed by {}. Thank you!", reporters);
    else if (!reporters.empty() && !fixers.empty())
        out = fmt::format("Reported by {}. Fixed by {}. Thank you!", reporters, fixers);
    else if (!reporters.empty()) out = fmt::format("Reported by {}. Thank you!", reporters);
    else if (!fixers.empty()) out = fmt::format("Fixed by {}. Thank you!", fixers);
    if (!coordinators.empty()) out += fmt::format("{}Coordinated by {}.", out.empty() ? "" : " ", coordinators);
    return out.empty() ? out : out + "\n\n";
}

// Lines that get a dependency in the same version, the newest first.
struct Group {
    std::string version;
    std::vector<std::string> lines = {};
    std::vector<std::string> fixes = {};
};

std::vector<Group> groups_of(const Release& release, std::string_view name) {
    std::vector<Group> groups;
    for (const auto& update : std::views::reverse(release.dependencies)) {
        if (update.name != name) continue;
        auto group = std::ranges::find(groups, update.to, &Group::version);
        if (group == groups.end()) group = groups.insert(group, Group{update.to});
        group->lines.push_back(update.line);
        for (const std::string& id : update.fixes)
            if (std::ranges::find(group->fixes, id) == group->fixes.end()) group->fixes.push_back(id);
    }
    return groups;
}

std::string group_line(const Release& release, std::string_view name, const Group& group) {
    std::vector<std::string> versions;
    for (const std::string& name_of_line : group.lines) {
        const Line* line = release.line(name_of_line);
        versions.push_back(line == nullptr ? line_word(name_of_line) : line->fixed_version);
    }
    const bool all = std::ranges::all_of(release.lines, [&](const Line& line) {
        return std::ranges::find(group.lines, line.name) != group.lines.end();
    });
    std::string out = "- " + escape_markdown(name);
    if (!group.version.empty()) out += fmt::format(" ({})", escape_markdown_within(group.version));
    out += " on " + (all ? std::string("all release lines") : join(versions, ", "));
    if (!group.fixes.empty()) out += fmt::format(" ({})", escape_markdown_within(join(group.fixes, ", ")));
    return out + '\n';
}

// A page of the project's own site is linked to without host and language, so that readers stay in theirs.
std::string site_link(std::string_view url, const Project& project) {
    if (!url.starts_with(project.site)) return std::string(url);
    std::string_view path = url.substr(project.site.size());
    constexpr size_t language = 4;  // "/en/"
    if (path.size() > language && path[0] == '/' && is_alpha(path[1]) && is_alpha(path[2]) && path[3] == '/')
        path.remove_prefix(language - 1);
    return std::string(path) + (path.ends_with('/') ? "" : "/");
}

}  // namespace

bool has_summary(const Report& report) {
    return !trim(report.summary).empty();
}

std::string who_is_concerned(const Report& report) {
    if (!report.impact.empty()) return report.impact;
    std::vector<std::string> platforms;
    platforms.reserve(report.platforms.size());
    for (const std::string& platform : report.platforms) platforms.push_back(platform_name(platform));
    return platforms.empty() ? "all users" : fmt::format("all {} users", listed(platforms));
}

std::string report_section(const Report& report) {
    std::vector<std::string> lines;
    for (const std::string& line : lines_of(report)) lines.push_back(line_word(line));
    std::string out = fmt::format("## {} ({}) - ({})\n\n{}\n\n", markdown_title(report.title), join(report.cves, ", "),
                                  name_of(report.severity), trim(report.summary));
    if (!report.incomplete_fix_of.empty())
        out += fmt::format("The fix of {} was incomplete; this one completes it.\n\n", report.incomplete_fix_of);
    out += fmt::format("Impact:\n\n- This vulnerability affects {} in active release lines: {}\n\n",
                       markdown_title(who_is_concerned(report)), join(lines, ", "));
    if (const std::string_view workaround = trim(report.workaround); !workaround.empty())
        out += fmt::format("Workaround:\n\n{}\n\n", workaround);
    if (!report.revert_option.empty())
        out += fmt::format("The option {} takes the fix back.\n\n", markdown_code(report.revert_option));
    return out + thanks(report);
}

std::string dependency_list(const Release& release) {
    std::string out;
    std::string_view last;
    for (const Dependency& dependency : release.dependencies) {
        if (dependency.name == last) continue;
        last = dependency.name;
        for (const Group& group : groups_of(release, last)) out += group_line(release, last, group);
    }
    return out.empty() ? out : "Dependencies that come in a newer version, or patched:\n\n" + out + '\n';
}

std::string download_list(const Release& release, const Project& project) {
    std::string out;
    for (const Line& line : release.lines) {
        const std::string url = filled(project.download_url, {{"version", line.fixed_version}});
        out += fmt::format("- [{} v{}]({})\n", escape_markdown_within(project.name), line.fixed_version,
                           site_link(url, project));
    }
    return out;
}

}  // namespace ward::release
