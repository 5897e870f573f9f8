// LINK: ward_javascript ward_base
#include <string_view>

#include "lang/javascript/syntax/bindings.h"
#include "lang/javascript/syntax/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::javascript;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    for (const Syntax syntax : {Syntax::javascript, Syntax::typescript, Syntax::jsx, Syntax::tsx}) {
        Names names;
        const Tree tree = parse_tree(source, {.kind = SourceKind::unknown, .syntax = syntax}, names);
        // Every node is reached once at most, and lies in the text.
        std::vector<char> seen(tree.nodes.size());
        std::vector<NodeIndex> open = {tree.program};
        while (!open.empty()) {
            const NodeIndex at = open.back();
            open.pop_back();
            if (seen[at] != 0 || tree[at].offset > tree[at].end || tree[at].end > size) __builtin_trap();
            seen[at] = 1;
            if (is_leaf(tree[at].kind)) continue;
            for (NodeIndex child = tree[at].first; child != 0; child = tree[child].next) open.push_back(child);
        }
        const Bindings bindings = bind_names(tree, names.size());
        if (bindings.of.size() != tree.nodes.size()) __builtin_trap();
    }
    return 0;
}
