// HEAD and refs: https://git-scm.com/docs/gitrepository-layout. A ref's own file wins over its line in packed-refs.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "io/gitobjects/gitobjects.h"
#include "io/gitobjects/ref_text.h"

namespace ward::gitobjects {
namespace {

// The id of a ref in packed-refs; empty if it is not there.
Result<std::string> find_packed(const Root& root, const std::string& folder, std::string_view ref) {
    const std::string path = folder + "/packed-refs";
    auto text = root.read(path, max_packed_refs_bytes);
    if (!text && text.error().code == ErrorCode::not_found) return std::string();
    if (!text) return std::unexpected(std::move(text).error());
    std::string_view rest = *text;
    for (int number = 0;;) {
        WARD_TRY(const std::optional<PackedRef> line, next_packed_ref(rest, number, path));
        if (!line) break;
        if (line->name == ref) return to_lower(line->id);
    }
    return std::string();
}

}  // namespace

Result<std::optional<std::string>> git_folder(const Root& root) {
    std::string usual = ".git";
    auto text = root.read(usual, max_ref_file_bytes);
    if (!text) {
        // A folder is not a regular file; what else it may be comes out when something in it is opened.
        if (text.error().code == ErrorCode::unsupported) return usual;
        if (text.error().code == ErrorCode::not_found) return std::nullopt;
        return std::unexpected(std::move(text).error());
    }
    constexpr std::string_view mark = "gitdir:";
    if (!text->starts_with(mark)) return fail(ErrorCode::parse, "is neither a folder nor \"gitdir: PATH\"", usual);
    std::string path(trim(std::string_view(*text).substr(mark.size())));
    const auto parts = split(path, '/');
    const bool leaves = path.empty() || path.starts_with('/') || path.find('\0') != std::string::npos ||
                        std::ranges::find(parts, "..") != parts.end();
    if (leaves)
        return fail(ErrorCode::unsupported,
                    fmt::format("points to \"{}\" outside the scanned folder, which is not followed", display(path)),
                    usual);
    return path;
}

Result<std::optional<Head>> read_head(const Root& root) {
    WARD_TRY(const std::optional<std::string> folder, git_folder(root));
    if (!folder) return std::nullopt;
    Head head;
    std::string file = *folder + "/HEAD";
    for (size_t links = 0; links <= max_symbolic_refs; ++links) {
        auto text = root.read(file, max_ref_file_bytes);
        RefTarget target;
        if (text) {
            WARD_TRY(target, parse_ref_file(*text, file));
        } else if (head.ref.empty()) {
            if (text.error().code == ErrorCode::not_found) return std::nullopt;
            return std::unexpected(std::move(text).error());
        } else {
            // Also where an empty folder is left in the place of the ref's file.
            WARD_TRY(target.commit, find_packed(root, *folder, head.ref));
            if (target.commit.empty() && text.error().code != ErrorCode::not_found)
                return std::unexpected(std::move(text).error());
        }
        head.commit = std::move(target.commit);
        if (target.ref.empty()) return head;
        head.ref = std::move(target.ref);
        file = *folder + '/' + head.ref;
    }
    return fail(ErrorCode::limit, fmt::format("leads through more than {} refs", max_symbolic_refs), *folder + "/HEAD");
}

}  // namespace ward::gitobjects
