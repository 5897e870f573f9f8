// See diff.h.
#include "faces/cli/vet/diff.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/scan.h"
#include "faces/cli/vet/package.h"
#include "faces/cli/vet/report.h"
#include "review/review.h"

namespace ward::cli {
namespace {

constexpr size_t shown_files = 20;

std::string side_label(const vet::Side& side) {
    return fmt::format("{}@{}", side.name, side.version.empty() ? "?" : side.version);
}

// "12 -> 14", with a question mark for what is not known.
template <typename Value>
std::string step(const std::optional<Value>& before, const std::optional<Value>& now) {
    const auto word = [](const std::optional<Value>& value) { return value ? fmt::format("{}", *value) : "?"; };
    return fmt::format("{} -> {}", word(before), word(now));
}

std::string step(const std::string& before, const std::string& now) {
    return fmt::format("{} -> {}", before.empty() ? "?" : before, now.empty() ? "?" : now);
}

std::string words_of(const vet::Change& change) {
    if (change.before.empty()) return fmt::format("{} added: {}  {}", change.kind, change.name, change.now);
    if (change.now.empty()) return fmt::format("{} removed: {}  {}", change.kind, change.name, change.before);
    return fmt::format("{} changed: {}  {} -> {}", change.kind, change.name, change.before, change.now);
}

std::string words_of(const vet::FileChange& file) {
    return fmt::format("{}  {} ({} -> {} bytes)", name_of(file.kind), file.path, file.before, file.now);
}

// One line each, in the order people read them: who and how, then what.
std::vector<std::string> lines_of(const vet::Difference& difference) {
    const vet::Side& before = difference.before;
    const vet::Side& now = difference.now;
    std::vector<std::string> lines;
    const auto day = [](const std::optional<Instant>& at) { return at ? format_instant(*at) : std::string(); };
    lines.push_back("published: " + step(day(before.published), day(now.published)));
    lines.push_back("publisher: " + step(before.publisher, now.publisher));
    lines.push_back("provenance: " +
                    step(std::string(name_of(before.provenance)), std::string(name_of(now.provenance))));
    lines.push_back("unpacked bytes: " + step(before.unpacked_bytes, now.unpacked_bytes));
    lines.push_back("files: " + step(before.files, now.files));
    if (before.license != now.license) lines.push_back("license: " + step(before.license, now.license));
    for (const vet::Change& change : difference.changes) lines.push_back(words_of(change));
    for (const vet::CapabilityUse& use : difference.capabilities)
        lines.push_back(
            fmt::format("capability added: {}  {}:{}", name_of(use.capability), use.evidence.path, use.evidence.line));
    for (const vet::Sighting& one : difference.signals)
        lines.push_back(fmt::format("signal added: {} {}", one.signal, one.what));
    if (!difference.files_known) lines.emplace_back("files of one side or both are not known");
    else if (!difference.capabilities_known) lines.emplace_back("capabilities are not known");
    return lines;
}

std::string text_of_diff(const vet::Difference& difference) {
    std::string out =
        fmt::format("{} -> {}\n", display(side_label(difference.before)), display(side_label(difference.now)));
    for (const std::string& line : lines_of(difference)) out += fmt::format("  {}\n", display(line));
    const size_t shown = std::min(difference.files.size(), shown_files);
    for (size_t i = 0; i < shown; ++i) out += fmt::format("  {}\n", display(words_of(difference.files[i])));
    const uint64_t more = difference.files.size() - shown + difference.more_files;
    if (more > 0) out += fmt::format("  … {} more files\n", more);
    return out;
}

// The same, for every format.
void add_difference(Report& report, const vet::Difference& difference, const std::string& purl) {
    for (const std::string& line : lines_of(difference)) report.notes.push_back({"difference", line, purl});
    for (const vet::FileChange& file : difference.files)
        report.notes.push_back({"file-difference", words_of(file), file.path});
}

}  // namespace

Result<int> vet_diff(const Invocation& invocation) {
    if (invocation.arguments.size() != 2)
        return fail(ErrorCode::usage, "takes two versions: NAME@A NAME@B, tarballs or folders");
    WARD_TRY(PackageSources sources, PackageSources::open(invocation));
    WARD_TRY(const std::vector<vet::Label> labels, known_labels(invocation));
    WARD_TRY(const auto before, sources.load(invocation.arguments[0]));
    WARD_TRY(const auto now, sources.load(invocation.arguments[1]));
    if (!before->inputs.name.empty() && !now->inputs.name.empty() && before->inputs.name != now->inputs.name)
        return fail(ErrorCode::usage, fmt::format("are two packages: {} and {}", display(before->inputs.name),
                                                  display(now->inputs.name)));
    WARD_TRY(VersionVerdict verdict, judge_version(*now, before.get(), labels));
    WARD_TRY_VOID(sources.check_advisories());

    Report report = vet_report(invocation, "package", join(invocation.arguments, ", "));
    report.subject.name = now->inputs.name;
    report.subject.version = now->inputs.version;
    add_difference(report, *verdict.difference, now->purl());
    add_version(report, *now);
    for (const Skipped& part : before->skipped) report.skipped.push_back(part);
    add_advisories(report, sources);
    std::vector<vet::Judged> judged{std::move(verdict.judged)};
    const bool known = now->package.has_value() || now->packument != nullptr;
    if (!known) judged.clear();
    add_judged(report, judged, known);
    if (invocation.has("format") || invocation.has("json")) return deliver(report, invocation);
    WARD_TRY(const review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    WARD_TRY_VOID(write_output(invocation.value("output", "-"),
                               text_of_diff(*verdict.difference) + text_of_judged(report, judged, invocation)));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
