// Where the files of a repository may lie, and the door to them.
//
// The rule of trust: what a repository's own files point to (a .git file, commondir, objects/info/alternates) is
// followed only into folders that the caller named. A hostile repository cannot make a scan read another one.
// Everything is opened beneath one of these folders, without following symbolic links.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "base/root.h"

namespace ward::gitobjects {

// A folder beneath one that the caller named.
class Folder {
  public:
    Folder(std::shared_ptr<const Root> root, std::string prefix) : root_(std::move(root)), prefix_(std::move(prefix)) {}

    Result<std::string> read(std::string_view path, size_t max_bytes) const { return root_->read(at(path), max_bytes); }
    Result<Fd> open(std::string_view path) const { return root_->open_regular(at(path)); }
    bool has_file(std::string_view path) const { return root_->size(at(path)).has_value(); }
    // Names of regular files below a folder, at any depth where `deep`; sorted; relative to this folder.
    std::vector<std::string> files_below(std::string_view folder, bool deep) const;
    bool has_folder(std::string_view folder) const;
    Folder below(std::string_view path) const { return {root_, at(path)}; }
    // As the system knows it.
    std::string path() const { return prefix_.empty() ? root_->path() : root_->path() + '/' + prefix_; }
    // For messages: relative to the named folder.
    std::string at(std::string_view path) const;

  private:
    std::shared_ptr<const Root> root_;
    std::string prefix_;
};

class Places {
  public:
    // The folders that the caller named. One that cannot be opened is an error.
    static Result<Places> open(std::span<const std::string> named);

    const std::shared_ptr<const Root>& first() const { return roots_.front().root; }
    // The folder that `text`, written in a file of `from`, points to; `unsupported` where that is in none of the named
    // ones. `where` is the file, for messages.
    Result<Folder> follow(const Folder& from, std::string_view text, const std::string& where) const;

  private:
    struct Named {
        std::shared_ptr<const Root> root;
        std::string real;  // its path without links
    };
    std::vector<Named> roots_;
};

}  // namespace ward::gitobjects
