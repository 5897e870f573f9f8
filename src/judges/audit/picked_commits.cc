#include "judges/audit/picked_commits.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/core.h>

namespace ward::audit {

using gitobjects::Commit;
using gitobjects::History;
using gitobjects::ObjectId;
using gitobjects::TreeEntry;
using gitobjects::TreeMode;

namespace {

constexpr size_t max_kept_trees = 20'000;

bool is_file(const TreeEntry& entry) {
    return entry.mode == TreeMode::file || entry.mode == TreeMode::executable;
}

bool is_folder(const std::optional<TreeEntry>& entry) {
    return entry && entry->mode == TreeMode::folder;
}

LineSum negative(const LineSum& sum) {
    LineSum zero;
    zero -= sum;
    return zero;
}

}  // namespace

Result<PickedCommits::Tree> PickedCommits::tree(const ObjectId& id) {
    if (const auto found = trees_.find(id); found != trees_.end()) return found->second;
    WARD_TRY(std::vector<TreeEntry> entries, repository_.tree(id));
    std::ranges::sort(entries, {}, &TreeEntry::name);
    // Neighbours in history share nearly all of their trees: what is near is what is asked next.
    if (trees_.size() >= max_kept_trees) trees_.clear();
    return trees_.emplace(id, std::make_shared<const std::vector<TreeEntry>>(std::move(entries))).first->second;
}

// What differs in a folder, as pairs of their own.
Result<void> PickedCommits::add_children(const Pair& folder, std::vector<Pair>& pairs) {
    static const std::vector<TreeEntry> nothing;
    Tree before, after;
    if (is_folder(folder.before)) {
        WARD_TRY(before, tree(folder.before->id));
    }
    if (is_folder(folder.after)) {
        WARD_TRY(after, tree(folder.after->id));
    }
    const std::vector<TreeEntry>& olds = before ? *before : nothing;
    const std::vector<TreeEntry>& news = after ? *after : nothing;
    auto old_entry = olds.begin();
    auto new_entry = news.begin();
    const auto add = [&](const TreeEntry* one, const TreeEntry* other) {
        Pair pair;
        pair.path = folder.path.empty() ? "" : folder.path + '/';
        pair.path += one != nullptr ? one->name : other->name;
        if (one != nullptr) pair.before = *one;
        if (other != nullptr) pair.after = *other;
        pairs.push_back(std::move(pair));
    };
    while (old_entry != olds.end() || new_entry != news.end()) {
        if (new_entry == news.end() || (old_entry != olds.end() && old_entry->name < new_entry->name)) {
            add(&*old_entry++, nullptr);
        } else if (old_entry == olds.end() || new_entry->name < old_entry->name) {
            add(nullptr, &*new_entry++);
        } else {
            if (old_entry->id != new_entry->id || old_entry->mode != new_entry->mode) add(&*old_entry, &*new_entry);
            ++old_entry;
            ++new_entry;
        }
    }
    return {};
}

// Of one file. None for what has no lines to compare: links, submodules, modes, what is too large.
Result<std::optional<LineSum>> PickedCommits::sum_of(const Pair& pair) {
    LineSum sum;
    for (const std::optional<TreeEntry>* side : {&pair.after, &pair.before}) {
        if (!*side) continue;
        if (!is_file(**side)) return std::nullopt;
        const auto blob = repository_.objects().read((*side)->id, max_picked_blob);
        if (!blob && blob.error().code == ErrorCode::limit) return std::nullopt;
        if (!blob) return std::unexpected(blob.error());
        const LineSum lines = line_sum(blob->bytes);
        if (side == &pair.after) sum += lines;
        else sum -= lines;
    }
    if (pair.before && pair.after && pair.before->mode != pair.after->mode) return std::nullopt;
    return sum;
}

// Paths alone: most commits change others, and no file of them is read.
Result<std::optional<std::vector<PickedCommits::Pair>>> PickedCommits::files_of(const Commit& commit) {
    if (commit.parents.empty()) return std::nullopt;
    WARD_TRY(const Commit* parent, history_.commit(commit.parents[0]));
    std::vector<Pair> files;
    std::vector<Pair> pairs;
    if (parent->tree != commit.tree)
        pairs.push_back(
            {"", TreeEntry{"", TreeMode::folder, parent->tree}, TreeEntry{"", TreeMode::folder, commit.tree}});
    while (!pairs.empty()) {
        const Pair here = std::move(pairs.back());
        pairs.pop_back();
        if (is_folder(here.before) || is_folder(here.after)) {
            // A file that became a folder, or the other way round, is no change of lines.
            if (here.before && here.after && is_folder(here.before) != is_folder(here.after)) return std::nullopt;
            WARD_TRY_VOID(add_children(here, pairs));
            continue;
        }
        if (files.size() == max_picked_files) return std::nullopt;
        files.push_back(here);
    }
    return files;
}

uint64_t PickedCommits::hash_of(const std::vector<Pair>& files) {
    uint64_t sum = 0;
    for (const Pair& file : files) {
        const LineSum path = line_sum(file.path);
        sum += path.first;
    }
    return sum;
}

Result<std::optional<PickedCommits::Change>> PickedCommits::change_of(const std::vector<Pair>& files) {
    Change change;
    for (const Pair& file : files) {
        WARD_TRY(const std::optional<LineSum> sum, sum_of(file));
        if (!sum) return std::nullopt;
        change.emplace(file.path, *sum);
    }
    return change;
}

Result<PickedCommits::Original*> PickedCommits::original_of(const ObjectId& id) {
    if (const auto found = originals_.find(id); found != originals_.end()) return &found->second;
    Original original;
    const auto commit = history_.commit(id);
    // A fix that this clone has never seen: a fork's, or one that was rebased away.
    if (!commit && commit.error().code != ErrorCode::not_found) return std::unexpected(commit.error());
    if (commit) {
        original.committed = (*commit)->committed;
        WARD_TRY(const auto files, files_of(**commit));
        if (files) {
            original.paths = hash_of(*files);
            WARD_TRY(original.change, change_of(*files));
        }
        // Nothing but white space and lines that moved: like everything else of that kind.
        const auto is_nothing = [](const auto& file) { return file.second.empty(); };
        if (original.change && std::ranges::all_of(*original.change, is_nothing)) original.change.reset();
    }
    return &originals_.emplace(id, std::move(original)).first->second;
}

Result<PickedCommits::Likeness> PickedCommits::likeness(const Original& original, const ObjectId& id) {
    WARD_TRY(const Commit* commit, history_.commit(id));
    WARD_TRY(const auto files, files_of(*commit));
    if (!files || files->size() != original.change->size()) return Likeness::other;
    WARD_TRY(const std::optional<Change> change, change_of(*files));
    if (!change) return Likeness::other;
    if (*change == *original.change) return Likeness::pick;
    const bool undone = std::ranges::equal(*change, *original.change, [](const auto& one, const auto& other) {
        return one.first == other.first && one.second == negative(other.second);
    });
    return undone ? Likeness::undone : Likeness::other;
}

Result<uint64_t> PickedCommits::paths_of(const ObjectId& id) {
    if (const auto found = paths_.find(id); found != paths_.end()) return found->second;
    if (paths_.size() == max_pick_commits)
        return fail(ErrorCode::limit,
                    fmt::format("cherry-picks were looked for in {} commits and no further", max_pick_commits));
    WARD_TRY(const Commit* commit, history_.commit(id));
    uint64_t paths = 0;
    // What a merge brings are other commits' changes.
    if (commit->parents.size() == 1) {
        WARD_TRY(const auto files, files_of(*commit));
        if (files) paths = hash_of(*files);
    }
    return paths_.emplace(id, paths).first->second;
}

// Commits that are not older than `time`.
Result<void> PickedCommits::index_until(const ObjectId& tip, int64_t time) {
    if (index_.tip != tip) {
        WARD_TRY(const History::Commits* behind, history_.behind(tip));
        index_ = {};
        index_.by_time.reserve(behind->size());
        for (const ObjectId& id : *behind) {
            WARD_TRY(const Commit* commit, history_.commit(id));
            index_.by_time.emplace_back(commit->committed, id);
        }
        std::ranges::sort(index_.by_time, std::greater());
        index_.tip = tip;
    }
    for (; index_.indexed < index_.by_time.size() && index_.by_time[index_.indexed].first >= time; ++index_.indexed) {
        const ObjectId& id = index_.by_time[index_.indexed].second;
        WARD_TRY(const uint64_t paths, paths_of(id));
        if (paths != 0) index_.by_paths[paths].push_back(id);
    }
    return {};
}

Result<std::optional<ObjectId>> PickedCommits::pick_of(const ObjectId& id, const ObjectId& tip) {
    WARD_TRY(Original * original, original_of(id));
    if (!original->change) return std::nullopt;
    WARD_TRY_VOID(index_until(tip, original->committed - max_pick_lead_seconds));
    const auto found = index_.by_paths.find(original->paths);
    if (found == index_.by_paths.end()) return std::nullopt;
    std::optional<ObjectId> newest;
    std::vector<ObjectId> undone;
    for (const ObjectId& one : found->second) {
        if (one == id) continue;
        auto seen = original->seen.find(one);
        if (seen == original->seen.end()) {
            WARD_TRY(const Likeness like, likeness(*original, one));
            seen = original->seen.emplace(one, like).first;
        }
        if (seen->second == Likeness::undone) undone.push_back(one);
        if (seen->second != Likeness::pick) continue;
        // Of several the last: a fix counts from its last pick on.
        if (newest) {
            WARD_TRY(const History::Commits* behind, history_.behind(one));
            if (!behind->contains(*newest)) continue;
        }
        newest = one;
    }
    // What came before the pick did not undo it: a fix may itself be the revert of a mistake.
    for (const ObjectId& one : undone) {
        if (!newest) break;
        WARD_TRY(const History::Commits* behind, history_.behind(one));
        if (behind->contains(*newest)) return std::nullopt;
    }
    return newest;
}

}  // namespace ward::audit
