// The compiled policy: for each of the two path scopes a tree of names in one array, walked component by component. A
// component is never compared with the head of another one, so that a grant of /a/ab says nothing of /a/abd (the class
// of CVE-2026-58043, where a radix tree over letters split names).
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "permission/path.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

bool is_path_scope(Scope scope) {
    return scope == Scope::fs_read || scope == Scope::fs_write;
}

// What a tree is built from; flattened into PathNodes level by level.
struct Branch {
    std::map<std::string, Branch, std::less<>> children;
    bool exact = false;
    bool tree = false;
};

// The grant that a reference to a network endpoint, a program or a variable is the whole text of.
bool names(const Grant& grant, std::string_view reference) {
    if (grant.value == "*" || grant.value == reference) return true;
    // A port granted for any host covers every host.
    if (grant.scope != Scope::net || !grant.value.starts_with("tcp:")) return false;
    const size_t colon = reference.rfind(':');
    return colon != std::string_view::npos && !reference.starts_with("unix:") &&
           reference.substr(colon) == std::string_view(grant.value).substr(3);
}

// Deeper grants than this are kept at this depth by nobody: a path has at most 4,096 bytes.
constexpr size_t max_depth = 2048;

constexpr std::string_view both_fs = "fs";

}  // namespace

Permissions::PathTree Permissions::build(const Policy& policy, Scope scope) {
    PathTree out;
    Branch root;
    for (const Grant& grant : policy.grants) {
        if (grant.scope != scope) continue;
        if (grant.value == "*") {
            out.everything = true;
            continue;
        }
        Branch* at = &root;
        std::string_view rest = grant.value;
        size_t depth = 0;
        for (auto component = next_component(rest); !component.empty() && depth < max_depth; ++depth) {
            at = &at->children[std::string(component)];
            component = next_component(rest);
        }
        if (depth == max_depth) continue;
        (grant.reach == Grant::Reach::tree ? at->tree : at->exact) = true;
    }
    std::vector<const Branch*> order{&root};
    out.nodes.push_back({.exact = root.exact, .tree = root.tree});
    for (size_t i = 0; i < order.size(); ++i) {
        out.nodes[i].first_child = static_cast<uint32_t>(out.nodes.size());
        out.nodes[i].children = static_cast<uint32_t>(order[i]->children.size());
        for (const auto& [name, child] : order[i]->children) {
            out.nodes.push_back({.name = static_cast<uint32_t>(out.names.size()),
                                 .length = static_cast<uint32_t>(name.size()),
                                 .exact = child.exact,
                                 .tree = child.tree});
            out.names += name;
            order.push_back(&child);
        }
    }
    return out;
}

bool Permissions::PathTree::covers(std::string_view folder, std::string_view path) const noexcept {
    if (everything) return true;
    if (path.empty() || path.contains('\0')) return false;
    // The way from the root to here, as far as it lies in the tree of grants; `beyond` counts the components after it.
    // Grants deeper than this array are still found missing, never found granted.
    constexpr size_t kept = 128;
    std::array<uint32_t, kept> way{};
    size_t depth = 0;
    size_t beyond = 0;
    const auto walk = [&](std::string_view rest) {
        for (auto component = next_component(rest); !component.empty(); component = next_component(rest)) {
            if (component == "..") {
                if (beyond > 0) --beyond;
                else if (depth > 0) --depth;
                continue;
            }
            if (beyond > 0 || depth + 1 == kept) {
                ++beyond;
                continue;
            }
            const PathNode& node = nodes[way[depth]];
            const auto first = nodes.begin() + node.first_child;
            const auto last = first + node.children;
            const auto found = std::lower_bound(first, last, component, [&](const PathNode& child, auto wanted) {
                return std::string_view(names).substr(child.name, child.length) < wanted;
            });
            if (found == last || std::string_view(names).substr(found->name, found->length) != component) ++beyond;
            else way[++depth] = static_cast<uint32_t>(found - nodes.begin());
        }
    };
    if (!path.starts_with('/')) {
        if (!folder.starts_with('/')) return false;
        walk(folder);
    }
    walk(path);
    if (beyond == 0 && nodes[way[depth]].exact) return true;
    for (size_t i = 0; i <= depth; ++i)
        if (nodes[way[i]].tree) return true;
    return false;
}

Permissions::Permissions(const Policy& policy) : policy_(policy) {
    compile();
}

void Permissions::compile() {
    read_ = build(policy_, Scope::fs_read);
    write_ = build(policy_, Scope::fs_write);
}

bool Permissions::has(Scope scope, std::string_view reference, std::string_view folder) const noexcept {
    if (is_path_scope(scope)) {
        const PathTree& tree = scope == Scope::fs_read ? read_ : write_;
        return reference.empty() ? tree.everything : tree.covers(folder, reference);
    }
    if (reference.empty()) return policy_.allows_all(scope);
    return std::ranges::any_of(policy_.grants,
                               [&](const Grant& grant) { return grant.scope == scope && names(grant, reference); });
}

bool Permissions::drop(Scope scope, std::string_view reference) {
    // Part of everything cannot be named: with "*" only the whole scope can be dropped.
    if (!reference.empty() && policy_.allows_all(scope)) return false;
    const size_t dropped = std::erase_if(policy_.grants, [&](const Grant& grant) {
        return grant.scope == scope && (reference.empty() || grant.value == reference);
    });
    if (dropped > 0) compile();
    return dropped > 0;
}

bool Permissions::has(std::string_view scope, std::optional<std::string_view> reference,
                      std::string_view folder) const noexcept {
    if (scope == both_fs) return read_.everything && write_.everything;
    const auto known = scope_named(scope);
    if (!known || (reference && reference->empty())) return false;
    return has(*known, reference.value_or(std::string_view()), folder);
}

Result<bool> Permissions::drop(std::string_view scope, std::optional<std::string_view> reference,
                               const std::string& folder) {
    if (scope == both_fs) {
        WARD_TRY(const bool read, drop(words_of(Scope::fs_read).name, reference, folder));
        WARD_TRY(const bool write, drop(words_of(Scope::fs_write).name, reference, folder));
        return read || write;
    }
    const auto known = scope_named(scope);
    if (!known) return fail(ErrorCode::usage, "no scope is called '" + display(scope) + "'");
    if (!reference) return drop(*known);
    if (reference->empty()) return false;
    WARD_TRY(const Grant grant, parse_grant(*known, *reference, folder));
    return drop(*known, grant.value);
}

}  // namespace ward::permission
