// A tree as a source of files that lies in a tar archive in memory, as forges pack a commit (git archive): one folder
// at the top with everything in it. Nothing is unpacked to disk. What such an archive does not have: submodules (their
// folders are empty), and what .gitattributes marks export-ignore.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/file_source.h"
#include "io/archive/tar.h"

namespace ward::inventory {

class TarSource final : public FileSource {
  public:
    // `bytes` is the archive, expanded. Refused is what git archive never writes and what could be read in two ways:
    // hard links, devices, names that lead outside, one name twice, a file where a folder has to be, a second folder
    // at the top. `name` is for error messages.
    static Result<std::unique_ptr<TarSource>> open(std::string bytes, std::string_view name,
                                                   const archive::TarLimits& limits = {});

    Result<std::string> read(std::string_view path, size_t max_bytes) const override;
    Result<FileStart> start(std::string_view path, size_t bytes) const override;
    Result<std::string> link_target(std::string_view path) const override;
    // An archive does not tell which commits the submodules are at.
    Result<std::optional<Gitlinks>> gitlinks() const override { return std::nullopt; }

    // As Root::walk, in the same order; all folders are entered.
    Listing list(const WalkLimits& limits) const;
    // The commit that git archive packed, by the archive's comment; empty where it names none.
    const std::string& commit() const { return commit_; }

  private:
    struct Item {
        std::string path;
        EntryKind kind = EntryKind::file;
        std::string_view bytes = {};  // of a file
        std::string target = {};      // of a link
    };

    Result<Item> item_of(archive::TarEntry&& entry) const;
    Result<void> put_in_order();
    const Item* find(std::string_view path) const;
    Result<std::string_view> bytes_of(std::string_view path) const;
    std::unexpected<Error> refuse(std::string_view path, std::string what) const;

    std::string bytes_;
    std::string name_;
    std::string commit_;
    std::vector<Item> items_;  // in the order of a listing
};

}  // namespace ward::inventory
