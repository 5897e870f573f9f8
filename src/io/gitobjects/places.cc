#include "io/gitobjects/places.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::gitobjects {
namespace {

// Beneath .git alone; a repository's refs may be many.
constexpr WalkLimits walk_limits{.depth = 32, .path_bytes = 4096, .entries = 1'000'000};

bool is_inside(std::string_view path, std::string_view folder) {
    return folder.empty() || (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

std::string Folder::at(std::string_view path) const {
    if (prefix_.empty()) return std::string(path);
    return path.empty() ? prefix_ : prefix_ + '/' + std::string(path);
}

std::vector<std::string> Folder::files_below(std::string_view folder, bool deep) const {
    const std::string wanted = at(folder);
    const Listing listing = root_->walk(walk_limits, [&](std::string_view here) {
        return here == wanted || is_inside(wanted, here) || (deep && is_inside(here, wanted));
    });
    std::vector<std::string> files;
    const size_t cut = prefix_.empty() ? 0 : prefix_.size() + 1;
    for (const Entry& entry : listing.entries)
        if (entry.kind == EntryKind::file && is_inside(entry.path, wanted)) files.push_back(entry.path.substr(cut));
    std::ranges::sort(files);
    return files;
}

bool Folder::has_folder(std::string_view folder) const {
    // A folder is what can be opened, and is no regular file.
    const auto size = root_->size(at(folder));
    if (size || size.error().code != ErrorCode::unsupported) return false;
    const std::string wanted = at(folder);
    const Listing listing = root_->walk(walk_limits, [&](std::string_view here) { return is_inside(wanted, here); });
    return std::ranges::any_of(
        listing.entries, [&](const Entry& entry) { return entry.kind == EntryKind::folder && entry.path == wanted; });
}

Result<Places> Places::open(std::span<const std::string> named) {
    Places places;
    for (const std::string& path : named) {
        WARD_TRY(Root root, Root::open(path));
        std::error_code error;
        std::string real = std::filesystem::canonical(path, error).string();
        if (error) return fail(ErrorCode::io, "cannot be resolved: " + error.message(), path);
        places.roots_.push_back({std::make_shared<const Root>(std::move(root)), std::move(real)});
    }
    if (places.roots_.empty()) return fail(ErrorCode::internal, "no folder was named");
    return places;
}

Result<Folder> Places::follow(const Folder& from, std::string_view text, const std::string& where) const {
    const auto outside = [&] {
        return fail(ErrorCode::unsupported,
                    fmt::format("points to \"{}\", in none of the named folders, and is not followed", display(text)),
                    where);
    };
    if (text.empty() || text.find('\0') != std::string_view::npos) return outside();
    const std::filesystem::path target =
        text.starts_with('/') ? std::filesystem::path(text) : std::filesystem::path(from.path()) / text;
    std::error_code error;
    std::string real = std::filesystem::canonical(target, error).string();
    // What is not there is told by whoever opens it; where it would be is a matter of its text.
    if (error) real = std::filesystem::absolute(target, error).lexically_normal().string();
    while (real.size() > 1 && real.ends_with('/')) real.pop_back();
    for (const Named& named : roots_) {
        if (real == named.real) return Folder(named.root, "");
        if (is_inside(real, named.real == "/" ? "" : named.real))
            return Folder(named.root, real.substr(named.real == "/" ? 1 : named.real.size() + 1));
    }
    return outside();
}

}  // namespace ward::gitobjects
