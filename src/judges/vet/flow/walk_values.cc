// Expressions.
#include <algorithm>

#include "judges/vet/flow/walk.h"

namespace ward::vet {

using javascript::BindingIndex;
using javascript::BindingKind;
using javascript::Operation;

SlotIndex Walk::slot_of(BindingIndex binding, NodeIndex at) {
    if (binding == 0) return 0;
    SlotIndex& slot = slots_[binding];
    if (slot != 0) return slot;
    const javascript::Binding& here = bindings_.all[binding];
    slot = graph_.add_slot(module_, node(here.declared != 0 ? here.declared : at).offset);
    if (here.kind != BindingKind::global) return slot;
    const SlotIndex made = slot;
    const std::string_view name = analysis_.names.text(here.name);
    const Module& module = analysis_.modules[module_];
    if (name == "exports") {
        graph_.copy(module.exports, made);
    } else if (name == "module") {
        const uint32_t object = graph_.add_object();
        graph_.hold(made, {FactKind::object, object}, 0);
        graph_.objects[object].entity = analysis_.knowledge.at("~Module");
        graph_.copy(module.exports, graph_.property(object, analysis_.known.exports, module_, 0));
    } else if (const EntityIndex entity = analysis_.knowledge.global(here.name); entity != 0) {
        graph_.hold(made, {FactKind::entity, entity}, 0);
    }
    return made;
}

// All arguments of a function, as an array.
SlotIndex Walk::arguments_value(NodeIndex index) {
    Function& function = analysis_.functions[frame_.named];
    const SlotIndex slot = add_slot(index);
    if (function.arguments == 0) function.arguments = add_slot(index);
    const uint32_t list = graph_.add_object();
    graph_.objects[list].is_array = true;
    graph_.copy(function.arguments, graph_.elements(list, module_, node(index).offset));
    graph_.hold(slot, {FactKind::object, list}, 0);
    return slot;
}

SlotIndex Walk::name_value(NodeIndex index) {
    if (node(index).first == analysis_.known.arguments && frame_.named != 0 &&
        bindings_.all[bindings_.of[index]].kind == BindingKind::global)
        return arguments_value(index);
    return slot_of(bindings_.of[index], index);
}

SlotIndex Walk::value(NodeIndex index) {
    if (index == 0) return 0;
    const NodeKind kind = node(index).kind;
    if (kind == NodeKind::name) return name_value(index);
    if (kind == NodeKind::absent || kind == NodeKind::number || kind == NodeKind::constant) return 0;
    if (depth_ >= max_walk_depth) {
        too_deep_ = true;
        return 0;
    }
    ++depth_;
    const SlotIndex made = value_of(index);
    --depth_;
    return made;
}

SlotIndex Walk::value_of(NodeIndex index) {
    const Node& here = node(index);
    switch (here.kind) {
        case NodeKind::string: {
            std::string text;
            if (here.end - here.offset > 2002 || !constant(index, text)) return 0;
            return analysis_.literal(text, module_, here.offset);
        }
        case NodeKind::template_: return template_text(index);
        case NodeKind::array: return array(index);
        case NodeKind::object: return object(index);
        case NodeKind::function_expression: return function_value(index, 0);
        case NodeKind::arrow_function: return function_value(index, frame_.self);
        case NodeKind::class_expression: return class_value(index);
        case NodeKind::binary: return binary(index);
        case NodeKind::assign: return assignment(index);
        case NodeKind::conditional: {
            // Chains of them are a loop.
            SlotIndex result = 0;
            for (NodeIndex at = index;;) {
                const NodeIndex then = next(node(at).first);
                value(node(at).first);
                const SlotIndex one = value(then);
                if (one != 0 && result == 0) result = add_slot(index);
                graph_.copy(one, result);
                at = next(then);
                if (tree_.is(at, NodeKind::conditional)) continue;
                const SlotIndex last = value(at);
                if (result == 0) return last;
                graph_.copy(last, result);
                return result;
            }
        }
        case NodeKind::call:
        case NodeKind::new_:
        case NodeKind::tagged_template: return call(index);
        case NodeKind::member: return member(index);
        case NodeKind::import_call: return import_call(index);
        case NodeKind::sequence: {
            SlotIndex last = 0;
            for (NodeIndex at = here.first; at != 0; at = next(at)) last = value(at);
            return last;
        }
        case NodeKind::this_: return frame_.self;
        case NodeKind::super_: return frame_.parent;
        case NodeKind::chain:
        case NodeKind::spread: return value(here.first);
        case NodeKind::await: {
            const SlotIndex given = value(here.first);
            // What a request fails with carries the answer.
            if (given != 0 && frame_.caught != 0) graph_.add_use(given, UseKind::failure, frame_.caught);
            return given;
        }
        case NodeKind::yield: {
            const SlotIndex given = value(here.first);
            if (frame_.function != 0) graph_.copy(given, analysis_.functions[frame_.function].result);
            return given;
        }
        case NodeKind::unary:
        case NodeKind::update: value(here.first); return 0;
        case NodeKind::jsx_element:
        case NodeKind::jsx_attribute:
        case NodeKind::jsx_hole:
            for (NodeIndex at = here.first; at != 0; at = next(at))
                if (!tree_.is(at, NodeKind::jsx_name)) value(at);
            return 0;
        default: return 0;
    }
}

// + joins texts, && || ?? give one of both. Long chains lean to the left: they are a loop.
SlotIndex Walk::binary(NodeIndex index) {
    std::vector<NodeIndex> chain;
    NodeIndex leftmost = index;
    while (tree_.is(leftmost, NodeKind::binary)) {
        chain.push_back(leftmost);
        leftmost = node(leftmost).first;
    }
    std::string folded;
    if (node(index).operation == Operation::add && constant(index, folded))
        return analysis_.literal(folded, module_, node(index).offset);
    SlotIndex left = value(leftmost);
    for (size_t i = chain.size(); i-- > 0;) {
        const NodeIndex at = chain[i];
        const NodeIndex other = next(node(at).first);
        const SlotIndex right = value(other);
        const Operation operation = node(at).operation;
        switch (operation) {
            case Operation::add:
            case Operation::logical_and:
            case Operation::logical_or:
            case Operation::coalesce: {
                if (left == 0 && right == 0) break;
                if (operation == Operation::logical_or || operation == Operation::coalesce)
                    note_stand_ins(node(at).first, other);
                const SlotIndex made = add_slot(at);
                const UseKind kind = operation == Operation::add ? UseKind::data : UseKind::copy;
                if (left != 0) graph_.add_use(left, kind, made);
                if (right != 0) graph_.add_use(right, kind, made);
                left = made;
                break;
            }
            case Operation::bit_xor: {
                // A cipher by hand: bytes of one text with those of another.
                const auto is_byte = [&](NodeIndex one) {
                    return (tree_.is(one, NodeKind::member) && node(one).has(Node::is_computed)) ||
                           (tree_.is(one, NodeKind::call) && tree_.text(one).contains("charCodeAt"));
                };
                left = 0;
                if (!is_byte(node(at).first) && !is_byte(other)) break;
                left = add_slot(at);
                graph_.hold(left, analysis_.taint(TaintKind::decoded), 0);
                break;
            }
            default: left = 0; break;
        }
    }
    return left;
}

SlotIndex Walk::assignment(NodeIndex index) {
    const NodeIndex target = node(index).first;
    const SlotIndex given = value(next(target));
    if (node(index).operation != Operation::add) {
        patterns(target, given);
        return given;
    }
    if (given == 0) return value(target);
    const SlotIndex joined = add_slot(index);
    graph_.add_use(given, UseKind::data, joined);
    patterns(target, joined);
    return value(target);
}

SlotIndex Walk::object(NodeIndex index) {
    const uint32_t made = graph_.add_object();
    const SlotIndex slot = add_slot(index);
    graph_.hold(slot, {FactKind::object, made}, 0);
    for (NodeIndex at = node(index).first; at != 0; at = next(at)) {
        const Node& one = node(at);
        if (one.kind == NodeKind::spread) {
            if (const SlotIndex all = value(one.first); all != 0) graph_.add_use(all, UseKind::spread, made, slot);
            continue;
        }
        const bool is_short = one.has(Node::is_shorthand);
        const NodeIndex inner = is_short ? one.first : next(one.first);
        const NameIndex name = key_of(one.first, one.has(Node::is_computed));
        SlotIndex given = 0;
        if (tree_.is(inner, NodeKind::function_expression)) {
            uint32_t function = 0;
            given = function_value(inner, slot, &function);
            // A getter's value is what it returns.
            if (one.has(Node::is_getter)) given = analysis_.functions[function].result;
            if (one.has(Node::is_setter)) continue;
        } else {
            given = value(inner);
        }
        if (given == 0) continue;
        graph_.copy(given, name == 0 ? graph_.elements(made, module_, one.offset)
                                     : graph_.property(made, name, module_, one.offset));
    }
    return slot;
}

SlotIndex Walk::array(NodeIndex index) {
    const uint32_t made = graph_.add_object();
    graph_.objects[made].is_array = true;
    const SlotIndex slot = add_slot(index);
    graph_.hold(slot, {FactKind::object, made}, 0);
    for (NodeIndex at = node(index).first; at != 0; at = next(at)) {
        const SlotIndex given = value(at);
        if (given == 0) continue;
        const SlotIndex elements = graph_.elements(made, module_, node(at).offset);
        if (tree_.is(at, NodeKind::spread)) graph_.add_use(given, UseKind::any_member, elements);
        else graph_.copy(given, elements);
    }
    return slot;
}

SlotIndex Walk::read(SlotIndex object, NameIndex name, NodeIndex at) {
    if (object == 0) return 0;
    const SlotIndex made = add_slot(at);
    graph_.add_use(object, UseKind::member, made, name);
    return made;
}

SlotIndex Walk::member(NodeIndex index) {
    const Node& here = node(index);
    const SlotIndex object = value(here.first);
    const NodeIndex key = next(here.first);
    const bool is_computed = here.has(Node::is_computed);
    const NameIndex name = key_of(key, is_computed);
    const SlotIndex text = name == 0 && is_computed ? value(key) : 0;
    if (object == 0) return 0;
    if (name != 0) return read(object, name, index);
    const SlotIndex made = add_slot(index);
    graph_.add_use(object, UseKind::any_member, made);
    if (text != 0) graph_.add_use(text, UseKind::named, made, object);
    return made;
}

}  // namespace ward::vet
