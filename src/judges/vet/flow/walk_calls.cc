// Calls, and what of their arguments is written down.
#include <string>
#include <utility>
#include <vector>

#include "judges/vet/flow/texts.h"
#include "judges/vet/flow/walk.h"

namespace ward::vet {

using javascript::Operation;

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
            made.runs_input = runs_input(command);
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
