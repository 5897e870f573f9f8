#include "actions/release/replay/record_differences.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/replay/line_versions.h"
#include "actions/release/replay/post_text.h"
#include "actions/release/replay/published_record.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr DocumentLimits limits{.bytes = max_cve_record_bytes, .depth = 64, .nodes = 200'000, .aliases = 0};

std::string joined_words(const std::set<std::string>& words) {
    return join(std::vector<std::string>(words.begin(), words.end()), " ");
}

// A slash at the end makes no other page.
std::string_view without_slash(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

class Comparison {
  public:
    Comparison(const RecordInput& input, std::string_view place) : input_(input), place_(place) {}

    Result<std::vector<Difference>> compare(std::string_view text) {
        WARD_TRY(const Node root, parse_json(text, place_, limits));
        const Node* metadata = root.find("cveMetadata");
        if (metadata == nullptr || text_at(*metadata, "cveId") != input_.cve)
            return fail(ErrorCode::parse, "is no CVE record of this id", place_);
        if (const std::string state = text_at(*metadata, "state"); !state.empty() && state != "PUBLISHED") {
            add("state", "", "PUBLISHED", state, {});
            return std::move(found_);
        }
        const Node* containers = root.find("containers");
        const Node* container = containers == nullptr ? nullptr : containers->find("cna");
        if (container == nullptr) return fail(ErrorCode::parse, "has no container of its CNA", place_);
        versions(*container);
        severity(*container);
        weaknesses(*container);
        references(*container);
        title(*container);
        return std::move(found_);
    }

  private:
    void add(std::string_view field, std::string_view of, std::string ours, std::string published,
             ReasonedRuling judgement) {
        found_.push_back({.release = input_.release.slug,
                          .artefact = Artefact::cve,
                          .field = std::string(field),
                          .of = of.empty() ? input_.cve : fmt::format("{} {}", input_.cve, of),
                          .ours = std::move(ours),
                          .published = std::move(published),
                          .ruling = judgement.ruling,
                          .reason = std::move(judgement.reason),
                          .place = place_});
    }

    // ---- versions ----

    void versions(const Node& container) {
        const auto claim = published_claim(container, input_.cve, input_.project);
        std::vector<LineVersions> lines;
        if (claim) {
            auto told = line_versions(*claim, intervals(), with_fixes(input_.report, input_.versions));
            if (told) lines = *std::move(told);
        }
        if (lines.empty()) {
            add(error_field, "", "", claim ? "its versions cannot be compared" : claim.error().what,
                {Ruling::ours_right, "no program can compare what it says of versions"});
            return;
        }
        for (ToldLines& told : differing_lines(lines, [&](const LineVersions& line) { return judge(line, container); }))
            add("affected versions", told.lines, std::move(told.ours), std::move(told.published),
                std::move(told.judgement));
    }

    std::vector<Interval> intervals() const { return intervals_of(input_.release, input_.report, input_.project.eol); }

    ReasonedRuling judge(const LineVersions& line, const Node& container) const {
        for (const auto& [version, affected] : line.published)
            if (affected && has_fix(input_.report, version))
                return {Ruling::ours_right, fmt::format("marks {}, which has the fix", version)};
        if (input_.release.line(line.line) == nullptr) {
            const auto& old = input_.release.eol_lines;
            if (std::ranges::find(old, line.line) == old.end()) return {};
            return {Ruling::policy, fmt::format("without support: what is told of such lines is policy ({})",
                                                name_of(input_.project.eol))};
        }
        if (const std::string row = empty_row(line.line, container);
            !row.empty() && told_text(line.published) == "none")
            return {Ruling::ours_right, row};
        const auto affected = [](const auto& one) { return one.second; };
        const auto first = std::ranges::find_if(line.published, affected);
        const auto ours = std::ranges::find_if(line.ours, affected);
        if (first == line.published.end() || ours == line.ours.end()) return {};
        if (std::ranges::count_if(line.published, affected) == 1 && is_alone(first->first, container))
            return {Ruling::ours_right,
                    fmt::format("the row begins and ends with {}: older versions of the line read as unaffected",
                                first->first)};
        // What it leaves out between its end and the fix.
        if (first->first != ours->first) return {};
        for (size_t at = 0; at < line.ours.size(); ++at)
            if (line.published[at].second && !line.ours[at].second) return {};
        return {Ruling::ours_right, "leaves out versions before the fix"};
    }

    // Rows of a line that hold nothing.
    static std::string empty_row(std::string_view line, const Node& container) {
        for (const Node& product : items_at(container, "affected")) {
            for (const Node& row : items_at(product, "versions")) {
                const std::string from = text_at(row, "version");
                const std::string below = text_at(row, "lessThan");
                if (line_of_version(from) != line) continue;
                if (text_at(row, "status") == "unaffected") return "its row of the line has the status unaffected";
                const std::string end = version_key(below);
                if (!end.empty() && end <= version_key(from))
                    return fmt::format("its row begins at {} and ends before it: it holds no version", from);
            }
        }
        return {};
    }

    static bool is_alone(const std::string& version, const Node& container) {
        for (const Node& product : items_at(container, "affected"))
            for (const Node& row : items_at(product, "versions"))
                if (text_at(row, "version") == version && row.find("lessThan") == nullptr) {
                    const std::string last = text_at(row, "lessThanOrEqual");
                    return last.empty() || last == version;
                }
        return false;
    }

    // ---- the rest ----

    // The vectors of the CNA; others may have added scores of their own elsewhere.
    void severity(const Node& container) {
        std::set<std::string> there;
        for (const Node& metric : items_at(container, "metrics"))
            for (const char* key : {"cvssV4_0", "cvssV3_1", "cvssV3_0"})
                if (const Node* score = metric.find(key); score != nullptr)
                    if (std::string vector = text_at(*score, "vectorString"); !vector.empty())
                        there.insert(std::move(vector));
        const std::set<std::string> ours(input_.report.cvss.begin(), input_.report.cvss.end());
        if (!ours.empty() && there != ours) add("severity", "", joined_words(ours), joined_words(there), {});
    }

    void weaknesses(const Node& container) {
        std::set<std::string> there;
        for (const Node& type : items_at(container, "problemTypes"))
            for (const Node& description : items_at(type, "descriptions"))
                if (std::string id = text_at(description, "cweId"); !id.empty()) there.insert(std::move(id));
        const std::set<std::string> ours(input_.report.cwes.begin(), input_.report.cwes.end());
        if (ours.empty() || there == ours) return;
        ReasonedRuling judgement;
        if (there.empty()) judgement = {Ruling::policy, "the record names no weakness"};
        add("weaknesses", "", joined_words(ours), joined_words(there), std::move(judgement));
    }

    void references(const Node& container) {
        const std::string announcement = announcement_of({.release = input_.release, .project = input_.project});
        if (announcement.empty()) return;
        std::string other;
        for (const Node& reference : items_at(container, "references")) {
            const std::string url = text_at(reference, "url");
            if (without_slash(url) == without_slash(announcement)) return;
            // Of the same post, elsewhere on the site.
            if (without_slash(url).ends_with("/" + input_.release.slug)) other = url;
        }
        ReasonedRuling judgement;
        if (!other.empty()) judgement = {Ruling::policy, "the same post under another address"};
        add("reference to the post", "", announcement, std::move(other), std::move(judgement));
    }

    void title(const Node& container) {
        const std::string there = text_at(container, "title");
        if (there.empty() || input_.report.title.empty()) return;
        if (plain_line(there) != plain_line(input_.report.title)) add("title", "", input_.report.title, there, {});
    }

    const RecordInput& input_;
    const std::string place_;
    std::vector<Difference> found_;
};

}  // namespace

Result<std::vector<Difference>> record_differences(const RecordInput& input, std::string_view published,
                                                   std::string_view place) {
    return Comparison(input, place).compare(published);
}

}  // namespace ward::release
