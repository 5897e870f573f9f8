// Cherry-picks: commits behind a release line that make the same change as a commit that is not.
//
// Two commits make the same change if they change the same files and in each the same lines come and go, white space
// aside (formats/line_sum.h; git's patch ids add the lines around, which differ on an old line for no reason of the
// fix). Neither message nor author counts: they are claims. A change that was adapted to its line by a single line is
// another one, and is not recognised. A later commit that takes back a pick cancels it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "formats/line_sum.h"
#include "io/gitobjects/history.h"

namespace ward::audit {

constexpr size_t max_picked_files = 1'000;      // that a change has; a larger one is not looked for
constexpr size_t max_picked_blob = 8u << 20;    // of a file in a change
constexpr size_t max_pick_commits = 1'000'000;  // that are looked at for all questions about a clone
// A fix under embargo is on a stable line before its original is public, never by more than this.
constexpr int64_t max_pick_lead_seconds = int64_t{180} * 24 * 60 * 60;

class PickedCommits {
  public:
    // Both must outlive it.
    PickedCommits(const gitobjects::Repository& repository, gitobjects::History& history)
        : repository_(repository), history_(history) {}

    // The pick of `original` that `tip` has behind it. None where there is none or it was taken back, and where
    // `original` is not in the repository or its change is too large or none. `limit` where too much was asked.
    Result<std::optional<gitobjects::ObjectId>> pick_of(const gitobjects::ObjectId& original,
                                                        const gitobjects::ObjectId& tip);

  private:
    using ObjectId = gitobjects::ObjectId;
    using Change = std::map<std::string, LineSum>;  // by path
    using Tree = std::shared_ptr<const std::vector<gitobjects::TreeEntry>>;
    enum class Likeness : uint8_t { other, pick, undone };
    struct Original {
        std::optional<Change> change;  // none: nothing can be like it
        uint64_t paths = 0;
        int64_t committed = 0;
        std::unordered_map<ObjectId, Likeness> seen;
    };
    // Two versions of a folder or file; none where it is not there.
    struct Pair {
        std::string path;
        std::optional<gitobjects::TreeEntry> before, after;
    };
    // Commits behind a tip, the newest first, and those of them that were looked at by which paths they change.
    struct TipIndex {
        ObjectId tip;
        std::vector<std::pair<int64_t, ObjectId>> by_time;
        size_t indexed = 0;
        std::unordered_map<uint64_t, std::vector<ObjectId>> by_paths;
    };

    Result<Original*> original_of(const ObjectId& id);
    Result<Likeness> likeness(const Original& original, const ObjectId& id);
    Result<std::optional<std::vector<Pair>>> files_of(const gitobjects::Commit& commit);
    Result<std::optional<Change>> change_of(const std::vector<Pair>& files);
    Result<std::optional<LineSum>> sum_of(const Pair& file);
    Result<Tree> tree(const ObjectId& id);
    Result<void> add_children(const Pair& folder, std::vector<Pair>& pairs);
    // Of all paths that a commit changes; the same for the same paths. 0: it changes none, too many, or is a merge.
    Result<uint64_t> paths_of(const ObjectId& id);
    Result<void> index_until(const ObjectId& tip, int64_t time);
    static uint64_t hash_of(const std::vector<Pair>& files);

    const gitobjects::Repository& repository_;
    gitobjects::History& history_;
    std::unordered_map<ObjectId, Original> originals_;
    std::unordered_map<ObjectId, uint64_t> paths_;
    TipIndex index_;  // of the tip that was asked about last: a release line is asked about all records in turn
    std::unordered_map<ObjectId, Tree> trees_;
};

}  // namespace ward::audit
