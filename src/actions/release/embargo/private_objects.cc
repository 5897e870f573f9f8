#include "actions/release/embargo/private_objects.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "actions/release/embargo/changes.h"
#include "actions/release/embargo/matcher.h"

namespace ward::release {
namespace {

using gitobjects::Commit;
using gitobjects::ObjectId;
using gitobjects::Repository;
using gitobjects::TreeMode;

// In the order they were found in: a commit's parent stands near it, and so the trees they share are read once.
struct Commits {
    std::unordered_map<ObjectId, Commit> by_id;
    std::vector<ObjectId> order;

    const Commit* find(const ObjectId& id) const {
        const auto found = by_id.find(id);
        return found == by_id.end() ? nullptr : &found->second;
    }
};

// All commits behind the tips that are not in `without`.
Result<Commits> commits_behind(const Repository& repository, std::span<const ObjectId> tips, const Commits* without) {
    Commits out;
    std::vector<ObjectId> stack(tips.begin(), tips.end());
    while (!stack.empty()) {
        const ObjectId id = stack.back();
        stack.pop_back();
        if (out.find(id) != nullptr || (without != nullptr && without->find(id) != nullptr)) continue;
        WARD_TRY(Commit commit, repository.commit(id));
        stack.insert(stack.end(), commit.parents.begin(), commit.parents.end());
        out.by_id.emplace(id, std::move(commit));
        out.order.push_back(id);
        if (without != nullptr && out.order.size() > max_private_commits)
            return fail(ErrorCode::limit, fmt::format("has more than {} private commits", max_private_commits));
    }
    return out;
}

struct SumHash {
    size_t operator()(const LineSum& sum) const { return sum.first; }
};
using Sums = std::unordered_set<LineSum, SumHash>;

class Collector {
  public:
    Collector(const Repository& repository, const Commits& open, const Commits& closed)
        : changes_(ObjectSources({&repository.objects()})), open_(open), closed_(closed) {}

    Result<void> run() {
        for (const ObjectId& id : closed_.order) WARD_TRY_VOID(add_commit(id, *closed_.find(id)));
        // What public commits change is public, whoever else changes it.
        for (const ObjectId& id : open_.order) {
            const Commit& commit = *open_.find(id);
            if (commit.parents.size() > 1) continue;
            WARD_TRY(const ChangeSums sums, changes_.sums(parent_tree(commit), commit.tree));
            add_public(sums.all);
            for (const LineSum& file : sums.files) add_public(file);
            WARD_TRY_VOID(drop_contents(commit));
        }
        for (const ObjectId& id : closed_.order) add_runs(id);
        return {};
    }

    void fill(TaintSet& set) const {
        std::set<std::string> ids;  // in order, so that the same repository gives the same set
        std::set<std::string> patches;
        std::set<std::string> blobs;
        for (const ObjectId& id : closed_.order) ids.insert(id.hex());
        for (const Sums* sums : {&sums_, &runs_})
            for (const LineSum& sum : *sums) patches.insert(sum.hex());
        for (const auto& [blob, introducers] : contents_)
            if (std::ranges::any_of(introducers, [&](const LineSum& sum) { return sums_.contains(sum); }))
                blobs.insert(blob.hex());
        set.commit_ids.insert(set.commit_ids.end(), ids.begin(), ids.end());
        set.patch_ids.insert(set.patch_ids.end(), patches.begin(), patches.end());
        set.blob_ids.insert(set.blob_ids.end(), blobs.begin(), blobs.end());
    }

  private:
    const Commit* known(const ObjectId& id) const {
        const Commit* commit = closed_.find(id);
        return commit == nullptr ? open_.find(id) : commit;
    }

    std::optional<ObjectId> parent_tree(const Commit& commit) const {
        if (commit.parents.empty()) return std::nullopt;
        const Commit* parent = known(commit.parents.front());
        return parent == nullptr ? std::nullopt : std::optional(parent->tree);
    }

    // Merges bring what others changed; what they change themselves is in the content that they introduce.
    Result<void> add_commit(const ObjectId& id, const Commit& commit) {
        WARD_TRY(const ChangeSums sums, changes_.sums(parent_tree(commit), commit.tree));
        const LineSum sum = sums.all;
        own_.emplace(id, sum);
        if (commit.parents.size() > 1 || sum.empty()) return {};
        sums_.insert(sum);
        // Of a commit that was split, or mixed with another one.
        sums_.insert(sums.files.begin(), sums.files.end());
        return changes_.visit_new(parent_tree(commit), commit.tree, [&](const Changes::Entry& entry) -> Result<void> {
            if (entry.entry.mode != TreeMode::file && entry.entry.mode != TreeMode::executable) return {};
            const auto info = changes_.sources().read(entry.entry.id);
            if (info && info->bytes.size() >= min_private_blob_bytes) contents_[entry.entry.id].push_back(sum);
            return {};
        });
    }

    void add_public(const LineSum& sum) {
        public_sums_.insert(sum);
        sums_.erase(sum);
    }

    // The sums of this commit with those before it, one after the other; a run of picked public commits is none.
    void add_runs(const ObjectId& tip) {
        LineSum sum;
        bool is_private = false;
        ObjectId id = tip;
        for (size_t length = 1; length <= max_squashed_commits; ++length) {
            const Commit* commit = closed_.find(id);
            // A merge's sum would be that of what was merged, which may be public.
            if (commit == nullptr || commit->parents.size() != 1) return;
            const LineSum& own = own_.at(id);
            sum += own;
            is_private = is_private || sums_.contains(own);
            if (length > 1 && is_private && !sum.empty() && !public_sums_.contains(sum)) runs_.insert(sum);
            id = commit->parents.front();
        }
    }

    Result<void> drop_contents(const Commit& commit) {
        if (contents_.empty()) return {};
        return changes_.visit_new(parent_tree(commit), commit.tree, [&](const Changes::Entry& entry) -> Result<void> {
            contents_.erase(entry.entry.id);
            return {};
        });
    }

    Changes changes_;
    const Commits& open_;
    const Commits& closed_;
    std::unordered_map<ObjectId, LineSum> own_;
    Sums sums_;
    Sums runs_;
    Sums public_sums_;
    std::unordered_map<ObjectId, std::vector<LineSum>> contents_;  // and the sums of who introduced them
};

}  // namespace

Result<void> add_private_objects(const Repository& repository, std::span<const ObjectId> private_tips,
                                 std::span<const ObjectId> public_tips, TaintSet& set) {
    WARD_TRY(const Commits open, commits_behind(repository, public_tips, nullptr));
    WARD_TRY(const Commits closed, commits_behind(repository, private_tips, &open));
    if (closed.order.empty()) return {};
    Collector collector(repository, open, closed);
    WARD_TRY_VOID(collector.run());
    collector.fill(set);
    return {};
}

}  // namespace ward::release
