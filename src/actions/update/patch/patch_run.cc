// What becomes of one patch on a tree. What this file decides: in which order its ways are tried. A
// hunk that stands where it says, or the same lines elsewhere, needs no thought. Where that fails, the three texts (the
// one the patch was made for, the same with it, and upstream's new one) tell more than a hunk's few lines of context,
// so merging comes next; passing over context, as patch(1) does, is last. What is left is a person's matter.
#include "actions/update/patch/patch_run.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "actions/update/patch/file_diff.h"
#include "actions/update/patch/overlay.h"
#include "actions/update/patch/patch_apply.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view ours_name = "upstream";
constexpr std::string_view base_name = "previous";

class PatchRun {
  public:
    PatchRun(const FileTree& tree, const Patch& patch, MergeBase base, const PatchLimits& limits,
             const Resolutions* resolved)
        : files_(tree), patch_(patch), base_(base), limits_(limits), resolved_(resolved), budget_{limits.comparisons} {
        outcome_.name = patch.name;
        for (const FilePatch& file : patch.files)
            if (file.is_rename || file.new_path.empty()) leaving_.insert(file.old_path);
    }

    // The tree with the patch; nothing where it conflicts.
    std::optional<FileTree> run() {
        for (const FilePatch& file : patch_.files) put(file);
        std::optional<FileTree> next;
        if (outcome_.conflicts.empty()) {
            auto committed = files_.commit();
            if (committed) next = *std::move(committed);
            else conflict(committed.error().where, committed.error().what);
        }
        outcome_.kind = kind();
        outcome_.is_moved = next && outcome_.kind != PatchOutcome::Kind::upstreamed && (moved_ || there_ > 0);
        // Without "a/" and "b/" in front there is no form of ours that would be read back the same way.
        if (outcome_.is_moved && patch_.strip > 0) refresh(*next);
        return next;
    }
    PatchOutcome take() { return std::move(outcome_); }

  private:
    PatchOutcome::Kind kind() const {
        using Kind = PatchOutcome::Kind;
        if (!outcome_.conflicts.empty()) return Kind::conflict;
        if (there_ == parts_) return Kind::upstreamed;
        if (merged_) return Kind::merged;
        return there_ > 0 ? Kind::partly_upstreamed : Kind::applied;
    }

    void conflict(const std::string& path, std::string reason, std::string marked = {}) {
        outcome_.conflicts.push_back({path, std::move(reason), std::move(marked)});
    }
    // What a person made of this conflict. Only where there was a text to work on.
    std::optional<std::string> resolution(const std::string& path, const std::string& marked_text) {
        if (resolved_ == nullptr || marked_text.empty()) return std::nullopt;
        const auto found = resolved_->find(path);
        if (found == resolved_->end()) return std::nullopt;
        merged_ = moved_ = true;
        remark(path, "is as its conflict was resolved");
        return found->second;
    }
    void conflict_or_resolution(const std::string& path, std::string reason, std::string marked_text) {
        const auto text = resolution(path, marked_text);
        if (!text) return conflict(path, std::move(reason), std::move(marked_text));
        const TreeFile* const present = files_.find(path);
        count(present != nullptr && present->bytes() == *text);
        write(path, TreeFile(*text, present == nullptr ? FileKind::file : present->kind()));
    }
    void remark(std::string_view path, std::string text) {
        outcome_.remarks.push_back(fmt::format("{}: {}", path, text));
    }
    void changed(const std::string& path) {
        if (std::ranges::find(outcome_.paths, path) == outcome_.paths.end()) outcome_.paths.push_back(path);
    }
    void write(const std::string& path, TreeFile file) {
        changed(path);
        written_.insert(path);
        files_.set(path, std::move(file));
    }
    // One of the things that the patch does, and whether upstream has done it.
    void count(bool is_there) {
        ++parts_;
        there_ += is_there ? 1 : 0;
    }

    void put(const FilePatch& file) {
        if (file.old_path.empty()) return create(file);
        if (file.new_path.empty()) return remove(file);
        change(file);
    }

    void create(const FilePatch& file) {
        const std::string& path = file.new_path;
        std::string text;
        for (const Hunk& hunk : file.hunks)
            for (const HunkLine& line : hunk.lines) text += line.text + (line.has_end ? "\n" : "");
        TreeFile wanted(std::move(text), file.new_kind.value_or(FileKind::file));
        if (wanted.kind() == FileKind::symlink && !link_stays_inside(path, wanted.bytes()))
            return conflict(path, "is a link that leads outside of the tree");
        const TreeFile* const present = files_.find(path);
        if (present != nullptr && *present == wanted) {
            count(true);
            return remark(path, "is upstream's already");
        }
        if (present != nullptr)
            return conflict_or_resolution(path, "is there already, with other contents",
                                          marked({}, *present, wanted.bytes()));
        count(false);
        write(path, std::move(wanted));
    }

    void remove(const FilePatch& file) {
        const std::string& path = file.old_path;
        const TreeFile* const present = files_.find(path);
        if (present == nullptr) {
            count(true);
            return remark(path, "is removed upstream already");
        }
        const AppliedText applied = apply_hunks(present->bytes(), file.hunks, 0, limits_, budget_, patch_.name);
        if (!applied.text.empty() || !applied.holds() || applied.count(PlacedHunk::Kind::there) > 0)
            return conflict_or_resolution(path, "is to be removed, and is not what it was",
                                          marked(base_bytes(path), *present, {}));
        count(false);
        changed(path);
        files_.remove(path);
    }

    void change(const FilePatch& file) {
        const bool moves = file.is_rename || file.is_copy;
        // Git tells renames and copies of what was there before the patch, so that two files can change places.
        const TreeFile* const source = moves ? find_in(files_.tree(), file.old_path) : files_.find(file.old_path);
        const bool is_free = leaving_.contains(file.new_path) && !written_.contains(file.new_path);
        const TreeFile* const target = moves && !is_free ? files_.find(file.new_path) : nullptr;
        if (target != nullptr && (file.is_copy || source == nullptr) && has_all_of(file, *target, source)) return;
        if (source == nullptr) return missing(file);
        if (target != nullptr) return conflict(file.new_path, fmt::format("stands where {} is to go", file.old_path));
        const auto text = hunks(file, *source);
        if (!text) return;
        const FileKind kind = file.new_kind.value_or(source->kind());
        if (file.new_kind) count(!moves && *file.new_kind == source->kind());
        if (moves) count(false);
        if (kind == FileKind::symlink && !link_stays_inside(file.new_path, *text))
            return conflict(file.new_path, "is a link that leads outside of the tree");
        TreeFile result = *text == source->bytes() ? *source : TreeFile(*text);
        result.set_kind(kind);
        if (!moves && result == *source) return;
        if (file.is_rename) {
            if (!written_.contains(file.old_path)) files_.remove(file.old_path);
            changed(file.old_path);
        }
        write(file.new_path, std::move(result));
    }

    // A rename or copy that upstream made as well, with all that the patch changes in it.
    bool has_all_of(const FilePatch& file, const TreeFile& target, const TreeFile* source) {
        if (file.hunks.empty() && source != nullptr && source->bytes() != target.bytes()) return false;
        const AppliedText applied = apply_hunks(target.bytes(), file.hunks, 0, limits_, budget_, patch_.name);
        if (applied.count(PlacedHunk::Kind::there) != file.hunks.size() ||
            (file.new_kind && *file.new_kind != target.kind()))
            return false;
        for (size_t i = 0; i <= file.hunks.size(); ++i) count(true);
        remark(file.new_path, "is upstream's already");
        return true;
    }

    void missing(const FilePatch& file) {
        std::string reason = "is not there any more";
        const std::string base = file.old_path.substr(file.old_path.rfind('/') + 1);
        std::vector<std::string_view> alike;
        for (const auto& [path, other] : files_.tree())
            if (std::string_view(path).substr(path.rfind('/') + 1) == base) alike.push_back(path);
        if (alike.size() == 1) reason += fmt::format("; it may be {} now", alike[0]);
        const TreeFile* const after = base_.known() ? find_in(*base_.after, file.new_path) : nullptr;
        conflict_or_resolution(
            file.old_path, std::move(reason),
            after == nullptr ? "" : marked(base_bytes(file.old_path), TreeFile(std::string()), after->bytes()));
    }

    // The text with all hunks, or a conflict.
    std::optional<std::string> hunks(const FilePatch& file, const TreeFile& source) {
        const std::string& path = file.new_path;
        AppliedText exact = apply_hunks(source.bytes(), file.hunks, 0, limits_, budget_, patch_.name);
        if (exact.holds()) return take_applied(path, std::move(exact));
        const auto merge = merge_with(file, source);
        if (merge && merge->conflicts == 0) {
            const bool is_there = merge->text == source.bytes();
            for (size_t i = 0; i < file.hunks.size(); ++i) count(is_there);
            merged_ = merged_ || !is_there;
            moved_ = true;
            remark(path, is_there ? "is upstream's already, by a merge with the previous version"
                                  : "merged with the previous version");
            return merge->text;
        }
        AppliedText fuzzy = apply_hunks(source.bytes(), file.hunks, limits_.fuzz_lines, limits_, budget_, patch_.name);
        if (fuzzy.holds()) return take_applied(path, std::move(fuzzy));
        std::string text = merge ? merge->text : fuzzy.marked;
        if (auto solved = resolution(path, text)) {
            count(*solved == source.bytes());
            return solved;
        }
        conflict(path, reason_of(fuzzy), std::move(text));
        return std::nullopt;
    }
    std::optional<Merge> merge_with(const FilePatch& file, const TreeFile& source) const {
        if (!base_.known() || is_binary(source.bytes())) return std::nullopt;
        const TreeFile* const before = find_in(*base_.before, file.old_path);
        const TreeFile* const after = find_in(*base_.after, file.new_path);
        if (before == nullptr || after == nullptr) return std::nullopt;
        return merge_lines(before->bytes(), source.bytes(), after->bytes(), ours_name, base_name, patch_.name);
    }
    std::string take_applied(const std::string& path, AppliedText applied) {
        for (size_t i = 0; i < applied.hunks.size(); ++i) {
            const PlacedHunk& hunk = applied.hunks[i];
            const bool is_there = hunk.kind == PlacedHunk::Kind::there;
            count(is_there);
            if (is_there) {
                remark(path, fmt::format("hunk {} is upstream's already, at line {}", i + 1, hunk.line));
                continue;
            }
            if (hunk.offset == 0 && hunk.fuzz == 0) continue;
            moved_ = true;
            std::string found = fmt::format("hunk {} found", i + 1);
            const auto away = std::abs(hunk.offset);
            if (away != 0)
                found +=
                    fmt::format(" {} {} {}", away, away == 1 ? "line" : "lines", hunk.offset > 0 ? "lower" : "higher");
            if (hunk.fuzz != 0)
                found +=
                    fmt::format(" with {} {} of context passed over", hunk.fuzz, hunk.fuzz == 1 ? "line" : "lines");
            remark(path, std::move(found));
        }
        return std::move(applied.text);
    }
    static std::string reason_of(const AppliedText& applied) {
        if (applied.gave_up) return "the search for its hunks was given up: it takes too many comparisons";
        std::string numbers;
        for (size_t i = 0; i < applied.hunks.size(); ++i)
            if (applied.hunks[i].kind == PlacedHunk::Kind::failed)
                numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", i + 1);
        return fmt::format("hunk {} of {} fits nowhere", numbers, applied.hunks.size());
    }

    std::string_view base_bytes(std::string_view path) const {
        const TreeFile* const file = base_.known() ? find_in(*base_.before, path) : nullptr;
        return file == nullptr ? std::string_view() : file->bytes();
    }
    std::string marked(std::string_view base, const TreeFile& ours, std::string_view theirs) const {
        if (is_binary(ours.bytes()) || is_binary(theirs) || ours.kind() == FileKind::symlink) return {};
        return merge_lines(base, ours.bytes(), theirs, ours_name, base_name, patch_.name).text;
    }

    // The patch as it is now, with the words that stood before it.
    void refresh(const FileTree& next) {
        std::string text = patch_.preamble;
        if (!text.empty() && !text.ends_with('\n')) text += '\n';
        std::set<std::string_view> seen;
        const FileTree& before = files_.tree();
        for (const FilePatch& file : patch_.files) {
            const bool moves = file.is_rename || file.is_copy;
            if (!seen.insert(file.path()).second) continue;
            if (file.is_rename) seen.insert(file.old_path);
            const std::string_view old_path = moves ? file.old_path : file.path();
            const std::string old_name = patch_.prefix + std::string(old_path);
            const std::string new_name = patch_.prefix + file.path();
            text += diff_file({.old_path = old_name,
                               .new_path = new_name,
                               .before = find_in(before, old_path),
                               .after = find_in(next, file.path()),
                               .is_copy = file.is_copy,
                               .as_text = true});
        }
        outcome_.refreshed = std::move(text);
    }

    Overlay files_;
    const Patch& patch_;
    MergeBase base_;
    const PatchLimits& limits_;
    const Resolutions* resolved_;
    SearchBudget budget_;
    PatchOutcome outcome_;
    std::set<std::string, std::less<>> leaving_;  // files that the patch renames or removes
    std::set<std::string, std::less<>> written_;
    size_t parts_ = 0;
    size_t there_ = 0;
    bool merged_ = false;
    bool moved_ = false;
};

}  // namespace

RunEnd run_patch(const FileTree& tree, const Patch& patch, MergeBase base, const PatchLimits& limits,
                 const Resolutions* resolved) {
    PatchRun run(tree, patch, base, limits, resolved);
    std::optional<FileTree> next = run.run();
    return {run.take(), std::move(next)};
}

}  // namespace ward::update
