#include "judges/policy/registry_strays.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/npm_spec.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;

struct OwnFile {
    std::string_view path;  // from the node_modules folder
    std::string_view reason;
};
constexpr std::array<OwnFile, 8> own_files{{
    {".package-lock.json", "npm's record of what it installed"},
    {".yarn-integrity", "Yarn's record of what it installed"},
    {".yarn-state.yml", "Yarn's record of what it installed"},
    {".modules.yaml", "pnpm's record of what it installed"},
    {".pnpm/lock.yaml", "pnpm's record of what it installed"},
    {".pnpm-workspace-state.json", "pnpm's record of what it installed"},
    {".pnpm-workspace-state-v1.json", "pnpm's record of what it installed"},
    {".pnpm-debug.log", "pnpm's log"},
}};
constexpr std::string_view modules = "node_modules";

// "a/node_modules/b/c": what stands before and behind the last node_modules.
struct Split {
    std::string_view folder;  // up to and with node_modules
    std::string_view rest;
};
Split split_at_modules(std::string_view path) {
    size_t at = path.size();
    while ((at = path.rfind(modules, at)) != std::string_view::npos) {
        const size_t end = at + modules.size();
        if ((at == 0 || path[at - 1] == '/') && end < path.size() && path[end] == '/')
            return {path.substr(0, end), path.substr(end + 1)};
        if (at-- == 0) break;
    }
    return {{}, path};
}

std::string command_link(std::string_view package, std::string_view name) {
    const auto place = npm::place_of(package);
    const std::string_view holder = place ? place->holder : npm::folder_of(package);
    return fmt::format("{}{}{}/.bin/{}", holder, holder.empty() ? "" : "/", modules, name);
}

bool has(const std::map<std::string, std::set<std::string>, std::less<>>& commands, std::string_view link,
         const std::string& target) {
    const auto found = commands.find(link);
    return found != commands.end() && found->second.contains(target);
}

}  // namespace

StraySorter::StraySorter(const Root& project, const LockedTree& locked, const InstalledTree& installed,
                         const std::vector<Comparison>& comparisons, const RegistryOptions& options)
    : project_(project), locked_(locked), recorded_(options.recorded.begin(), options.recorded.end()) {
    for (const LockedPlace& package : locked.packages) names_.insert(package.name);
    for (size_t i = 0; i < comparisons.size(); ++i) {
        const InstalledPlace& place = installed.places[i];
        if (!place.kind) continue;
        places_.insert(place.locked.place);
        places_.insert(comparisons[i].folders.begin(), comparisons[i].folders.end());
        for (const ward::npm::Command& command : comparisons[i].commands)
            proven_[command_link(command.folder, command.name)].insert(command.path);
        const PackageState state = comparisons[i].result.state;
        if (state == PackageState::not_compared || state == PackageState::not_registry)
            add_commands_of(place, options.limits);
    }
}

// What a link leads to is the project's own code, which stands where it is.
void StraySorter::add_commands_of(const InstalledPlace& place, const RegistryLimits& limits) {
    const LockedPlace& locked = place.locked;
    const bool is_link = locked.kind == LockedPlace::Kind::link;
    const std::string& folder = is_link ? locked.target : locked.place;
    const auto text = project_.read(fmt::format("{}/package.json", folder), limits.manifest_bytes);
    if (!text) return;
    auto& commands = is_link ? proven_ : claimed_;
    for (const ward::npm::Command& command : commands_of(*text, "", limits)) {
        auto& targets = commands[command_link(locked.place, command.name)];
        targets.insert(fmt::format("{}/{}", locked.place, command.path));
        targets.insert(fmt::format("{}/{}", folder, command.path));
    }
}

std::vector<FileFinding> StraySorter::sort(const Comparison& comparison) {
    std::vector<FileFinding> out;
    const Owner owner{.place = comparison.result.place, .has_install_script = comparison.has_install_script};
    for (const DiskFile& file : comparison.strays) sort_one(file, owner, out);
    return out;
}

std::vector<FileFinding> StraySorter::sort(const std::vector<DiskFile>& strangers) {
    std::vector<FileFinding> out;
    for (const DiskFile& file : strangers) sort_one(file, {}, out);
    return out;
}

// The first package folder below the owner that neither a lock file nor the owner's tarball knows.
std::string StraySorter::nearest_package(std::string_view path) const {
    std::string found;
    for (std::string_view folder = npm::folder_of(path); !folder.empty(); folder = npm::folder_of(folder)) {
        if (places_.contains(folder)) break;
        const auto place = npm::place_of(folder);  // also of .bin, .cache and folders of scopes
        if (place && npm::is_package_name(place->name)) found = folder;
    }
    return found;
}

void StraySorter::sort_one(const DiskFile& file, const Owner& owner, std::vector<FileFinding>& out) {
    FileFinding finding = judge(file, owner);
    if (finding.state == FileState::extra || finding.state == FileState::unproven) {
        const std::string package = nearest_package(file.path);
        if (package.size() > owner.place.size()) {
            finding.state = FileState::extra;
            finding.reason = "of a package that no lock file names";
            extra_[package].push_back(std::move(finding));
            return;
        }
    }
    out.push_back(std::move(finding));
}

FileFinding StraySorter::judge(const DiskFile& file, const Owner& owner) const {
    const auto found = [&](FileState state, std::string_view reason) {
        return FileFinding{file.path, state, std::string(reason)};
    };
    if (recorded_.contains(file.path)) return found(FileState::generated, "recorded");
    const auto [folder, rest] = split_at_modules(file.path);
    if (rest.starts_with(".bin/")) return judge_command(file);
    if (owner.place.empty()) {  // an installer keeps its own files in folders of the project, never inside a package
        for (const OwnFile& own : own_files)
            if (rest == own.path && file.kind == EntryKind::file) return found(FileState::generated, own.reason);
        if (rest.starts_with(".cache/") || rest.starts_with(".vite/"))
            return found(FileState::unproven, "a cache that programs write, and read as code");
    }
    if (file.kind == EntryKind::symlink) return judge_link(file);
    if (file.kind != EntryKind::file) return found(FileState::extra, "neither file nor folder");
    if (owner.has_install_script)
        return found(FileState::unproven, "not in the tarball; the package's install script may have made it");
    return found(FileState::extra, owner.place.empty() ? "of no package" : "not in the tarball");
}

// Only a link to what the package itself calls a command of this name is the installer's work.
FileFinding StraySorter::judge_command(const DiskFile& file) const {
    const auto found = [&](FileState state, std::string reason) {
        return FileFinding{file.path, state, std::move(reason)};
    };
    if (file.kind == EntryKind::file && locked_.installer == ward::npm::Installer::other)
        return found(FileState::unproven, "a start script as pnpm writes them; nothing tells its text");
    if (file.kind != EntryKind::symlink) return found(FileState::extra, "among links to commands, and no link");
    const auto text = project_.link_target(file.path);
    const auto target = text ? npm::join_path(npm::folder_of(file.path), *text) : std::nullopt;
    if (!target) return found(FileState::extra, fmt::format("leads to {}", text ? *text : text.error().what));
    if (has(proven_, file.path, *target)) return found(FileState::generated, fmt::format("the command {}", *target));
    if (has(claimed_, file.path, *target))
        return found(FileState::unproven, fmt::format("leads to {}, of a package that was not compared", *target));
    return found(FileState::extra, fmt::format("leads to {}, which is no command of that name", *target));
}

// pnpm reaches packages by links; they lead to locked places, or to the project's own folders. A list does not tell
// aliases: a link may have a name of its own, but not that of another listed package.
FileFinding StraySorter::judge_link(const DiskFile& file) const {
    const auto text = project_.link_target(file.path);
    const auto target = text ? npm::join_path(npm::folder_of(file.path), *text) : std::nullopt;
    const std::string shown = target ? *target : text ? *text : text.error().what;
    const auto place = npm::place_of(file.path);
    if (locked_.installer == ward::npm::Installer::other && target && place) {
        const auto there = npm::place_of(*target);
        if (there && there->name == place->name && places_.contains(*target))
            return {file.path, FileState::generated, fmt::format("a link to the package at {}", shown)};
        if (there && !names_.contains(place->name) && places_.contains(*target))
            return {file.path, FileState::unproven, fmt::format("another name for the package at {}", shown)};
        if (!there)
            return {file.path, FileState::unproven, fmt::format("a link to {}, a folder of the project", shown)};
    }
    return {file.path, FileState::extra, fmt::format("a symbolic link to {}, which no tarball brings", shown)};
}

std::vector<PackageResult> StraySorter::extra_packages() const {
    std::vector<PackageResult> out;
    for (const auto& [place, findings] : extra_) {
        PackageResult result;
        result.place = place;
        result.name = npm::place_of(place)->name;
        result.state = PackageState::extra;
        result.reason = "in no lock file and in no tarball";
        result.findings = findings;
        std::ranges::sort(result.findings, {}, &FileFinding::path);
        out.push_back(std::move(result));
    }
    return out;
}

}  // namespace ward::policy
