// See update_report.h.
#include "actions/update/update_report.h"

#include <array>

#include <fmt/core.h>

#include "actions/update/run/plan_update.h"
#include "base/text.h"
#include "facts/inventory/catalogue.h"
#include "formats/purl.h"

namespace ward::update {
namespace {

struct Words {
    FileVerdict verdict;
    std::string_view rule;
    Severity severity;
    std::string_view title;
};
constexpr std::array finding_words{
    Words{FileVerdict::differs, "vendored-differs", Severity::high, "is not as upstream ships it"},
    Words{FileVerdict::unexplained, "vendored-unexplained", Severity::high, "is not upstream's, and no rule made it"},
    Words{FileVerdict::missing, "vendored-missing", Severity::medium, "should be there"},
    Words{FileVerdict::prebuilt, "vendored-prebuilt", Severity::medium,
          "cannot be derived here from what upstream ships"},
    Words{FileVerdict::outside, "change-outside", Severity::medium, "is changed beside every dependency"},
};
constexpr std::array all_verdicts{FileVerdict::upstream, FileVerdict::edited,    FileVerdict::patched,
                                  FileVerdict::created,  FileVerdict::generated, FileVerdict::kept,
                                  FileVerdict::prebuilt, FileVerdict::differs,   FileVerdict::unexplained,
                                  FileVerdict::missing,  FileVerdict::outside};

std::vector<UpdateStep> evidence_of(const Ladder& ladder) {
    std::vector<UpdateStep> out;
    out.reserve(ladder.results.size());
    for (const RungResult& result : ladder.results)
        out.push_back({result.rung, std::string(name_of(result.kind)), result.detail});
    return out;
}

std::vector<UpdateStep> patches_of(const std::vector<PatchOutcome>& patches) {
    std::vector<UpdateStep> out;
    out.reserve(patches.size());
    for (const PatchOutcome& patch : patches)
        out.push_back({patch.name, std::string(name_of(patch.kind)), join(patch.remarks, "; ")});
    return out;
}

UpdateStep step_of(const CheckRow& row) {
    std::string_view result = "holds";
    if (!row.disabled.empty()) result = "not-asked";
    else if (row.acknowledged) result = "acknowledged";
    else if (row.result.kind == CheckResult::Kind::acknowledge) result = "acknowledge";
    else if (row.result.kind == CheckResult::Kind::fails) result = "fails";
    return {row.id, std::string(result), row.disabled.empty() ? join(row.result.details, "; ") : row.disabled};
}

Finding finding_of(const Verification& verification, std::string rule, Severity severity, std::string title,
                   Evidence evidence) {
    Finding out;
    out.judge = "update";
    out.rule = std::move(rule);
    out.severity = severity;
    out.title = std::move(title);
    if (verification.recipe != nullptr) {
        const Component component = component_of(*verification.recipe, verification.version);
        out.purl = component.purl;
        out.id = verification.recipe->id;
    }
    out.evidence.push_back(std::move(evidence));
    return out;
}

}  // namespace

Component component_of(const Recipe& recipe, const std::string& version) {
    // By the catalogue where it knows it: its row has the names under which advisories speak of it.
    const auto purl = Purl::parse(recipe.purl);
    Component out;
    if (purl && purl->type == "npm") {
        const std::string name = purl->name_space.empty() ? purl->name : purl->name_space + '/' + purl->name;
        out = inventory::component_of_package("npm", name, recipe.path, version);
    } else if (const inventory::CatalogueRow* row = inventory::row_named(recipe.id)) {
        out = inventory::component_of(*row, recipe.path, version);
    } else {
        const std::string url =
            purl && purl->type == "github" ? fmt::format("https://github.com/{}/{}", purl->name_space, purl->name) : "";
        out = inventory::component_of(recipe.id, url, recipe.path, version);
    }
    if (!recipe.purl.empty() && out.purl.empty()) out.purl = recipe.purl;
    if (!recipe.cpe.empty()) out.cpe = recipe.cpe;
    return out;
}

std::string id_of(const Recipe& recipe) {
    return recipe.line_branch.empty() ? recipe.id : fmt::format("{}@{}", recipe.id, recipe.line_branch);
}

DependencyUpdate row_of(const Work& work) {
    const Recipe& recipe = *work.recipe;
    DependencyUpdate out;
    out.id = id_of(recipe);
    out.path = recipe.path;
    out.purl = recipe.purl;
    out.current = work.current.value_or("");
    out.chosen = work.choice.chosen ? work.new_version() : "";
    out.newest = work.choice.newest ? work.choice.newest->version : "";
    out.state = name_of(work.state);
    out.reason = work.error ? work.error->message() : work.choice.standing == Standing::held ? work.choice.reason : "";
    if (work.error) out.failed_in = name_of(work.failed_in);
    out.closes = work.closes;
    out.keeps = work.keeps;
    out.opens = work.opens;
    for (const Fetched& one : work.fetched)
        out.sources.push_back(one.sha256.empty() ? fmt::format("{} commit:{}", one.url, one.commit)
                                                 : fmt::format("{} sha256:{}", one.url, one.sha256));
    out.evidence = evidence_of(work.ladder);
    if (work.vet) out.evidence.push_back({"vet", work.vet->verdict, work.vet->reason});
    for (const CheckRow& row : work.checks) out.checks.push_back(step_of(row));
    if (work.derived) out.patches = patches_of(work.derived->stack.patches);
    out.notes = work.notes;
    if (work.vet)
        for (const std::string& line : work.vet->news) out.notes.push_back("new: " + line);
    return out;
}

DependencyUpdate row_of(const Applied& applied) {
    DependencyUpdate out = row_of(applied.work);
    out.commits = applied.commits;
    out.branch = applied.branch;
    out.pull = applied.pull;
    return out;
}

DependencyUpdate row_of(const Verification& verification, Files files) {
    DependencyUpdate out;
    out.id = verification.recipe == nullptr ? "" : id_of(*verification.recipe);
    out.path = verification.recipe == nullptr ? "" : verification.recipe->path;
    out.purl = verification.recipe == nullptr ? "" : verification.recipe->purl;
    out.current = verification.version;
    out.state = verification.error ? "FAILED" : verification.holds() ? "VERIFIED" : "DIFFERS";
    if (verification.error) out.reason = verification.error->message();
    else if (verification.recipe != nullptr && !verification.ladder.holds())
        out.reason = join(verification.ladder.faults, "; ");
    out.evidence = evidence_of(verification.ladder);
    out.patches = patches_of(verification.patches);
    for (const FileVerdict verdict : all_verdicts)
        if (const size_t count = verification.count(verdict); count > 0)
            out.counts.emplace_back(name_of(verdict), static_cast<int64_t>(count));
    for (const FileRow& row : verification.files)
        if (files == Files::all || is_open(row.verdict))
            out.files.push_back({row.path, std::string(name_of(row.verdict)), row.by, row.detail, row.is_changed});
    out.notes = verification.notes;
    if (!verification.before.empty() && verification.before != verification.version)
        out.notes.insert(out.notes.begin(), fmt::format("was {}", verification.before));
    for (const std::string& patch : verification.new_patches) out.notes.push_back("patch changed: " + patch);
    return out;
}

std::vector<Finding> findings_of(const Verification& verification) {
    std::vector<Finding> out;
    if (verification.recipe != nullptr && !verification.error && !verification.ladder.holds())
        out.push_back(finding_of(verification, "upstream-not-verified", Severity::high,
                                 join(verification.ladder.faults, "; "), {verification.recipe->path, 0, ""}));
    for (const FileRow& row : verification.files) {
        if (!row.is_changed) continue;
        for (const Words& words : finding_words)
            if (words.verdict == row.verdict)
                out.push_back(finding_of(
                    verification, std::string(words.rule), words.severity,
                    fmt::format("{} {}{}{}", row.path, words.title, row.detail.empty() ? "" : ": ", row.detail),
                    {row.path, 0, row.detail}));
    }
    return out;
}

}  // namespace ward::update
