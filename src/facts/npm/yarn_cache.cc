// See yarn_cache.h. Names of archives by Yarn's sources (structUtils.slugifyLocator, Cache.getVersionFilename):
// "@scope-name-npm-1.2.3-HASH-SUFFIX.zip". The hash and the suffix are left to the digest.
#include "facts/npm/yarn_cache.h"

#include <sys/stat.h>

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/npm_spec.h"
#include "formats/digest.h"
#include "io/archive/archive.h"

namespace ward::npm {
namespace {

// What the names of a package's archives start with.
std::string start_of_names(const WantedArchive& wanted) {
    std::string out = replace_all(wanted.name, "/", "-");
    const size_t colon = wanted.reference.find(':');
    const std::string_view protocol =
        colon == std::string::npos ? "exotic" : std::string_view(wanted.reference).substr(0, colon);
    out += fmt::format("-{}-", protocol);
    if (protocol == "npm") {
        const std::string_view version = std::string_view(wanted.reference).substr(colon + 1);
        if (inventory::npm::exact_version(version)) out += fmt::format("{}-", version);
    }
    return out;
}

std::vector<std::string> zips_of(const Root& root) {
    std::vector<std::string> names;
    for (ward::Entry& entry : root.walk({}, [](std::string_view) { return false; }).entries)
        if (entry.kind == EntryKind::file && entry.path.ends_with(".zip")) names.push_back(std::move(entry.path));
    std::ranges::sort(names);
    return names;
}

}  // namespace

Result<void> YarnCache::add(const std::string& folder) {
    WARD_TRY(Root root, Root::open(folder));
    auto names = zips_of(root);
    folders_.push_back({std::move(root), folder, std::move(names)});
    return {};
}

void YarnCache::add_of(const Root& project, const std::string& folder) {
    if (!project.open_folder(folder)) return;
    auto root = Root::open(fmt::format("{}/{}", project.path(), folder));
    if (!root) return;
    auto names = zips_of(*root);
    folders_.push_back({*std::move(root), folder, std::move(names)});
}

std::span<const std::string> YarnCache::Folder::starting_with(const std::string& start) const {
    const auto first = std::ranges::lower_bound(names, start);
    const auto end =
        std::find_if_not(first, names.end(), [&](const std::string& name) { return name.starts_with(start); });
    return {first, end};
}

std::vector<std::string> YarnCache::named(const WantedArchive& wanted) const {
    std::vector<std::string> out;
    for (const Folder& folder : folders_)
        for (const std::string& name : folder.starting_with(start_of_names(wanted)))
            out.push_back(fmt::format("{}/{}", folder.path, name));
    return out;
}

std::optional<YarnArchive> YarnCache::find(const WantedArchive& wanted) const {
    for (const Folder& folder : folders_)
        for (const std::string& name : folder.starting_with(start_of_names(wanted))) {
            auto bytes = folder.root.read(name, max_yarn_archive_bytes);
            if (bytes && hex(sha2(ShaAlgorithm::sha512, *bytes).view()) == wanted.sha512)
                return YarnArchive{fmt::format("{}/{}", folder.path, name), *std::move(bytes)};
        }
    return std::nullopt;
}

Result<Unpacked> unpack_yarn_archive(std::string_view bytes, std::string_view name, const UnpackLimits& limits) {
    WARD_TRY(const archive::Zip zip,
             archive::Zip::open(bytes, name, {.expand = {.expanded_bytes = limits.expanded_bytes}}));
    const std::string prefix = fmt::format("node_modules/{}/", name);
    Unpacked out;
    uint64_t total = 0;
    for (const archive::ZipEntry& entry : zip.entries()) total += entry.is_folder() ? 0 : entry.expanded_bytes;
    if (total > limits.expanded_bytes)
        return fail(ErrorCode::limit, fmt::format("expands to more than {} bytes", limits.expanded_bytes),
                    std::string(name));
    out.archive.resize(total);
    archive::Inflater inflater;
    size_t at = 0;
    for (const archive::ZipEntry& entry : zip.entries()) {
        if (entry.is_folder()) continue;
        const std::span<char> place(out.archive.data() + at, entry.expanded_bytes);
        WARD_TRY_VOID(inflater.expand(zip, entry, place));
        at += entry.expanded_bytes;
        const std::string_view content(place.data(), place.size());
        // Yarn writes clean names; whatever is not so is none of its own.
        const auto path =
            entry.name.starts_with(prefix)
                ? unpacked_path(entry.name.substr(prefix.size() - 1))
                : std::expected<std::string, std::string_view>(std::unexpected("outside of the package's folder"));
        if (!path) {
            out.passed_over.push_back({std::string(entry.name), std::string(path.error())});
        } else if (S_ISLNK(entry.unix_mode)) {
            out.links.push_back({*path, std::string(content)});
        } else {
            out.files.push_back({*path, content, entry.unix_mode & 07777u});
        }
    }
    std::ranges::sort(out.files, {}, &UnpackedFile::path);
    const auto twice = std::ranges::adjacent_find(out.files, {}, &UnpackedFile::path);
    if (twice != out.files.end())
        return fail(ErrorCode::parse, fmt::format("has \"{}\" twice", display(twice->path)), std::string(name));
    read_unpacked_manifests(out, name, limits);
    return out;
}

}  // namespace ward::npm
