// A tree with changes that may still be thrown away (private to this folder).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

inline const TreeFile* find_in(const FileTree& tree, std::string_view path) {
    const auto found = tree.find(path);
    return found == tree.end() ? nullptr : &found->second;
}

class Overlay {
  public:
    explicit Overlay(const FileTree& tree) : tree_(tree) {}

    const TreeFile* find(std::string_view path) const {
        const auto changed = changes_.find(path);
        if (changed == changes_.end()) return find_in(tree_, path);
        return changed->second ? &*changed->second : nullptr;
    }
    void set(const std::string& path, TreeFile file) { changes_[path] = std::move(file); }
    void remove(const std::string& path) { changes_[path] = std::nullopt; }
    const FileTree& tree() const { return tree_; }

    // The tree with them; an error where they do not fit into it (a file where a folder is).
    Result<FileTree> commit() const {
        FileTree next = tree_;
        for (const auto& [path, file] : changes_) next.erase(path);
        for (const auto& [path, file] : changes_)
            if (file) WARD_TRY_VOID(add_file(next, path, *file));
        return next;
    }

  private:
    const FileTree& tree_;
    std::map<std::string, std::optional<TreeFile>, std::less<>> changes_;
};

}  // namespace ward::update
