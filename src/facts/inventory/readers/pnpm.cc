// pnpm-lock.yaml, which tells everything itself: packages, edges, and what each importer needs for which purpose.
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"
#include "facts/inventory/pnpm_lock.h"

namespace ward::inventory {
namespace {
using namespace npm;

constexpr std::string_view pnpm_names[] = {"pnpm-lock.yaml"};

void read_lock_at(const Tree& tree, std::string_view path, Collector& out) {
    const auto text = tree.read(path, max_js_lock_bytes);
    auto listed = text ? read_pnpm_lock(*text, path) : Result<ListedPackages>(std::unexpected(text.error()));
    if (!listed) return report_unread(path, listed.error().message(), out);
    emit_listed(tree, path, *std::move(listed), out);
}

}  // namespace

WARD_READER(pnpm) = {
    .name = "pnpm",
    .summary = "packages of pnpm-lock.yaml (versions 5.x, 6.x and 9.0)",
    .read =
        [](const Tree& tree, Collector& out) {
            for (const std::string_view path : own_locks(tree, pnpm_names[0], out)) read_lock_at(tree, path, out);
        },
    .names = pnpm_names,
};

}  // namespace ward::inventory
