#include "actions/release/run/corrections.h"

#include <fmt/core.h>

#include "actions/release/replay/line_versions.h"
#include "actions/release/replay/published_record.h"
#include "formats/document.h"
#include "formats/escape.h"

namespace ward::release {

Result<std::vector<Correction>> corrections_of(const Release& release, const Report& report, const std::string& cve,
                                               std::string_view published, const Project& project,
                                               std::span<const std::string> versions) {
    WARD_TRY(const Node root, parse_json(published, cve));
    const Node* metadata = root.find("cveMetadata");
    const Node* containers = root.find("containers");
    const Node* container = containers == nullptr ? nullptr : containers->find("cna");
    if (metadata == nullptr || text_at(*metadata, "cveId") != cve || container == nullptr)
        return fail(ErrorCode::parse, "is no record of this id", cve);
    WARD_TRY(const Claim claim, published_claim(*container, cve, project));
    const std::vector<Interval> intervals = intervals_of(release, report, project.eol);
    WARD_TRY(const std::vector<LineVersions> lines, line_versions(claim, intervals, versions));
    std::vector<Correction> out;
    for (const LineVersions& told : lines) {
        if (told.is_same()) continue;
        out.push_back({.cve = cve,
                       .line = told.line,
                       .published = told_text(told.published),
                       .correct = told_text(told.ours),
                       .end_of_life = release.line(told.line) == nullptr});
    }
    return out;
}

std::string to_csv(std::span<const Correction> corrections) {
    std::string out = "cve,line,published,correct,support\n";
    for (const Correction& one : corrections)
        out += fmt::format("{},{},{},{},{}\n", escape_csv(one.cve), escape_csv(one.line), escape_csv(one.published),
                           escape_csv(one.correct), one.end_of_life ? "ended" : "supported");
    return out;
}

}  // namespace ward::release
