#include "facts/inventory/file_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "io/gitobjects/gitobjects.h"

namespace ward::inventory {

Result<FileStart> FileSource::start(std::string_view path, size_t bytes) const {
    constexpr size_t max_whole_bytes = 1u << 30;
    WARD_TRY(std::string whole, read(path, max_whole_bytes));
    FileStart out{.bytes = {}, .size = whole.size()};
    whole.resize(std::min(whole.size(), bytes));
    out.bytes = std::move(whole);
    return out;
}

std::string FileSource::identity(std::string_view /*path*/) const {
    return {};
}

std::shared_ptr<const void> FileSource::kept(const std::string& /*key*/) const {
    return nullptr;
}

void FileSource::keep(const std::string& /*key*/, const std::shared_ptr<const void>& /*value*/,
                      size_t /*bytes*/) const {}

Result<FileStart> FolderSource::start(std::string_view path, size_t bytes) const {
    WARD_TRY(const Fd fd, root_->open_regular(path));
    struct stat status{};
    if (::fstat(fd.get(), &status) != 0) return fail_errno("cannot look at", path);
    FileStart out{.bytes = std::string(bytes, '\0'), .size = static_cast<uint64_t>(status.st_size)};
    size_t have = 0;
    // A file whose size is reached is not asked again for its end.
    while (have < bytes && (have == 0 || have < out.size)) {
        const ssize_t count = ::read(fd.get(), out.bytes.data() + have, bytes - have);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno("cannot read", path);
        if (count == 0) break;
        have += static_cast<size_t>(count);
    }
    out.bytes.resize(have);
    return out;
}

// The index says which commits the submodules are at (.git/index, as data).
Result<std::optional<Gitlinks>> FolderSource::gitlinks() const {
    const auto bytes = root_->read(".git/index", gitobjects::max_index_bytes);
    if (!bytes && bytes.error().code == ErrorCode::not_found) return std::nullopt;
    if (!bytes) return std::unexpected(bytes.error());
    WARD_TRY(std::vector<gitobjects::Gitlink> links, gitobjects::read_gitlinks(*bytes));
    Gitlinks commits;
    for (gitobjects::Gitlink& link : links) commits.emplace(std::move(link.path), std::move(link.commit));
    return commits;
}

}  // namespace ward::inventory
