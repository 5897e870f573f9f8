#include "actions/release/run/completeness.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/output.h"
#include "formats/cvss.h"
#include "formats/versions/npm.h"

namespace ward::release {
namespace {

using Before = Lack::Before;

class Check {
  public:
    explicit Check(const Release& release) : release_(release) {}

    std::vector<Lack> run() {
        if (release_.reports.empty() && release_.dependencies.empty())
            tell(Before::cve, "neither a report nor a dependency");
        if (release_.lines.empty()) tell(Before::cve, "no release line");
        if (!release_.lift_at) tell(Before::announcement, "no date");
        if (!offset_of(release_.timezone)) tell(Before::announcement, "a time zone that is neither UTC nor an offset");
        for (const Line& line : release_.lines) this->line(line);
        for (const Report& report : release_.reports) {
            report_ = report.id;
            this->report(report);
        }
        return std::move(out_);
    }

  private:
    void tell(Before before, std::string text) { out_.push_back({before, report_, std::move(text)}); }

    void line(const Line& line) {
        if (line.fixed_version.empty()) tell(Before::publication, fmt::format("{}.x has no fixed version", line.name));
        else if (!line.base_version.empty() && !is_behind(line.fixed_version, line.base_version))
            tell(Before::publication, fmt::format("{} is not behind {}", line.fixed_version, line.base_version));
        if (line.state != LineState::shipped)
            tell(Before::publication, fmt::format("{}.x is not published", line.name));
    }

    static bool is_behind(const std::string& version, const std::string& other) {
        return versions::npm::key_of(version).value_or("") > versions::npm::key_of(other).value_or("");
    }

    void report(const Report& report) {
        if (report.title.empty()) tell(Before::cve, "no title");
        if (report.summary.empty()) tell(Before::cve, "no summary");
        if (report.cwes.empty() && report.weakness.empty()) tell(Before::cve, "no weakness");
        severity(report);
        ranges(report);
        if (report.credits.empty()) tell(Before::publication, "nobody to thank: say so with a credit of the group");
        if (report.cves.empty()) tell(Before::announcement, "no CVE id");
    }

    void severity(const Report& report) {
        if (report.severity == Severity::unknown) tell(Before::cve, "no severity");
        if (report.cvss.empty()) tell(Before::cve, "no CVSS vector");
        for (const std::string& vector : report.cvss) {
            const auto score = cvss::score(vector);
            if (!score) {
                tell(Before::cve, "a CVSS vector that is none");
                continue;
            }
            const Severity band = severity_of_score(score->value);
            if (band != report.severity && report.severity != Severity::unknown && report.severity_reason.empty())
                tell(Before::cve, fmt::format("the vector says {} ({:.1f}), the report {}: say why (severity_reason)",
                                              name_of(band), score->value, name_of(report.severity)));
        }
    }

    void ranges(const Report& report) {
        if (report.ranges.empty()) tell(Before::cve, "no line that it is about");
        for (const Range& range : report.ranges) {
            const Line* line = release_.line(range.line);
            if (line == nullptr) {
                if (std::ranges::find(release_.eol_lines, range.line) == release_.eol_lines.end())
                    tell(Before::cve, fmt::format("{}.x is no line of the release", range.line));
                continue;
            }
            if (range.fixed.empty()) tell(Before::publication, fmt::format("no fixed version for {}.x", range.line));
            else if (!line->fixed_version.empty() && range.fixed != line->fixed_version &&
                     is_behind(range.fixed, line->fixed_version))
                tell(Before::publication,
                     fmt::format("{}.x is said to be fixed in {}, which this release is not", range.line, range.fixed));
            if (!range.introduced.empty() && !range.fixed.empty() && !is_behind(range.fixed, range.introduced))
                tell(Before::cve, fmt::format("the range of {}.x is empty", range.line));
        }
    }

    const Release& release_;
    std::string report_;
    std::vector<Lack> out_;
};

}  // namespace

std::vector<Lack> lacks_of(const Release& release) {
    return Check(release).run();
}

std::vector<Lack> lacks_before(const Release& release, Before before) {
    std::vector<Lack> lacks = lacks_of(release);
    std::erase_if(lacks, [&](const Lack& lack) { return lack.before > before; });
    return lacks;
}

}  // namespace ward::release
