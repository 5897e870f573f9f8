// See rings.h.
#include "permission/rings.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/text.h"

namespace ward::permission {
namespace {

constexpr size_t max_bytes = 65536;
constexpr std::string_view ring_name = "anon_inode:[io_uring]";
// "SqThread:	-1" where there is none.
constexpr std::string_view thread_field = "SqThread:";
constexpr unsigned flag_io_worker = 0x10;  // PF_IO_WORKER
constexpr size_t flags_field = 6;          // of /proc/PID/stat, counted from the one after the name

bool is_ring(const std::string& number) {
    std::array<char, 64> target{};
    const ssize_t size = ::readlink(("/proc/self/fd/" + number).c_str(), target.data(), target.size());
    return size > 0 && std::string_view(target.data(), static_cast<size_t>(size)) == ring_name;
}

bool is_polled(const std::string& number) {
    const auto info = read_file("/proc/self/fdinfo/" + number, max_bytes);
    // What cannot be looked at is taken for the worse.
    if (!info) return true;
    const size_t at = info->find(thread_field);
    if (at == std::string::npos) return false;
    const std::string_view rest = std::string_view(*info).substr(at + thread_field.size());
    return to_number<int>(trim(rest.substr(0, rest.find('\n')))) != -1;
}

}  // namespace

Rings open_rings() {
    Rings out;
    DIR* folder = ::opendir("/proc/self/fd");
    if (folder == nullptr) return out;
    while (const dirent* entry = ::readdir(folder)) {  // NOLINT(concurrency-mt-unsafe): the folder is ours alone
        const std::string name = entry->d_name;
        const auto number = to_number<int>(name);
        if (!number || !is_ring(name)) continue;
        out.fds.push_back(*number);
        out.polled = out.polled || is_polled(name);
    }
    ::closedir(folder);
    return out;
}

bool is_kernels_own(int thread) {
    const auto stat = read_file("/proc/self/task/" + std::to_string(thread) + "/stat", max_bytes);
    if (!stat) return false;
    // The name is in parentheses and may hold anything, parentheses too.
    const size_t name_end = stat->rfind(") ");
    if (name_end == std::string::npos) return false;
    const auto fields = split(std::string_view(*stat).substr(name_end + 2), ' ');
    const auto flags = fields.size() > flags_field ? to_number<unsigned>(fields[flags_field]) : std::nullopt;
    return flags && (*flags & flag_io_worker) != 0;
}

}  // namespace ward::permission
