#include "actions/release/replay/post_errors.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/record/release.h"
#include "base/text.h"
#include "base/time.h"

namespace ward::release {
namespace {

using Counts = std::map<std::string, int>;

// "2 high, 1 low"
std::string counted(const Counts& counts) {
    std::string out;
    for (const std::string rating : {"critical", "high", "medium", "low"})
        if (const auto found = counts.find(rating); found != counts.end() && found->second > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", found->second, rating);
    return out.empty() ? "none" : out;
}

class Checker {
  public:
    Checker(std::string_view release, const PublishedPost& post, std::string_view file,
            const lifecycle::ReleaseIndex& released)
        : release_(release), post_(post), file_(file), released_(released) {}

    std::vector<Difference> check() {
        downloads();
        doubles();
        counts();
        return std::move(found_);
    }

  private:
    void add(std::string of, int line, std::string what) {
        found_.push_back({.release = release_,
                          .artefact = Artefact::post,
                          .field = std::string(error_field),
                          .of = std::move(of),
                          .published = std::move(what),
                          .ruling = Ruling::ours_right,
                          .place = fmt::format("{}:{}", file_, line)});
    }

    void downloads() {
        const auto date = post_.matter.find("date");
        const auto published = date == post_.matter.end() ? std::nullopt : parse_instant(date->second);
        std::set<std::string> lines;
        for (const PostDownload& download : post_.downloads) {
            const std::string line = line_of_version(download.version);
            lines.insert(line);
            if (!download.linked.empty() && download.linked != download.version)
                add(download.version, download.line,
                    fmt::format("the link of {} leads to {}", download.version, download.linked));
            if (std::ranges::find(post_.lines, line) == post_.lines.end())
                add(download.version, download.line,
                    fmt::format("a download of line {}, which the post does not name", line));
            came_out(download, published);
        }
        if (lines.empty()) return;
        for (const std::string& line : post_.lines)
            if (!lines.contains(line)) add(line, post_.lines_line, fmt::format("line {} has no download", line));
    }

    // "latest + 1" is what was announced in December 2025 and June 2026; neither was what shipped.
    void came_out(const PostDownload& download, std::optional<Instant> published) {
        const lifecycle::Release* release = released_.find(download.version);
        if (release == nullptr) {
            add(download.version, download.line, fmt::format("{} was never released", download.version));
            return;
        }
        constexpr Instant day = 86'400;
        const auto out = parse_instant(release->date + "T00:00:00Z");
        if (published && out && *out > *published + most_days_behind_post * day)
            add(download.version, download.line,
                fmt::format("{} came out on {}, after this release", download.version, release->date));
    }

    void doubles() {
        std::set<std::string> seen;
        for (const PostReport& report : post_.reports)
            if (!seen.insert(report.cve).second)
                add(report.cve, report.line, fmt::format("{} has a section already", report.cve));
    }

    void counts() {
        if (post_.reports.empty()) return;
        Counts all;
        std::map<std::string, Counts> by_line;
        bool all_name_lines = true;
        for (const PostReport& report : post_.reports) {
            ++all[report.rating];
            for (const std::string& line : report.lines) ++by_line[line][report.rating];
            all_name_lines = all_name_lines && !report.lines.empty();
        }
        if (!post_.totals.empty() && counted(post_.totals) != counted(all))
            add("", post_.totals_line,
                fmt::format("announces {}, and has sections of {}", counted(post_.totals), counted(all)));
        for (const auto& [line, announced] : post_.counts)
            if (all_name_lines && counted(announced) != counted(by_line[line]))
                add(line, post_.impact_line,
                    fmt::format("announces {} for line {}, and has sections of {}", counted(announced), line,
                                counted(by_line[line])));
    }

    const std::string release_;
    const PublishedPost& post_;
    const std::string file_;
    const lifecycle::ReleaseIndex& released_;
    std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> errors_of(std::string_view release, const PublishedPost& post, std::string_view file,
                                  const lifecycle::ReleaseIndex& released) {
    return Checker(release, post, file, released).check();
}

}  // namespace ward::release
