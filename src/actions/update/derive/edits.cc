// What this file decides: when a recipe's change has not happened. An edit states how many places it changes in each
// file; another number means that the text went on and nobody looked.
#include "actions/update/derive/edits.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>

#include "actions/update/derive/select.h"
#include "actions/update/recipe/pattern.h"
#include "base/text.h"

namespace ward::update {
namespace {

std::unexpected<Error> fault(const Recipe& recipe, std::string what, ErrorCode code = ErrorCode::damaged) {
    return fail(code, std::move(what), recipe.id);
}

// Files that one glob finds; none is an error. Links have no text and no mode.
Result<std::vector<std::string>> found_by(const Recipe& recipe, const FileTree& files, const std::string& pattern,
                                          std::string_view verb) {
    WARD_TRY(const std::vector<Glob> globs, compile_globs(recipe, {pattern}));
    std::vector<std::string> out;
    for (const auto& [path, file] : files)
        if (file.kind() != FileKind::symlink && globs[0].matches(path)) out.push_back(path);
    if (out.empty()) return fault(recipe, fmt::format("{} = \"{}\" finds no file", verb, display(pattern)));
    return out;
}

void mark_edited(Origin& origin, std::string what) {
    if (origin.kind == Origin::Kind::upstream) origin.kind = Origin::Kind::edited;
    origin.by.push_back(std::move(what));
}

Result<void> edit_file(const Recipe& recipe, const Edit& edit, const RE2& pattern, const std::string& path,
                       Derived& derived) {
    TreeFile& file = derived.files.find(path)->second;
    std::string text(file.bytes());
    const int count = RE2::GlobalReplace(&text, pattern, edit.with);
    if (count != edit.count)
        return fault(recipe, fmt::format("edit '{}' finds {} {} in {} and was made for {}", display(edit.pattern),
                                         count, count == 1 ? "place" : "places", display(path), edit.count));
    file = TreeFile(std::move(text), file.kind());
    mark_edited(derived.origins[path], fmt::format("edit '{}'", edit.pattern));
    return {};
}

}  // namespace

Result<void> edit_files(const Recipe& recipe, Derived& derived) {
    for (const Edit& edit : recipe.edit) {
        auto pattern = compile_pattern(edit.pattern);
        std::string reason;
        if (!pattern) return fault(recipe, pattern.error().what, ErrorCode::usage);
        if (!(*pattern)->CheckRewriteString(edit.with, &reason))
            return fault(recipe, fmt::format("edit with \"{}\": {}", display(edit.with), display(reason)),
                         ErrorCode::usage);
        WARD_TRY(const auto paths, found_by(recipe, derived.files, edit.files, "edit"));
        for (const std::string& path : paths) WARD_TRY_VOID(edit_file(recipe, edit, **pattern, path, derived));
    }
    return {};
}

Result<void> create_files(const Recipe& recipe, Derived& derived) {
    for (const Create& create : recipe.create) {
        if (auto added = add_file(derived.files, create.path, TreeFile(create.text)); !added)
            return fault(recipe, fmt::format("create: {}", added.error().message()), added.error().code);
        derived.origins[create.path] = {.kind = Origin::Kind::created};
    }
    return {};
}

Result<void> change_modes(const Recipe& recipe, Derived& derived) {
    for (const ModeChange& mode : recipe.mode) {
        WARD_TRY(const auto paths, found_by(recipe, derived.files, mode.files, "mode"));
        const FileKind kind = mode.executable ? FileKind::executable : FileKind::file;
        for (const std::string& path : paths) {
            TreeFile& file = derived.files.find(path)->second;
            if (file.kind() == kind) continue;
            file.set_kind(kind);
            mark_edited(derived.origins[path], fmt::format("mode of '{}'", mode.files));
        }
    }
    return {};
}

Result<void> keep_files(const Recipe& recipe, const FileTree* before, Derived& derived) {
    static const FileTree none;
    const FileTree& folder = before == nullptr ? none : *before;
    WARD_TRY(const std::vector<Glob> keep, compile_globs(recipe, recipe.keep));
    for (const Glob& glob : keep)
        if (std::ranges::none_of(folder, [&](const auto& row) { return glob.matches(row.first); }))
            derived.notes.push_back(
                fmt::format("keep = \"{}\" finds nothing in the folder as it is", display(glob.pattern())));
    for (const auto& [path, file] : folder) {
        if (!matches_any(keep, path)) continue;
        derived.files.erase(path);
        if (auto added = add_file(derived.files, path, file); !added)
            return fault(recipe, fmt::format("keep: {}", added.error().message()), added.error().code);
        derived.origins[path] = {.kind = Origin::Kind::kept};
    }
    return {};
}

}  // namespace ward::update
