// fs-verity's digests, which a kernel keeps for a file that was sealed. See export.h; the format is
// https://docs.kernel.org/filesystems/fsverity.html.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/policy/export.h"
#include "judges/policy/hash.h"
#include "judges/policy/named_files.h"

namespace ward::policy {
namespace {

constexpr size_t block_bytes = 4096;
constexpr size_t digest_size = 32;

std::string sha256_bytes(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// fs-verity's Merkle tree, from the leaves up as the data comes: a level is hashed when its block is full.
class VerityTree {
  public:
    // A whole block, or the last one, which is filled up with zeros.
    void add(std::string_view data) {
        size_ += data.size();
        std::string block(data);
        block.resize(block_bytes, '\0');
        put(0, sha256_bytes(block));
    }

    std::string digest() {
        const std::string root = finish();
        // struct fsverity_descriptor
        std::string descriptor(256, '\0');
        descriptor[0] = 1;   // version
        descriptor[1] = 1;   // SHA-256
        descriptor[2] = 12;  // log2 of the block's size
        for (size_t i = 0; i < sizeof size_; ++i) descriptor[8 + i] = static_cast<char>(size_ >> (8 * i));
        std::ranges::copy(root, descriptor.begin() + 16);
        return sha256_bytes(descriptor);
    }

  private:
    void put(size_t level, const std::string& hash) {
        if (levels_.size() == level) levels_.emplace_back();
        levels_[level] += hash;
        counts_.resize(levels_.size());
        ++counts_[level];
        if (levels_[level].size() < block_bytes) return;
        const std::string full = std::exchange(levels_[level], {});
        put(level + 1, sha256_bytes(full));
    }

    std::string finish() {
        if (size_ == 0) return std::string(digest_size, '\0');
        for (size_t level = 0;; ++level) {
            // A level with one hash is the root.
            if (counts_[level] == 1 && level + 1 == levels_.size()) return levels_[level];
            if (levels_[level].empty()) continue;
            std::string block = std::exchange(levels_[level], {});
            block.resize(block_bytes, '\0');
            put(level + 1, sha256_bytes(block));
        }
    }

    std::vector<std::string> levels_;  // hashes that fill no block yet
    std::vector<uint64_t> counts_;     // hashes that a level had
    uint64_t size_ = 0;
};

}  // namespace

std::string verity_digest(std::string_view bytes) {
    VerityTree tree;
    for (size_t at = 0; at < bytes.size(); at += block_bytes) tree.add(bytes.substr(at, block_bytes));
    return tree.digest();
}

Result<std::string> verity_digest(const Fd& fd, std::string_view name) {
    VerityTree tree;
    std::string block(block_bytes, '\0');
    uint64_t total = 0;
    while (true) {
        size_t filled = 0;
        while (filled < block_bytes) {
            const ssize_t count = ::read(fd.get(), block.data() + filled, block_bytes - filled);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return fail_errno("cannot read", name);
            if (count == 0) break;
            filled += static_cast<size_t>(count);
        }
        if (filled == 0) return tree.digest();
        total += filled;
        if (total > max_file_bytes) return fail(ErrorCode::limit, "is too large", std::string(name));
        tree.add(std::string_view(block).substr(0, filled));
        if (filled < block_bytes) return tree.digest();
    }
}

Result<std::string> verity_list(const Manifest& manifest, const Root& root, const std::string& folder,
                                std::vector<Problem>& unread) {
    Manifest sorted = manifest;
    sort_manifest(sorted);
    std::vector<std::string> lines(sorted.resources.size());
    std::vector<std::optional<Problem>> problems(sorted.resources.size());
    parallel_for(lines.size(), [&](size_t i) {
        const std::string path = path_of_key(sorted.resources[i].key, folder).value_or("");
        if (path.empty()) {
            problems[i] = Problem{sorted.resources[i].key, "is no file of the folder"};
            return;
        }
        if (!is_one_line(path)) {
            problems[i] = Problem{path, "has a character in its name that a list of lines cannot have"};
            return;
        }
        const auto fd = root.open_regular(path);
        const auto digest = fd ? verity_digest(*fd, path) : std::unexpected(fd.error());
        if (digest) lines[i] = "sha256:" + hex(*digest) + ' ' + path + '\n';
        else problems[i] = Problem{path, digest.error().what};
    });
    for (auto& problem : problems)
        if (problem) unread.push_back(std::move(*problem));
    return join(lines, "");
}

}  // namespace ward::policy
