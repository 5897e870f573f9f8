// Deno's lock file. What it fetches by URL has a digest and no package: counted as unexplained.
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/deno_lock.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {

constexpr std::string_view deno_names[] = {"deno.lock"};

void read_deno_lock_at(const Tree& tree, std::string_view path, Collector& out) {
    const auto text = tree.read(path, npm::max_js_lock_bytes);
    auto lock = text ? read_deno_lock(*text, path) : Result<DenoLock>(std::unexpected(text.error()));
    if (!lock) return npm::report_unread(path, lock.error().message(), out);
    npm::emit_listed(tree, path, std::move(lock->npm), out);
    emit_registry_lock(path, *text, lock->jsr, out);
    if (lock->urls > 0)
        out.unexplained(path, fmt::format("{} module{} fetched by URL, which no package accounts for", lock->urls,
                                          lock->urls == 1 ? "" : "s"));
}

}  // namespace

WARD_READER(deno) = {
    .name = "deno",
    .summary = "packages of npm and JSR in deno.lock (versions 2 to 5)",
    .read =
        [](const Tree& tree, Collector& out) {
            for (const std::string_view path : npm::own_locks(tree, deno_names[0], out))
                read_deno_lock_at(tree, path, out);
        },
    .names = deno_names,
};

}  // namespace ward::inventory
