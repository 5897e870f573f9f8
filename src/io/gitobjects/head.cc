// HEAD and refs: https://git-scm.com/docs/gitrepository-layout. A ref's own file wins over its line in packed-refs.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "io/gitobjects/gitobjects.h"

namespace ward::gitobjects {
namespace {

bool is_object_id(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

// The rules of git-check-ref-format that keep a name from being another path than it seems. A ref becomes a path.
bool is_ref_name(std::string_view name) {
    if (!name.starts_with("refs/") || name.find("..") != std::string_view::npos) return false;
    if (std::ranges::any_of(name,
                            [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '\\'; }))
        return false;
    return std::ranges::all_of(split(name, '/'), [](std::string_view part) {
        return !part.empty() && !part.starts_with('.') && !part.ends_with(".lock");
    });
}

// What HEAD or a loose ref says: an id, or the name of another ref.
struct Target {
    std::string commit;
    std::string ref;
};

Result<Target> parse_target(std::string_view text, const std::string& where) {
    text = trim(text);
    if (is_object_id(text)) return Target{to_lower(text), {}};
    constexpr std::string_view mark = "ref:";
    if (!text.starts_with(mark)) return fail(ErrorCode::parse, "is neither a commit id nor \"ref: NAME\"", where);
    const std::string_view name = trim(text.substr(mark.size()));
    // The name that reftable repositories put there for readers like this one.
    if (name == "refs/heads/.invalid")
        return fail(ErrorCode::unsupported, "refs are kept in a reftable, which is not read", where);
    if (!is_ref_name(name)) return fail(ErrorCode::parse, fmt::format("\"{}\" is not a ref", display(name)), where);
    return Target{{}, std::string(name)};
}

// The id of a ref in packed-refs; empty if it is not there.
Result<std::string> find_packed(const Root& root, const std::string& folder, std::string_view ref) {
    const std::string path = folder + "/packed-refs";
    auto text = root.read(path, max_packed_refs_bytes);
    if (!text && text.error().code == ErrorCode::not_found) return std::string();
    if (!text) return std::unexpected(std::move(text).error());
    std::string_view rest = *text;
    for (int number = 1; !rest.empty(); ++number) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.empty() || line[0] == '#' || line[0] == '^') continue;
        const size_t blank = line.find(' ');
        if (blank == std::string_view::npos || !is_object_id(line.substr(0, blank)))
            return fail(ErrorCode::parse, "is not a line of packed refs", fmt::format("{}:{}", path, number));
        if (line.substr(blank + 1) == ref) return to_lower(line.substr(0, blank));
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
        Target target;
        if (text) {
            WARD_TRY(target, parse_target(*text, file));
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
