#include "facts/inventory/file_source.h"

#include <utility>
#include <vector>

#include "io/gitobjects/gitobjects.h"

namespace ward::inventory {

std::string FileSource::identity(std::string_view /*path*/) const {
    return {};
}

std::shared_ptr<const void> FileSource::kept(const std::string& /*key*/) const {
    return nullptr;
}

void FileSource::keep(const std::string& /*key*/, const std::shared_ptr<const void>& /*value*/,
                      size_t /*bytes*/) const {}

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
