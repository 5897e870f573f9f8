// See uncommitted.h.
#include "actions/update/run/uncommitted.h"

#include <set>
#include <vector>

#include <fmt/core.h>

#include "actions/update/patch/patch_stack.h"
#include "base/text.h"
#include "io/gitobjects/repository.h"

namespace ward::update {
namespace {

const TreeFile* find_in(const FileTree& tree, std::string_view path) {
    const auto found = tree.find(path);
    return found == tree.end() ? nullptr : &found->second;
}

bool is_same(const TreeFile* a, const TreeFile* b) {
    return (a == nullptr || b == nullptr) ? a == b : *a == *b;
}

bool is_text(const TreeFile& file) {
    return file.kind() != FileKind::symlink && !file.bytes().contains('\0');
}

std::unexpected<Error> conflict(std::string_view path, std::string_view what) {
    return fail(ErrorCode::conflict, fmt::format("{} that is not committed and the update both change it", what),
                display(path));
}

// The file that both made; null: none.
Result<std::optional<TreeFile>> merged(const std::string& path, const TreeFile* base, const TreeFile* mine,
                                       const TreeFile* theirs) {
    const auto as_it_is = [](const TreeFile* file) { return file == nullptr ? std::nullopt : std::optional(*file); };
    if (is_same(mine, base) || is_same(mine, theirs)) return as_it_is(theirs);
    if (is_same(theirs, base)) return as_it_is(mine);
    if (base == nullptr || mine == nullptr || theirs == nullptr || !is_text(*base) || !is_text(*mine) ||
        !is_text(*theirs))
        return conflict(path, "a change");
    const Merge merge = merge_lines(base->bytes(), mine->bytes(), theirs->bytes(), "yours", "HEAD", "update");
    if (merge.conflicts > 0) return conflict(path, merge.conflicts == 1 ? "a change" : "changes");
    return TreeFile(merge.text, mine->kind() == base->kind() ? theirs->kind() : mine->kind());
}

}  // namespace

Result<std::optional<FileTree>> committed_folder(const GitWork& git, const std::string& path, const FileTree& there,
                                                 const std::string& known_sha256) {
    const std::vector<std::string> named = git.folders();
    WARD_TRY(const auto repository, gitobjects::Repository::open(git.work_tree(), named));
    if (!repository.head()) return std::nullopt;
    WARD_TRY(const gitobjects::Revision head, repository.resolve(repository.head()->id.hex()));
    auto committed = tree_of_commit(repository, head.tree, git.prefix() + path);
    if (!committed && committed.error().code == ErrorCode::not_found) return std::nullopt;
    if (!committed) return std::unexpected(committed.error());
    if (*committed == there || (!known_sha256.empty() && tree_sha256(there) == known_sha256)) return std::nullopt;
    return std::move(*committed);
}

Result<FileTree> carry_over(const FileTree& base, const FileTree& mine, const FileTree& theirs) {
    std::set<std::string_view> paths;
    for (const FileTree* tree : {&base, &mine, &theirs})
        for (const auto& [path, file] : *tree) paths.insert(path);
    FileTree out;
    for (const std::string_view one : paths) {
        const std::string path(one);
        WARD_TRY(auto file, merged(path, find_in(base, path), find_in(mine, path), find_in(theirs, path)));
        // A file where the other one has a folder is told here, too.
        if (file) WARD_TRY_VOID(add_file(out, path, std::move(*file)));
    }
    return out;
}

}  // namespace ward::update
