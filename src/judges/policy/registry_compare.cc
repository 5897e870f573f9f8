#include "judges/policy/registry_compare.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/fd.h"
#include "facts/inventory/npm_manifest.h"
#include "facts/inventory/npm_spec.h"
#include "facts/npm/integrity.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;
using ward::npm::Unpacked;
using ward::npm::UnpackedFile;

constexpr mode_t set_id_bits = S_ISUID | S_ISGID | S_ISVTX;
constexpr mode_t any_execute = S_IXUSR | S_IXGRP | S_IXOTH;

std::string_view name_of_kind(EntryKind kind) {
    switch (kind) {
        case EntryKind::file: return "a file";
        case EntryKind::folder: return "a folder";
        case EntryKind::symlink: return "a symbolic link";
        case EntryKind::other: return "neither file nor folder";
    }
    return "something else";
}

size_t first_difference(std::string_view a, std::string_view b) {
    return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

class Comparer {
  public:
    Comparer(const Root& project, const InstalledPlace& installed, const Unpacked& unpacked, Comparison& out)
        : project_(project),
          installed_(installed),
          unpacked_(unpacked),
          prefix_(installed.locked.place + "/"),
          out_(out) {}

    // Both lists are sorted by path.
    void run() {
        auto file = unpacked_.files.begin();
        for (const DiskFile& disk : installed_.files) {
            const std::string_view path = std::string_view(disk.path).substr(prefix_.size());
            for (; file != unpacked_.files.end() && file->path < path; ++file) missing(*file);
            if (file != unpacked_.files.end() && file->path == path) compare(disk, *file++);
            else out_.strays.push_back(disk);
        }
        for (; file != unpacked_.files.end(); ++file) missing(*file);
    }

  private:
    void add(std::string path, FileState state, std::string reason) {
        out_.result.findings.push_back({std::move(path), state, std::move(reason)});
    }
    // A package of the tarball's node_modules whose place the lock file gives to another tarball is not its own.
    void missing(const UnpackedFile& file) {
        std::string path = prefix_ + file.path;
        const bool is_inner = std::ranges::any_of(
            installed_.inner, [&](const std::string& inner) { return path.starts_with(inner + "/"); });
        if (!is_inner) add(std::move(path), FileState::missing, "in the tarball only");
    }

    void changed(const DiskFile& disk, std::string reason) {
        if (npm::base_of(disk.path) == "package.json") reason += about_manifest(disk.path);
        if (out_.has_install_script) reason += "; the package has an install script, which may have done it";
        add(disk.path, FileState::changed, std::move(reason));
    }

    void compare(const DiskFile& disk, const UnpackedFile& file) {
        ++out_.result.files;
        out_.result.bytes += file.bytes.size();
        if (disk.kind != EntryKind::file) return changed(disk, fmt::format("is {}", name_of_kind(disk.kind)));
        const auto fd = project_.open_regular(disk.path);
        if (!fd) return changed(disk, fmt::format("cannot be read: {}", fd.error().what));
        struct stat info{};
        if (::fstat(fd->get(), &info) != 0) return changed(disk, "cannot be looked at");
        if ((info.st_mode & set_id_bits) != 0) return changed(disk, "has a set-id or sticky bit");
        // What npm made of a command's first line is its file as well.
        const auto unix = file.is_bin ? ward::npm::without_windows_hashbang(file.bytes) : std::nullopt;
        const auto size = static_cast<uint64_t>(info.st_size);
        if (size != file.bytes.size() && (!unix || size != unix->size()))
            return changed(disk, fmt::format("has {} bytes, in the tarball {}", size, file.bytes.size()));
        const auto bytes = read_all(fd->get(), size, disk.path);
        if (!bytes) return changed(disk, fmt::format("cannot be read: {}", bytes.error().what));
        if (*bytes != file.bytes && (!unix || *bytes != *unix))
            return changed(disk, fmt::format("other bytes from offset {} on", first_difference(*bytes, file.bytes)));
        compare_mode(disk, file, info.st_mode);
    }

    // Commands may be executable (npm makes them so, where it links them); others are where the tarball says so.
    void compare_mode(const DiskFile& disk, const UnpackedFile& file, mode_t mode) {
        const bool is_executable = (mode & S_IXUSR) != 0;
        if (is_executable && !file.is_bin && (file.mode & any_execute) == 0)
            add(disk.path, FileState::mode, "is executable, and not so in the tarball");
        if (!is_executable && (file.mode & S_IXUSR) != 0)
            add(disk.path, FileState::mode, "is not executable, as it is in the tarball");
    }

    // Which package it says to be, where that is another one: a folder that was swapped says so itself.
    std::string about_manifest(std::string_view path) const {
        if (path.size() != prefix_.size() + std::string_view("package.json").size()) return {};
        const auto text = project_.read(path, npm::max_manifest_bytes);
        const auto manifest =
            text ? npm::read_manifest(*text, path) : Result<npm::Manifest>(std::unexpected(text.error()));
        if (!manifest) return {};
        if (text->find("\"_resolved\"") != std::string::npos)
            return "; npm 6 and older wrote fields of their own into it (\"_resolved\")";
        const LockedPlace& locked = installed_.locked;
        if (manifest->name == locked.name && manifest->version == locked.version) return {};
        return fmt::format("; it says {}@{}, the lock file {}@{}", manifest->name, manifest->version, locked.name,
                           locked.version);
    }

    const Root& project_;
    const InstalledPlace& installed_;
    const Unpacked& unpacked_;
    std::string prefix_;
    Comparison& out_;
};

// Links of the lock file are links on disk, to the same folder.
void compare_link(const Root& project, const InstalledPlace& installed, PackageResult& result) {
    const LockedPlace& locked = installed.locked;
    result.state = PackageState::not_registry;
    result.reason = fmt::format("a link to {}, a folder of the project", locked.target);
    std::string wrong;
    if (*installed.kind != EntryKind::symlink) {
        wrong = fmt::format("is {}, by the lock file a link to {}", name_of_kind(*installed.kind), locked.target);
    } else {
        const auto text = project.link_target(locked.place);
        const auto target = text ? npm::join_path(npm::folder_of(locked.place), *text) : std::nullopt;
        if (target != locked.target)
            wrong = fmt::format("leads to {}, by the lock file to {}", text ? *text : text.error().what, locked.target);
    }
    result.is_own = wrong.empty();
    if (result.is_own) return;
    result.state = PackageState::different;
    result.reason.clear();
    result.findings.push_back({locked.place, FileState::changed, std::move(wrong)});
    for (const DiskFile& file : installed.files)
        result.findings.push_back({file.path, FileState::extra, "where a link should be"});
}

std::string_view why_not_registry(LockedPlace::Kind kind) {
    return kind == LockedPlace::Kind::git ? "from git, for which the lock file names no tarball"
                                          : "copied from a folder, for which the lock file names no tarball";
}

std::string why_not_checked(const Error& error) {
    return error.code == ErrorCode::damaged ? "its tarball is not the one that the lock file names"
                                            : fmt::format("its tarball cannot be checked: {}", error.what);
}

void take_over(Unpacked& unpacked, const std::string& place, Comparison& out) {
    out.has_install_script = out.has_install_script || unpacked.has_install_script;
    for (const ward::npm::NamedText& passed : unpacked.passed_over)
        out.result.passed_over.push_back(fmt::format("{}: {}", passed.name, passed.text));
    const auto whole = [&](std::string_view path) { return path.empty() ? place : fmt::format("{}/{}", place, path); };
    for (const ward::npm::Command& command : unpacked.commands)
        out.commands.push_back({whole(command.folder), command.name, whole(command.path)});
    std::set<std::string> folders;
    for (const UnpackedFile& file : unpacked.files)
        for (std::string_view folder = npm::folder_of(file.path); !folder.empty(); folder = npm::folder_of(folder))
            if (npm::place_of(folder) && !folders.insert(whole(folder)).second) break;
    out.folders.assign(folders.begin(), folders.end());
}

// The package as it was published; otherwise the result's reason says why it is not known.
std::optional<Unpacked> original_of(const LockedPlace& locked, const Originals& originals, PackageResult& result) {
    const auto stop = [&](std::string reason) {
        result.state = PackageState::not_compared;
        result.reason = std::move(reason);
        return std::nullopt;
    };
    const std::string label = fmt::format("{}@{}", locked.name, locked.version);
    if (!locked.checksum.empty()) {
        const auto archive = originals.archives.find({locked.name, locked.reference, locked.checksum});
        if (!archive) return stop("no archive of Yarn's has the digest of the lock file where they were looked for");
        result.by_archive = true;
        auto unpacked = unpack_yarn_archive(archive->bytes, locked.name, originals.limits);
        if (!unpacked) return stop(fmt::format("its archive {}", unpacked.error().what));
        return *std::move(unpacked);
    }
    if (locked.integrity.empty())
        return stop(locked.reference.empty() ? "the lock file has no integrity for it"
                                             : "the lock file has no checksum for it, as Yarn leaves out those of "
                                               "packages for some platforms only");
    const auto packed = originals.tarballs.tarball({locked.name, locked.version, locked.resolved, locked.integrity});
    if (!packed) return stop(fmt::format("no tarball: {}", packed.error().message()));
    if (!*packed) return stop("no tarball where they were looked for");
    const auto strength = ward::npm::check_integrity(**packed, locked.integrity);
    if (!strength) return stop(why_not_checked(strength.error()));
    result.is_weak = *strength == ward::npm::Strength::weak;
    result.integrity = locked.integrity;
    auto unpacked = unpack_tarball(**packed, label, originals.installer, originals.limits);
    if (!unpacked) return stop(fmt::format("its tarball {}", unpacked.error().what));
    return *std::move(unpacked);
}

// What node reads of Plug'n'Play is the archive itself.
void compare_archive(const LockedPlace& locked, const ward::npm::YarnCache& archives, PackageResult& result) {
    const ward::npm::WantedArchive wanted{locked.name, locked.reference, locked.checksum};
    const std::vector<std::string> named = archives.named(wanted);
    if (const auto archive = locked.checksum.empty() ? std::nullopt : archives.find(wanted)) {
        result.place = archive->path;
        result.by_archive = true;
        result.files = 1;
        result.bytes = archive->bytes.size();
    } else if (named.empty() && locked.checksum.empty()) {
        result.state = PackageState::absent;
        result.reason = "for some platforms only";
    } else if (named.empty()) {
        result.state = PackageState::not_compared;
        result.reason = "Yarn's archive of it is not where they were looked for";
    } else if (locked.checksum.empty()) {
        result.place = named.front();
        result.state = PackageState::not_compared;
        result.reason =
            "the lock file has no checksum for it, as Yarn leaves out those of packages for some platforms only";
    } else {
        result.place = named.front();
        result.state = PackageState::different;
        for (const std::string& path : named)
            result.findings.push_back({path, FileState::changed, "has another digest than the lock file's"});
    }
}

Comparison compare_with(const Root& project, const InstalledPlace& installed, const LockedPlace& locked,
                        const Originals& originals) {
    Comparison out;
    out.has_install_script = locked.has_install_script;
    PackageResult& result = out.result;
    result.place = installed.locked.place;
    result.name = locked.name;
    result.version = locked.version;
    const auto stop = [&](PackageState state, std::string_view reason) {
        result.state = state;
        result.reason = reason;
        return std::move(out);
    };
    if (!installed.kind && originals.is_plug_n_play) {
        compare_archive(locked, originals.archives, result);
        return out;
    }
    if (!installed.kind) return stop(PackageState::missing, "not there");
    if (locked.kind == LockedPlace::Kind::link) {
        compare_link(project, installed, result);
        return out;
    }
    if (*installed.kind != EntryKind::folder) {
        result.findings.push_back(
            {result.place, FileState::changed, fmt::format("is {}, not a folder", name_of_kind(*installed.kind))});
        return stop(PackageState::different, {});
    }
    if (locked.kind != LockedPlace::Kind::tarball && locked.checksum.empty())
        return stop(PackageState::not_registry, why_not_registry(locked.kind));
    auto unpacked = original_of(locked, originals, result);
    if (!unpacked) return out;
    out.has_install_script = out.has_install_script || unpacked->has_install_script;
    Comparer(project, installed, *unpacked, out).run();
    take_over(*unpacked, result.place, out);
    return out;
}

bool is_exact(const Comparison& comparison) {
    return comparison.result.state == PackageState::same && comparison.result.findings.empty() &&
           comparison.strays.empty();
}

}  // namespace

// Of two listed for one name and version (a patched one beside its source) either may stand here: what is told is told
// of the one that it is, or of the first.
Comparison compare_package(const Root& project, const InstalledPlace& installed, const Originals& originals) {
    Comparison first = compare_with(project, installed, installed.locked, originals);
    if (is_exact(first)) return first;
    for (const LockedPlace& other : installed.others) {
        Comparison next = compare_with(project, installed, other, originals);
        if (is_exact(next)) return next;
        const bool is_better =
            first.result.state == PackageState::not_compared ||
            (next.result.state == PackageState::same && next.result.findings.size() < first.result.findings.size());
        if (is_better) first = std::move(next);
    }
    return first;
}

}  // namespace ward::policy
