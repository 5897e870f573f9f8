// See node.h. Which version knows which flag is measured and in docs/permission.md.
#include "faces/cli/run/node.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/document.h"
#include "permission/path.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;

constexpr size_t max_package_bytes = 16u << 20;
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
    if (bytes.empty()) return std::nullopt;
    for (const std::string_view mark : {"https://nodejs.org/download/release/v", "node-v"}) {
        const void* found = ::memmem(bytes.data(), bytes.size(), mark.data(), mark.size());
        if (found == nullptr) continue;
        const size_t at = static_cast<size_t>(static_cast<const char*>(found) - bytes.data()) + mark.size();
        if (const auto version = version_in(bytes.substr(at, 16))) return version;
    }
    return std::nullopt;
}

std::optional<NodeVersion> remembered(const std::string& program, const std::string& cache) {
    struct stat status{};
    if (::stat(program.c_str(), &status) != 0) return std::nullopt;
    const std::string file = fmt::format("{}/node-{:x}-{:x}-{:x}-{:x}.{:x}", cache, status.st_dev, status.st_ino,
                                         status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    if (!cache.empty())
        if (const auto text = read_file(file, max_cache_bytes))
            if (const auto version = version_in(*text)) return version;
    const auto map = Map::open(program);
    if (!map) return std::nullopt;
    const auto version = version_in_bytes(map->bytes());
    if (version && !cache.empty()) {
        // A cache that cannot be written costs time alone.
        [[maybe_unused]] const auto kept = replace_file(file, version->text());
    }
    return version;
}

struct FlagRow {
    permission::Scope scope;
    NodeVersion since;     // of every line from here on,
    NodeVersion since_20;  // and of line 20 from here on (0: never)
};
constexpr NodeVersion never{};
constexpr std::array flag_rows{
    FlagRow{permission::Scope::child, {20, 0, 0}, {20, 0, 0}},
    FlagRow{permission::Scope::worker, {20, 0, 0}, {20, 0, 0}},
    FlagRow{permission::Scope::addon, {21, 6, 0}, {20, 12, 0}},
    FlagRow{permission::Scope::wasi, {22, 3, 0}, {20, 16, 0}},
    FlagRow{permission::Scope::inspector, {24, 12, 0}, never},
    FlagRow{permission::Scope::net, {25, 0, 0}, never},
};

bool knows(const FlagRow& row, const NodeVersion& version) {
    if (version.major == 20) return row.since_20 != never && version >= row.since_20;
    return version >= row.since;
}

// Before this version a flag was given once, and its value was a list with commas.
constexpr NodeVersion repeated_flags{20, 7, 0};

void add_paths(const NodeVersion& version, const Policy& policy, permission::Scope scope, NodeFlags& out) {
    std::vector<std::string> flags;
    for (const Grant& grant : policy.grants) {
        if (grant.scope != scope) continue;
        flags.push_back(permission::flag_of(grant));
        // Node compares names, the kernel files: what is granted by way of a link is granted by its own name too.
        if (grant.value == "*" || grant.value.starts_with("/proc/self")) continue;
        if (std::string real = real_path(grant.value); real != grant.value)
            flags.push_back(permission::flag_of({scope, std::move(real), grant.reach}));
    }
    if (version >= repeated_flags) {
        out.flags.insert(out.flags.end(), flags.begin(), flags.end());
        return;
    }
    const std::string flag = fmt::format("{}=", permission::words_of(scope).flag);
    std::vector<std::string> values;
    for (const std::string& one : flags) {
        if (one.contains(',')) out.remarks.push_back(fmt::format("node {} cannot be told {}", version.text(), one));
        else values.push_back(one.substr(flag.size()));
    }
    if (!values.empty()) out.flags.push_back(flag + join(values, ","));
}

// Options of node that take the next word as their value.
constexpr std::array<std::string_view, 53> with_value{"-r",
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
                                                      "--test-skip-pattern",
                                                      "--test-reporter",
                                                      "--test-reporter-destination",
                                                      "--test-shard",
                                                      "--test-concurrency",
                                                      "--test-timeout",
                                                      "--watch-path",
                                                      "--input-type",
                                                      "--experimental-default-type",
                                                      "--redirect-warnings",
                                                      "--disable-warning",
                                                      "--diagnostic-dir",
                                                      "--report-dir",
                                                      "--report-directory",
                                                      "--report-filename",
                                                      "--report-signal",
                                                      "--max-http-header-size",
                                                      "--experimental-config-file",
                                                      "--unhandled-rejections",
                                                      "--dns-result-order",
                                                      "--trace-event-categories",
                                                      "--trace-event-file-pattern",
                                                      "--cpu-prof-dir",
                                                      "--cpu-prof-name",
                                                      "--heap-prof-dir",
                                                      "--heap-prof-name",
                                                      "--tls-cipher-list",
                                                      "--tls-keylog",
                                                      "--localstorage-file",
                                                      "--inspect-port",
                                                      "--debug-port",
                                                      "--inspect-publish-uid",
                                                      "--secure-heap",
                                                      "--secure-heap-min",
                                                      "--disable-proto",
                                                      "--use-largepages",
                                                      "--allow-fs-read",
                                                      "--allow-fs-write",
                                                      "--es-module-specifier-resolution",
                                                      "--network-family-autoselection-attempt-timeout"};

std::string with_suffix(const std::string& path) {
    for (const std::string_view end : {"", ".js", ".mjs", ".cjs", ".json"})
        if (std::string candidate = path + std::string(end); is_regular_file(candidate)) return candidate;
    return {};
}

// As require() resolves a file: as it is, with a suffix, or a folder's "main" or index. What a package says of itself
// is granted only inside the package: a "main" elsewhere, by name or by link, is the package's wish and no more.
std::string resolved(const std::string& name, const std::string& folder) {
    std::string path = permission::resolve(folder, name);
    if (std::string file = with_suffix(path); !file.empty()) return file;
    std::vector<std::string> candidates;
    if (const auto text = read_file(path + "/package.json", max_package_bytes)) {
        const auto package = parse_json(*text, "package.json");
        if (const auto main = package ? package->string_at("main") : std::nullopt)
            candidates = {permission::resolve(path, *main), permission::resolve(path, std::string(*main) + "/index")};
    }
    candidates.push_back(path + "/index");
    const std::string inside = real_path(path) + "/";
    for (const std::string& candidate : candidates)
        if (std::string file = with_suffix(candidate); !file.empty())
            return real_path(file).starts_with(inside) ? file : path;
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
    add_paths(version, policy, permission::Scope::fs_read, out);
    add_paths(version, policy, permission::Scope::fs_write, out);
    for (const FlagRow& row : flag_rows) {
        const permission::ScopeWords& words = permission::words_of(row.scope);
        const bool wanted = std::ranges::any_of(policy.grants, [&](const Grant& g) { return g.scope == row.scope; });
        if (knows(row, version)) {
            if (wanted) out.flags.emplace_back(words.flag);
            continue;
        }
        if (row.scope == permission::Scope::net) continue;  // the kernel's matter
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
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        if (name == "-e" || name == "--eval" || name == "-p" || name == "--print" || name == "-pe" || name == "-")
            break;                                  // the program is text, not a file
        if (i == 0 && word == "inspect") continue;  // the debugger, which runs what is named next
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
        out.files.push_back(resolved(word, folder));
        break;
    }
    // Node reads the package.json of every folder above, for "type" and "imports", and checks no permission there.
    for (const std::string& file : std::vector(out.files)) {
        const std::string real = real_path(file);
        if (real != file) out.files.push_back(real);
        for (std::string above = folder_of(real);; above = folder_of(above)) {
            if (std::string package = (above == "/" ? "" : above) + "/package.json"; is_regular_file(package))
                out.packages.push_back(std::move(package));
            if (above == "/") break;
        }
    }
    return out;
}

}  // namespace ward::cli
