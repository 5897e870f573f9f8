#include "judges/policy/registry_strays.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/npm_spec.h"
#include "judges/policy/registry_start_script.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;

struct OwnFile {
    std::string_view path;  // from the node_modules folder
    std::string_view reason;
};
constexpr std::array<OwnFile, 9> own_files{{
    {".package-lock.json", "npm's record of what it installed"},
    {".yarn-integrity", "Yarn's record of what it installed"},
    {".yarn-state.yml", "Yarn's record of what it installed"},
    {".package-map.json", "Yarn's record of what it installed"},
    {".modules.yaml", "pnpm's record of what it installed"},
    {".pnpm/lock.yaml", "pnpm's record of what it installed"},
    {".pnpm-workspace-state.json", "pnpm's record of what it installed"},
    {".pnpm-workspace-state-v1.json", "pnpm's record of what it installed"},
    {".pnpm-debug.log", "pnpm's log"},
}};
constexpr std::string_view modules = "node_modules";
constexpr size_t most_started = 512u << 20;  // of a command's file

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
    for (const LockedLink& link : locked.links)
        if (!link.is_own) names_of_aliases_.emplace(link.name, link.target);
    names_of_aliases_.insert(locked.aliases.begin(), locked.aliases.end());
    for (const InstalledPlace& place : installed.places) add_links(place.files);
    add_links(installed.strangers);
    for (size_t i = 0; i < comparisons.size(); ++i) {
        const InstalledPlace& place = installed.places[i];
        if (!place.kind) continue;
        places_.insert(place.locked.place);
        places_.insert(comparisons[i].folders.begin(), comparisons[i].folders.end());
        for (const ward::npm::Command& command : comparisons[i].commands)
            proven_[command_link(command.folder, command.name)].insert(command.path);
        for (const ward::npm::Command& command : comparisons[i].commands) commands_.emplace(command.path, command.name);
        if (const auto at = npm::place_of(place.locked.place);
            at && npm::base_of(npm::folder_of(at->holder)) == ".pnpm")
            owners_.try_emplace(std::string(at->holder),
                                fmt::format("{}@{}", comparisons[i].result.name, comparisons[i].result.version));
        versions_.emplace(place.locked.place,
                          fmt::format("{}@{}", comparisons[i].result.name, comparisons[i].result.version));
        const PackageState state = comparisons[i].result.state;
        if (state == PackageState::not_compared || state == PackageState::not_registry)
            add_commands_of(place, options.limits);
    }
}

void StraySorter::add_links(const std::vector<DiskFile>& files) {
    for (const DiskFile& file : files)
        if (file.kind == EntryKind::symlink) links_.insert(file.path);
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
    if (rest.ends_with("/.ready") && file.path.starts_with(".yarn/unplugged/") && project_.size(file.path) == 0u)
        return found(FileState::generated, "Yarn's mark of a package that is whole");
    if (owner.has_install_script)
        return found(FileState::unproven, "not in the tarball; the package's install script may have made it");
    return found(FileState::extra, owner.place.empty() ? "of no package" : "not in the tarball");
}

// Only what leads to a file that its own package calls a command of this name is the installer's work. npm keeps it
// beside the package; the others, wherever a package asks for it.
FileFinding StraySorter::judge_command(const DiskFile& file) const {
    const auto found = [&](FileState state, std::string reason) {
        return FileFinding{file.path, state, std::move(reason)};
    };
    const bool is_npm = locked_.installer == ward::npm::Installer::npm;
    if (file.kind == EntryKind::file && !is_npm) return judge_start_script(file);
    if (file.kind != EntryKind::symlink) return found(FileState::extra, "among links to commands, and no link");
    const auto text = project_.link_target(file.path);
    const auto target = text ? npm::join_path(npm::folder_of(file.path), *text) : std::nullopt;
    if (!target) return found(FileState::extra, fmt::format("leads to {}", text ? *text : text.error().what));
    if (has(proven_, file.path, *target)) return found(FileState::generated, fmt::format("the command {}", *target));
    const std::string real = real_place(*target);
    if (!is_npm && commands_.contains({real, std::string(npm::base_of(file.path))}))
        return found(FileState::generated, fmt::format("the command {}", real));
    if (has(claimed_, file.path, *target))
        return found(FileState::unproven, fmt::format("leads to {}, of a package that was not compared", *target));
    // bun leads the command of a package past its own start script, to the program for this platform.
    if (locked_.packages_by == PackagesBy::bun && npm::base_of(real) == npm::base_of(file.path) && is_of_package(real))
        return found(FileState::unproven,
                     fmt::format("leads to {}, a package's file and no command of that name", real));
    return found(FileState::extra, fmt::format("leads to {}, which is no command of that name", *target));
}

// pnpm's, which say where they start from: the text is the only one that pnpm writes for this command here.
FileFinding StraySorter::judge_start_script(const DiskFile& file) const {
    const auto is_none = [&](std::string reason) {
        return FileFinding{file.path, FileState::extra, "among commands, and " + std::move(reason)};
    };
    constexpr size_t most = 1u << 20;
    const auto text = project_.read(file.path, most);
    const auto script = text ? read_start_script(*text) : std::nullopt;
    if (!script)
        return {file.path, FileState::unproven, "no start script as pnpm 8 to 12 write them; nothing tells its text"};
    const auto target = npm::join_path(npm::folder_of(file.path), script->target);
    const std::string real = target ? real_place(*target) : script->target;
    if (!commands_.contains({real, std::string(npm::base_of(file.path))}))
        return is_none(fmt::format("starts {}, which is no command of that name", real));
    const auto started = project_.read(real, most_started);
    if (!started || interpreter_of(real, *started) != Interpreter{script->program, script->arguments})
        return is_none(fmt::format("does not start {} as its first line says", real));
    for (const std::string& folder : script->node_path)
        if (!is_modules_folder(folder, file.path)) return is_none(fmt::format("lets node look into {}", folder));
    return {file.path, FileState::generated, fmt::format("starts the command {}", real)};
}

// Of the project, as a script at `script` names it.
bool StraySorter::is_modules_folder(std::string_view folder, std::string_view script) const {
    const std::string inside = project_.path() + '/';
    const bool is_absolute = folder.starts_with('/');
    if (is_absolute && !folder.starts_with(inside)) return false;
    const auto path =
        is_absolute ? npm::join_path("", folder.substr(inside.size())) : npm::join_path(npm::folder_of(script), folder);
    return path && npm::base_of(*path) == modules;
}

// Where a path leads by links to packages: "node_modules/a/bin.js" of pnpm to
// "node_modules/.pnpm/a@1/node_modules/a/bin.js".
std::string StraySorter::real_place(std::string path) const {
    for (size_t start = 0; start < path.size();) {
        const size_t end = std::min(path.find('/', start), path.size());
        const std::string folder = path.substr(0, end);
        if (links_.contains(folder)) {
            const auto text = project_.link_target(folder);
            const auto target = text ? npm::join_path(npm::folder_of(folder), *text) : std::nullopt;
            // What pnpm links to is a folder, and no further link.
            if (target) return *target + path.substr(end);
        }
        start = end + 1;
    }
    return path;
}

// pnpm reaches packages by links: each name of a need that the lock file has leads to the package that it has for it.
FileFinding StraySorter::judge_link(const DiskFile& file) const {
    const auto text = project_.link_target(file.path);
    const auto target = text ? npm::join_path(npm::folder_of(file.path), *text) : std::nullopt;
    const std::string shown = target ? *target : text ? *text : text.error().what;
    const auto place = npm::place_of(file.path);
    if (locked_.installer == ward::npm::Installer::other && target && place) {
        const auto there = versions_.find(*target);
        const std::string label = there == versions_.end() ? "" : there->second;
        if (is_locked_link(place->holder, place->name, label, *target))
            return {file.path, FileState::generated, fmt::format("a link to the package at {}", shown)};
        const bool has_name = label.starts_with(fmt::format("{}@", place->name));
        // Of lock files that do not say who reaches whom.
        if (!locked_.has_links_on_disk && (has_name || names_of_aliases_.contains({std::string(place->name), label})))
            return {file.path, FileState::generated, fmt::format("a link to the package at {}", shown)};
        if (!locked_.has_links_on_disk && !label.empty() && !names_.contains(place->name))
            return {file.path, FileState::unproven, fmt::format("another name for the package at {}", shown)};
        if (has_name)
            return {file.path, FileState::extra,
                    fmt::format("a link to {}, which the lock file does not give to {}", label,
                                holder_name(place->holder))};
        if (label.empty() && !npm::place_of(*target))
            return {file.path, FileState::unproven, fmt::format("a link to {}, a folder of the project", shown)};
    }
    return {file.path, FileState::extra, fmt::format("a symbolic link to {}, which no tarball brings", shown)};
}

bool StraySorter::is_of_package(std::string_view path) const {
    for (std::string_view folder = npm::folder_of(path); !folder.empty(); folder = npm::folder_of(folder))
        if (versions_.contains(folder)) return true;
    return false;
}

std::string StraySorter::holder_name(std::string_view holder) const {
    if (holder.empty()) return "the project";
    const auto owner = owners_.find(holder);
    return owner == owners_.end() ? fmt::format("\"{}\"", holder) : owner->second;
}

// Is the link called `name`, of what stands in the folder `holder`, one that the lock file has?
bool StraySorter::is_locked_link(std::string_view holder, std::string_view name, const std::string& label,
                                 const std::string& target) const {
    const auto has_link = [&](std::string_view from, bool is_package) {
        const LockedLink to_package{std::string(from), is_package, std::string(name), label, false};
        const LockedLink to_folder{std::string(from), is_package, std::string(name), target, true};
        return (!label.empty() && std::ranges::binary_search(locked_.links, to_package)) ||
               std::ranges::binary_search(locked_.links, to_folder);
    };
    const auto owner = owners_.find(holder);
    if (owner != owners_.end()) return has_link(owner->second, true);
    // What pnpm hoists, for packages that ask for more than they name.
    if (npm::base_of(holder) == ".pnpm")
        return label.starts_with(fmt::format("{}@", name)) || names_of_aliases_.contains({std::string(name), label});
    return has_link(holder, false);
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
