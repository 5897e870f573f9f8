#include "judges/vet/metadata/source_tree.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/npm/integrity.h"
#include "facts/npm/manifest.h"
#include "formats/digest.h"

namespace ward::vet {
namespace {

using gitobjects::ObjectId;
using gitobjects::Repository;

constexpr size_t max_package_files = 10'000;  // package.json files that are read

std::string_view without_scope(std::string_view name) {
    return name.starts_with('@') ? name.substr(name.find('/') + 1) : name;
}

std::vector<std::string> tag_names(const SourceRequest& request) {
    const std::string& version = request.version;
    const std::string_view base = without_scope(request.name);
    return {fmt::format("v{}", version),
            version,
            fmt::format("{}@{}", request.name, version),
            fmt::format("{}@v{}", request.name, version),
            fmt::format("{}@{}", base, version),
            fmt::format("{}-v{}", base, version),
            fmt::format("{}-{}", base, version),
            fmt::format("{}/v{}", base, version),
            fmt::format("{}/{}", base, version),
            fmt::format("release-{}", version)};
}

struct Found {
    ObjectId tree;
    std::string name;
};

Result<Found> revision_of(const Repository& repository, const SourceRequest& request) {
    if (!request.commit.empty())
        if (const auto id = ObjectId::from_hex(request.commit))
            if (const auto commit = repository.commit(*id))
                return Found{commit->tree, fmt::format("commit {}", request.commit)};
    for (const std::string& tag : tag_names(request)) {
        const std::string ref = "refs/tags/" + tag;
        if (!std::ranges::binary_search(repository.refs(), ref, {}, &gitobjects::Ref::name)) continue;
        WARD_TRY(const gitobjects::Revision revision, repository.resolve(ref));
        return Found{revision.tree, fmt::format("tag {}", tag)};
    }
    return fail(ErrorCode::not_found,
                fmt::format("the repository has neither a tag of version {} nor the commit that the package names",
                            request.version),
                request.repository);
}

class TreeReader {
  public:
    TreeReader(const Repository& repository, SourceTree& out) : repository_(repository), out_(out) {}

    Result<void> read(const ObjectId& id, const std::string& folder, size_t depth) {
        if (depth > max_source_depth)
            return fail(ErrorCode::limit, fmt::format("folders deeper than {}", max_source_depth), folder);
        WARD_TRY(const auto entries, repository_.tree(id));
        for (const gitobjects::TreeEntry& entry : entries) {
            const std::string path =
                folder.empty() ? std::string(entry.name) : fmt::format("{}/{}", folder, entry.name);
            if (entry.mode == gitobjects::TreeMode::folder) {
                out_.folders.insert(path);
                WARD_TRY_VOID(read(entry.id, path, depth + 1));
            } else if (entry.mode == gitobjects::TreeMode::file || entry.mode == gitobjects::TreeMode::executable) {
                if (out_.files.size() >= max_source_files)
                    return fail(ErrorCode::limit, fmt::format("more than {} files", max_source_files), folder);
                out_.files.emplace(path, entry.id);
            }
        }
        return {};
    }

  private:
    const Repository& repository_;
    SourceTree& out_;
};

// Which packages there are, and where this one is.
void read_packages(const Repository& repository, const SourceRequest& request, SourceTree& out) {
    std::optional<std::string> place;
    size_t read = 0;
    for (const auto& [path, id] : out.files) {
        const bool at_root = path == "package.json";
        if ((!at_root && !path.ends_with("/package.json")) || path.contains("node_modules/")) continue;
        if (++read > max_package_files) break;
        const auto blob = repository.objects().read(id, npm::max_manifest_bytes);
        if (!blob) continue;
        const auto manifest = npm::parse_manifest(blob->bytes, path);
        if (!manifest || manifest->name.empty()) continue;
        out.packages.insert(manifest->name);
        const std::string folder = at_root ? "" : path.substr(0, path.rfind('/'));
        if (manifest->name == request.name && (!place || folder.size() < place->size())) place = folder;
    }
    std::string named = request.directory;
    while (named.starts_with("./")) named.erase(0, 2);
    while (named.ends_with('/')) named.pop_back();
    if (!named.empty() && out.folders.contains(named)) out.directory = named;
    else out.directory = place.value_or("");
}

std::string below(std::string_view folder, std::string_view path) {
    return folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
}

}  // namespace

const ObjectId* SourceTree::find(std::string_view path) const {
    const auto found = files.find(below(directory, path));
    return found == files.end() ? nullptr : &found->second;
}

bool SourceTree::has_folder(std::string_view path) const {
    return path.empty() || folders.contains(below(directory, path));
}

Result<SourceTree> read_source_tree(const SourceRequest& request) {
    WARD_TRY(const Repository repository, Repository::open(request.repository));
    WARD_TRY(const Found found, revision_of(repository, request));
    SourceTree out;
    out.revision = found.name;
    out.id_bytes = repository.objects().id_bytes();
    WARD_TRY_VOID(TreeReader(repository, out).read(found.tree, "", 0));
    read_packages(repository, request, out);
    return out;
}

Result<ObjectId> blob_id(std::string_view bytes, size_t id_bytes) {
    std::string text = fmt::format("blob {}", bytes.size());
    text += '\0';
    text += bytes;
    std::string digest;
    if (id_bytes == gitobjects::sha256_bytes) {
        digest = sha2(ShaAlgorithm::sha256, text).view();
    } else {
        WARD_TRY(digest, npm::sha1(text));
    }
    const auto id = ObjectId::from_bytes(digest);
    if (!id) return fail(ErrorCode::internal, "a digest of another size than an id has");
    return *id;
}

}  // namespace ward::vet
