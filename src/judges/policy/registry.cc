#include "judges/policy/registry.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/npm/yarn_cache.h"
#include "formats/digest.h"
#include "judges/policy/registry_compare.h"
#include "judges/policy/registry_lock.h"
#include "judges/policy/registry_needs.h"
#include "judges/policy/registry_places.h"
#include "judges/policy/registry_strays.h"

namespace ward::policy {
namespace {

bool is_wrong(FileState state) {
    return state == FileState::changed || state == FileState::missing || state == FileState::extra ||
           state == FileState::unproven;
}

// `npm ci --omit=dev` leaves out all development packages; some that are there say that the others should be.
bool omits_development(const InstalledTree& tree) {
    return std::ranges::none_of(tree.places,
                                [](const InstalledPlace& place) { return place.locked.is_development && place.kind; });
}

void judge_absence(const LockedPlace& locked, bool has_no_development, PackageResult& result) {
    const auto absent = [&](std::string_view reason) {
        result.state = PackageState::absent;
        result.reason = reason;
    };
    if (locked.place.empty()) return absent("listed without a place, and nowhere installed");
    if (locked.may_be_absent) return absent("optional");
    if (locked.is_development && has_no_development) return absent("for development, of which nothing is installed");
}

const std::string own_yarn_cache = ".yarn/cache";

// Of a project that runs from Yarn's archives: those that no entry of the lock file has the digest of, and the program
// that finds packages in them.
void add_plug_n_play(const Root& project, const LockedTree& locked, const npm::YarnCache& archives,
                     RegistryResult& out) {
    std::set<std::string> seen;
    for (const PackageResult& package : out.packages) {
        seen.insert(package.place);
        for (const FileFinding& finding : package.findings) seen.insert(finding.path);
    }
    std::set<std::string> checksums;
    for (const LockedPlace& package : locked.packages) {
        checksums.insert(package.checksum);
        if (!package.checksum.empty()) continue;
        for (std::string& path : archives.named({package.name, package.reference, {}})) seen.insert(std::move(path));
    }
    const auto enter = [&](std::string_view folder) { return folder == ".yarn" || folder == own_yarn_cache; };
    for (const ward::Entry& entry : project.walk({}, enter).entries) {
        const bool is_archive = entry.path.starts_with(own_yarn_cache + '/') && entry.path.ends_with(".zip");
        if (!is_archive || seen.contains(entry.path)) continue;
        const auto bytes = project.read(entry.path, npm::max_yarn_archive_bytes);
        if (!bytes || !checksums.contains(hex(sha2(ShaAlgorithm::sha512, *bytes).view())))
            out.loose.push_back(
                {entry.path, FileState::extra, "among Yarn's archives, and none that the lock file has"});
    }
    for (const char* name : {".pnp.cjs", ".pnp.js", ".pnp.loader.mjs", ".pnp.data.json"})
        if (project.size(name))
            out.loose.push_back({name, FileState::unproven, "Yarn's way to its archives, written on this machine"});
}

// What an install script was recorded to have changed is no finding.
void apply_records(const std::set<std::string_view>& recorded, std::vector<FileFinding>& findings) {
    for (FileFinding& finding : findings)
        if (finding.state == FileState::changed && recorded.contains(finding.path))
            finding = {finding.path, FileState::generated, "recorded; the tarball has other bytes"};
        else if (finding.state == FileState::unproven && recorded.contains(finding.path))
            finding = {finding.path, FileState::generated, "recorded"};
}

}  // namespace

std::string_view name_of(FileState state) {
    switch (state) {
        case FileState::changed: return "changed";
        case FileState::missing: return "missing";
        case FileState::extra: return "extra";
        case FileState::unproven: return "unproven";
        case FileState::generated: return "generated";
        case FileState::mode: return "mode";
    }
    return "unknown";
}

std::string_view name_of(PackageState state) {
    switch (state) {
        case PackageState::same: return "same";
        case PackageState::different: return "different";
        case PackageState::missing: return "missing";
        case PackageState::extra: return "extra";
        case PackageState::absent: return "absent";
        case PackageState::not_registry: return "not-registry";
        case PackageState::not_compared: return "not-compared";
    }
    return "unknown";
}

size_t RegistryResult::count(FileState state) const {
    const auto in = [&](const std::vector<FileFinding>& findings) {
        return static_cast<size_t>(std::ranges::count(findings, state, &FileFinding::state));
    };
    size_t all = in(loose);
    for (const PackageResult& package : packages) all += in(package.findings);
    return all;
}

size_t RegistryResult::count(PackageState state) const {
    return static_cast<size_t>(std::ranges::count(packages, state, &PackageResult::state));
}

bool RegistryResult::is_clean() const {
    return count(PackageState::different) + count(PackageState::missing) + count(PackageState::extra) == 0 &&
           std::ranges::none_of(loose, [](const FileFinding& finding) { return is_wrong(finding.state); });
}

bool RegistryResult::is_complete() const {
    return problems.empty() && count(PackageState::not_compared) == 0;
}

Result<RegistryResult> verify_against_registry(const Root& project, npm::TarballSource& source,
                                               const RegistryOptions& options) {
    WARD_TRY(LockedTree locked, read_locked_tree(project, options));
    InstalledTree tree = read_installed_tree(project, locked, options.limits);
    npm::YarnCache archives;
    if (locked.has_archives) {
        archives.add_of(project, own_yarn_cache);
        for (const std::string& folder : options.yarn_caches) WARD_TRY_VOID(archives.add(folder));
    }
    const Originals originals{.tarballs = source,
                              .archives = archives,
                              .is_plug_n_play = locked.is_plug_n_play,
                              .installer = locked.installer,
                              .limits = options.limits};
    std::vector<Comparison> comparisons(tree.places.size());
    parallel_for(tree.places.size(),
                 [&](size_t i) { comparisons[i] = compare_package(project, tree.places[i], originals); });

    RegistryResult out;
    out.lock = locked.path;
    out.problems = std::move(locked.problems);
    std::ranges::move(tree.problems, std::back_inserter(out.problems));
    const std::set<std::string_view> recorded(options.recorded.begin(), options.recorded.end());
    const bool has_no_development = omits_development(tree);
    StraySorter strays(project, locked, tree, comparisons, options);
    for (size_t i = 0; i < comparisons.size(); ++i) {
        PackageResult result = std::move(comparisons[i].result);
        if (result.state == PackageState::missing) judge_absence(tree.places[i].locked, has_no_development, result);
        comparisons[i].result.place = result.place;
        std::ranges::move(strays.sort(comparisons[i]), std::back_inserter(result.findings));
        std::ranges::sort(result.findings, {}, &FileFinding::path);
        apply_records(recorded, result.findings);
        const bool is_different =
            std::ranges::any_of(result.findings, [](const FileFinding& f) { return is_wrong(f.state); });
        if (result.state == PackageState::same && is_different) result.state = PackageState::different;
        out.packages.push_back(std::move(result));
    }
    out.loose = strays.sort(tree.strangers);
    std::ranges::move(misplaced_packages(locked, tree), std::back_inserter(out.loose));
    if (locked.is_plug_n_play) add_plug_n_play(project, locked, archives, out);
    apply_records(recorded, out.loose);
    std::ranges::move(strays.extra_packages(), std::back_inserter(out.packages));
    std::ranges::sort(out.packages, {}, [](const PackageResult& package) {
        return std::tie(package.place, package.name, package.version);
    });
    return out;
}

}  // namespace ward::policy
