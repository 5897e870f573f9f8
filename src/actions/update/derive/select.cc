// What this file decides: that a recipe's words about files mean something. A glob that takes nothing is upstream's
// layout having changed (nodejs/node#50693 was lost build files), and so is a rename that renames nothing: both stop
// the update instead of making a smaller tree.
#include "actions/update/derive/select.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>

#include "actions/update/recipe/pattern.h"
#include "base/text.h"

namespace ward::update {
namespace {

std::unexpected<Error> fault(const Recipe& recipe, std::string what, ErrorCode code = ErrorCode::damaged) {
    return fail(code, std::move(what), recipe.id);
}

// A file under its name of the moment, and upstream's.
struct Item {
    std::string path;
    std::string from;
    TreeFile file;
};

Result<std::vector<Item>> put_together(const Recipe& recipe, const std::vector<UnpackedArtefact>& artefacts) {
    std::map<std::string, Item> items;
    for (const UnpackedArtefact& artefact : artefacts) {
        const std::string& into = artefact.artefact != nullptr ? artefact.artefact->into : std::string();
        for (const auto& [path, file] : artefact.files) {
            std::string whole = into.empty() ? path : fmt::format("{}/{}", into, path);
            const auto [place, is_new] = items.try_emplace(whole, Item{whole, whole, file});
            if (!is_new && !(place->second.file == file))
                return fault(recipe, fmt::format("{} is in two artefacts, with different contents", display(whole)));
        }
    }
    std::vector<Item> out;
    out.reserve(items.size());
    for (auto& [path, item] : items) out.push_back(std::move(item));
    return out;
}

Result<void> take_and_drop(const Recipe& recipe, std::vector<Item>& items, std::vector<std::string>& notes) {
    WARD_TRY(const std::vector<Glob> take, compile_globs(recipe, recipe.take));
    WARD_TRY(const std::vector<Glob> drop, compile_globs(recipe, recipe.drop));
    for (const Glob& glob : take)
        if (std::ranges::none_of(items, [&](const Item& item) { return glob.matches(item.path); }))
            return fault(recipe,
                         fmt::format("take = \"{}\" finds nothing in what upstream ships", display(glob.pattern())));
    for (const Glob& glob : drop)
        if (std::ranges::none_of(items, [&](const Item& item) { return glob.matches(item.path); }))
            notes.push_back(fmt::format("drop = \"{}\" finds nothing in what upstream ships", display(glob.pattern())));
    std::erase_if(items, [&](const Item& item) {
        return (!take.empty() && !matches_any(take, item.path)) || matches_any(drop, item.path);
    });
    if (items.empty()) return fault(recipe, "nothing is left of what upstream ships");
    return {};
}

Result<void> rename(const Recipe& recipe, std::vector<Item>& items) {
    for (const Rename& one : recipe.rename) {
        auto pattern = compile_pattern(one.from);
        std::string reason;
        if (!pattern) return fault(recipe, pattern.error().what, ErrorCode::usage);
        if (!(*pattern)->CheckRewriteString(one.to, &reason))
            return fault(recipe, fmt::format("rename to \"{}\": {}", display(one.to), display(reason)),
                         ErrorCode::usage);
        size_t renamed = 0;
        for (Item& item : items) renamed += RE2::Replace(&item.path, **pattern, one.to) ? 1 : 0;
        if (renamed == 0) return fault(recipe, fmt::format("rename = '{}' renames nothing", display(one.from)));
    }
    return {};
}

}  // namespace

Result<std::vector<Glob>> compile_globs(const Recipe& recipe, const std::vector<std::string>& patterns) {
    std::vector<Glob> globs;
    for (const std::string& pattern : patterns) {
        auto glob = Glob::compile(pattern);
        if (!glob) return fault(recipe, glob.error().what, ErrorCode::usage);
        globs.push_back(*std::move(glob));
    }
    return globs;
}

Result<Selected> select_files(const Recipe& recipe, const std::vector<UnpackedArtefact>& artefacts) {
    Selected out;
    WARD_TRY(std::vector<Item> items, put_together(recipe, artefacts));
    WARD_TRY_VOID(take_and_drop(recipe, items, out.notes));
    WARD_TRY_VOID(rename(recipe, items));
    TreeBuilder builder;
    for (Item& item : items) {
        if (recipe.flatten) item.path.erase(0, item.path.rfind('/') + 1);
        // Two files of one name, or a name that leads outside, as a rename may make them.
        if (auto added = builder.add(item.path, std::move(item.file)); !added)
            return fault(recipe, fmt::format("{} becomes {}", display(item.from), added.error().message()),
                         added.error().code);
        out.from.emplace(std::move(item.path), std::move(item.from));
    }
    out.files = builder.take();
    return out;
}

}  // namespace ward::update
