// Methods that are known by their names alone, whatever they are called on: of texts, arrays, promises, streams.
#include <algorithm>
#include <array>
#include <string_view>

#include "judges/vet/flow/analysis.h"

namespace ward::vet {
namespace {

enum class Manner : uint8_t {
    keep,  // gives its receiver, or a part of it
    text,  // gives a text of its receiver and arguments
    join,  // gives a text of all that is in the receiver
    each,  // calls its argument with each element, and gives a list of what that gives
    fold,  // the same with what the last call gave
    put,   // its arguments go into the receiver
    take,  // gives an element
    then,  // promises
    caught,
    listen,  // calls its last argument with what arrives
    emit,    // … and this makes it arrive
    step,    // gives an object with what is in its receiver
    pipe,
    compile,  // runs its first argument
    convert,  // gives its arguments in another form
    call,
    apply,
    bind,
};

struct Method {
    std::string_view name;
    Manner manner = Manner::keep;
};

constexpr std::array methods{
    Method{"_compile", Manner::compile},
    Method{"add", Manner::put},
    Method{"addEventListener", Manner::listen},
    Method{"addListener", Manner::listen},
    Method{"append", Manner::put},
    Method{"apply", Manner::apply},
    Method{"arrayBuffer", Manner::keep},
    Method{"at", Manner::take},
    Method{"bind", Manner::bind},
    Method{"blob", Manner::keep},
    Method{"body", Manner::keep},
    Method{"buffer", Manner::keep},
    Method{"call", Manner::call},
    Method{"catch", Manner::caught},
    Method{"compress", Manner::convert},
    Method{"concat", Manner::text},
    Method{"constructor", Manner::compile},
    Method{"emit", Manner::emit},
    Method{"encode", Manner::convert},
    Method{"encrypt", Manner::convert},
    Method{"entries", Manner::keep},
    Method{"exec", Manner::convert},
    Method{"filter", Manner::each},
    Method{"finally", Manner::caught},
    Method{"find", Manner::each},
    Method{"flat", Manner::keep},
    Method{"flatMap", Manner::each},
    Method{"forEach", Manner::each},
    Method{"get", Manner::take},
    Method{"join", Manner::join},
    Method{"json", Manner::keep},
    Method{"map", Manner::each},
    Method{"match", Manner::text},
    Method{"matchAll", Manner::text},
    Method{"next", Manner::step},
    Method{"on", Manner::listen},
    Method{"once", Manner::listen},
    Method{"padEnd", Manner::text},
    Method{"padStart", Manner::text},
    Method{"pipe", Manner::pipe},
    Method{"pipeThrough", Manner::pipe},
    Method{"pipeTo", Manner::pipe},
    Method{"pop", Manner::take},
    Method{"push", Manner::put},
    Method{"read", Manner::keep},
    Method{"reduce", Manner::fold},
    Method{"repeat", Manner::text},
    Method{"replace", Manner::text},
    Method{"replaceAll", Manner::text},
    Method{"reverse", Manner::keep},
    Method{"send", Manner::keep},
    Method{"serialize", Manner::convert},
    Method{"set", Manner::put},
    Method{"shift", Manner::take},
    Method{"slice", Manner::keep},
    Method{"sort", Manner::keep},
    Method{"splice", Manner::keep},
    Method{"split", Manner::text},
    Method{"stringify", Manner::convert},
    Method{"subarray", Manner::keep},
    Method{"substr", Manner::text},
    Method{"substring", Manner::text},
    Method{"text", Manner::keep},
    Method{"then", Manner::then},
    Method{"toJSON", Manner::keep},
    Method{"toLowerCase", Manner::text},
    Method{"toString", Manner::text},
    Method{"toUpperCase", Manner::text},
    Method{"trim", Manner::text},
    Method{"trimEnd", Manner::text},
    Method{"trimStart", Manner::text},
    Method{"unshift", Manner::put},
    Method{"values", Manner::keep},
};
static_assert(std::ranges::is_sorted(methods, {}, &Method::name));

}  // namespace

// What a request fails with: its answer, where there was one.
SlotIndex Analysis::failure_of(const Call& call, SlotIndex request) {
    const SlotIndex failed = graph.add_slot(call.file, call.offset);
    graph.add_use(request, UseKind::failure, failed);
    return failed;
}

// f.bind(receiver, a, b): a function that calls `f` with these and its own two.
Fact Analysis::bound(const Call& call) {
    Function made;
    made.result = graph.add_slot(call.file, call.offset);
    Call inner = call;
    inner.callee = call.receiver;
    inner.receiver = call.arguments[0];
    inner.arguments.erase(inner.arguments.begin());
    for (int i = 0; i < 2; ++i) {
        made.parameters.push_back(graph.add_slot(call.file, call.offset));
        inner.arguments.push_back(made.parameters.back());
    }
    inner.text = call.encoding;
    inner.encoding = 0;
    inner.result = made.result;
    functions.push_back(made);
    const Fact fact{FactKind::function, static_cast<uint32_t>(functions.size() - 1)};
    add_call(std::move(inner));
    return fact;
}

void Analysis::method_call(const Call& call, NameIndex name) {
    const std::string_view text = names.text(name);
    const auto found = std::ranges::lower_bound(methods, text, {}, &Method::name);
    if (found == methods.end() || found->name != text) return;
    const SlotIndex from = call.receiver;
    const SlotIndex first = call.arguments.empty() ? 0 : call.arguments[0];
    const auto element = [&] { return element_of(from, call.file, call.offset); };
    if (from == 0 && found->manner != Manner::convert && found->manner != Manner::compile) return;
    switch (found->manner) {
        case Manner::keep: graph.copy(from, call.result); break;
        case Manner::text:
            graph.add_use(from, UseKind::data, call.result);
            if (text == "concat") graph.copy(from, call.result);
            for (const SlotIndex one : call.arguments) graph.add_use(one, UseKind::data, call.result);
            break;
        case Manner::join: graph.add_use(from, UseKind::absorb, call.result); break;
        case Manner::each: {
            const SlotIndex given = call_back(call, first, {element()});
            if (text == "filter") {
                graph.copy(from, call.result);
            } else if (text == "find") {
                graph.copy(element(), call.result);
            } else if (text != "forEach") {
                const uint32_t list = graph.add_object();
                graph.objects[list].is_array = true;
                graph.hold(call.result, {FactKind::object, list}, 0);
                graph.copy(given, graph.elements(list, call.file, call.offset));
                graph.add_use(given, UseKind::data, call.result);
            }
            break;
        }
        case Manner::fold:
            graph.copy(call.arguments.size() > 1 ? call.arguments[1] : 0, call.result);
            graph.copy(call_back(call, first, {call.result, element()}), call.result);
            break;
        case Manner::put:
            for (const SlotIndex one : call.arguments)
                if (one != 0) graph.add_use(from, UseKind::store_any, one);
            break;
        case Manner::take: graph.add_use(from, UseKind::any_member, call.result); break;
        case Manner::then:
            graph.copy(call_back(call, first, {from}), call.result);
            if (first == 0) graph.copy(from, call.result);
            if (call.arguments.size() > 1)
                graph.copy(call_back(call, call.arguments[1], {failure_of(call, from)}), call.result);
            break;
        case Manner::caught:
            graph.copy(from, call.result);
            graph.copy(call_back(call, first, {failure_of(call, from)}), call.result);
            break;
        case Manner::emit:
            for (size_t i = 1; i < call.arguments.size(); ++i)
                if (call.arguments[i] != 0) graph.add_use(from, UseKind::store, call.arguments[i], known.emitted);
            break;
        case Manner::step: {
            const uint32_t object = graph.add_object();
            graph.hold(call.result, {FactKind::object, object}, 0);
            graph.copy(from, graph.property(object, known.value, call.file, call.offset));
            break;
        }
        case Manner::listen:
        case Manner::pipe: {
            const SlotIndex arrived = graph.add_slot(call.file, call.offset);
            graph.add_use(from, UseKind::arrives, arrived);
            if (found->manner == Manner::listen) {
                graph.copy(from, call.result);
                graph.add_use(from, UseKind::member, arrived, known.emitted);
                call_back(call, last_function(call), {arrived});
                break;
            }
            if (first == 0) break;
            graph.copy(first, call.result);
            Call write;
            write.receiver = first;
            write.callee = graph.add_slot(call.file, call.offset);
            graph.add_use(first, UseKind::member, write.callee, names.intern("write"));
            write.arguments = {arrived};
            write.file = call.file;
            write.offset = call.offset;
            write.result = graph.add_slot(call.file, call.offset);
            add_call(write);
            break;
        }
        case Manner::compile:
            // new x.constructor(…) copies objects in much code; of a call, only what is decoded right there counts.
            if (first != 0 && (text != "constructor" || (call.names_by_call && !call.is_new)))
                add_sink(SinkKind::evaluate, first, call, text);
            break;
        case Manner::convert:
            for (const SlotIndex one : call.arguments) graph.add_use(one, UseKind::absorb, call.result);
            break;
        case Manner::call: {
            Call made = call;
            made.callee = from;
            made.receiver = first;
            if (!made.arguments.empty()) made.arguments.erase(made.arguments.begin());
            made.text = made.encoding;
            made.encoding = 0;
            add_call(std::move(made));
            break;
        }
        case Manner::apply: {
            const SlotIndex each =
                call.arguments.size() > 1 ? element_of(call.arguments[1], call.file, call.offset) : 0;
            Call made = call;
            made.callee = from;
            made.receiver = first;
            made.arguments = {each, each, each};
            made.text = 0;
            add_call(std::move(made));
            break;
        }
        case Manner::bind:
            graph.copy(from, call.result);
            if (call.arguments.size() > 1) graph.hold(call.result, bound(call), 0);
            break;
    }
}

}  // namespace ward::vet
