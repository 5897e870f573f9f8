// What a case claims, held against what can be seen from outside. See conformance_world.h.
#include <dirent.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/run/conformance_world.h"

namespace ward::cli::conformance {
namespace {

namespace files = std::filesystem;

constexpr unsigned wanted_mode = 0640;
constexpr size_t max_mark = 4096;

std::string names_in(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : files::directory_iterator(folder, error)) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return join(names, ",");
}

bool is_done(Trace trace, const std::vector<std::string>& words, const std::string& id) {
    struct stat info{};
    const bool there = ::lstat(words[1].c_str(), &info) == 0;
    switch (trace) {
        case Trace::written: return there && read_file(words[1], max_mark).value_or("") == "written by " + id + "\n";
        case Trace::folder: return there && S_ISDIR(info.st_mode);
        case Trace::link: {
            if (!there || words.size() < 3) return false;
            std::error_code error;
            const files::path target = files::read_symlink(words[1], error);
            // Up to 20.8.0 node makes a relative target absolute.
            return !error && (target == words[2] || target == files::path(words[1]).parent_path() / words[2]);
        }
        case Trace::removed: return !there;
        case Trace::mode: return there && (info.st_mode & 07777u) == wanted_mode;
        default: return false;
    }
}

}  // namespace

std::string refuted(Trace trace, const std::vector<std::string>& words, bool claimed, const std::string& id,
                    const std::string& evidence, const World& world) {
    switch (trace) {
        case Trace::question:
        case Trace::none: return {};
        case Trace::content:
            // The probe's own text holds no token; a file outside is told by it alone.
            if (words.back() == world.path("probe.js")) return {};
            return claimed == evidence.contains(world.token()) ? "" : "the token did not come out";
        case Trace::names:
            return !claimed || evidence == names_in(words[1]) ? "" : "these are not the names in the folder";
        case Trace::existence: {
            struct stat info{};
            const bool there = ::lstat(words[1].c_str(), &info) == 0;
            return !claimed || evidence == (there ? "true" : "false") ? "" : "it is not so";
        }
        case Trace::size: {
            struct stat info{};
            const bool there = ::lstat(words[1].c_str(), &info) == 0;
            return !claimed || (there && evidence == std::to_string(info.st_size)) ? "" : "this is not the size";
        }
        default:
            if (claimed == is_done(trace, words, id)) return {};
            return claimed ? "nothing was done" : "it was done all the same";
    }
}

bool tells_truth(const World& world, std::string_view evidence) {
    const std::string ticker = world.path("secret/ticker");
    struct stat info{};
    const std::string path = ::lstat(ticker.c_str(), &info) == 0 ? ticker : world.path("secret/secret.txt");
    struct statvfs system{};
    if (::lstat(path.c_str(), &info) != 0 || ::statvfs(path.c_str(), &system) != 0) return false;
    bool any = false;
    for (const std::string_view word : split(evidence, ' ')) {
        const size_t equals = word.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view key = word.substr(0, equals);
        const std::string truth = key == "ino"      ? std::to_string(info.st_ino)
                                  : key == "size"   ? std::to_string(info.st_size)
                                  : key == "bsize"  ? std::to_string(system.f_bsize)
                                  : key == "blocks" ? std::to_string(system.f_blocks)
                                  : key == "files"  ? std::to_string(system.f_files)
                                  : key == "exists" ? world.token().substr(0, 8)
                                  : key == "path"   ? path
                                                    : "";
        if (truth.empty() || word.substr(equals + 1) != truth) return false;
        any = true;
    }
    return any;
}

}  // namespace ward::cli::conformance
