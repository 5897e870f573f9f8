// See hash.h.
#include "judges/policy/hash.h"

#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace ward::policy {
namespace {

constexpr size_t buffer_bytes = 256u << 10;

std::unexpected<Error> too_large(std::string_view path) {
    return fail(ErrorCode::limit, "is larger than " + std::to_string(max_file_bytes) + " bytes", std::string(path));
}

// Adds the whole file to `sha`, and to `text` where one is wanted. It has `size` bytes, as the caller makes sure later:
// so the end of the file is not asked for, but where it says to be empty, as files of the kernel's do.
Result<void> read_into(const Fd& fd, std::string_view path, uint64_t size, Sha2& sha, std::string* text) {
    thread_local std::string buffer(buffer_bytes, '\0');
    uint64_t total = 0;
    while (true) {
        const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno("cannot read", path);
        if (count == 0) return {};
        total += static_cast<uint64_t>(count);
        if (total > max_file_bytes) return too_large(path);  // it grew, or is the kernel's own
        const std::string_view bytes(buffer.data(), static_cast<size_t>(count));
        sha.add(bytes);
        if (text != nullptr) *text += bytes;
        if (total == size) return {};
    }
}

}  // namespace

std::optional<std::string> with_other_endings(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    const size_t first = text.find('\n');
    if (first == std::string_view::npos) return std::nullopt;
    const bool returns = first > 0 && text[first - 1] == '\r';
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    for (size_t i = 0; i < text.size(); ++i) {
        const bool feed_follows = i + 1 < text.size() && text[i + 1] == '\n';
        if (text[i] == '\r') {
            if (!returns || !feed_follows) return std::nullopt;
            continue;
        }
        if (text[i] == '\n') {
            const bool has_return = i > 0 && text[i - 1] == '\r';
            if (has_return != returns) return std::nullopt;
            if (!returns) out += '\r';
        }
        out += text[i];
    }
    return out;
}

std::optional<HashedFile> known_file(const FileIndex* index, std::string_view path, const FileStatus& status,
                                     ShaSet algorithms) {
    const ShaDigests* known = index == nullptr ? nullptr : index->find(path, status.identity);
    if (known == nullptr || (known->algorithms() | algorithms) != known->algorithms()) return std::nullopt;
    return HashedFile{.status = status, .digests = *known, .other_endings = {}, .was_known = true};
}

Result<HashedFile> hash_file(const Root& root, std::string_view path, ShaSet algorithms, LineEndings endings,
                             const FileIndex* index, const Opened& opened, const FileStatus* surveyed) {
    WARD_TRY(const Fd fd, root.open_regular(path));
    HashedFile out;
    if (surveyed != nullptr) out.status = *surveyed;
    else {
        WARD_TRY(out.status, status_of(fd, path));
    }
    if (out.status.identity.size > max_file_bytes) return too_large(path);
    if (auto known = known_file(index, path, out.status, algorithms)) {
        out = *known;
    } else {
        thread_local Sha2 sha{ShaSet{}};
        sha.restart(algorithms);
        std::string text;
        const bool both = endings == LineEndings::both && out.status.identity.size <= max_text_bytes;
        WARD_TRY_VOID(read_into(fd, path, out.status.identity.size, sha, both ? &text : nullptr));
        out.digests = sha.finish();
        if (both) {
            if (const auto other = with_other_endings(text)) {
                sha.add(*other);
                out.other_endings = sha.finish();
            }
        }
    }
    WARD_TRY(const FileStatus after, status_of(fd, path));
    if (after.identity != out.status.identity) {
        // Another file than the one that was seen: it is looked at for itself.
        if (surveyed != nullptr) return hash_file(root, path, algorithms, endings, index, opened);
        return fail(ErrorCode::damaged, "changed while it was read", std::string(path));
    }
    if (opened) WARD_TRY_VOID(opened(fd, out));
    return out;
}

}  // namespace ward::policy
