// ward release patches status: what of a line's fixes is on its branch, and what would go on top of it.
#include <fmt/core.h>

#include "actions/release/run/line_patches.h"
#include "base/text.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/json_texts.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

using Standing = release::LinePatch::Standing;

std::string standing_text(const release::LinePatch& patch) {
    switch (patch.standing) {
        case Standing::applies:
            return fmt::format("applies ({} commit{})", patch.commits, patch.commits == 1 ? "" : "s");
        case Standing::there: return "there already";
        case Standing::missing: return patch.reason;
        case Standing::conflicts: break;
    }
    std::vector<std::string> files;
    files.reserve(patch.conflicts.size());
    for (const std::string& file : patch.conflicts) files.push_back(display(file));
    return "conflicts in " + join(files, ", ");
}

}  // namespace

Result<int> release_patches_status(const Invocation& invocation) {
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const release::Release record, group.release(id));
    WARD_TRY(const auto outside, ReleaseOutside::open(invocation, group));
    std::map<std::string, std::string> words;
    for (const char* word : {"remote", "base"})
        if (invocation.has(word)) words[word] = invocation.value(word);
    const release::StepInput input{.release = record,
                                   .project = group.project(),
                                   .doors = outside->doors(),
                                   .now = now(),
                                   .day = now(),
                                   .words = words};
    WARD_TRY(const std::string remote, release::working_remote(input));
    const auto asked = release::line_named(invocation.value("line"));
    if (invocation.has("line") && (!asked || record.line(*asked) == nullptr))
        return fail(ErrorCode::usage, "is no line of the release", "--line");
    std::vector<PatchRow> rows;
    bool is_whole = true;
    for (const release::Line& line : record.lines) {
        if (asked && line.name != *asked) continue;
        WARD_TRY(const release::LinePatches patches,
                 release::line_patches(input, line.name, remote, invocation.value("base")));
        is_whole = is_whole && patches.is_whole();
        for (const release::LinePatch& patch : patches.patches) rows.push_back({line.name, patch});
    }
    std::string text;
    if (invocation.has("json")) text = patches_json(record, rows);
    else
        for (const auto& [line, patch] : rows)
            text += fmt::format("{}.x  {}  {}\n", line, display(patch.pull), standing_text(patch));
    WARD_TRY_VOID(print(text));
    return is_whole ? 0 : 1;
}

}  // namespace ward::cli
