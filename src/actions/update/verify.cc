// See verify.h.
#include "actions/update/verify.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/update/made_elsewhere.h"
#include "base/text.h"

namespace ward::update {
namespace {

// Lines that only one of two texts has, without an order: enough to say how much differs.
size_t lines_that_differ(std::string_view a, std::string_view b) {
    std::map<std::string_view, int64_t> counts;
    for (const std::string_view line : split(a, '\n')) ++counts[line];
    for (const std::string_view line : split(b, '\n')) --counts[line];
    size_t out = 0;
    for (const auto& [line, count] : counts) out += static_cast<size_t>(count < 0 ? -count : count);
    return out;
}

std::string difference_of(const TreeFile& wanted, const TreeFile& there) {
    if (wanted.kind() != there.kind())
        return fmt::format("is {}, and should be {}", name_of(there.kind()), name_of(wanted.kind()));
    if (wanted.bytes().contains('\0') || there.bytes().contains('\0'))
        return fmt::format("{} bytes, and should be {}", there.bytes().size(), wanted.bytes().size());
    return fmt::format("{} lines differ", lines_that_differ(wanted.bytes(), there.bytes()));
}

FileVerdict verdict_of(Origin::Kind kind) {
    switch (kind) {
        case Origin::Kind::upstream: return FileVerdict::upstream;
        case Origin::Kind::edited: return FileVerdict::edited;
        case Origin::Kind::patched: return FileVerdict::patched;
        case Origin::Kind::created: return FileVerdict::created;
        case Origin::Kind::generated: return FileVerdict::generated;
        case Origin::Kind::kept: return FileVerdict::kept;
        case Origin::Kind::hook: return FileVerdict::prebuilt;
    }
    return FileVerdict::unexplained;
}

class Verifier {
  public:
    Verifier(const Recipe& recipe, const Snapshot& now, const Snapshot& kept_from, const PrepareContext& context,
             Judged judged)
        : recipe_(recipe), now_(now), kept_from_(kept_from), context_(context), judged_(judged) {
        out_.recipe = &recipe;
    }

    Verification run() && {
        if (const Result<void> done = all(); !done) out_.error = done.error();
        return std::move(out_);
    }

  private:
    Result<void> all() {
        WARD_TRY(tree_, now_.folder(recipe_.path));
        WARD_TRY(Candidate candidate, claimed());
        WARD_TRY(const auto fetched, fetch(recipe_, candidate, context_));
        climb(candidate, fetched);
        WARD_TRY_VOID(derive_anew(candidate, fetched));
        WARD_TRY_VOID(compare());
        return compare_outside();
    }

    // What the tree says it is, as upstream lists it.
    Result<Candidate> claimed() {
        WARD_TRY(const auto version, current_version(recipe_.current, reader_of(tree_, now_.file)));
        if (version) out_.version = *version;
        // A commit that the caller names is none that the tree says it has.
        const bool by_commit = recipe_.source.kind == "git-head";
        const std::string tree_version = out_.version;
        if (!context_.wanted.empty() && (!by_commit || out_.version.empty())) out_.version = context_.wanted;
        return candidate_of_tree(recipe_, tree_version, context_.wanted, context_);
    }

    const LockedDependency* locked_dependency() const {
        if (context_.lock == nullptr) return nullptr;
        const auto at = context_.lock->find(recipe_.id);
        return at == context_.lock->end() ? nullptr : &at->second;
    }

    // Which version this one replaced, for rules whose text says so: of a change the base knows, else the lock file.
    std::string version_before() const {
        if (judged_ == Judged::change) {
            const auto folder = kept_from_.folder(recipe_.path);
            const auto version = folder ? current_version(recipe_.current, reader_of(*folder, kept_from_.file))
                                        : Result<std::optional<std::string>>(std::nullopt);
            if (version && *version && **version != out_.version) return **version;
        }
        const LockedDependency* locked = locked_dependency();
        return locked != nullptr && locked->version == out_.version ? locked->previous : "";
    }

    void climb(const Candidate& candidate, const std::vector<Fetched>& fetched) {
        const LockedDependency* locked = locked_dependency();
        if (locked != nullptr && locked->version != out_.version) locked = nullptr;
        out_.ladder = climb_ladder(recipe_, candidate, fetched, locked, *context_.world, kept_from_.file, context_.now);
    }

    Result<void> derive_anew(const Candidate& candidate, const std::vector<Fetched>& fetched) {
        DeriveInput input{.recipe = &recipe_,
                          .version = candidate.version,
                          .old_version = version_before(),
                          .tag = candidate.tag,
                          .commit = candidate.commit,
                          .published = candidate.published};
        WARD_TRY(input.artefacts, unpack_all(fetched, out_.notes));
        auto before = kept_from_.folder(recipe_.path);
        if (!before && before.error().code != ErrorCode::not_found) return std::unexpected(before.error());
        if (before) before_ = std::move(*before);
        input.before = before ? &before_ : nullptr;
        input.project = now_.file;
        WARD_TRY(input.patches, patches_of(recipe_, now_));
        WARD_TRY(derived_, derive(input));
        out_.patches = derived_.stack.patches;
        if (derived_.stack.has_conflict())
            out_.notes.push_back(fmt::format("{} does not apply to upstream's files; what it changes differs",
                                             out_.patches.back().name));
        std::ranges::copy(derived_.notes, std::back_inserter(out_.notes));
        return {};
    }

    std::string whole(std::string_view path) const { return fmt::format("{}/{}", recipe_.path, path); }

    bool is_changed(const std::string& path) const {
        if (judged_ == Judged::tree) return true;
        const auto was = before_.find(path);
        const auto is = tree_.find(path);
        if (was == before_.end() || is == tree_.end()) return (was == before_.end()) != (is == tree_.end());
        return !(was->second == is->second);
    }

    Result<void> compare() {
        WARD_TRY(const MadeElsewhere elsewhere, MadeElsewhere::of(recipe_));
        FileTree wanted;  // the part that differs
        FileTree there;
        for (const auto& [path, file] : tree_) {
            const auto derived = derived_.files.find(path);
            if (derived != derived_.files.end() && derived->second == file) {
                const Origin& origin = derived_.origins.at(path);
                out_.files.push_back({.path = whole(path), .verdict = verdict_of(origin.kind), .by = origin.by});
                continue;
            }
            FileRow row{.path = whole(path), .verdict = FileVerdict::unexplained};
            if (const std::string who = elsewhere.who(path, derived != derived_.files.end()); !who.empty()) {
                row.verdict = FileVerdict::prebuilt;
                row.by = {who};
            } else {
                if (derived != derived_.files.end()) {
                    row.verdict = FileVerdict::differs;
                    row.detail = difference_of(derived->second, file);
                    wanted.insert(*derived);
                }
                there.emplace(path, file);
            }
            out_.files.push_back(std::move(row));
        }
        for (const auto& [path, file] : derived_.files) {
            if (tree_.contains(path)) continue;
            // A hook may remove as well as write.
            if (!elsewhere.who(path, true).empty()) continue;
            out_.files.push_back({.path = whole(path), .verdict = FileVerdict::missing});
            wanted.emplace(path, file);
        }
        for (FileRow& row : out_.files) row.is_changed = is_changed(row.path.substr(recipe_.path.size() + 1));
        out_.diff = diff_trees(wanted, there, recipe_.path);
        return {};
    }

    Result<void> compare_outside() {
        for (const auto& [path, file] : derived_.outside) {
            WARD_TRY(const auto there, now_.file(path));
            FileRow row{.path = path, .verdict = FileVerdict::missing};
            if (const auto origin = derived_.outside_origins.find(path); origin != derived_.outside_origins.end())
                row.by = origin->second.by;
            if (there) {
                const TreeFile is(*there);
                row.verdict = is.bytes() == file.bytes() ? FileVerdict::generated : FileVerdict::differs;
                if (row.verdict == FileVerdict::differs) row.detail = difference_of(file, is);
            }
            WARD_TRY(const auto before, kept_from_.file(path));
            row.is_changed = judged_ == Judged::tree || before != there;
            out_.files.push_back(std::move(row));
        }
        std::ranges::sort(out_.files, {}, &FileRow::path);
        return {};
    }

    const Recipe& recipe_;
    const Snapshot& now_;
    const Snapshot& kept_from_;
    const PrepareContext& context_;
    Judged judged_;
    FileTree tree_;
    FileTree before_;
    Derived derived_;
    Verification out_;
};

}  // namespace

std::string_view name_of(FileVerdict verdict) {
    switch (verdict) {
        case FileVerdict::upstream: return "upstream";
        case FileVerdict::edited: return "edited";
        case FileVerdict::patched: return "patched";
        case FileVerdict::created: return "created";
        case FileVerdict::generated: return "generated";
        case FileVerdict::kept: return "kept";
        case FileVerdict::prebuilt: return "prebuilt";
        case FileVerdict::differs: return "differs";
        case FileVerdict::unexplained: return "unexplained";
        case FileVerdict::missing: return "missing";
        case FileVerdict::outside: return "outside";
    }
    return "";
}

bool is_open(FileVerdict verdict) {
    return verdict == FileVerdict::prebuilt || verdict == FileVerdict::differs || verdict == FileVerdict::unexplained ||
           verdict == FileVerdict::missing || verdict == FileVerdict::outside;
}

size_t Verification::count(FileVerdict verdict) const {
    return static_cast<size_t>(std::ranges::count(files, verdict, &FileRow::verdict));
}

bool Verification::holds() const {
    return !error && (recipe == nullptr || ladder.holds()) &&
           std::ranges::none_of(files, [](const FileRow& row) { return row.is_changed && is_open(row.verdict); });
}

Verification verify(const Recipe& recipe, const Snapshot& now, const Snapshot& kept_from, const PrepareContext& context,
                    Judged judged) {
    return Verifier(recipe, now, kept_from, context, judged).run();
}

}  // namespace ward::update
