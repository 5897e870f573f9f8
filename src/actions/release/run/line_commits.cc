#include "actions/release/run/line_commits.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release {
namespace {

// "author NAME <MAIL> TIME ZONE"
std::string author_of(std::string_view header) {
    constexpr std::string_view word = "author ";
    for (const std::string_view line : split(header, '\n')) {
        if (!line.starts_with(word)) continue;
        const std::string_view person = line.substr(word.size());
        return std::string(trim(person.substr(0, person.find('<'))));
    }
    return {};
}

bool is_trailer(std::string_view line) {
    const size_t colon = line.find(": ");
    return colon != std::string_view::npos && colon > 0 && std::ranges::all_of(line.substr(0, colon), [](char c) {
               return is_digit(c) || c == '-' || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
           });
}

std::string_view last_paragraph(std::string_view message) {
    message = trim(message);
    const size_t gap = message.rfind("\n\n");
    return gap == std::string_view::npos ? std::string_view() : message.substr(gap + 2);
}

}  // namespace

Result<std::vector<LineCommit>> commits_between(const gitobjects::Repository& repository,
                                                const gitobjects::ObjectId& base, const gitobjects::ObjectId& tip) {
    gitobjects::History history(repository);
    WARD_TRY(const gitobjects::History::Commits* before, history.behind(base));
    std::vector<LineCommit> out;
    std::vector<gitobjects::ObjectId> next{tip};
    std::unordered_set<gitobjects::ObjectId> seen{tip};
    for (size_t i = 0; i < next.size(); ++i) {
        const gitobjects::ObjectId id = next[i];
        if (before->contains(id)) continue;
        if (out.size() == max_line_commits)
            return fail(ErrorCode::limit, fmt::format("more than {} commits between two versions", max_line_commits));
        WARD_TRY(const gitobjects::Object object, repository.objects().read(id, gitobjects::max_commit_bytes));
        const size_t gap = object.bytes.find("\n\n");
        LineCommit commit{.id = id, .author = author_of(object.bytes.substr(0, gap)), .message = {}};
        if (gap != std::string::npos) commit.message = object.bytes.substr(gap + 2);
        out.push_back(std::move(commit));
        WARD_TRY(const gitobjects::Commit links, repository.commit(id));
        for (const gitobjects::ObjectId& parent : links.parents)
            if (seen.insert(parent).second) next.push_back(parent);
    }
    return out;
}

std::vector<std::string> trailers(std::string_view message, std::string_view key) {
    std::vector<std::string> out;
    for (const std::string_view line : split(last_paragraph(message), '\n')) {
        const size_t colon = line.find(": ");
        if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), key))
            out.emplace_back(trim(line.substr(colon + 2)));
    }
    return out;
}

bool fixes(const LineCommit& commit, const Report& report, std::string_view line) {
    for (const std::string& cve : trailers(commit.message, "CVE-ID"))
        if (std::ranges::find(report.cves, cve) != report.cves.end()) return true;
    for (const std::string& url : trailers(commit.message, "PR-URL"))
        for (const Range& range : report.ranges)
            if (range.line == line && !range.pull.empty() && range.pull == url) return true;
    return false;
}

std::string with_trailers(std::string_view message, const std::vector<std::string>& lines) {
    std::string out(trim(message));
    const std::string_view last = last_paragraph(out);
    const std::vector<std::string_view> there = split(last, '\n');
    const bool has_trailers = !last.empty() && std::ranges::all_of(there, is_trailer);
    std::string more;
    for (const std::string& line : lines)
        if (!has_trailers || std::ranges::find(there, line) == there.end()) more += "\n" + line;
    if (more.empty()) return out + "\n";
    return out + (has_trailers ? "" : "\n") + more + "\n";
}

}  // namespace ward::release
