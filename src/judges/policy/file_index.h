// Digests of files as they were once read, so that a file that the file system says is the same is not read again. The
// index is believed: whoever can write it can hide a change, so it belongs outside the tree that it speaks of.
//
// A change within the clock's last tick before a file was looked at cannot be seen in its times. Such digests are not
// kept (the same rule as git's "racily clean" entries).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/survey.h"
#include "formats/digest.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

class FileIndex {
  public:
    // Limits of a file that is read: a full index of ten million files.
    static constexpr size_t max_bytes = 2u << 30;

    // That a whole tree was as its manifest says. With what is needed of the manifest, so that it need not be read as
    // long as its bytes are the same.
    struct Verdict {
        std::string of;                                // SHA-256 over all that the answer hung on
        uint64_t files = 0;                            // that were compared
        std::string manifest = std::string(32, '\0');  // SHA-256 of its bytes
        ManifestHead head = {};

        bool operator==(const Verdict&) const = default;
    };

    FileIndex() = default;
    // Error: parse for what is no index, or one of another version; limit.
    static Result<FileIndex> read(std::string_view bytes, std::string_view name);
    std::string bytes() const;

    // The digests of this file, where it is known to be the same; null otherwise.
    const ShaDigests* find(std::string_view path, const FileIdentity& identity) const;

    const std::optional<Verdict>& verdict() const { return verdict_; }
    void set_verdict(Verdict verdict) { verdict_ = std::move(verdict); }

    // Can no change have come after what was seen, within the clock's last tick? `now`: nanoseconds since 1970, before
    // the file was looked at.
    static bool is_settled(const FileIdentity& identity, int64_t now);
    // Paths in ascending order, each once. What is not settled is not kept.
    void add(std::string path, const FileIdentity& identity, const ShaDigests& digests, int64_t now);
    size_t size() const { return entries_.size(); }

    struct Entry {
        std::string path;
        FileIdentity identity;
        ShaDigests digests;
    };
    std::span<const Entry> entries() const { return entries_; }

  private:
    std::vector<Entry> entries_;  // sorted by path
    std::optional<Verdict> verdict_;
};

}  // namespace ward::policy
