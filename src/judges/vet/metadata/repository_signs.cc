// M11, M12: the repository that the package names, and its sources there.
#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/git_url.h"
#include "judges/vet/metadata/dependencies.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

// Folders that are made by a build almost everywhere.
constexpr std::array<std::string_view, 18> built_folders{
    "dist",   "build",   "lib",   "out",     "es",       "esm",      "cjs",       "umd",       "bundles",
    "bundle", "release", "types", "typings", "fesm2015", "fesm2022", "prebuilds", "artifacts", "node_modules"};
// Texts that belong to a whole repository and are copied into each package.
constexpr std::array<std::string_view, 5> copied_texts{"license", "licence", "readme", "changelog", "notice"};
constexpr size_t shown_files = 5;

std::string_view folder_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// `lib` is where many projects keep their sources, and nothing is built where there is nothing to build it of.
bool is_in_built_folder(std::string_view path, bool lib_is_built = true) {
    for (const std::string_view part : split(folder_of(path), '/'))
        if (std::ranges::find(built_folders, part) != built_folders.end() && (lib_is_built || part != "lib"))
            return true;
    return false;
}

bool is_built_kind(std::string_view path) {
    for (const std::string_view end :
         {".map", ".d.ts", ".d.mts", ".d.cts", ".min.js", ".min.css", ".node", ".wasm", ".bundle.js", ".tsbuildinfo"})
        if (path.ends_with(end)) return true;
    return false;
}

// What a build runs or compiles, and no bundler makes: the way of xz, whose tarballs had one macro more than the tag.
bool is_build_input(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
    for (const std::string_view one : {"configure", "Makefile", "makefile", "GNUmakefile", "CMakeLists.txt"})
        if (name == one) return true;
    for (const std::string_view end : {".m4", ".ac", ".am", ".in", ".mk", ".cmake", ".gyp", ".gypi", ".sh", ".pl", ".c",
                                       ".cc", ".cpp", ".h", ".hpp", ".S", ".rs"})
        if (path.ends_with(end)) return true;
    return false;
}

// Has the tree the file that a compiler makes this one of?
bool has_source_beside(const SourceTree& tree, std::string_view path) {
    const size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return false;
    const std::string stem(path.substr(0, dot));
    for (const std::string_view end : {".ts", ".tsx", ".mts", ".cts", ".jsx", ".coffee", ".mjs", ".flow"})
        if (tree.find(stem + std::string(end)) != nullptr) return true;
    return false;
}

bool is_built(const SourceTree& tree, std::string_view path) {
    return is_in_built_folder(path) || is_built_kind(path) || has_source_beside(tree, path) ||
           !tree.has_folder(folder_of(path));
}

bool is_copied_text(const SourceTree& tree, std::string_view path) {
    const std::string base = to_lower(path);
    if (base.contains('/')) return false;
    if (std::ranges::none_of(copied_texts, [&](std::string_view word) { return base.starts_with(word); })) return false;
    return tree.files.contains(path) || !base.ends_with(".js");
}

std::string without_carriage_returns(std::string_view bytes) {
    return replace_all(bytes, "\r\n", "\n");
}

struct Comparison {
    std::vector<std::string> changed;
    std::vector<std::string> absent;
    size_t same = 0;
    size_t built = 0;  // absent or other, and harmless so far as a build explains it
};

bool is_same(const gitobjects::ObjectId& there, std::string_view bytes, size_t id_bytes) {
    const auto id = blob_id(bytes, id_bytes);
    if (id && *id == there) return true;
    if (!bytes.contains('\r')) return false;
    const auto converted = blob_id(without_carriage_returns(bytes), id_bytes);
    return converted && *converted == there;
}

Comparison compare(const npm::Package& package, const SourceTree& tree) {
    Comparison out;
    for (const npm::PackageFile& file : package.files) {
        // Publishing rewrites it in many projects; what it says is compared field by field elsewhere.
        if (file.path == "package.json") continue;
        const gitobjects::ObjectId* there = tree.find(file.path);
        if (there != nullptr && is_same(*there, file.bytes, tree.id_bytes)) {
            ++out.same;
            continue;
        }
        const bool is_explained =
            is_copied_text(tree, file.path) ||
            (there == nullptr ? is_built(tree, file.path)
                              : is_built_kind(file.path) || is_in_built_folder(file.path, tree.has_folder("src")));
        if (is_explained) ++out.built;
        else (there == nullptr ? out.absent : out.changed).push_back(file.path);
    }
    return out;
}

std::string names_of(const std::vector<std::string>& paths) {
    const std::vector<std::string> some(
        paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(std::min(paths.size(), shown_files)));
    return join(some, ", ") +
           (paths.size() > shown_files ? fmt::format(" and {} more", paths.size() - shown_files) : "");
}

std::vector<Evidence> evidence_of(const std::vector<std::string>& paths, std::string_view text) {
    std::vector<Evidence> out;
    for (const std::string& path : paths)
        if (out.size() < max_evidence) out.push_back({path, 0, std::string(text)});
    return out;
}

}  // namespace

std::string repository_of(const npm::Manifest& manifest) {
    if (manifest.repository.empty()) return {};
    return inventory::repository_url(normal_range(manifest.repository)).value_or("");
}

void look_at_repository(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const npm::Manifest* manifest = in.manifest();
    if (manifest == nullptr || manifest->repository.empty()) return;
    const Evidence place = signs.in_manifest({"repository"}, manifest->repository);
    if (in.sources != nullptr && !in.sources->packages.empty() && !in.sources->packages.contains(in.name)) {
        signs.see(
            "M11",
            fmt::format("the repository has {} and not {}",
                        in.sources->packages.size() == 1 ? fmt::format("the package {}", *in.sources->packages.begin())
                                                         : fmt::format("{} packages", in.sources->packages.size()),
                        in.name),
            {place});
        return;
    }
    if (!in.packages_of_repository) return;
    const std::string url = repository_of(*manifest);
    if (url.empty()) return;
    const std::vector<std::string> others = in.packages_of_repository(url);
    if (others.empty() || std::ranges::find(others, in.name) != others.end()) return;
    const auto scope = [](std::string_view name) { return name.substr(0, name.starts_with('@') ? name.find('/') : 0); };
    if (std::ranges::any_of(
            others, [&](const std::string& other) { return !scope(other).empty() && scope(other) == scope(in.name); }))
        return;
    signs.see("M11", fmt::format("{} is the repository of {}", url, others.front()), {place});
}

void look_at_source_tree(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const npm::PublishedVersion* before = in.before.version;
    if (in.published != nullptr && in.published->commit.empty() && before != nullptr && !before->commit.empty())
        signs.see("M12", fmt::format("names no commit, while {} did", before->version()),
                  {signs.in_registry("gitHead is missing")}, low_weight);
    if (in.package == nullptr) return;
    if (in.sources == nullptr) {
        signs.do_not_know("whether the files are those of the repository: not compared");
        return;
    }
    const Comparison found = compare(*in.package, *in.sources);
    if (found.same == 0 && found.changed.empty() && found.absent.empty()) {
        signs.do_not_know(fmt::format("whether the files are those of the repository: all {} are built", found.built));
        return;
    }
    if (!found.changed.empty())
        signs.see("M12",
                  fmt::format("{} {} other contents than at {}", names_of(found.changed),
                              found.changed.size() == 1 ? "has" : "have", in.sources->revision),
                  evidence_of(found.changed, fmt::format("differs from {}", in.sources->revision)));
    const auto see_absent = [&](const std::vector<std::string>& paths, std::optional<double> weight) {
        if (paths.empty()) return;
        signs.see("M12",
                  fmt::format("{} {} not there at {}", names_of(paths), paths.size() == 1 ? "is" : "are",
                              in.sources->revision),
                  evidence_of(paths, fmt::format("not at {}", in.sources->revision)), weight);
    };
    std::vector<std::string> inputs;
    std::ranges::copy_if(found.absent, std::back_inserter(inputs), is_build_input);
    see_absent(inputs, critical_weight);
    std::vector<std::string> others = found.absent;
    std::erase_if(others, is_build_input);
    see_absent(others, std::nullopt);
}

}  // namespace ward::vet
