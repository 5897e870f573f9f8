// Functions and classes, and calls of them.
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

// Character codes that are computed, or listed one by one.
bool Walk::computes_characters(NodeIndex argument) const {
    constexpr size_t enough = 6;
    constexpr size_t most = 200;
    std::vector<NodeIndex> open = {argument};
    size_t numbers = 0;
    for (size_t seen = 0; !open.empty() && seen < most; ++seen) {
        const NodeIndex at = open.back();
        open.pop_back();
        const Node& here = node(at);
        if (here.kind == NodeKind::number && ++numbers >= enough) return true;
        if (here.kind == NodeKind::binary && here.operation == Operation::bit_xor) return true;
        push_value_children(tree_, at, open);
    }
    return false;
}

// `process.env.NAME`: the name; 0: it is something else.
NameIndex Walk::environment_key(NodeIndex index) const {
    if (!tree_.is(index, NodeKind::member) || node(index).has(Node::is_computed)) return 0;
    const NodeIndex object = node(index).first;
    const NodeIndex key = next(object);
    const NodeIndex last = tree_.is(object, NodeKind::member) ? next(node(object).first) : object;
    if (!tree_.is(last, NodeKind::name) || analysis_.names.text(node(last).first) != "env") return 0;
    return tree_.is(key, NodeKind::name) ? node(key).first : 0;
}

// env.GITHUB_TOKEN || env.GH_TOKEN
void Walk::note_stand_ins(NodeIndex chain, NodeIndex other) {
    // Of a longer chain: the last one before.
    if (tree_.is(chain, NodeKind::binary)) chain = next(node(chain).first);
    const NameIndex first = environment_key(chain);
    const NameIndex second = environment_key(other);
    if (first == 0 || second == 0) return;
    if (is_secret_key(analysis_.names.text(first)) && is_secret_key(analysis_.names.text(second)))
        analysis_.take_for_one(first, second);
}

// What of a command is written down; the rest are holes.
std::string Walk::command_of(NodeIndex argument) const {
    constexpr size_t most = 1000;
    // process.env.GPG || 'gpg'
    if (tree_.is(argument, NodeKind::binary) && environment_key(node(argument).first) != 0 &&
        (node(argument).operation == Operation::logical_or || node(argument).operation == Operation::coalesce))
        argument = next(node(argument).first);
    std::string text;
    if (constant(argument, text)) return text;
    text.clear();
    if (tree_.is(argument, NodeKind::template_)) {
        for (NodeIndex at = node(argument).first; at != 0 && text.size() < most; at = next(at)) {
            if (tree_.is(at, NodeKind::template_text)) text += cooked_text(tree_, at);
            else text += hole;
        }
        return text.size() < most ? text : std::string();
    }
    std::vector<NodeIndex> parts;
    NodeIndex at = argument;
    for (; tree_.is(at, NodeKind::binary) && node(at).operation == Operation::add && parts.size() < most;
         at = node(at).first)
        parts.push_back(next(node(at).first));
    parts.push_back(at);
    for (size_t i = parts.size(); i-- > 0 && text.size() < most;) {
        std::string part;
        text += constant(parts[i], part) ? part : std::string(1, hole);
    }
    return text.size() < most ? text : std::string();
}

void Walk::call_constants(Call& call, NodeIndex argument) const {
    std::string text;
    if (argument == 0) return;
    if (constant(argument, text)) call.text = analysis_.names.intern(text);
    text.clear();
    if (next(argument) != 0 && constant(next(argument), text) && text.size() < 200)
        call.encoding = analysis_.names.intern(text);
}

SlotIndex Walk::call(NodeIndex index) {
    const Node& here = node(index);
    NodeIndex callee = here.first;
    const NodeIndex first = next(callee);
    Call made;
    made.file = module_;
    made.offset = here.offset;
    made.is_new = here.kind == NodeKind::new_;
    NodeIndex named = callee;
    if (tree_.is(named, NodeKind::chain)) named = node(named).first;
    NameIndex method = 0;
    if (tree_.is(named, NodeKind::member)) {
        const NodeIndex object = node(named).first;
        const NodeIndex key = next(object);
        made.receiver = value(object);
        if (tree_.is(object, NodeKind::super_)) made.receiver = frame_.self;
        method = key_of(key, node(named).has(Node::is_computed));
        // The place of a call in a chain is where its name stands.
        made.offset = node(key).offset;
        if (method != 0) {
            made.callee = read(tree_.is(object, NodeKind::super_) ? frame_.parent : made.receiver, method, key);
        } else {
            const SlotIndex name = value(key);
            made.callee = add_slot(named);
            if (made.receiver != 0) {
                graph_.add_use(made.receiver, UseKind::any_member, made.callee);
                if (name != 0) graph_.add_use(name, UseKind::named, made.callee, made.receiver);
            }
            // Decoded right there: what came from afar is data, and a name in it says nothing.
            if (name != 0 && tree_.is(key, NodeKind::call))
                analysis_.add_sink(SinkKind::name, name, made, "a call by a computed name");
        }
    } else if (tree_.is(callee, NodeKind::super_)) {
        made.callee = frame_.parent;
        made.receiver = frame_.self;
    } else {
        made.callee = value(callee);
        if (tree_.is(callee, NodeKind::name)) method = node(callee).first;
    }
    if (tree_.is(first, NodeKind::template_) && here.kind == NodeKind::tagged_template) {
        // The texts, joined with what is put between them, then each of that.
        made.arguments.push_back(0);
        made.arguments[0] = template_text(first, &made.arguments);
    } else {
        for (NodeIndex at = first; at != 0; at = next(at)) {
            SlotIndex given = value(at);
            if (tree_.is(at, NodeKind::spread)) given = analysis_.element_of(given, module_, node(at).offset);
            made.arguments.push_back(given);
        }
        if (first != 0) {
            call_constants(made, first);
            const std::string command = command_of(first);
            made.is_handled = is_handling(command);
            made.tells = told_by(command);
        }
        made.names_by_call = first != 0 && tree_.is(first, NodeKind::call);
    }
    made.result = graph_.add_slot(module_, made.offset);
    const std::string_view name = analysis_.names.text(method);
    if (name == "fromCharCode" || name == "fromCodePoint" ||
        ((method == analysis_.known.apply || method == analysis_.known.call) && tree_.text(named).contains("fromC")))
        for (NodeIndex at = first; at != 0 && !made.decodes; at = next(at)) made.decodes = computes_characters(at);
    if (!made.decodes && (name == "fromCharCode" || name == "fromCodePoint")) {
        size_t numbers = 0;
        for (NodeIndex at = first; at != 0; at = next(at)) numbers += tree_.is(at, NodeKind::number) ? 1 : 0;
        made.decodes = numbers >= 6;
    }
    if (first != 0 && tree_.is(first, NodeKind::array) &&
        (name == "from" || name == "Uint8Array" || name == "Buffer" || name == "of"))
        made.decodes = computes_characters(first);
    if (method != 0) analysis_.method_call(made, method);
    const SlotIndex result = made.result;
    if (made.callee != 0) analysis_.add_call(std::move(made));
    return result;
}

SlotIndex Walk::import_call(NodeIndex index) {
    const NodeIndex first = node(index).first;
    if (first == 0) return 0;
    Call made;
    made.file = module_;
    made.offset = node(index).offset;
    const SlotIndex given = value(first);
    std::string text;
    if (constant(first, text) && !text.starts_with("data:")) {
        bool is_module = false;
        return request(text, index, javascript::Loader::import, is_module);
    }
    if (given == 0) return 0;
    const SlotIndex result = add_slot(index);
    graph_.add_use(given, UseKind::require_text, result);
    analysis_.add_sink(SinkKind::evaluate, given, made, "import");
    analysis_.add_sink(SinkKind::load, given, made, "import");
    return result;
}

}  // namespace ward::vet
