// See registry.h.
#include "faces/cli/policy/registry.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <span>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/packuments.h"
#include "faces/cli/policy/report.h"
#include "faces/cli/policy/subject.h"
#include "faces/cli/scan.h"
#include "faces/cli/tarballs.h"
#include "io/net/http.h"
#include "judges/policy/named_files.h"
#include "judges/policy/registry.h"
#include "judges/policy/registry_provenance.h"
#include "judges/policy/registry_signatures.h"

namespace ward::cli {

Result<std::unique_ptr<npm::TarballSource>> tarball_source(const Invocation& invocation, const Root& project) {
    std::vector<std::unique_ptr<npm::TarballSource>> sources;
    sources.push_back(npm::project_files(project));
    WARD_TRY(auto named, tarball_sources(invocation, invocation.value("registry", npm::DownloadOptions{}.registry)));
    std::ranges::move(named, std::back_inserter(sources));
    return npm::first_of(std::move(sources));
}

std::vector<std::string> yarn_caches(const Invocation& invocation) {
    if (invocation.has("yarn-cache")) return invocation.values("yarn-cache");
    const std::string asked = environment("YARN_GLOBAL_FOLDER");
    const std::string usual = (asked.empty() ? environment("HOME") + "/.yarn/berry" : asked) + "/cache";
    return is_folder(usual) ? std::vector{usual} : std::vector<std::string>();
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

using policy::PackageProvenance;
using policy::PackageSignature;
using policy::ProvenanceState;
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

void add_provenance(Report& report, const PackageProvenance& package) {
    const std::string label = package.name + '@' + package.version;
    if (package.state == ProvenanceState::wrong)
        add_finding(report, {"package-provenance", Severity::critical}, package.place, label + ": " + package.reason);
    if (package.state == ProvenanceState::unknown)
        report.skipped.push_back({package.place, SkipKind::unread, "provenance of " + label + ": " + package.reason});
    if (package.state == ProvenanceState::holds)
        report.notes.push_back({"provenance", label + " was built by " + package.reason, package.place});
}

// What the registry says of the packages; empty where it was not asked.
struct Vouched {
    std::vector<PackageSignature> signatures;
    std::vector<PackageProvenance> provenance;
};

constexpr size_t max_trust_bytes = 4u << 20;

// Of --npm-keys.
Result<std::vector<signing::NpmKey>> npm_keys(const Invocation& invocation) {
    if (!invocation.has("npm-keys")) return std::vector<signing::NpmKey>();
    const std::string path = invocation.value("npm-keys");
    WARD_TRY(const std::string text, read_file(path, max_trust_bytes));
    auto keys = signing::parse_npm_keys(text, path);
    if (!keys) return std::unexpected(keys.error().error);
    return *std::move(keys);
}

Result<signing::SigstoreTrust> sigstore_trust(const Invocation& invocation, std::span<const signing::NpmKey> keys) {
    if (!invocation.has("sigstore-root"))
        return fail(ErrorCode::usage, "needs --sigstore-root FILE (trusted_root.json): no such root is built in",
                    invocation.has("attestations") ? "--attestations" : "--fetch-attestations");
    const std::string path = invocation.value("sigstore-root");
    WARD_TRY(const std::string text, read_file(path, max_trust_bytes));
    auto root = signing::parse_trusted_root(text, path);
    if (!root) return std::unexpected(root.error().error);
    signing::SigstoreTrust trust{.root = *std::move(root)};
    // The registry signs what it says about publishing by the keys that it signs packages with.
    for (const signing::NpmKey& key : keys)
        trust.keys.push_back({.hint = key.id, .key = key.spki_der, .validity = {.until = key.expires}});
    return trust;
}

// Who is believed, of --npm-keys and --attestations. Read before anything is compared.
struct Believed {
    std::vector<signing::NpmKey> keys;
    std::unique_ptr<npm::PackumentSource> documents;  // null: no signature is asked for
    signing::SigstoreTrust sigstore;
    std::unique_ptr<npm::AttestationSource> attestations;  // null: no provenance is asked for
};

// The folder that was named, and then the registry.
Result<std::unique_ptr<npm::AttestationSource>> attestation_sources(const Invocation& invocation) {
    std::vector<std::unique_ptr<npm::AttestationSource>> sources;
    if (invocation.has("attestations")) {
        WARD_TRY(Root folder, Root::open(invocation.value("attestations")));
        sources.push_back(npm::attestation_folder(std::move(folder)));
    }
    if (invocation.has("fetch-attestations")) {
        if (invocation.has("offline"))
            return fail(ErrorCode::usage, "cannot be had with --offline", "--fetch-attestations");
        sources.push_back(
            npm::attestation_downloads([] { return net::curl_http("ward/" + std::string(program_version())); },
                                       invocation.value("registry", npm::DownloadOptions{}.registry)));
    }
    return npm::first_attestations_of(std::move(sources));
}

Result<Believed> believed(const Invocation& invocation) {
    Believed out;
    WARD_TRY(out.keys, npm_keys(invocation));
    if (invocation.has("npm-keys")) {
        WARD_TRY(out.documents, packument_source(invocation));
    } else if (invocation.has("packuments")) {
        return fail(ErrorCode::usage, "is for --npm-keys", "--packuments");
    }
    if (invocation.has("attestations") || invocation.has("fetch-attestations")) {
        WARD_TRY(out.sigstore, sigstore_trust(invocation, out.keys));
        WARD_TRY(out.attestations, attestation_sources(invocation));
    }
    return out;
}

Vouched vouched(const Believed& whom, const RegistryResult& result) {
    Vouched out;
    if (whom.documents) out.signatures = policy::check_registry_signatures(result, *whom.documents, whom.keys);
    if (whom.attestations) out.provenance = policy::check_provenance(result, *whom.attestations, whom.sigstore);
    return out;
}

Report report_of(const RegistryResult& result, const Vouched& said, const std::string& folder) {
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
    for (const PackageSignature& package : said.signatures) add_signature(report, package);
    for (const PackageProvenance& package : said.provenance) add_provenance(report, package);
    const bool is_known = std::ranges::find(said.signatures, SignatureState::unknown, &PackageSignature::state) ==
                              said.signatures.end() &&
                          std::ranges::find(said.provenance, ProvenanceState::unknown, &PackageProvenance::state) ==
                              said.provenance.end();
    finish_policy_report(report, result.is_complete() && !result.packages.empty() && is_known);
    return report;
}

std::string text_of_registry(const RegistryResult& result, const Vouched& said, const Report& report) {
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
    if (!said.signatures.empty())
        out += fmt::format("{} of {} packages are signed by the registry\n",
                           std::ranges::count(said.signatures, SignatureState::holds, &PackageSignature::state),
                           said.signatures.size());
    if (!said.provenance.empty())
        out += fmt::format("{} of {} packages have a provenance that holds\n",
                           std::ranges::count(said.provenance, ProvenanceState::holds, &PackageProvenance::state),
                           said.provenance.size());
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
    WARD_TRY(const Believed whom, believed(invocation));
    policy::RegistryOptions options;
    options.lock = invocation.value("lock");
    options.yarn_caches = yarn_caches(invocation);
    WARD_TRY(options.recorded, recorded_files(invocation, folder));
    WARD_TRY(const RegistryResult result, policy::verify_against_registry(root, *source, options));
    const Vouched said = vouched(whom, result);
    const Report report = report_of(result, said, real);
    return deliver_policy(report, text_of_registry(result, said, report), invocation);
}

}  // namespace ward::cli
