// What belongs to node's loaders and not to the manifest: builtins, conditions, and the table of ward's differences.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/policy/semantics.h"

namespace ward::policy {
namespace {

// require('module').builtinModules of node 20 to 26, together and sorted.
constexpr auto builtins = std::to_array<std::string_view>({
    "_http_agent",
    "_http_client",
    "_http_common",
    "_http_incoming",
    "_http_outgoing",
    "_http_server",
    "_stream_duplex",
    "_stream_passthrough",
    "_stream_readable",
    "_stream_transform",
    "_stream_wrap",
    "_stream_writable",
    "_tls_common",
    "_tls_wrap",
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "ffi",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "inspector/promises",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "sea",
    "sqlite",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "test",
    "test/reporters",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
});
static_assert(std::ranges::is_sorted(builtins));

// Those that are found under "node:" alone.
constexpr std::array<std::string_view, 5> only_with_prefix{"ffi", "sea", "sqlite", "test", "test/reporters"};

constexpr std::array<Deviation, 18> rows{{
    {"strongest-hash", "one hash of a list that matches is enough",
     "only hashes of the strongest algorithm in the list count",
     "one leaked weak or stale hash approves a file; W3C's rule"},
    {"hash-form", "a digest of the wrong length, odd base64 or an empty list is read, and never matches",
     "the manifest is refused", "a mistake that looks like protection, or stops a program in production only"},
    {"hash-when", "a malformed integrity is an error when its file is loaded", "the manifest is refused",
     "known before anything runs"},
    {"hash-error-lingers", "after a malformed integrity the next one is read from the middle, and refused too",
     "each integrity is read by itself", "a defect of node: its pattern remembers its place"},
    {"weak-hash", "sha1 and md5 are unknown and malformed when the file is loaded",
     "the manifest is refused, with the reason", "known before anything runs"},
    {"duplicate-key", "the last of two equal keys counts", "the manifest is refused", "two readers see two manifests"},
    {"half-surrogate", "a string may hold half a surrogate pair", "the manifest is refused",
     "it is no text, and has no UTF-8"},
    {"wrong-container", "a manifest, descriptor or map of another kind counts as empty, an array as a map by index",
     "the manifest is refused", "a mistake that looks like protection"},
    {"alias", "two spellings of one file are two entries; ./ok.js and ./%6fk.js may approve different bytes",
     "the manifest is refused", "one file has one approval"},
    {"spelling", "a~b.js is loaded as a%7Eb.js, and an entry ./a~b.js never matches",
     "every spelling of a file URL is the same", "the file is what is approved"},
    {"caret", "^ in a key stays, and the entry never matches a file", "^ is %5E in a path, as in node 24",
     "the URL standard of today"},
    {"idna-host", "a host that is not ASCII is mapped by IDNA", "the key is refused",
     "mapping differs by Unicode version"},
    {"protocol-case", "a scope FILE: contains nothing", "it is file:", "schemes have no case"},
    {"cascade-to-all", "a scope that cascades does not reach the scope \"\" for integrity", "it does",
     "as documented, and as for dependencies"},
    {"pattern", "a dependency that ends in * is an error",
     "a single * at the end stands for any rest; the longest prefix wins",
     "documented by node, broken in every release"},
    {"null-target", "a dependency of null is ERR_MANIFEST_INVALID_RESOURCE_FIELD when it is used",
     "it is denied: ERR_MANIFEST_DEPENDENCY_MISSING", "as documented"},
    {"no-condition", "where no condition holds the answer is ERR_INVALID_URL", "ERR_MANIFEST_DEPENDENCY_MISSING",
     "node looks up the URL \"null\""},
    {"preflight", "an import is an error before resolution where a scope that cascades is no hierarchical URL",
     "scopes are asked as for integrity", "node asks for the parent of \"data:\""},
}};

}  // namespace

bool is_builtin(std::string_view specifier) {
    constexpr std::string_view prefix = "node:";
    const bool prefixed = specifier.starts_with(prefix);
    const std::string_view name = prefixed ? specifier.substr(prefix.size()) : specifier;
    if (!std::ranges::binary_search(builtins, name)) return false;
    return prefixed || std::ranges::find(only_with_prefix, name) == only_with_prefix.end();
}

std::optional<Refusal> refuse_redirect(const Url& target, Loader loader) {
    if (target.scheme == "node") {
        if (is_builtin("node:" + target.path)) return std::nullopt;
        return Refusal{Code::unknown_builtin_module, fmt::format("no builtin \"{}\"", display(target.path)),
                       target.href()};
    }
    if (loader == Loader::import || target.scheme == "file") return std::nullopt;
    return Refusal{Code::manifest_dependency_missing, "require() goes to builtins and files only", target.href()};
}

Conditions conditions_of(Loader loader) {
    return loader == Loader::require ? Conditions{"require", "node", "node-addons", "module-sync"}
                                     : Conditions{"import", "node", "node-addons", "module-sync"};
}

std::span<const Deviation> deviations() {
    return rows;
}

}  // namespace ward::policy
