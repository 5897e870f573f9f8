#include "facts/npm/read_package.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "base/survey.h"
#include "base/text.h"
#include "facts/npm/manifest.h"

namespace ward::npm {
namespace {

constexpr std::string_view manifest_name = "package.json";

void read_manifest(Package& package) {
    const PackageFile* file = package.find(manifest_name);
    if (file == nullptr) {
        package.unread.push_back({std::string(manifest_name), "is not there"});
        return;
    }
    package.manifest_text = file->bytes;
    auto manifest = parse_manifest(file->bytes, std::string(manifest_name));
    if (manifest) package.manifest = *std::move(manifest);
    else package.unread.push_back({manifest.error().where, manifest.error().what});
}

// Where letter case does not count, one of the two files takes the other's place.
void note_case_collisions(Package& package) {
    std::unordered_map<std::string, const PackageFile*> folded;
    for (const PackageFile& file : package.files) {
        const auto [place, is_new] = folded.emplace(to_lower(file.path), &file);
        if (!is_new)
            package.ambiguous.push_back(
                {file.path, fmt::format("differs from {} by letter case alone", place->second->path)});
    }
}

void take(const Unpacked& unpacked, Package& package) {
    package.files.reserve(unpacked.files.size());
    for (const UnpackedFile& file : unpacked.files) package.files.push_back({file.path, file.bytes, file.mode});
    for (const UnpackedFile& earlier : unpacked.replaced) {
        const PackageFile* later = package.find(earlier.path);
        const bool same = later != nullptr && later->bytes == earlier.bytes;
        package.ambiguous.push_back({earlier.path, same ? "is in the tarball twice, with the same bytes"
                                                        : "is in the tarball twice, with different bytes"});
        if (earlier.path == manifest_name && !same) package.has_two_manifests = true;
    }
    for (const NamedText& passed : unpacked.passed_over)
        if (package.find(passed.name) == nullptr) package.passed_over.push_back(passed);
    for (const NamedText& link : unpacked.links)
        package.passed_over.push_back({link.name, fmt::format("a link to {}, which npm does not unpack", link.text)});
    if (unpacked.hidden_tail_bytes > 0)
        package.ambiguous.push_back({package.label, fmt::format("{} bytes behind the end of the gzip stream, where npm "
                                                                "does not look and others stop with an error",
                                                                unpacked.hidden_tail_bytes)});
    for (const Command& command : unpacked.commands)
        if (command.folder.empty()) package.commands.push_back({command.name, command.path});
}

bool has_install_script(const Manifest& manifest) {
    const auto has = [&](std::string_view name) {
        const std::string* script = manifest.script(name);
        return script != nullptr && !script->empty();
    };
    return has("preinstall") || has("install");
}

void finish(Package& package) {
    read_manifest(package);
    note_case_collisions(package);
    package.builds_on_install = package.find("binding.gyp") != nullptr && !has_install_script(package.manifest) &&
                                package.manifest.gypfile.value_or(true);
    std::ranges::sort(package.ambiguous, {}, &NamedText::name);
}

// ---- Folders ----

// Versions of other packages, a repository's insides: not what the package is.
bool belongs(std::string_view folder, const std::vector<std::string>& bundled) {
    if (folder == ".git") return false;
    constexpr std::string_view modules = "node_modules/";
    if (folder == "node_modules") return !bundled.empty();
    if (!folder.starts_with(modules)) return true;
    const std::string_view inner = folder.substr(modules.size());
    return std::ranges::any_of(bundled, [&](const std::string& name) {
        return inner == name || inner.starts_with(name + '/') || name.starts_with(std::string(inner) + '/');
    });
}

struct Piece {
    std::string path;
    uint32_t mode;
    size_t start;
    size_t size;
};

// All files one behind the other, so that their views stay good.
std::vector<Piece> read_files(const Root& folder, const Survey& found, const PackageLimits& limits, std::string& bytes,
                              Package& package) {
    std::vector<Piece> pieces;
    for (const SurveyEntry& entry : found.entries) {
        if (entry.kind == EntryKind::folder) continue;
        if (entry.kind != EntryKind::file) {
            package.passed_over.push_back({entry.path, entry.kind == EntryKind::symlink
                                                           ? "a symbolic link, which is not followed"
                                                           : "neither file nor folder"});
            continue;
        }
        const uint64_t left = limits.folder_bytes - std::min<uint64_t>(limits.folder_bytes, bytes.size());
        const auto text = folder.read(entry.path, std::min(limits.file_bytes, left));
        if (!text) {
            package.unread.push_back({entry.path, text.error().what});
            continue;
        }
        pieces.push_back({entry.path, entry.status.mode, bytes.size(), text->size()});
        bytes += *text;
    }
    return pieces;
}

}  // namespace

Result<Package> package_of_tarball(std::string_view packed, std::string label, const PackageLimits& limits) {
    Package package;
    WARD_TRY(Unpacked unpacked, unpack_tarball(packed, label, Installer::npm, limits.unpack));
    // The views of the files stay where they are: the text is moved into a string that nobody moves any more, unless it
    // is so short that it lies within the string itself.
    const char* before = unpacked.archive.data();
    const auto archive = std::make_shared<const std::string>(std::move(unpacked.archive));
    package.label = std::move(label);
    package.packed_bytes = packed.size();
    package.storage = archive;
    if (archive->data() == before) take(unpacked, package);
    finish(package);
    return package;
}

Result<Package> package_of_folder(const Root& folder, std::string label, const PackageLimits& limits) {
    Package package;
    package.label = std::move(label);
    std::vector<std::string> bundled;
    if (const auto text = folder.read(manifest_name, max_manifest_bytes))
        if (auto manifest = parse_manifest(*text, std::string(manifest_name))) bundled = std::move(manifest->bundled);
    const Survey found = survey(folder, limits.walk, [&](std::string_view inner) { return belongs(inner, bundled); });
    for (const Problem& problem : found.problems) package.unread.push_back({problem.path, problem.reason});

    auto bytes = std::make_shared<std::string>();
    const std::vector<Piece> pieces = read_files(folder, found, limits, *bytes, package);
    for (const Piece& piece : pieces)
        package.files.push_back({piece.path, std::string_view(*bytes).substr(piece.start, piece.size), piece.mode});
    std::ranges::sort(package.files, {}, &PackageFile::path);
    package.storage = std::move(bytes);
    finish(package);
    package.commands = package.manifest.bin;
    return package;
}

}  // namespace ward::npm
