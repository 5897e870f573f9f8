// See startup.h.
#include "permission/startup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "permission/elf.h"
#include "permission/path.h"

namespace ward::permission {
namespace {

constexpr size_t max_cache_bytes = 64u << 20;
constexpr int max_interpreters = 5;   // as the kernel's
constexpr size_t longest_head = 256;  // BINPRM_BUF_SIZE: no longer #! line is read by the kernel
constexpr std::string_view cache_file = "/etc/ld.so.cache";

// Where the loader looks when neither the program nor the cache says.
constexpr std::string_view usual_folders[] = {"/lib/x86_64-linux-gnu",
                                              "/usr/lib/x86_64-linux-gnu",
                                              "/lib/aarch64-linux-gnu",
                                              "/usr/lib/aarch64-linux-gnu",
                                              "/lib64",
                                              "/usr/lib64",
                                              "/lib",
                                              "/usr/lib",
                                              "/usr/local/lib"};

class Search {
  public:
    Search(StartupNeeds& out, std::string_view path) : out_(out), path_(path) {}

    void program(const std::string& file) { follow(file, 0); }

  private:
    void follow(const std::string& file, int depth) {
        out_.runtime = file;
        execute(file);
        const auto map = Map::open(file);
        if (!map || depth == max_interpreters) return;
        const std::string_view bytes = map->bytes();
        if (bytes.starts_with("#!")) {
            script(bytes.substr(2, longest_head), depth);
            return;
        }
        const auto needs = elf_needs(bytes);
        if (!needs) return;
        if (!needs->interpreter.empty()) {
            execute(needs->interpreter);
            for (const std::string_view own : {cache_file, std::string_view("/etc/ld.so.preload")})
                if (is_regular_file(std::string(own))) read(std::string(own));
        }
        libraries(*needs, file, {});
    }

    void script(std::string_view line, int depth) {
        line = trim(line.substr(0, line.find('\n')));
        const size_t space = line.find_first_of(" \t");
        const std::string interpreter(line.substr(0, space));
        std::string_view rest = space == std::string_view::npos ? std::string_view{} : trim(line.substr(space));
        const bool by_name = interpreter.ends_with("/env");
        follow(interpreter, depth + 1);
        if (!by_name) return;
        // env NAME, env -S [VARIABLE=VALUE…] NAME ARGS: the program is looked up in PATH.
        if (rest.starts_with("-S")) rest = trim(rest.substr(2));
        const auto first_word = [&] { return rest.substr(0, rest.find_first_of(" \t")); };
        while (first_word().contains('=')) rest = trim(rest.substr(first_word().size()));
        const std::string_view name = first_word();
        if (name.empty() || name.starts_with('-')) return;
        if (const auto found = find_program(name, path_, "/")) follow(*found, depth + 1);
    }

    void libraries(const ElfNeeds& needs, const std::string& file, const std::vector<std::string>& inherited) {
        std::vector<std::string> folders;
        folders.reserve(needs.folders.size() + inherited.size());
        const std::string origin = folder_of(file);
        for (const std::string& folder : needs.folders)
            folders.push_back(replace_all(replace_all(folder, "${ORIGIN}", origin), "$ORIGIN", origin));
        folders.insert(folders.end(), inherited.begin(), inherited.end());
        for (const std::string& name : needs.libraries) {
            for (const std::string& path : places_of(name, folders)) {
                if (seen_.contains(path)) continue;
                // The cache names the libraries of 32-bit programs too.
                const auto map = Map::open(path);
                const auto own = map ? elf_needs(map->bytes()) : std::nullopt;
                if (own && read(path)) libraries(*own, path, folders);
            }
        }
    }

    std::vector<std::string> places_of(const std::string& name, const std::vector<std::string>& folders) {
        if (name.contains('/')) return {name};
        for (const std::string& folder : folders)
            if (std::string path = fmt::format("{}/{}", folder, name); is_regular_file(path)) return {path};
        if (!cache_read_) {
            cache_read_ = true;
            if (auto map = Map::open(std::string(cache_file)); map && map->bytes().size() <= max_cache_bytes)
                cache_ = std::move(*map);
        }
        if (auto cached = cached_libraries(cache_.bytes(), name); !cached.empty()) return cached;
        for (const std::string_view folder : usual_folders)
            if (std::string path = std::string(folder) + "/" + name; is_regular_file(path)) return {path};
        return {};
    }

    void execute(const std::string& path) {
        if (std::ranges::find(out_.execute, path) == out_.execute.end()) out_.execute.push_back(path);
    }
    bool read(const std::string& path) {
        if (!seen_.insert(path).second || seen_.size() > max_libraries) return false;
        out_.read.push_back(path);
        return true;
    }

    StartupNeeds& out_;
    std::string_view path_;
    std::set<std::string> seen_;
    Map cache_;
    bool cache_read_ = false;
};

}  // namespace

Result<std::string> find_program(std::string_view name, std::string_view search, const std::string& folder) {
    const auto usable = [](const std::string& path) {
        return is_regular_file(path) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.empty()) return fail(ErrorCode::not_found, "no program is named");
    if (name.contains('/')) {
        // Behind a link `..` is another folder than by name: what the kernel would run is what is meant.
        const auto parts = split(name, '/');
        const bool goes_up = std::ranges::find(parts, "..") != parts.end();
        std::string path = !goes_up                ? resolve(folder, name)
                           : name.starts_with('/') ? std::string(name)
                                                   : folder + "/" + std::string(name);
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0)
            return fail(errno == EACCES ? ErrorCode::io : ErrorCode::not_found,
                        errno == EACCES ? "cannot be reached" : "no such program", std::string(name));
        if (!usable(path)) return fail(ErrorCode::io, "cannot be executed", std::string(name));
        return path;
    }
    bool there = false;
    for (const std::string_view where : split(search, ':')) {
        std::string path = resolve(folder, std::string(where.empty() ? "." : where) + "/" + std::string(name));
        if (usable(path)) return path;
        there = there || is_regular_file(path);
    }
    if (there) return fail(ErrorCode::io, "cannot be executed", std::string(name));
    return fail(ErrorCode::not_found, "no such program in PATH", std::string(name));
}

StartupNeeds startup_needs(const std::string& program, std::string_view search) {
    StartupNeeds out;
    Search(out, search).program(program);
    return out;
}

void add_startup(Policy& policy, const StartupNeeds& needs) {
    policy.programs.insert(policy.programs.end(), needs.execute.begin(), needs.execute.end());
    for (const std::string& path : needs.read) policy.grants.push_back({Scope::fs_read, path, Grant::Reach::exact});
}

Result<std::string> allow_start(Policy& policy, std::string_view program, std::string_view search,
                                const std::string& folder) {
    WARD_TRY(std::string path, find_program(program, search, folder));
    add_startup(policy, startup_needs(path, search));
    return path;
}

}  // namespace ward::permission
