// See hook.h.
#include "actions/update/run/hook.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/run/staging.h"
#include "base/root.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "formats/glob.h"
#include "formats/json_writer.h"

namespace ward::update {
namespace {

std::vector<std::string> changed_paths(const FileTree& before, const FileTree& after) {
    std::vector<std::string> out;
    for (const auto& [path, file] : before)
        if (const auto now = after.find(path); now == after.end() || !(now->second == file)) out.push_back(path);
    for (const auto& [path, file] : after)
        if (!before.contains(path)) out.push_back(path);
    std::ranges::sort(out);
    return out;
}

std::string last_words(std::string_view output) {
    constexpr size_t shown = 200;
    const std::string_view text = trim(output);
    return display(text.size() > shown ? text.substr(text.size() - shown) : text);
}

}  // namespace

Result<HookOutcome> run_hook(const Hook& hook, const Recipe& recipe, const HookVersions& versions,
                             const std::string& project, const HookRunner& runner, FileTree& tree) {
    const std::string where = fmt::format("hook '{}' of {}", hook.name, recipe.id);
    if (!runner) return fail(ErrorCode::usage, "runs a command of the recipe, which was not allowed", where);
    WARD_TRY(const TemporaryFolder scratch, TemporaryFolder::make("ward-hook"));
    const std::string copy = fmt::format("{}/{}", scratch.path(), recipe.path);
    WARD_TRY_VOID(write_tree(copy, tree));
    WARD_TRY_VOID(make_folders(scratch.path() + "/tmp"));
    Hook filled = hook;
    for (std::string& word : filled.run) {
        WARD_TRY(word, fill(word, {{"project", project},
                                   {"folder", copy},
                                   {"id", recipe.id},
                                   {"new", versions.now},
                                   {"old", versions.before}}));
    }
    const HookRequest request{
        .hook = &filled,
        .scratch = scratch.path(),
        .folder = hook.in.empty() ? copy : fmt::format("{}/{}", copy, hook.in),
        .project = project,
        .environment = {"HOME=" + scratch.path() + "/tmp", "TMPDIR=" + scratch.path() + "/tmp", "LC_ALL=C", "TZ=UTC",
                        "WARD_UPDATE_ID=" + recipe.id, "WARD_UPDATE_VERSION=" + versions.now,
                        "WARD_UPDATE_OLD_VERSION=" + versions.before, "WARD_UPDATE_FOLDER=" + copy,
                        "WARD_UPDATE_PROJECT=" + project}};
    WARD_TRY(const HookEnd end, runner(request));
    if (end.status != 0)
        return fail(
            ErrorCode::io,
            fmt::format("ended with status {}{}{}", end.status,
                        end.refused.empty() ? "" : fmt::format(", was refused: {}", display(end.refused.front())),
                        trim(end.output).empty() ? "" : ": " + last_words(end.output)),
            where);
    WARD_TRY(const Root root, Root::open(scratch.path()));
    WARD_TRY(FileTree after, tree_of_folder(root, recipe.path));
    WARD_TRY_VOID(check_tree(after));
    HookOutcome out{.name = hook.name,
                    .command = JsonWriter(JsonLayout::compact).values(hook.run).take(),
                    .written = changed_paths(tree, after),
                    .inputs_sha256 = tree_sha256(tree),
                    .outputs_sha256 = {}};
    std::vector<Glob> writes;
    for (const std::string& pattern : hook.writes) {
        WARD_TRY(Glob glob, Glob::compile(pattern));
        writes.push_back(std::move(glob));
    }
    FileTree outputs;
    for (const std::string& path : out.written) {
        // A hook that may regenerate one file must not be able to change another unseen.
        if (!matches_any(writes, path))
            return fail(ErrorCode::conflict, fmt::format("changed {}, which is not among its writes", display(path)),
                        where);
        if (const auto file = after.find(path); file != after.end()) outputs.insert(*file);
    }
    out.outputs_sha256 = tree_sha256(outputs);
    tree = std::move(after);
    return out;
}

}  // namespace ward::update
