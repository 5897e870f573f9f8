// Binary-Artifacts: programs and libraries in the tree that nobody can read.
#include <algorithm>
#include <optional>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/raw.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view binary_artifacts_name = "Binary-Artifacts";
constexpr std::string_view wrapper = "gradle-wrapper.jar";

std::string_view extension_of(std::string_view path) {
    const std::string_view last = base_name(path);
    const size_t dot = last.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : last.substr(dot + 1);
}

bool is_binary(const TreeFile& file) {
    if (file.size == 0) return false;
    return is_binary_kind(file.kind) || (!file.is_text && is_binary_extension(extension_of(file.path)));
}

// The workflow that compares wrappers with those that Gradle published; only without problems is it believed.
const WorkflowFile* validating_workflow(const Facts& facts) {
    for (const WorkflowFile& file : facts.workflows())
        if (file.parsed && file.parsed->problems.empty() && validates_wrappers(file)) return &file;
    return nullptr;
}

// What is missing to tell whether wrappers are verified; a tree alone does not verify them.
std::optional<CheckResult> unknown_of_wrappers(const Facts& facts) {
    const WorkflowFile* file = validating_workflow(facts);
    if (file == nullptr || facts.forge == nullptr) return std::nullopt;
    if (!facts.forge->commits) return missing(binary_artifacts_name, facts, "commits");
    if (known_runs(facts, file->path) == nullptr) return missing_runs(binary_artifacts_name, facts, file->path);
    return std::nullopt;
}

// Did that workflow succeed for the newest commit?
bool wrappers_are_verified(const Facts& facts) {
    const WorkflowFile* file = validating_workflow(facts);
    const auto* runs = file == nullptr ? nullptr : known_runs(facts, file->path);
    if (runs == nullptr || !facts.forge->commits || facts.forge->commits->empty()) return false;
    const std::string& head = facts.forge->commits->front().id;
    return std::ranges::any_of(*runs, [&](const forge::WorkflowRun& run) { return run.head == head; });
}

CheckResult run_binary_artifacts(const Facts& facts) {
    std::vector<ProbeFinding> findings;
    bool has_wrapper = false;
    std::vector<const TreeFile*> files;
    for (const TreeFile& file : facts.files()) {
        if (is_test_data(file.path) || !is_binary(file)) continue;
        files.push_back(&file);
        has_wrapper = has_wrapper || base_name(file.path) == wrapper;
    }
    if (has_wrapper)
        if (auto unknown = unknown_of_wrappers(facts)) return *std::move(unknown);
    const bool verified = has_wrapper && wrappers_are_verified(facts);
    for (const TreeFile* file : files) {
        if (verified && base_name(file->path) == wrapper) continue;
        findings.push_back(
            {.probe = "hasUnverifiedBinaryArtifacts",
             .outcome = Outcome::yes,
             .message = "binary artifact detected",
             .location = Location{.path = std::string(file->path), .kind = Location::Kind::binary, .line = 1}});
    }
    if (findings.empty()) {
        CheckResult result = scored(binary_artifacts_name, "no binaries found in the repo", max_score);
        result.findings.push_back({.probe = "hasUnverifiedBinaryArtifacts",
                                   .outcome = Outcome::no,
                                   .message = "Repository does not have binary artifacts."});
        return result;
    }
    const int count = static_cast<int>(std::min<size_t>(findings.size(), max_score));
    CheckResult result = scored(binary_artifacts_name, "binaries present in source code", max_score - count);
    for (const ProbeFinding& finding : findings)
        result.details.push_back(
            {.level = Detail::Level::warn, .text = "binary detected", .location = finding.location});
    result.findings = std::move(findings);
    return result;
}

}  // namespace

std::vector<std::string> binary_files(const Facts& facts) {
    std::vector<std::string> out;
    for (const TreeFile& file : facts.files())
        if (!is_test_data(file.path) && is_binary(file)) out.emplace_back(file.path);
    return out;
}

std::vector<ProbeFinding> has_binary_artifacts(const Facts& facts) {
    constexpr std::string_view id = "hasBinaryArtifacts";
    std::vector<ProbeFinding> out;
    for (std::string& path : binary_files(facts))
        out.push_back({.probe = id,
                       .outcome = Outcome::yes,
                       .message = "binary artifact detected",
                       .location = Location{.path = std::move(path), .kind = Location::Kind::binary, .line = 1}});
    if (out.empty()) out.push_back({.probe = id, .message = "Repository does not have any binary artifacts."});
    return out;
}

WARD_CHECK(binary_artifacts) = {
    .name = binary_artifacts_name,
    .summary = "Determines if the project has generated executable (binary) artifacts in the source repository.",
    .risk = Risk::high,
    .run = run_binary_artifacts};

}  // namespace ward::scorecard
