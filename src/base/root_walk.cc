// Root::walk: the folders of one level are listed on several threads, then everything is put in order. `enter` is asked
// on the caller's thread, once a folder.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <system_error>
#include <utility>

#include "base/folder_entries.h"
#include "base/parallel.h"
#include "base/root.h"

namespace ward {
namespace {

EntryKind kind_of(int folder, const dirent64& item) {
    switch (item.d_type) {
        case DT_REG: return EntryKind::file;
        case DT_DIR: return EntryKind::folder;
        case DT_LNK: return EntryKind::symlink;
        case DT_UNKNOWN: break;  // some file systems do not tell
        default: return EntryKind::other;
    }
    struct stat info{};
    if (::fstatat(folder, item.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
    if (S_ISREG(info.st_mode)) return EntryKind::file;
    if (S_ISDIR(info.st_mode)) return EntryKind::folder;
    return S_ISLNK(info.st_mode) ? EntryKind::symlink : EntryKind::other;
}

// The walk of one call.
class Walk {
  public:
    Walk(const Root& root, const WalkLimits& limits, const std::function<bool(std::string_view)>& enter)
        : root_(root), limits_(limits), enter_(enter) {}

    Listing run() {
        folders_.push_back({});
        list_by_levels();
        return in_order();
    }

  private:
    static constexpr size_t none = SIZE_MAX;

    struct Child {
        Entry entry = {};
        size_t folder = none;  // in folders_, where it is one that is entered
        bool too_deep = false;
    };
    struct Folder {
        std::string path = {};
        size_t depth = 0;
        bool listed = false;
        std::vector<Child> children = {};
        std::vector<Problem> problems = {};
    };

    // Touches nothing but `folder` and the count.
    void list(Folder& folder) {
        folder.listed = true;
        const auto opened = root_.open_folder(folder.path);
        if (!opened) {
            folder.problems.push_back({folder.path, opened.error().what});
            return;
        }
        const std::string before = folder.path.empty() ? "" : folder.path + '/';
        bool too_long = false;
        const int error = for_each_entry(*opened, [&](const dirent64& item) {
            const std::string_view name = item.d_name;
            if (before.size() + name.size() > limits_.path_bytes) {
                too_long = true;
                return true;
            }
            std::string path;
            path.reserve(before.size() + name.size());
            (path += before) += name;
            ++seen_;
            folder.children.push_back({.entry = {std::move(path), kind_of(opened->get(), item)}});
            return true;
        });
        if (error != 0)
            folder.problems.push_back({folder.path, "cannot list: " + std::generic_category().message(error)});
        if (too_long)
            folder.problems.push_back(
                {folder.path, "holds paths longer than " + std::to_string(limits_.path_bytes) + " bytes"});
        std::ranges::sort(folder.children, {},
                          [&](const Child& child) { return std::string_view(child.entry.path).substr(before.size()); });
    }

    // Asks which of the folders in it are entered: once for each, on this thread.
    void choose(size_t number) {
        const size_t depth = folders_[number].depth + 1;
        for (Child& child : folders_[number].children) {
            if (child.entry.kind != EntryKind::folder || !enter_(child.entry.path)) continue;
            child.too_deep = depth >= limits_.depth;
            if (child.too_deep) continue;
            child.folder = folders_.size();
            folders_.push_back({.path = child.entry.path, .depth = depth});
        }
    }

    // Ends early where there is more than the limit; what is missing then is listed when it is needed.
    void list_by_levels() {
        constexpr size_t worth_threads = 16;
        constexpr size_t at_once = 4096;
        const auto list_one = [&](size_t number) {
            if (seen_ <= limits_.entries) list(folders_[number]);
        };
        for (size_t begin = 0; begin < folders_.size() && seen_ <= limits_.entries;) {
            const size_t count = std::min(folders_.size() - begin, at_once);
            if (count >= worth_threads) parallel_for(count, [&](size_t i) { list_one(begin + i); });
            else
                for (size_t i = 0; i < count; ++i) list_one(begin + i);
            for (size_t i = 0; i < count; ++i)
                if (folders_[begin + i].listed) choose(begin + i);
            begin += count;
        }
    }

    // A folder's problems, and its children from the first on.
    struct Place {
        size_t folder;
        size_t next = 0;
    };

    void step_into(size_t number, std::vector<Place>& stack, Listing& listing) {
        if (!folders_[number].listed) {
            list(folders_[number]);
            choose(number);
        }
        std::ranges::move(folders_[number].problems, std::back_inserter(listing.problems));
        stack.push_back({number});
    }

    // Depth first with an explicit stack: hostile nesting costs a stack entry of ours, not a frame of the machine's.
    Listing in_order() {
        Listing listing;
        size_t count = 0;
        for (const Folder& folder : folders_) count += folder.children.size();
        listing.entries.reserve(std::min(count, limits_.entries));
        std::vector<Place> stack;
        step_into(0, stack, listing);
        while (!stack.empty()) {
            Folder& here = folders_[stack.back().folder];
            if (stack.back().next == here.children.size()) {
                here.children = {};
                stack.pop_back();
                continue;
            }
            Child& child = here.children[stack.back().next++];
            if (listing.entries.size() >= limits_.entries) {
                listing.problems.push_back({child.entry.path, "more than " + std::to_string(limits_.entries) +
                                                                  " entries; this and all that sorts after it"});
                return listing;
            }
            if (child.too_deep)
                listing.problems.push_back(
                    {child.entry.path, "nested deeper than " + std::to_string(limits_.depth) + " folders"});
            listing.entries.push_back(std::move(child.entry));
            if (child.folder != none) step_into(child.folder, stack, listing);
        }
        return listing;
    }

    const Root& root_;
    const WalkLimits& limits_;
    const std::function<bool(std::string_view)>& enter_;
    std::deque<Folder> folders_;
    std::atomic<size_t> seen_ = 0;  // children of all folders
};

}  // namespace

Listing Root::walk(const WalkLimits& limits, const std::function<bool(std::string_view)>& enter) const {
    return Walk(*this, limits, enter).run();
}

}  // namespace ward
