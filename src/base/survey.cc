// See survey.h. Folder by folder, a level of the tree at a time: the folders of one level are independent.
#include "base/survey.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "base/folder_entries.h"
#include "base/parallel.h"

namespace ward {
namespace {

constexpr int64_t nanoseconds = 1'000'000'000;

FileStatus status_in(const struct stat& info) {
    return {.identity = {.device = info.st_dev,
                         .inode = info.st_ino,
                         .size = static_cast<uint64_t>(info.st_size),
                         .modified = info.st_mtim.tv_sec * nanoseconds + info.st_mtim.tv_nsec,
                         .changed = info.st_ctim.tv_sec * nanoseconds + info.st_ctim.tv_nsec},
            .mode = info.st_mode & 07777,
            .owner = info.st_uid};
}

EntryKind kind_in(const struct stat& info) {
    if (S_ISREG(info.st_mode)) return EntryKind::file;
    if (S_ISDIR(info.st_mode)) return EntryKind::folder;
    return S_ISLNK(info.st_mode) ? EntryKind::symlink : EntryKind::other;
}

constexpr size_t no_folder = static_cast<size_t>(-1);

struct Item {
    SurveyEntry entry;
    size_t folder = no_folder;  // its number among the folders, where it was entered
};

struct Folder {
    std::string path;
    std::vector<Item> items;  // sorted by name
    std::vector<Problem> problems;
};

void list(const Root& root, const WalkLimits& limits, std::atomic<size_t>& count, Folder& folder) {
    const auto opened = root.open_folder(folder.path);
    if (!opened) {
        folder.problems.push_back({folder.path, opened.error().what});
        return;
    }
    const std::string before = folder.path.empty() ? "" : folder.path + '/';
    bool too_long = false;
    const int error = for_each_entry(*opened, [&](const dirent64& item) {
        if (count.fetch_add(1) >= limits.entries) {
            folder.problems.push_back(
                {folder.path, "more than " + std::to_string(limits.entries) + " entries; the rest was not looked at"});
            return false;
        }
        const std::string_view name = item.d_name;
        if (before.size() + name.size() > limits.path_bytes) {
            too_long = true;
            return true;
        }
        std::string path;
        path.reserve(before.size() + name.size());
        (path += before) += name;
        struct stat info{};
        if (::fstatat(opened->get(), item.d_name, &info, AT_SYMLINK_NOFOLLOW) == 0)
            folder.items.push_back({{std::move(path), kind_in(info), status_in(info)}});
        else if (errno != ENOENT)  // gone since: as if it had not been there
            folder.problems.push_back({std::move(path), std::generic_category().message(errno)});
        return true;
    });
    if (error != 0) folder.problems.push_back({folder.path, "cannot list: " + std::generic_category().message(error)});
    if (too_long)
        folder.problems.push_back(
            {folder.path, "holds paths longer than " + std::to_string(limits.path_bytes) + " bytes"});
    // Equal up to the name, so that this is the order of names.
    std::ranges::sort(folder.items, {}, [](const Item& one) -> const std::string& { return one.entry.path; });
}

// From the folders as they were found, level by level, to the order of a listing.
Survey put_together(std::vector<Folder>& folders) {
    Survey out;
    size_t count = 0;
    for (const Folder& folder : folders) count += folder.items.size();
    out.entries.reserve(count);
    struct Place {
        size_t folder;
        size_t item;
    };
    std::vector<Place> stack{{0, 0}};
    while (!stack.empty()) {
        auto& [number, next] = stack.back();
        Folder& folder = folders[number];
        if (next == 0) out.problems.insert(out.problems.end(), folder.problems.begin(), folder.problems.end());
        if (next == folder.items.size()) {
            stack.pop_back();
            continue;
        }
        Item& item = folder.items[next++];
        out.entries.push_back(std::move(item.entry));
        if (item.folder != no_folder) stack.push_back({item.folder, 0});
    }
    return out;
}

}  // namespace

Result<FileStatus> status_of(const Fd& fd, std::string_view name) {
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot look at", name);
    return status_in(info);
}

Survey survey(const Root& root, const WalkLimits& limits, const std::function<bool(std::string_view)>& enter) {
    std::vector<Folder> folders(1);
    std::atomic<size_t> count = 0;
    size_t done = 0;
    for (size_t depth = 0; done < folders.size(); ++depth) {
        const size_t level_end = folders.size();
        parallel_for(level_end - done, [&](size_t i) { list(root, limits, count, folders[done + i]); });
        for (; done < level_end; ++done) {
            for (size_t i = 0; i < folders[done].items.size(); ++i) {
                const SurveyEntry& entry = folders[done].items[i].entry;
                if (entry.kind != EntryKind::folder || !enter(entry.path)) continue;
                if (depth >= limits.depth) {
                    folders[done].problems.push_back(
                        {entry.path, "nested deeper than " + std::to_string(limits.depth) + " folders"});
                    continue;
                }
                std::string path = entry.path;  // the array moves
                folders[done].items[i].folder = folders.size();
                folders.push_back({.path = std::move(path), .items = {}, .problems = {}});
            }
        }
    }
    return put_together(folders);
}

}  // namespace ward
