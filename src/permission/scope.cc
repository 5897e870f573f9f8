// The scopes and their words: one row each. Node's names are those of its permission documentation and of the
// `permission` field of ERR_ACCESS_DENIED.
#include <algorithm>
#include <array>

#include "ward/permission.h"

namespace ward::permission {
namespace {

using enum ScopeWords::Value;

constexpr std::array<ScopeWords, scope_count> rows{{
    {Scope::fs_read, "fs.read", "--allow-fs-read", "FileSystemRead", required},
    {Scope::fs_write, "fs.write", "--allow-fs-write", "FileSystemWrite", required},
    {Scope::child, "child", "--allow-child-process", "ChildProcess", optional},
    {Scope::worker, "worker", "--allow-worker", "WorkerThreads", none},
    {Scope::addon, "addon", "--allow-addons", "Addon", none},
    {Scope::wasi, "wasi", "--allow-wasi", "WASI", none},
    {Scope::inspector, "inspector", "--allow-inspector", "Inspector", none},
    {Scope::net, "net", "--allow-net", "Net", optional},
    {Scope::env, "env", "--allow-env", "Environment", optional},
    {Scope::signal, "signal", "--allow-signal", "Signal", none},
}};

}  // namespace

std::span<const ScopeWords> all_scopes() {
    return rows;
}

const ScopeWords& words_of(Scope scope) {
    return rows[static_cast<size_t>(scope)];
}

std::optional<Scope> scope_named(std::string_view name) {
    const auto* row = std::ranges::find(rows, name, &ScopeWords::name);
    if (row == rows.end()) return std::nullopt;
    return row->scope;
}

std::optional<Scope> scope_of_flag(std::string_view flag) {
    const auto* row = std::ranges::find(rows, flag, &ScopeWords::flag);
    if (row == rows.end()) return std::nullopt;
    return row->scope;
}

}  // namespace ward::permission
