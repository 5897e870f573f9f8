// Texts that expressions give, as far as they are constant.
#include "judges/vet/flow/walk.h"

namespace ward::vet {

using javascript::Operation;

// A text made of those of `first` and its followers.
SlotIndex Walk::any_of(NodeIndex first) {
    SlotIndex made = 0;
    for (NodeIndex at = first; at != 0; at = next(at)) {
        const SlotIndex one = value(at);
        if (one == 0) continue;
        if (made == 0) made = add_slot(first);
        graph_.add_use(one, UseKind::data, made);
    }
    return made;
}

SlotIndex Walk::template_text(NodeIndex index, std::vector<SlotIndex>* values) {
    std::string folded;
    const bool is_constant = constant(index, folded);
    const bool is_whole = next(node(index).first) == 0;
    if (is_constant && is_whole) return analysis_.literal(folded, module_, node(index).offset);
    SlotIndex made = 0;
    // The whole text tells a command or a module, its parts a path that is in it.
    if (const SlotIndex text = is_constant ? analysis_.literal(folded, module_, node(index).offset) : 0; text != 0) {
        made = add_slot(index);
        graph_.add_use(text, UseKind::data, made);
    }
    for (NodeIndex at = node(index).first; at != 0; at = next(at)) {
        const bool is_text = tree_.is(at, NodeKind::template_text);
        const SlotIndex one = is_text ? analysis_.literal(tree_.text(at), module_, node(at).offset) : value(at);
        if (!is_text && values != nullptr) values->push_back(one);
        if (one == 0) continue;
        if (made == 0) made = add_slot(index);
        graph_.add_use(one, UseKind::data, made);
    }
    return made;
}

bool Walk::constant(NodeIndex index, std::string& text, unsigned depth) const {
    const Node& here = node(index);
    switch (here.kind) {
        case NodeKind::string:
            if (here.end - here.offset > 4096) return false;
            text += cooked_text(tree_, index);
            return true;
        case NodeKind::template_:
            if (here.end - here.offset > 4096 || depth >= 20) return false;
            for (NodeIndex at = here.first; at != 0; at = next(at)) {
                if (tree_.is(at, NodeKind::template_text)) text += cooked_text(tree_, at);
                else if (!constant(at, text, depth + 1)) return false;
            }
            return true;
        case NodeKind::binary:
            return here.operation == Operation::add && depth < 20 && text.size() < 4096 &&
                   constant(here.first, text, depth + 1) && constant(next(here.first), text, depth + 1);
        default: return false;
    }
}

// 0: it is not known.
NameIndex Walk::key_of(NodeIndex key, bool is_computed) {
    switch (node(key).kind) {
        case NodeKind::name:
        case NodeKind::private_name: return is_computed ? 0 : node(key).first;
        case NodeKind::assignment_pattern: return key_of(node(key).first, is_computed);
        case NodeKind::number: return 0;
        default: break;
    }
    std::string text;
    if (!constant(key, text) || text.size() > 200) return 0;
    return analysis_.names.intern(text);
}

}  // namespace ward::vet
