// What a file asks of others, and what it gives them.
#include "judges/vet/flow/walk.h"

namespace ward::vet {

void Walk::export_value(NameIndex name, SlotIndex value, uint32_t offset) {
    if (value == 0) return;
    graph_.copy(value, graph_.property(analysis_.modules[module_].exports_object, name, module_, offset));
}

void Walk::export_declared(NodeIndex declaration) {
    const Node& here = node(declaration);
    const auto one = [&](NodeIndex name) {
        if (tree_.is(name, NodeKind::name)) export_value(node(name).first, name_value(name), node(name).offset);
    };
    if (here.kind == NodeKind::function || here.kind == NodeKind::class_) return one(here.first);
    if (here.kind != NodeKind::variables) return;
    std::vector<NodeIndex> open;
    for (NodeIndex at = here.first; at != 0; at = next(at)) open.push_back(node(at).first);
    while (!open.empty()) {
        const NodeIndex at = open.back();
        open.pop_back();
        if (tree_.is(at, NodeKind::name)) one(at);
        else push_value_children(tree_, at, open);
    }
}

void Walk::export_named(NodeIndex index) {
    const Node& here = node(index);
    if (here.has(Node::is_prefix)) {
        statement(here.first);
        return export_declared(here.first);
    }
    SlotIndex from = 0;
    bool is_module = false;
    if (here.has(Node::has_source))
        for (NodeIndex at = here.first; at != 0; at = next(at))
            if (tree_.is(at, NodeKind::string))
                from = request(cooked_text(tree_, at), index, javascript::Loader::import, is_module);
    for (NodeIndex at = here.first; at != 0; at = next(at)) {
        if (!tree_.is(at, NodeKind::export_specifier)) continue;
        const NodeIndex local = node(at).first;
        const NodeIndex exported = next(local) == 0 ? local : next(local);
        const SlotIndex made = here.has(Node::has_source)        ? read(from, key_of(local, false), at)
                               : tree_.is(local, NodeKind::name) ? name_value(local)
                                                                 : 0;
        export_value(key_of(exported, false), made, node(at).offset);
    }
}

void Walk::import_declaration(NodeIndex index) {
    SlotIndex from = 0;
    bool is_module = false;
    for (NodeIndex at = node(index).first; at != 0; at = next(at))
        if (tree_.is(at, NodeKind::string))
            from = request(cooked_text(tree_, at), index, javascript::Loader::import, is_module);
    if (from == 0) return;
    for (NodeIndex at = node(index).first; at != 0; at = next(at)) {
        const NodeIndex first = node(at).first;
        switch (node(at).kind) {
            case NodeKind::import_default:
                // Of CommonJS, `default` is all that is exported.
                graph_.copy(read(from, analysis_.known.default_, at), name_value(first));
                if (!is_module) graph_.copy(from, name_value(first));
                break;
            case NodeKind::import_namespace: graph_.copy(from, name_value(first)); break;
            case NodeKind::import_specifier:
                graph_.copy(read(from, key_of(first, false), at), name_value(next(first) == 0 ? first : next(first)));
                break;
            default: break;
        }
    }
}

SlotIndex Walk::request(std::string_view specifier, NodeIndex at, javascript::Loader loader, bool& is_module) {
    const Analysis::Requested found = analysis_.request(specifier, module_, loader, node(at).offset);
    is_module = found.is_module && !found.is_known;
    return found.exports;
}

}  // namespace ward::vet
