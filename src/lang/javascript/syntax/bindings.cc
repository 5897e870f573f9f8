#include "lang/javascript/syntax/bindings.h"

#include <algorithm>

namespace ward::javascript {
namespace {

using ScopeIndex = uint32_t;
// On the stack of the second pass: a scope ends.
constexpr NodeIndex leaves = NodeIndex{1} << 31;

struct Declaration {
    ScopeIndex scope = 0;
    NodeIndex node = 0;
    BindingKind kind = BindingKind::variable;
};

struct Open {
    NodeIndex node = 0;
    ScopeIndex scope = 0;
    ScopeIndex function = 0;
};

bool makes_scope(NodeKind kind) {
    switch (kind) {
        case NodeKind::program:
        case NodeKind::block:
        case NodeKind::for_:
        case NodeKind::for_in:
        case NodeKind::for_of:
        case NodeKind::switch_:
        case NodeKind::catch_:
        case NodeKind::function:
        case NodeKind::function_expression:
        case NodeKind::arrow_function:
        case NodeKind::class_:
        case NodeKind::class_expression:
        case NodeKind::static_block: return true;
        default: return false;
    }
}

class Binder {
  public:
    Binder(const Tree& tree, size_t names) : tree_(tree), current_(names), scope_of_(tree.nodes.size()) {
        bindings_.all.emplace_back();
        bindings_.of.resize(tree.nodes.size());
    }

    Bindings run() {
        collect();
        std::ranges::stable_sort(declarations_, {}, &Declaration::scope);
        resolve();
        return std::move(bindings_);
    }

  private:
    void declare(ScopeIndex scope, NodeIndex pattern, BindingKind kind) {
        patterns_.assign(1, pattern);
        while (!patterns_.empty()) {
            const NodeIndex at = patterns_.back();
            patterns_.pop_back();
            const Node& node = tree_[at];
            switch (node.kind) {
                case NodeKind::name: declarations_.push_back({scope, at, kind}); break;
                case NodeKind::assignment_pattern:
                case NodeKind::rest: patterns_.push_back(node.first); break;
                case NodeKind::property:
                    patterns_.push_back(node.has(Node::is_shorthand) ? node.first : tree_[node.first].next);
                    break;
                case NodeKind::object_pattern:
                case NodeKind::array_pattern:
                    for (NodeIndex child = node.first; child != 0; child = tree_[child].next)
                        patterns_.push_back(child);
                    break;
                default: break;
            }
        }
    }

    void declare_in(const Open& open) {
        const Node& node = tree_[open.node];
        switch (node.kind) {
            case NodeKind::variables: {
                const ScopeIndex scope = node.operation == Operation::var ? open.function : open.scope;
                for (NodeIndex one = node.first; one != 0; one = tree_[one].next)
                    declare(scope, tree_[one].first, BindingKind::variable);
                break;
            }
            case NodeKind::import_specifier:
            case NodeKind::import_default:
            case NodeKind::import_namespace: {
                const NodeIndex second = tree_[node.first].next;
                declare(open.scope, second == 0 ? node.first : second, BindingKind::imported);
                break;
            }
            case NodeKind::catch_: declare(open.scope, node.first, BindingKind::caught); break;
            default: break;
        }
    }

    // The names that a function or class gives to what is around it, and to what is in it.
    void declare_named(const Open& outer, ScopeIndex inner) {
        const Node& node = tree_[outer.node];
        if (is_function(node.kind)) {
            NodeIndex parameters = node.first;
            if (node.has(Node::has_name)) {
                const bool is_declaration = node.kind == NodeKind::function;
                declare(is_declaration ? outer.function : inner, node.first, BindingKind::function);
                parameters = tree_[parameters].next;
            }
            for (NodeIndex one = tree_[parameters].first; one != 0; one = tree_[one].next)
                declare(inner, one, BindingKind::parameter);
        } else if (node.has(Node::has_name) &&
                   (node.kind == NodeKind::class_ || node.kind == NodeKind::class_expression)) {
            declare(node.kind == NodeKind::class_ ? outer.scope : inner, node.first, BindingKind::variable);
        }
    }

    void collect() {
        std::vector<Open> open = {{tree_.program, 0, 0}};
        std::vector<NodeIndex> children;
        while (!open.empty()) {
            Open at = open.back();
            open.pop_back();
            const NodeKind kind = tree_[at.node].kind;
            if (makes_scope(kind)) {
                const ScopeIndex inner = ++scopes_;
                declare_named(at, inner);
                scope_of_[at.node] = inner;
                at.scope = inner;
                if (is_function(kind) || kind == NodeKind::static_block || kind == NodeKind::program)
                    at.function = inner;
            }
            declare_in(at);
            children.clear();
            push_value_children(tree_, at.node, children);
            for (const NodeIndex child : children) open.push_back({child, at.scope, at.function});
        }
    }

    struct Hidden {
        NameIndex name = 0;
        BindingIndex before = 0;
    };

    void enter(ScopeIndex scope) {
        starts_.push_back(hidden_.size());
        const size_t first_own = bindings_.all.size();
        for (; next_of_[scope] < next_of_[scope + 1]; ++next_of_[scope]) {
            const Declaration& one = declarations_[next_of_[scope]];
            const NameIndex name = tree_[one.node].first;
            if (current_[name] < first_own) {
                hidden_.push_back({name, current_[name]});
                current_[name] = static_cast<BindingIndex>(bindings_.all.size());
                bindings_.all.push_back({name, one.node, one.kind});
            }
            bindings_.of[one.node] = current_[name];
        }
    }

    void leave() {
        while (hidden_.size() > starts_.back()) {
            current_[hidden_.back().name] = hidden_.back().before;
            hidden_.pop_back();
        }
        starts_.pop_back();
    }

    void resolve() {
        next_of_.assign(scopes_ + 2, 0);
        for (const Declaration& one : declarations_) ++next_of_[one.scope + 1];
        for (size_t i = 1; i < next_of_.size(); ++i) next_of_[i] += next_of_[i - 1];
        std::vector<NodeIndex> open = {tree_.program};
        std::vector<BindingIndex> globals(current_.size());
        while (!open.empty()) {
            const NodeIndex at = open.back();
            open.pop_back();
            if (at == leaves) {
                leave();
                continue;
            }
            if (tree_[at].kind == NodeKind::name) {
                if (bindings_.of[at] != 0) continue;
                const NameIndex name = tree_[at].first;
                if (current_[name] != 0) {
                    bindings_.of[at] = current_[name];
                    continue;
                }
                if (globals[name] == 0) {
                    globals[name] = static_cast<BindingIndex>(bindings_.all.size());
                    bindings_.all.push_back({name, 0, BindingKind::global});
                }
                bindings_.of[at] = globals[name];
                continue;
            }
            if (const ScopeIndex scope = scope_of_[at]; scope != 0) {
                enter(scope);
                open.push_back(leaves);
            }
            push_value_children(tree_, at, open);
        }
    }

    const Tree& tree_;
    Bindings bindings_;
    std::vector<BindingIndex> current_;  // by name
    std::vector<ScopeIndex> scope_of_;   // by node
    ScopeIndex scopes_ = 0;
    std::vector<Declaration> declarations_;
    std::vector<NodeIndex> patterns_;
    std::vector<uint32_t> next_of_;  // by scope: its next declaration
    std::vector<Hidden> hidden_;
    std::vector<size_t> starts_;
};

}  // namespace

void push_value_children(const Tree& tree, NodeIndex index, std::vector<NodeIndex>& into) {
    const Node& node = tree[index];
    if (is_leaf(node.kind)) return;
    NodeIndex first = node.first;
    switch (node.kind) {
        case NodeKind::break_:
        case NodeKind::continue_:
        case NodeKind::meta_property:
        case NodeKind::import_attribute: return;
        case NodeKind::labeled: first = tree[first].next; break;
        case NodeKind::property:
            if (!node.has(Node::is_shorthand) && !node.has(Node::is_computed)) first = tree[first].next;
            break;
        case NodeKind::method:
        case NodeKind::field:
            if (!node.has(Node::is_computed)) first = tree[first].next;
            break;
        case NodeKind::member:
            into.push_back(first);
            if (node.has(Node::is_computed)) into.push_back(tree[first].next);
            return;
        case NodeKind::import_specifier:
            if (tree[first].next != 0) first = tree[first].next;
            break;
        case NodeKind::export_named:
            if (node.has(Node::has_source)) return;
            break;
        case NodeKind::export_specifier: into.push_back(first); return;
        case NodeKind::export_all: return;
        default: break;
    }
    for (; first != 0; first = tree[first].next) into.push_back(first);
}

Bindings bind_names(const Tree& tree, size_t names) {
    return Binder(tree, names).run();
}

}  // namespace ward::javascript
