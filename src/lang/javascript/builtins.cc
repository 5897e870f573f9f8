// Rows as `module.builtinModules` and `module.isBuiltin` of 18.20.8, 20.20.2, 22.23.3, 24.21.0 and 26.10.0 give them (a
// test asks those that are there); first releases from Node.js's documentation.
#include "lang/javascript/builtins.h"

#include <algorithm>
#include <array>

namespace ward::javascript {
namespace {

constexpr Release v26{26, 0};

constexpr std::array table = {
    Builtin{"_http_agent"},
    Builtin{"_http_client"},
    Builtin{"_http_common"},
    Builtin{"_http_incoming"},
    Builtin{"_http_outgoing"},
    Builtin{"_http_server"},
    Builtin{"_stream_duplex", Access::any, {}, v26},
    Builtin{"_stream_passthrough", Access::any, {}, v26},
    Builtin{"_stream_readable", Access::any, {}, v26},
    Builtin{"_stream_transform", Access::any, {}, v26},
    Builtin{"_stream_wrap", Access::any, {}, v26},
    Builtin{"_stream_writable", Access::any, {}, v26},
    Builtin{"_tls_common"},
    Builtin{"_tls_wrap"},
    Builtin{"assert"},
    Builtin{"assert/strict"},
    Builtin{"async_hooks"},
    Builtin{"bench", Access::by_flag, {26, 0}},
    Builtin{"bench/reporters", Access::by_flag, {26, 0}},
    Builtin{"buffer"},
    Builtin{"child_process"},
    Builtin{"cluster"},
    Builtin{"console"},
    Builtin{"constants"},
    Builtin{"crypto"},
    Builtin{"dgram"},
    Builtin{"diagnostics_channel"},
    Builtin{"dns"},
    Builtin{"dns/promises"},
    Builtin{"domain"},
    Builtin{"dtls", Access::by_flag, {26, 0}},
    Builtin{"events"},
    Builtin{"ffi", Access::scheme_only, {26, 0}},
    Builtin{"fs"},
    Builtin{"fs/promises"},
    Builtin{"http"},
    Builtin{"http2"},
    Builtin{"https"},
    Builtin{"inspector"},
    Builtin{"inspector/promises", Access::any, {19, 0}},
    Builtin{"module"},
    Builtin{"net"},
    Builtin{"os"},
    Builtin{"path"},
    Builtin{"path/posix"},
    Builtin{"path/win32"},
    Builtin{"perf_hooks"},
    Builtin{"process"},
    Builtin{"punycode"},
    Builtin{"querystring"},
    Builtin{"quic", Access::by_flag, {23, 8}},
    Builtin{"readline"},
    Builtin{"readline/promises"},
    Builtin{"repl"},
    Builtin{"sea", Access::scheme_only, {20, 12}},
    Builtin{"sqlite", Access::scheme_only, {22, 13}},
    Builtin{"stream"},
    Builtin{"stream/consumers"},
    Builtin{"stream/iter", Access::by_flag, {24, 0}},
    Builtin{"stream/promises"},
    Builtin{"stream/web"},
    Builtin{"string_decoder"},
    Builtin{"sys"},
    Builtin{"test", Access::scheme_only},
    Builtin{"test/reporters", Access::scheme_only, {18, 17}},
    Builtin{"timers"},
    Builtin{"timers/promises"},
    Builtin{"tls"},
    Builtin{"trace_events"},
    Builtin{"tty"},
    Builtin{"url"},
    Builtin{"util"},
    Builtin{"util/types"},
    Builtin{"v8"},
    Builtin{"vfs", Access::by_flag, {26, 0}},
    Builtin{"vm"},
    Builtin{"wasi"},
    Builtin{"worker_threads"},
    Builtin{"zlib"},
    Builtin{"zlib/iter", Access::by_flag, {24, 0}},
};
static_assert(std::ranges::is_sorted(table, {}, &Builtin::name));

}  // namespace

std::span<const Builtin> builtins() {
    return table;
}

const Builtin* builtin_named(std::string_view specifier) {
    constexpr std::string_view scheme = "node:";
    const bool has_scheme = specifier.starts_with(scheme);
    if (has_scheme) specifier.remove_prefix(scheme.size());
    const auto found = std::ranges::lower_bound(table, specifier, {}, &Builtin::name);
    if (found == table.end() || found->name != specifier) return nullptr;
    return has_scheme || found->access == Access::any ? &*found : nullptr;
}

bool has_builtin(const Builtin& builtin, Release node) {
    return builtin.access != Access::by_flag && node >= builtin.since &&
           (builtin.removed == Release{} || node < builtin.removed);
}

bool is_powerful(const Builtin& builtin) {
    constexpr std::array<std::string_view, 12> names = {
        "child_process", "cluster", "ffi", "inspector", "inspector/promises", "module", "process",
        "repl",          "v8",      "vm",  "wasi",      "worker_threads"};
    return std::ranges::find(names, builtin.name) != names.end();
}

}  // namespace ward::javascript
