// How patches stand, and how they are written anew.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/patch/series.h"
#include "actions/update/patch/stack_work.h"
#include "base/text.h"

namespace ward::update {
namespace {

// "deps/patches/uv/0001-x.patch" is 0001-x.patch of the stack.
std::string file_of(const Recipe& recipe, const std::string& patch_name) {
    return patch_name.substr(recipe.patches->folder.size() + 1);
}

bool is_chosen(const std::vector<std::string>& only, const std::string& name) {
    return only.empty() || std::ranges::find(only, name) != only.end();
}

class Refresh {
  public:
    Refresh(const StackInput& input, const std::vector<std::string>& only) : input_(input), only_(only) {
        out_.folder = *input.folder;
    }

    Result<StackChange> run(const StackResolutions& resolved) {
        FileTree files = *input_.upstream;
        out_.stack = apply_stack(files, input_.patches, input_.previous, {}, &resolved);
        if (out_.has_conflict()) return std::move(out_);
        for (const PatchOutcome& outcome : out_.stack.patches) {
            const std::string name = file_of(*input_.recipe, outcome.name);
            if (is_chosen(only_, name)) WARD_TRY_VOID(change(name, outcome));
        }
        if (!out_.written.empty() || !out_.removed.empty()) WARD_TRY_VOID(read_again(files));
        return std::move(out_);
    }

  private:
    Result<void> change(const std::string& name, const PatchOutcome& outcome) {
        for (const std::string& remark : outcome.remarks) out_.notes.push_back(fmt::format("{}: {}", name, remark));
        if (outcome.kind == PatchOutcome::Kind::upstreamed) {
            if (input_.recipe->patches->on_upstreamed == PatchStack::Upstreamed::stop)
                return fail(ErrorCode::conflict, "is upstream's by now, where the recipe says to stop", outcome.name);
            out_.folder.erase(name);
            remove_from_series(out_.folder, name);
            out_.removed.push_back(name);
            return {};
        }
        if (!outcome.is_moved) return {};
        if (outcome.refreshed.empty())
            return fail(ErrorCode::unsupported, "is of a stack with 'strip = 0', which ward does not write",
                        outcome.name);
        TreeFile& file = out_.folder.find(name)->second;
        if (file.bytes() == outcome.refreshed) return {};
        file = TreeFile(outcome.refreshed, file.kind());
        out_.written.push_back(name);
        return {};
    }

    // A patch that would not read back as what it was made of would be found by the next update only.
    Result<void> read_again(const FileTree& wanted) const {
        FileTree files = *input_.upstream;
        std::vector<Patch> patches;
        for (const std::string& name : names_in_series(out_.folder)) {
            const auto file = out_.folder.find(name);
            if (file == out_.folder.end()) return fail(ErrorCode::not_found, "is named in series and not there", name);
            WARD_TRY(Patch patch,
                     parse_patch(file->second.bytes(), fmt::format("{}/{}", input_.recipe->patches->folder, name),
                                 input_.recipe->patches->strip));
            patches.push_back(std::move(patch));
        }
        const StackOutcome again = apply_stack(files, patches, nullptr);
        for (const PatchOutcome& outcome : again.patches) {
            const bool is_ours =
                std::ranges::find(out_.written, file_of(*input_.recipe, outcome.name)) != out_.written.end();
            if (outcome.kind == PatchOutcome::Kind::conflict ||
                (is_ours && standing_of(outcome) != PatchStanding::clean))
                return fail(ErrorCode::internal, "does not fit where it was written for", outcome.name);
        }
        if (only_.empty() && files != wanted)
            return fail(ErrorCode::internal, "does not make the files that it was written of", input_.recipe->id);
        return {};
    }

    const StackInput& input_;
    const std::vector<std::string>& only_;
    StackChange out_;
};

}  // namespace

std::string_view name_of(PatchStanding standing) {
    switch (standing) {
        case PatchStanding::clean: return "clean";
        case PatchStanding::moved: return "moved";
        case PatchStanding::merged: return "merged";
        case PatchStanding::partly_upstreamed: return "partly-upstreamed";
        case PatchStanding::upstreamed: return "upstreamed";
        case PatchStanding::conflict: return "conflict";
        case PatchStanding::blocked: return "blocked";
    }
    return "blocked";
}

PatchStanding standing_of(const PatchOutcome& outcome) {
    switch (outcome.kind) {
        case PatchOutcome::Kind::applied: return outcome.is_moved ? PatchStanding::moved : PatchStanding::clean;
        case PatchOutcome::Kind::merged: return PatchStanding::merged;
        case PatchOutcome::Kind::upstreamed: return PatchStanding::upstreamed;
        case PatchOutcome::Kind::partly_upstreamed: return PatchStanding::partly_upstreamed;
        case PatchOutcome::Kind::conflict: return PatchStanding::conflict;
    }
    return PatchStanding::conflict;
}

StackStatus status_of_stack(const StackInput& input) {
    StackStatus out{.rows = {}, .stack = {}, .files = *input.upstream};
    out.stack = apply_stack(out.files, input.patches, input.previous);
    for (size_t i = 0; i < input.patches.size(); ++i) {
        PatchRow row{.name = file_of(*input.recipe, input.patches[i].name), .standing = PatchStanding::blocked};
        if (i < out.stack.patches.size()) {
            const PatchOutcome& outcome = out.stack.patches[i];
            row.standing = standing_of(outcome);
            row.details = outcome.remarks;
            for (const PatchConflict& conflict : outcome.conflicts)
                row.details.push_back(fmt::format("{}: {}", conflict.path, conflict.reason));
        }
        out.rows.push_back(std::move(row));
    }
    return out;
}

Result<StackChange> refresh_stack(const StackInput& input, const std::vector<std::string>& only,
                                  const StackResolutions& resolved) {
    return Refresh(input, only).run(resolved);
}

}  // namespace ward::update
