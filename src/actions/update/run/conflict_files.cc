// See conflict_files.h.
#include "actions/update/run/conflict_files.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/run/staging.h"
#include "actions/update/tree/tree.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/root.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

constexpr std::string_view ending = ".conflict";
constexpr size_t short_digest = 12;

bool has_marks(std::string_view text) {
    return std::ranges::any_of(split(text, '\n'), [](std::string_view line) {
        return line.starts_with("<<<<<<< ") || line.starts_with("||||||| ") || line.starts_with(">>>>>>> ");
    });
}

}  // namespace

std::string conflict_folder(const std::string& state, const std::string& project, const std::string& id,
                            const std::string& version, const std::string& patch_name,
                            const std::string& patch_sha256) {
    const std::string file = patch_name.substr(patch_name.rfind('/') + 1);
    return fmt::format("{}/update-conflicts/{}-{}/{}/{}-{}", state, id, sha256_hex(project).substr(0, short_digest),
                       version, file, patch_sha256.substr(0, short_digest));
}

Result<std::vector<std::string>> write_conflicts(const std::string& folder, const PatchOutcome& outcome) {
    std::vector<std::string> out;
    for (const PatchConflict& conflict : outcome.conflicts) {
        if (conflict.marked.empty()) continue;
        std::string file = fmt::format("{}/{}{}", folder, conflict.path, ending);
        if (!is_regular_file(file)) {
            WARD_TRY_VOID(make_folders(file.substr(0, file.rfind('/'))));
            WARD_TRY_VOID(replace_file(file, conflict.marked));
        }
        out.push_back(std::move(file));
    }
    return out;
}

Result<Resolutions> read_resolutions(const std::string& folder, std::vector<std::string>& unresolved) {
    Resolutions out;
    const auto root = Root::open(folder);
    if (!root && root.error().code == ErrorCode::not_found) return out;
    if (!root) return std::unexpected(root.error());
    WARD_TRY(const FileTree files, tree_of_folder(*root, ""));
    for (const auto& [name, file] : files) {
        if (!name.ends_with(ending)) continue;  // an editor's own
        if (file.bytes().size() > max_resolution_bytes)
            return fail(ErrorCode::limit, fmt::format("has more than {} bytes", max_resolution_bytes),
                        fmt::format("{}/{}", folder, name));
        if (has_marks(file.bytes())) unresolved.push_back(fmt::format("{}/{}", folder, name));
        else out.emplace(name.substr(0, name.size() - ending.size()), file.bytes());
    }
    return out;
}

Result<void> remove_conflicts(const std::string& folder) {
    return remove_folder(folder);
}

}  // namespace ward::update
