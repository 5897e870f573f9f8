// See package.h.
#include "faces/cli/vet/package.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/vet/detonate.h"
#include "faces/cli/vet/report.h"

namespace ward::cli {
namespace {

// The version that the caller names, else the one that was published before.
Result<std::unique_ptr<VetVersion>> load_other(PackageSources& sources, const VetVersion& version,
                                               const Invocation& invocation) {
    const std::string against = invocation.value("against");
    if (against.empty()) return sources.load_before(version);
    // "1.0.0" alone is a version of the same package.
    const bool is_version = version.packument != nullptr && version.packument->find(against) != nullptr;
    return sources.load(is_version ? fmt::format("{}@{}", version.inputs.name, against) : against);
}

Result<std::vector<vet::Sighting>> detonated(VetVersion& version, const Invocation& invocation) {
    std::vector<vet::Sighting> sightings;
    if (!invocation.has("detonate") || !version.package) return sightings;
    WARD_TRY(Detonation detonation, detonate(*version.package, "package.json"));
    for (const std::string& told : detonation.told) version.notes.push_back({"detonation", told, version.purl()});
    std::ranges::move(detonation.skipped, std::back_inserter(version.skipped));
    return std::move(detonation.sightings);
}

}  // namespace

void add_version(Report& report, const VetVersion& version) {
    for (const Note& note : version.notes) report.notes.push_back(note);
    for (const Skipped& part : version.skipped) report.skipped.push_back(part);
    if (!version.package) return;
    for (const npm::NamedText& passed : version.package->passed_over)
        report.notes.push_back({"not-unpacked", passed.text, passed.name});
    for (const npm::NamedText& odd : version.package->ambiguous)
        report.notes.push_back({"ambiguous-name", odd.text, odd.name});
    for (const std::string& problem : version.package->manifest.problems)
        report.notes.push_back({"manifest-problem", problem, "package.json"});
}

void add_advisories(Report& report, const PackageSources& sources) {
    say_advisories(report, sources.advisories()->info(), sources.warnings());
    for (const std::string& problem : sources.problems())
        report.skipped.push_back({"", SkipKind::unread, problem, false});
}

Result<VersionVerdict> judge_version(VetVersion& version, VetVersion* before, std::span<const vet::Label> labels,
                                     std::vector<vet::Sighting> more) {
    if (before != nullptr) {
        // What the caller chose to compare with counts as the version before, wherever it came from.
        version.inputs.package_before = before->package ? &*before->package : nullptr;
        if (before->inputs.published != nullptr) version.inputs.before.version = before->inputs.published;
        else if (before->package) version.inputs.before = {};
        before->inputs.sources = nullptr;
    }
    WARD_TRY(VersionFacts facts, read_version(version));
    VersionVerdict out;
    if (before != nullptr) {
        WARD_TRY(VersionFacts old, read_version(*before));
        out.difference =
            vet::difference_of({&before->inputs, old.sources ? &*old.sources : nullptr, old.sightings},
                               {&version.inputs, facts.sources ? &*facts.sources : nullptr, facts.sightings});
        for (const vet::Sighting& one : out.difference->signals)
            if (one.signal == "S15") facts.sightings.push_back(one);
    }
    std::ranges::move(more, std::back_inserter(facts.sightings));
    std::ranges::copy(version.name_sightings, std::back_inserter(facts.sightings));
    vet::Candidate candidate;
    candidate.purl = version.purl();
    candidate.place = {version.package ? "package.json" : "", 0, version.label};
    candidate.records = facts.metadata.records;
    candidate.sightings = std::move(facts.sightings);
    out.judged = vet::judge(std::move(candidate), labels, version.inputs.now);
    return out;
}

Result<int> vet_package(const Invocation& invocation) {
    if (invocation.arguments.empty())
        return fail(ErrorCode::usage, "needs a package: NAME, NAME@VERSION, a tarball or a folder");
    WARD_TRY(PackageSources sources, PackageSources::open(invocation));
    WARD_TRY(const std::vector<vet::Label> labels, known_labels(invocation));
    Report report =
        vet_report(invocation, invocation.arguments.size() == 1 ? "package" : "set", join(invocation.arguments, ", "));
    std::vector<vet::Judged> judged;
    for (const std::string& word : invocation.arguments) {
        WARD_TRY(const auto version, sources.load(word));
        WARD_TRY(const auto before, load_other(sources, *version, invocation));
        WARD_TRY(std::vector<vet::Sighting> more, detonated(*version, invocation));
        WARD_TRY(VersionVerdict verdict, judge_version(*version, before.get(), labels, std::move(more)));
        if (before != nullptr) {
            for (const Skipped& part : before->skipped)
                version->notes.push_back(
                    {"not-known", fmt::format("all that is new in the files since {}: {}", before->label, part.reason),
                     version->purl()});
            version->notes.push_back(
                {"compared-with", fmt::format("compared with {}", before->label), version->purl()});
        }
        if (version->package || version->packument != nullptr) judged.push_back(std::move(verdict.judged));
        add_version(report, *version);
        if (invocation.arguments.size() == 1) {
            report.subject.name = version->inputs.name;
            report.subject.version = version->inputs.version;
        }
    }
    WARD_TRY_VOID(sources.check_advisories());
    add_advisories(report, sources);
    add_judged(report, judged, !judged.empty());
    return deliver_vet(report, judged, invocation);
}

}  // namespace ward::cli
