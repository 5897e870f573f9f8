// Fixes without a new version: a vendored library keeps its version header while the fix is cherry-picked, and every
// scanner reports it for ever. The entry names the file and what must stand in it, so that each run proves it anew: a
// later import that drops the fix opens the finding again.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "review/entries.h"
#include "review/review.h"

namespace ward::review {
namespace {

// "deps/uv/src/idna.c" is of the component at "deps/uv".
bool is_part_of(std::string_view file, std::string_view component) {
    return component.empty() || file == component ||
           (file.size() > component.size() && file.starts_with(component) && file[component.size()] == '/');
}

// Does the file stand in every place of the finding?
bool covers(const Backport& backport, const Finding& finding, const Report& report) {
    bool any = false;
    for (const Component& component : report.components) {
        if (component.purl != finding.purl) continue;
        any = true;
        if (!is_part_of(backport.path, component.path)) return false;
    }
    return any;
}

std::string first_line(std::string_view text) {
    while (text.starts_with('\n') || text.starts_with('\r')) text.remove_prefix(1);
    return std::string(trim(text.substr(0, text.find('\n'))));
}

// Where the file proves the fix, or why it does not.
Result<Evidence> prove(const Backport& backport, const ReadFile& read) {
    WARD_TRY(const std::string bytes, read(backport.path, max_proof_file_bytes));
    if (!backport.absent.empty() && bytes.find(backport.absent) != std::string::npos)
        return fail(ErrorCode::conflict, "still has the text that must be absent", backport.path);
    if (backport.text.empty()) return Evidence{backport.path, 0, "without: " + first_line(backport.absent)};
    const size_t at = bytes.find(backport.text);
    if (at == std::string::npos) return fail(ErrorCode::conflict, "does not have the text", backport.path);
    return Evidence{backport.path, 1 + std::count(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(at), '\n'),
                    first_line(backport.text)};
}

}  // namespace

void apply_backports(Report& report, const Decisions& decisions, const ReadFile& read, Instant now) {
    const auto note = [&](std::string_view kind, std::string text, const Backport& backport) {
        report.notes.push_back({std::string(kind), backport.id + ": " + std::move(text), where(backport.origin)});
    };
    for (const Backport& backport : decisions.backports) {
        std::vector<Finding*> meant;
        for (Finding& finding : report.findings) {
            const std::vector<std::string> ids = ids_of(finding);
            if (!std::ranges::binary_search(ids, backport.id)) continue;
            if (!backport.component.empty() && !same_package(backport.component, finding.purl)) continue;
            meant.push_back(&finding);
        }
        if (meant.empty()) {
            note("backport-unused", "matches no finding", backport);
            continue;
        }
        if (has_expired(backport.expires, now)) {
            note("backport-expired", "expired on " + backport.expires, backport);
            continue;
        }
        const auto proof = prove(backport, read);
        if (!proof) {
            note("backport-unproven", proof.error().message() + "; the finding stays open", backport);
            continue;
        }
        bool used = false;
        for (Finding* finding : meant) {
            if (finding->status != Status::open || !covers(backport, *finding, report)) continue;
            used = true;
            finding->status = Status::fixed_by_backport;
            finding->assessment = Verdict{VexStatus::fixed, "",    backport.reason, backport.author, backport.expires,
                                          backport.origin,  *proof};
        }
        if (!used)
            note("backport-unproven", backport.path + " is not in every place of the finding, which stays open",
                 backport);
    }
    sort_findings(report.findings);
}

}  // namespace ward::review
