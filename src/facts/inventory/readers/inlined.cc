// Packages inlined by a bundler into scripts of vendored code (deps/undici/undici.js,
// deps/corepack/dist/lib/corepack.cjs) and of actions (dist/index.js). A bundle in node_modules is left to its
// package's own advisories.
#include <array>
#include <vector>

#include "base/parallel.h"
#include "facts/inventory/catalogue.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/inlined_code.h"
#include "facts/inventory/inventory.h"

namespace ward::inventory {
namespace {

constexpr size_t max_script_bytes = 32u << 20;
constexpr size_t max_depth = 4;  // below the vendored folder

constexpr bool is_script(std::string_view path) {
    return path.ends_with(".js") || path.ends_with(".cjs") || path.ends_with(".mjs");
}

bool is_candidate(const Tree& tree, std::string_view path) {
    if (!is_script(path) || Tree::scope_of(path) == Scope::test) return false;
    if (path.find("node_modules/") != std::string_view::npos) return false;
    // GitHub's JavaScript actions are committed as one bundle.
    if (path == "dist/index.js" && (tree.has_file("action.yml") || tree.has_file("action.yaml"))) return true;
    const std::string_view owner = tree.vendored_root(path);
    if (owner.empty()) return false;
    size_t depth = 0;
    for (const char c : path.substr(owner.size())) depth += c == '/';
    return depth <= max_depth;
}

struct Script {
    std::string_view path;
    std::vector<Component> components;
    std::string problem;
};

void look_into(const Tree& tree, Script& script) {
    const auto text = tree.read(script.path, max_script_bytes);
    if (!text) {
        script.problem = text.error().what;
        return;
    }
    const InlinedPackages inlined = find_inlined_packages(*text);
    if (inlined.is_cut) script.problem = "names more packages than are looked at";
    for (const InlinedPackage& package : inlined.packages) {
        Component component = component_of_package("npm", package.name, script.path, package.version);
        component.source = Source::bundled;
        component.scope = Tree::scope_of(script.path);
        component.evidence.push_back(evidence_at(script.path, *text, package.offset));
        script.components.push_back(std::move(component));
    }
}

void read_inlined(const Tree& tree, Collector& out) {
    std::vector<Script> scripts;
    for (const Entry& entry : tree.entries())
        if (entry.kind == EntryKind::file && is_candidate(tree, entry.path)) scripts.push_back({entry.path, {}, {}});
    parallel_for(scripts.size(), [&](size_t i) { look_into(tree, scripts[i]); });
    for (Script& script : scripts) {
        if (!script.problem.empty()) out.unread(script.path, script.problem);
        for (Component& component : script.components) out.components.push_back(std::move(component));
    }
}

}  // namespace

WARD_READER(inlined) = {
    .name = "inlined",
    .summary = "npm packages that a bundler copied into one script, by the module paths it left",
    .read = read_inlined,
};

}  // namespace ward::inventory
