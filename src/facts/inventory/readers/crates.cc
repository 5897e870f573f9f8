// Rust crates in a vendor folder (`cargo vendor`, Chromium's gnrt). The crate is named by its Cargo.toml, never by its
// folder: gnrt renames folders to "name-v1". A crate's own Cargo.lock describes what its authors build with, and is not
// read.
#include <utility>

#include <re2/re2.h>

#include "facts/inventory/build_files.h"
#include "facts/inventory/catalogue.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

constexpr std::string_view crates_names[] = {"Cargo.toml"};

constexpr size_t max_cargo_toml_bytes = 4u << 20;
constexpr std::string_view manifest = "Cargo.toml";

const BuildFile& cargo_file() {
    for (const BuildFile& kind : build_files())
        if (kind.file == manifest) return kind;
    std::unreachable();
}

bool has_checksum(const Tree& tree, std::string_view folder) {
    return tree.has_file(std::string(folder) + "/.cargo-checksum.json");
}

bool is_private(std::string_view text) {
    static const RE2 line(R"re((?m)^publish[ \t]*=[ \t]*(?:false|\[[ \t]*\])[ \t]*(?:#.*)?\r?$)re", RE2::Latin1);
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), line);
}

// cargo leaves a checksum file beside each vendored crate; without one the crate must stand in a vendor folder itself.
bool is_vendored_crate(const Tree& tree, std::string_view folder) {
    if (has_checksum(tree, folder)) return true;
    return tree.vendored_owner(folder) == folder;
}

void read_crates(const Tree& tree, Collector& out) {
    for (const std::string_view path : tree.files_named(manifest)) {
        if (path == manifest) continue;
        const std::string_view folder = path.substr(0, path.size() - manifest.size() - 1);
        if (!is_vendored_crate(tree, folder)) continue;
        const auto text = tree.read(path, max_cargo_toml_bytes);
        if (!text) {
            out.unread(path, text.error().what);
            continue;
        }
        const auto declared = cargo_file().read(*text);
        if (!declared) continue;  // a workspace, not a crate
        // What is never published is no crate of a registry: a project's own helper that stands in deps/.
        if (is_private(*text) && !has_checksum(tree, folder)) continue;
        const std::string_view version = looks_like_version(declared->version) ? declared->version : std::string_view();
        Component crate = component_of_package("cargo", declared->name, folder, version);
        crate.scope = Tree::scope_of(folder);
        crate.evidence.push_back(evidence_at(path, *text, declared->offset));
        out.components.push_back(std::move(crate));
    }
}

}  // namespace

WARD_READER(crates) = {
    .name = "crates",
    .summary = "Rust crates in vendor folders, by the Cargo.toml of each",
    .read = read_crates,
    .names = crates_names,
};

}  // namespace ward::inventory
