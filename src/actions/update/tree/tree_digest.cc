// One tree, one digest. Ward's own is the SHA-256 of lines "KIND SHA256 PATH", sorted by path: what `sha256sum` prints
// can be compared with it by hand. Git's is the id of the tree object that `git write-tree` makes of the same files
// (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "actions/update/tree/tree.h"
#include "base/text.h"
#include "facts/npm/integrity.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

std::string object_id(std::string_view kind, std::string_view bytes) {
    std::string object = fmt::format("{} {}", kind, bytes.size());
    object += '\0';
    object += bytes;
    auto id = npm::sha1(object);
    // As for SHA-2: a digest that the library does not give is a broken installation, not an input error.
    if (!id) throw std::runtime_error(id.error().message());
    return *std::move(id);
}

std::string_view mode_of(FileKind kind) {
    switch (kind) {
        case FileKind::file: return "100644";
        case FileKind::executable: return "100755";
        case FileKind::symlink: return "120000";
    }
    return "100644";
}

void add_entry(std::string& entries, std::string_view mode, std::string_view name, std::string_view id) {
    entries += mode;
    entries += ' ';
    entries += name;
    entries += '\0';
    entries += id;
}

// A folder whose files are being read.
struct OpenFolder {
    std::string prefix;  // "lib/", empty for the root
    std::string entries;
};

void close_last(std::vector<OpenFolder>& open) {
    OpenFolder done = std::move(open.back());
    open.pop_back();
    std::string_view name = std::string_view(done.prefix).substr(open.back().prefix.size());
    name.remove_suffix(1);
    add_entry(open.back().entries, "40000", name, object_id("tree", done.entries));
}

}  // namespace

std::string tree_sha256(const FileTree& tree) {
    Sha256 digest;
    for (const auto& [path, file] : tree)
        digest.add(fmt::format("{} {} {}\n", name_of(file.kind()), sha256_hex(file.bytes()), path));
    const auto bytes = digest.finish();
    return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string git_tree_id(const FileTree& tree) {
    // Git sorts a folder as if its name ended in '/', which is the order of whole paths: one pass is enough.
    std::vector<OpenFolder> open(1);
    for (const auto& [path, file] : tree) {
        while (!path.starts_with(open.back().prefix)) close_last(open);
        for (size_t slash = path.find('/', open.back().prefix.size()); slash != std::string::npos;
             slash = path.find('/', slash + 1))
            open.push_back({path.substr(0, slash + 1), {}});
        add_entry(open.back().entries, mode_of(file.kind()), std::string_view(path).substr(open.back().prefix.size()),
                  object_id("blob", file.bytes()));
    }
    while (open.size() > 1) close_last(open);
    return hex(object_id("tree", open.back().entries));
}

}  // namespace ward::update
