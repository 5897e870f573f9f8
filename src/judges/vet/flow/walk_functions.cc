// Functions and classes.
#include <algorithm>
#include <utility>

#include "judges/vet/flow/texts.h"
#include "judges/vet/flow/walk.h"

namespace ward::vet {

using javascript::Operation;

uint32_t Walk::function(NodeIndex index, SlotIndex self) {
    const auto made = static_cast<uint32_t>(analysis_.functions.size());
    analysis_.functions.emplace_back();
    const javascript::FunctionParts parts = function_parts(tree_, index);
    const bool is_arrow = tree_.is(index, NodeKind::arrow_function);
    const SlotIndex own = add_slot(index);
    const SlotIndex result = add_slot(index);
    {
        Function& here = analysis_.functions[made];
        here.self = tree_.is(index, NodeKind::arrow_function) ? 0 : own;
        here.result = result;
    }
    if (!tree_.is(index, NodeKind::arrow_function)) graph_.copy(self, own);
    const Frame outer = std::exchange(frame_, is_arrow ? Frame{made, frame_.self, frame_.parent, frame_.named}
                                                       : Frame{made, own, frame_.parent, made});
    for (NodeIndex at = node(parts.parameters).first; at != 0; at = next(at)) {
        const bool is_rest = tree_.is(at, NodeKind::rest);
        const SlotIndex slot = tree_.is(at, NodeKind::name) ? name_value(at) : add_slot(at);
        if (is_rest) {
            const uint32_t list = graph_.add_object();
            graph_.objects[list].is_array = true;
            graph_.hold(slot, {FactKind::object, list}, 0);
            analysis_.functions[made].rest = graph_.elements(list, module_, node(at).offset);
            patterns(node(at).first, slot);
        } else {
            analysis_.functions[made].parameters.push_back(slot);
            if (!tree_.is(at, NodeKind::name)) patterns(at, slot);
        }
    }
    if (tree_.is(parts.body, NodeKind::block)) statements(node(parts.body).first);
    else graph_.copy(value(parts.body), result);
    if (node(index).has(Node::is_generator)) {
        // A call gives a list of what is yielded; who drives it by hand gets that itself.
        const uint32_t list = graph_.add_object();
        graph_.objects[list].is_array = true;
        const SlotIndex given = add_slot(index);
        graph_.hold(given, {FactKind::object, list}, 0);
        graph_.copy(result, given);
        graph_.copy(result, graph_.elements(list, module_, node(index).offset));
        analysis_.functions[made].result = given;
    }
    frame_ = outer;
    return made;
}

SlotIndex Walk::function_value(NodeIndex index, SlotIndex self, uint32_t* made) {
    const uint32_t function_index = function(index, self);
    if (made != nullptr) *made = function_index;
    const SlotIndex slot = add_slot(index);
    graph_.hold(slot, {FactKind::function, function_index}, 0);
    if (tree_.is(index, NodeKind::function_expression) && node(index).has(Node::has_name))
        graph_.copy(slot, name_value(node(index).first));
    return slot;
}

SlotIndex Walk::class_value(NodeIndex index) {
    const javascript::ClassParts parts = class_parts(tree_, index);
    const auto made = static_cast<uint32_t>(analysis_.functions.size());
    analysis_.functions.emplace_back();
    const SlotIndex self = add_slot(index);
    const SlotIndex result = add_slot(index);
    analysis_.functions[made].self = self;
    analysis_.functions[made].result = result;
    const uint32_t instances = analysis_.instances(made, module_, node(index).offset);
    const SlotIndex parent = value(parts.extended);
    if (parent != 0) {
        // Instances have what the parent's prototype has; what the class has itself comes from the parent too.
        const SlotIndex inherited = read(parent, analysis_.known.prototype, parts.extended);
        graph_.copy(inherited, graph_.objects[instances].prototype);
        graph_.add_use(parent, UseKind::spread, analysis_.own_object(made), result);
    }
    const SlotIndex slot = add_slot(index);
    graph_.hold(slot, {FactKind::function, made}, 0);
    if (node(index).kind == NodeKind::class_expression && node(index).has(Node::has_name))
        graph_.copy(slot, name_value(parts.name));
    for (NodeIndex at = node(parts.body).first; at != 0; at = next(at)) class_member(at, made, instances, parent);
    return slot;
}

void Walk::class_member(NodeIndex index, uint32_t made, uint32_t instances, SlotIndex parent) {
    const Node& here = node(index);
    const SlotIndex self = analysis_.functions[made].self;
    const Frame outer = std::exchange(frame_, {made, self, parent, made});
    if (here.kind == NodeKind::static_block) {
        statements(here.first);
    } else if (here.kind == NodeKind::decorator) {
        value(here.first);
    } else if (here.kind == NodeKind::method || here.kind == NodeKind::field) {
        const NameIndex name = key_of(here.first, here.has(Node::is_computed));
        const uint32_t owner = here.has(Node::is_static) ? analysis_.own_object(made) : instances;
        SlotIndex given = 0;
        if (here.kind == NodeKind::field) {
            given = value(next(here.first));
        } else if (name == analysis_.known.constructor && !here.has(Node::is_static)) {
            // The class is its constructor.
            uint32_t function_index = 0;
            function_value(next(here.first), self, &function_index);
            const Function& constructor = analysis_.functions[function_index];
            const std::vector<SlotIndex> parameters = constructor.parameters;
            const SlotIndex rest = constructor.rest;
            const SlotIndex arguments = constructor.arguments;
            Function& class_function = analysis_.functions[made];
            class_function.parameters = parameters;
            class_function.rest = rest;
            class_function.arguments = arguments;
        } else {
            uint32_t function_index = 0;
            given = function_value(next(here.first), here.has(Node::is_static) ? 0 : self, &function_index);
            if (here.has(Node::is_getter)) given = analysis_.functions[function_index].result;
            if (here.has(Node::is_setter)) {
                // What is stored reaches the setter.
                given = 0;
                const std::vector<SlotIndex> parameters = analysis_.functions[function_index].parameters;
                if (name != 0 && !parameters.empty())
                    graph_.copy(graph_.property(owner, name, module_, here.offset), parameters[0]);
            }
        }
        if (given != 0)
            graph_.copy(given, name == 0 ? graph_.elements(owner, module_, here.offset)
                                         : graph_.property(owner, name, module_, here.offset));
    }
    frame_ = outer;
}

}  // namespace ward::vet
