#include "faces/report/component_tree.h"

#include <map>
#include <set>
#include <string_view>

namespace ward::report {
namespace {

// Deeper levels are drawn at this one: a tree of nested folders must not make lines of its depth.
constexpr size_t max_drawn_depth = 24;

struct Pending {
    const Component* component;
    size_t depth;
    std::string above;  // the branches of its ancestors
    bool last;          // of its parent's children
};

}  // namespace

std::vector<TreeRow> tree_of(const Report& report) {
    std::set<std::string_view> ids;
    for (const Component& component : report.components) ids.insert(component.id);
    std::map<std::string_view, std::vector<const Component*>> children;
    std::vector<const Component*> roots;
    for (const Component& component : report.components) {
        if (component.parent.empty() || !ids.contains(component.parent)) roots.push_back(&component);
        else children[component.parent].push_back(&component);
    }

    std::vector<TreeRow> rows;
    std::set<const Component*> seen;
    // A stack of our own: the depth of the tree is the scanned project's choice.
    const auto walk = [&](const Component* root) {
        std::vector<Pending> stack{{root, 0, {}, true}};
        while (!stack.empty()) {
            const Pending node = std::move(stack.back());
            stack.pop_back();
            if (!seen.insert(node.component).second) continue;
            const bool drawn = node.depth > 0 && node.depth <= max_drawn_depth;
            const std::string branch = drawn ? (node.last ? "└─ " : "├─ ") : "";
            rows.push_back({node.component, node.depth, node.above + branch});
            const std::string above = drawn ? node.above + (node.last ? "   " : "│  ") : node.above;
            const auto found = children.find(node.component->id);
            if (found == children.end()) continue;
            for (size_t i = found->second.size(); i-- > 0;)
                stack.push_back({found->second[i], node.depth + 1, above, i + 1 == found->second.size()});
        }
    };
    for (const Component* root : roots) walk(root);
    for (const Component& component : report.components)
        if (!seen.contains(&component)) walk(&component);
    return rows;
}

}  // namespace ward::report
