// See registry.h.
#include "faces/cli/policy/registry.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/packuments.h"
#include "faces/cli/policy/report.h"
#include "faces/cli/policy/subject.h"
#include "faces/cli/scan.h"
#include "faces/cli/tarballs.h"
#include "judges/policy/registry.h"
#include "judges/policy/registry_signatures.h"
#include "judges/policy/verify.h"

namespace ward::cli {

Result<std::unique_ptr<npm::TarballSource>> tarball_source(const Invocation& invocation, const Root& project) {
    std::vector<std::unique_ptr<npm::TarballSource>> sources;
    sources.push_back(npm::project_files(project));
    WARD_TRY(auto named, tarball_sources(invocation, npm::DownloadOptions{}.registry));
    std::ranges::move(named, std::back_inserter(sources));
    return npm::first_of(std::move(sources));
}

namespace {

using policy::FileFinding;
using policy::FileState;
using policy::PackageResult;
using policy::PackageState;
using policy::RegistryResult;

struct Rule {
    std::string_view name;  // explained in topics.cc
    Severity severity;
};
Rule rule_of(FileState state) {
    switch (state) {
        case FileState::changed: return {"changed-file", Severity::high};
        case FileState::missing: return {"missing-file", Severity::medium};
        case FileState::extra: return {"extra-file", Severity::high};
        case FileState::unproven: return {"unproven-file", Severity::medium};
        case FileState::mode: return {"changed-mode", Severity::none};
        case FileState::generated: break;
    }
    return {"generated-file", Severity::none};
}

void add_finding(Report& report, const Rule& rule, const std::string& path, const std::string& what) {
    Finding finding;
    finding.judge = "policy";
    finding.rule = rule.name;
    finding.id = finding.rule;
    finding.severity = rule.severity;
    finding.title = path + ": " + what;
    finding.evidence.push_back({path, 0, what});
    finding.key = key_of(finding);
    report.findings.push_back(std::move(finding));
}

using policy::PackageSignature;
using policy::SignatureState;

void add_signature(Report& report, const PackageSignature& package) {
    const std::string what = fmt::format("{}@{}: {}", package.name, package.version, package.reason);
    switch (package.state) {
        case SignatureState::holds: break;
        case SignatureState::wrong:
        case SignatureState::other:
            add_finding(report, {"package-signature", Severity::critical}, package.place, what);
            break;
        case SignatureState::missing:
            add_finding(report, {"unsigned-package", Severity::medium}, package.place, what);
            break;
        case SignatureState::unknown:
            report.skipped.push_back({package.place, SkipKind::unread, "signature of " + what});
            break;
    }
}

// Of --npm-keys; nothing where it was not asked.
Result<std::vector<PackageSignature>> signatures_of(const Invocation& invocation, const RegistryResult& result) {
    if (!invocation.has("npm-keys")) {
        if (invocation.has("packuments")) return fail(ErrorCode::usage, "is for --npm-keys", "--packuments");
        return std::vector<PackageSignature>();
    }
    constexpr size_t max_key_bytes = 1u << 20;
    const std::string path = invocation.value("npm-keys");
    WARD_TRY(const std::string text, read_file(path, max_key_bytes));
    const auto keys = signing::parse_npm_keys(text, path);
    if (!keys) return std::unexpected(keys.error().error);
    WARD_TRY(const auto documents, packument_source(invocation));
    return policy::check_registry_signatures(result, *documents, *keys);
}

Report report_of(const RegistryResult& result, const std::vector<PackageSignature>& signatures,
                 const std::string& folder) {
    Report report = policy_report("policy verify", folder);
    const auto add_file = [&](const FileFinding& file) {
        // What the installer itself makes is no matter of anybody's.
        if (file.state != FileState::generated) add_finding(report, rule_of(file.state), file.path, file.reason);
    };
    for (const PackageResult& package : result.packages) {
        const std::string label = package.name + '@' + package.version;
        if (package.state == PackageState::missing)
            add_finding(report, {"missing-package", Severity::medium}, package.place, label + ": " + package.reason);
        if (package.state == PackageState::extra)
            add_finding(report, {"extra-package", Severity::high}, package.place, package.reason);
        if (package.state == PackageState::not_compared)
            report.skipped.push_back({package.place, SkipKind::unread, label + ": " + package.reason});
        if (package.state == PackageState::not_registry)
            report.notes.push_back({"not-from-a-registry", label + ": " + package.reason, package.place});
        if (package.is_weak)
            report.notes.push_back(
                {"weak-integrity", label + ": the lock file has nothing better than SHA-1", package.place});
        for (const FileFinding& file : package.findings) add_file(file);
    }
    for (const FileFinding& file : result.loose) add_file(file);
    for (const Problem& problem : result.problems)
        report.skipped.push_back({problem.path, SkipKind::unread, problem.reason});
    for (const PackageSignature& package : signatures) add_signature(report, package);
    const bool is_known =
        std::ranges::find(signatures, SignatureState::unknown, &PackageSignature::state) == signatures.end();
    finish_policy_report(report, result.is_complete() && !result.packages.empty() && is_known);
    return report;
}

std::string text_of(const RegistryResult& result, const std::vector<PackageSignature>& signatures,
                    const Report& report) {
    std::string out;
    for (const Finding& finding : report.findings)
        if (finding.severity != Severity::none) out += fmt::format("{:<15} {}\n", finding.rule, display(finding.title));
    for (const Skipped& part : report.skipped)
        out += fmt::format("{:<15} {}: {}\n", "not compared", display(part.path), display(part.reason));
    size_t files = 0;
    size_t generated = result.count(FileState::generated);
    for (const PackageResult& package : result.packages) files += package.files;
    out += fmt::format(
        "{}: {} packages and {} files compared; {} not from a registry, {} absent as the lock file allows, "
        "{} generated files\n",
        display(result.lock), result.count(PackageState::same) + result.count(PackageState::different), files,
        result.count(PackageState::not_registry), result.count(PackageState::absent), generated);
    if (!signatures.empty())
        out += fmt::format("{} of {} packages are signed by the registry\n",
                           std::ranges::count(signatures, SignatureState::holds, &PackageSignature::state),
                           signatures.size());
    return out;
}

// What a manifest of the same folder says that install scripts made.
Result<std::vector<std::string>> recorded_files(const Invocation& invocation, const std::string& folder) {
    std::vector<std::string> out;
    if (!invocation.has("manifest")) return out;
    WARD_TRY(const PolicySubject subject, policy_subject(invocation, folder));
    if (!subject.manifest.ward) return out;
    for (const policy::NamedText& row : subject.manifest.ward->generated)
        if (auto path = policy::path_of_key(row.name, subject.folder)) out.push_back(std::move(*path));
    return out;
}

}  // namespace

Result<int> verify_registry(const Invocation& invocation, const std::string& folder) {
    const std::string real = real_path(folder.empty() ? "." : folder);
    WARD_TRY(const Root root, Root::open(real));
    WARD_TRY(const auto source, tarball_source(invocation, root));
    policy::RegistryOptions options;
    options.lock = invocation.value("lock");
    WARD_TRY(options.recorded, recorded_files(invocation, folder));
    WARD_TRY(const RegistryResult result, policy::verify_against_registry(root, *source, options));
    WARD_TRY(const std::vector<PackageSignature> signatures, signatures_of(invocation, result));
    const Report report = report_of(result, signatures, real);
    return deliver_policy(report, text_of(result, signatures, report), invocation);
}

}  // namespace ward::cli
