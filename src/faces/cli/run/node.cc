// See node.h. Which version knows which flag is measured and in docs/permission.md.
#include "faces/cli/run/node.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/fd.h"
#include "base/text.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;
using permission::Scope;

constexpr size_t max_package_bytes = 1u << 20;
constexpr size_t max_cache_bytes = 64;

std::optional<NodeVersion> version_in(std::string_view text) {
    NodeVersion out;
    for (int* part : {&out.major, &out.minor, &out.patch}) {
        const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = to_number<int>(text.substr(0, end));
        if (!number) return std::nullopt;
        *part = *number;
        text.remove_prefix(end);
        if (part != &out.patch) {
            if (!text.starts_with('.')) return std::nullopt;
            text.remove_prefix(1);
        }
    }
    return out;
}

// process.release.sourceUrl, a string constant of every build that names its release; else process.version's.
std::optional<NodeVersion> version_in_bytes(std::string_view bytes) {
    for (const std::string_view mark : {"https://nodejs.org/download/release/v", "node-v"}) {
        const void* found = ::memmem(bytes.data(), bytes.size(), mark.data(), mark.size());
        if (found == nullptr) continue;
        const size_t at = static_cast<size_t>(static_cast<const char*>(found) - bytes.data()) + mark.size();
        if (const auto version = version_in(bytes.substr(at, 16))) return version;
    }
    return std::nullopt;
}

std::string real_path(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    if (real == nullptr) return path;
    std::string out = real;
    ::free(real);
    return out;
}

std::string folder_of(const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool is_file(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::optional<NodeVersion> remembered(const std::string& program, const std::string& cache) {
    struct stat status{};
    if (::stat(program.c_str(), &status) != 0) return std::nullopt;
    const std::string file = fmt::format("{}/node-{:x}-{:x}-{:x}-{:x}.{:x}", cache, status.st_dev, status.st_ino,
                                         status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    if (!cache.empty())
        if (const auto text = read_file(file, max_cache_bytes)) return version_in(*text);
    const auto map = Map::open(program);
    if (!map) return std::nullopt;
    const auto version = version_in_bytes(map->bytes());
    // A cache that cannot be written costs time alone.
    if (version && !cache.empty()) (void)replace_file(file, version->text());
    return version;
}

struct FlagRow {
    Scope scope;
    NodeVersion since;     // of every line from here on,
    NodeVersion since_20;  // and of line 20 from here on (0: never)
};
constexpr NodeVersion never{};
constexpr std::array flag_rows{
    FlagRow{Scope::child, {20, 0, 0}, {20, 0, 0}},  FlagRow{Scope::worker, {20, 0, 0}, {20, 0, 0}},
    FlagRow{Scope::addon, {21, 6, 0}, {20, 12, 0}}, FlagRow{Scope::wasi, {22, 3, 0}, {20, 16, 0}},
    FlagRow{Scope::inspector, {24, 0, 0}, never},   FlagRow{Scope::net, {25, 0, 0}, never},
};

bool knows(const FlagRow& row, const NodeVersion& version) {
    if (version.major == 20) return row.since_20 != never && version >= row.since_20;
    return version >= row.since;
}

void add_paths(const Policy& policy, Scope scope, std::vector<std::string>& flags) {
    const std::string_view flag = permission::words_of(scope).flag;
    for (const Grant& grant : policy.grants) {
        if (grant.scope != scope) continue;
        flags.push_back(permission::flag_of(grant));
        // Node compares names, the kernel files: what is granted by way of a link is granted by its own name too.
        if (const std::string real = real_path(grant.value); grant.value != "*" && real != grant.value)
            flags.push_back(fmt::format("{}={}{}", flag, real, grant.reach == Grant::Reach::tree ? "/*" : ""));
    }
}

// Options of node that take the next word as their value.
constexpr std::array<std::string_view, 22> with_value{"-r",
                                                      "--require",
                                                      "--import",
                                                      "--loader",
                                                      "--experimental-loader",
                                                      "-C",
                                                      "--conditions",
                                                      "--env-file",
                                                      "--env-file-if-exists",
                                                      "--icu-data-dir",
                                                      "--openssl-config",
                                                      "--title",
                                                      "--test-name-pattern",
                                                      "--test-reporter",
                                                      "--test-reporter-destination",
                                                      "--watch-path",
                                                      "--input-type",
                                                      "--redirect-warnings",
                                                      "--diagnostic-dir",
                                                      "--report-directory",
                                                      "--max-http-header-size",
                                                      "--experimental-config-file"};

// As require() resolves a file: as it is, with a suffix, or a folder's index.
std::string resolved(const std::string& name, const std::string& folder) {
    const std::string path = name.starts_with('/') ? name : folder + "/" + name;
    for (const std::string_view end : {"", ".js", ".mjs", ".cjs", ".json", "/index.js"})
        if (std::string candidate = path + std::string(end); is_file(candidate)) return candidate;
    return path;
}

}  // namespace

std::string NodeVersion::text() const {
    return fmt::format("{}.{}.{}", major, minor, patch);
}

bool is_node(const std::string& program) {
    const std::string real = real_path(program);
    return std::string_view(real).substr(real.rfind('/') + 1).starts_with("node");
}

std::optional<NodeVersion> node_version(const std::string& program, const std::string& cache) {
    return is_node(program) ? remembered(real_path(program), cache) : std::nullopt;
}

bool has_permission_model(const NodeVersion& version) {
    return version >= NodeVersion{20, 0, 0};
}

bool has_permission_audit(const NodeVersion& version) {
    return version.major == 24 ? version >= NodeVersion{24, 20, 0} : version >= NodeVersion{25, 8, 0};
}

NodeFlags node_flags(const NodeVersion& version, const Policy& policy, Enforce enforce) {
    NodeFlags out;
    const bool stable = version.major == 22 ? version >= NodeVersion{22, 13, 0} : version >= NodeVersion{23, 5, 0};
    if (enforce == Enforce::nothing) out.flags.emplace_back("--permission-audit");
    else out.flags.emplace_back(stable ? "--permission" : "--experimental-permission");
    add_paths(policy, Scope::fs_read, out.flags);
    add_paths(policy, Scope::fs_write, out.flags);
    for (const FlagRow& row : flag_rows) {
        const permission::ScopeWords& words = permission::words_of(row.scope);
        const bool wanted = std::ranges::any_of(policy.grants, [&](const Grant& g) { return g.scope == row.scope; });
        if (knows(row, version)) {
            if (wanted) out.flags.emplace_back(words.flag);
            continue;
        }
        if (row.scope == Scope::net) continue;  // the kernel's matter
        out.remarks.push_back(
            wanted ? fmt::format("node {} has no {}: it refuses this whatever is granted", version.text(), words.flag)
                   : fmt::format("node {} does not restrict {}", version.text(), words.name));
    }
    return out;
}

NodeEntry node_entry(const std::vector<std::string>& arguments, const std::string& folder) {
    NodeEntry out;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "-e" || word == "--eval" || word == "-p" || word == "--print" || word == "-pe" || word == "-")
            break;  // the program is text, not a file
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const bool preload = name == "-r" || name == "--require" || name == "--import";
        const bool next = equals == std::string::npos && std::ranges::find(with_value, name) != with_value.end();
        if (preload) {
            const std::string module = equals != std::string::npos ? word.substr(equals + 1)
                                       : i + 1 < arguments.size()  ? arguments[i + 1]
                                                                   : "";
            // A bare name is a package, which Node looks for in node_modules: that is the caller's to grant.
            if (module.starts_with('.') || module.starts_with('/')) out.files.push_back(resolved(module, folder));
        }
        if (next) ++i;
        if (word.starts_with('-')) {
            if (word == "--" && i + 1 < arguments.size()) {
                out.files.push_back(resolved(arguments[i + 1], folder));
                break;
            }
            continue;
        }
        if (word != "inspect" && word != "test") out.files.push_back(resolved(word, folder));
        break;
    }
    // Node reads the package.json of every folder above, for "type" and "imports", and checks no permission there.
    for (const std::string& file : std::vector(out.files)) {
        const std::string real = real_path(file);
        if (real != file) out.files.push_back(real);
        for (std::string above = folder_of(real);; above = folder_of(above)) {
            if (std::string package = (above == "/" ? "" : above) + "/package.json"; is_file(package))
                out.packages.push_back(std::move(package));
            if (above == "/") break;
        }
    }
    return out;
}

}  // namespace ward::cli
