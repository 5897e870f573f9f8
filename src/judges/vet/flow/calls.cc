// Calls: of functions that were read, and of what Node.js and well-known packages give.
#include <algorithm>
#include <array>
#include <string_view>

#include "judges/vet/flow/analysis.h"
#include "judges/vet/flow/texts.h"

namespace ward::vet {

void Analysis::apply_call(Fact fact, uint32_t index) {
    const Call call = calls[index];
    switch (fact.kind()) {
        case FactKind::function: call_function(call, fact.index()); break;
        case FactKind::entity: call_entity(call, fact.index()); break;
        case FactKind::resolver:
            if (!call.arguments.empty()) graph.copy(call.arguments[0], resolvers[fact.index()]);
            break;
        default: break;
    }
}

void Analysis::call_function(const Call& call, uint32_t index) {
    const uint32_t made = call.is_new ? instances(index, call.file, call.offset) : 0;
    const Function& function = functions[index];
    for (size_t i = 0; i < call.arguments.size(); ++i) {
        if (i < function.parameters.size()) graph.copy(call.arguments[i], function.parameters[i]);
        else graph.copy(call.arguments[i], function.rest);
        graph.copy(call.arguments[i], function.arguments);
    }
    graph.copy(call.receiver, function.self);
    graph.copy(function.result, call.result);
    if (made != 0) graph.hold(call.result, {FactKind::object, made}, 0);
}

void Analysis::absorb_arguments(const Call& call, SlotIndex into, size_t from) {
    for (size_t i = from; i < call.arguments.size(); ++i) graph.add_use(call.arguments[i], UseKind::absorb, into);
}

// A callback is the last argument.
SlotIndex Analysis::last_function(const Call& call) const {
    return call.arguments.empty() ? 0 : call.arguments.back();
}

void Analysis::call_entity(const Call& call, EntityIndex index) {
    const Entity& entity = knowledge[index];
    // What goes into a program that runs nothing it is given is not run.
    const bool is_handled = call.is_handled && (entity.role == Role::execute || entity.role == Role::execute_file);
    if (entity.gives != 0 && entity.role != Role::write_stream && !is_handled)
        graph.hold(call.result, {FactKind::entity, entity.gives}, 0);
    switch (entity.role) {
        case Role::network:
        case Role::network_data:
        case Role::network_client:
        case Role::client_send:
        case Role::lookup: return call_network(call, entity);
        case Role::system_fact:
        case Role::read_file:
        case Role::read_into:
        case Role::write_file:
        case Role::write_stream:
        case Role::stream_write: return call_reader(call, entity);
        case Role::execute:
        case Role::execute_file:
        case Role::evaluate:
        case Role::evaluate_first:
        case Role::worker:
        case Role::require:
        case Role::make_require: return call_code(call, entity);
        default: return call_plain(call, entity);
    }
}

void Analysis::call_network(const Call& call, const Entity& entity) {
    const std::string what = entity.path;
    if (entity.role == Role::lookup) {
        if (!call.arguments.empty()) add_sink(SinkKind::lookup, call.arguments[0], call, what);
        // Records of text carry what their owner likes; addresses do not.
        if (!what.ends_with("Txt") && !what.ends_with("Any") && !what.ends_with("resolve")) return;
        const SlotIndex answer = graph.add_slot(call.file, call.offset);
        graph.hold(answer, taint(TaintKind::download), 0);
        graph.copy(answer, call.result);
        call_back(call, last_function(call), {0, answer});
        return;
    }
    Sink sink{SinkKind::network,
              graph.add_slot(call.file, call.offset),
              graph.add_slot(call.file, call.offset),
              call.file,
              call.offset,
              what};
    // A socket is told where to go; what is written to it is sent.
    const bool is_address =
        entity.role == Role::network_client && (what.starts_with("net.") || what.starts_with("tls."));
    for (size_t i = 0; i < call.arguments.size() && !is_address; ++i) {
        const bool is_data = entity.role == Role::client_send || (entity.role == Role::network_data && i == 1);
        graph.add_use(call.arguments[i], is_data ? UseKind::absorb : UseKind::absorb_options, sink.slot, sink.headers);
    }
    sinks.push_back(sink);
    if (entity.role == Role::client_send) return;
    // The answer: a value, a promise of one, or a callback's argument.
    const SlotIndex answer = graph.add_slot(call.file, call.offset);
    graph.hold(answer, taint(TaintKind::download), 0);
    if (entity.role != Role::network_client) graph.copy(answer, call.result);
    call_back(call, last_function(call), {answer, answer, answer});
}

void Analysis::call_reader(const Call& call, const Entity& entity) {
    if (entity.role == Role::system_fact) {
        graph.hold(call.result, taint(TaintKind::system_fact, names.intern(entity.path)), 0);
        return;
    }
    if (entity.role == Role::stream_write) {
        const SlotIndex data = graph.add_slot(call.file, call.offset);
        absorb_arguments(call, data);
        graph.each_fact(call.receiver, [&](Fact fact) {
            if (fact.kind() == FactKind::object && graph.objects[fact.index()].path != 0)
                graph.add_use(data, UseKind::mark, graph.objects[fact.index()].path);
        });
        return;
    }
    if (call.arguments.empty()) return;
    const SlotIndex path = call.arguments[0];
    if (entity.role == Role::read_into) {
        if (call.arguments.size() > 1) graph.add_use(path, UseKind::data, call.arguments[1]);
    } else if (entity.role == Role::read_file) {
        graph.add_use(path, UseKind::read_path, call.result);
        if (call.arguments.size() > 1) call_back(call, last_function(call), {0, call.result});
    } else if (entity.role == Role::write_file) {
        if (call.arguments.size() < 2) return;
        const SlotIndex data = graph.add_slot(call.file, call.offset);
        graph.add_use(call.arguments[1], UseKind::absorb, data);
        graph.add_use(data, UseKind::mark, path);
    } else {
        const uint32_t stream = graph.add_object();
        graph.objects[stream].entity = entity.gives;
        graph.objects[stream].path = path;
        graph.hold(call.result, {FactKind::object, stream}, 0);
    }
}

void Analysis::call_command(const Call& call, const Entity& entity) {
    add_sink(SinkKind::execute, call.arguments[0], call, entity.path);
    sinks.back().is_handled = call.is_handled;
    if (entity.role == Role::execute_file && call.arguments.size() > 1)
        graph.add_use(call.arguments[1], UseKind::absorb_array, sinks.back().slot);
    if (call.arguments.size() > 1) {
        const SlotIndex input = graph.add_slot(call.file, call.offset);
        sinks.back().input = input;
        sinks.back().runs_input = call.runs_input;
        for (size_t i = 1; i < call.arguments.size(); ++i)
            graph.add_use(call.arguments[i], UseKind::member, input, known.input);
    }
    if (call.tells != Telling::nothing) command_output(call);
}

// env, cat ~/.npmrc, whoami: what such a command prints, by its result or to its callback.
void Analysis::command_output(const Call& call) {
    const SlotIndex output = graph.add_slot(call.file, call.offset);
    if (call.tells == Telling::environment) {
        graph.hold(output, taint(TaintKind::environment), 0);
    } else if (call.tells == Telling::machine) {
        graph.hold(output, taint(TaintKind::system_fact, call.text), 0);
    } else {
        const SlotIndex path = graph.add_slot(call.file, call.offset);
        for (size_t i = 0; i < std::min<size_t>(call.arguments.size(), 2); ++i)
            graph.add_use(call.arguments[i], i == 0 ? UseKind::absorb : UseKind::absorb_array, path);
        graph.add_use(path, UseKind::read_path, output);
    }
    graph.copy(output, call.result);
    call_back(call, last_function(call), {0, output});
}

void Analysis::call_code(const Call& call, const Entity& entity) {
    const std::string what = entity.path;
    if (entity.role == Role::make_require) return;
    if (call.arguments.empty()) return;
    switch (entity.role) {
        case Role::execute:
        case Role::execute_file: call_command(call, entity); break;
        case Role::evaluate:
        case Role::evaluate_first:
        case Role::worker: {
            const size_t count = entity.role == Role::evaluate ? call.arguments.size() : 1;
            for (size_t i = 0; i < count; ++i) add_sink(SinkKind::evaluate, call.arguments[i], call, what);
            // Timers hand on what stands behind the delay.
            if (entity.role == Role::evaluate_first && what.starts_with("set") && call.arguments.size() > 2)
                call_back(call, call.arguments[0], {call.arguments.begin() + 2, call.arguments.end()});
            break;
        }
        default: {  // require
            if (call.text != 0) {
                const Requested found =
                    request(names.text(call.text), call.file, javascript::Loader::require, call.offset);
                graph.copy(found.exports, call.result);
            } else {
                graph.add_use(call.arguments[0], UseKind::require_text, call.result);
                if (call.names_by_call) add_sink(SinkKind::name, call.arguments[0], call, what);
            }
            add_sink(SinkKind::load, call.arguments[0], call, what);
            break;
        }
    }
}

void Analysis::call_plain(const Call& call, const Entity& entity) {
    const auto argument = [&](size_t i) { return i < call.arguments.size() ? call.arguments[i] : 0; };
    const SlotIndex first = argument(0);
    switch (entity.role) {
        case Role::buffer_from:
            graph.add_use(first, UseKind::absorb, call.result);
            if (call.decodes) graph.hold(call.result, taint(TaintKind::decoded), 0);
            if (call.encoding != 0) {
                if (is_decoding(names.text(call.encoding))) graph.hold(call.result, taint(TaintKind::decoded), 0);
            } else {
                graph.add_use(argument(1), UseKind::encoding, call.result);
            }
            break;
        case Role::decode:
            graph.add_use(first, UseKind::absorb, call.result);
            graph.hold(call.result, taint(TaintKind::decoded), 0);
            call_back(call, last_function(call), {0, call.result});
            break;
        case Role::decode_method:
            absorb_arguments(call, call.result);
            graph.hold(call.result, taint(TaintKind::decoded), 0);
            break;
        case Role::characters:
            absorb_arguments(call, call.result);
            if (call.decodes) graph.hold(call.result, taint(TaintKind::decoded), 0);
            break;
        case Role::serialise:
            for (const SlotIndex one : call.arguments) graph.add_use(one, UseKind::serialise, call.result);
            break;
        case Role::join: absorb_arguments(call, call.result); break;
        case Role::pass:
            graph.copy(first, call.result);
            if (call.decodes) graph.hold(call.result, taint(TaintKind::decoded), 0);
            break;
        case Role::assign:
            graph.copy(first, call.result);
            if (call.arguments.size() > 1)
                graph.add_use(first, UseKind::assign, static_cast<uint32_t>((calls.push_back(call), calls.size() - 1)));
            break;
        case Role::entries:
        case Role::collection: {
            const uint32_t list = graph.add_object();
            graph.objects[list].is_array = true;
            graph.hold(call.result, {FactKind::object, list}, 0);
            const SlotIndex elements = graph.elements(list, call.file, call.offset);
            if (entity.path == "Object.keys" || entity.path == "Reflect.ownKeys" ||
                entity.path == "Object.getOwnPropertyNames") {
                graph.add_use(first, UseKind::names, elements);
                break;
            }
            graph.add_use(first, UseKind::any_member, elements);
            graph.add_use(first, UseKind::listed, elements);
            graph.add_use(first, UseKind::data, call.result);
            break;
        }
        case Role::all: graph.copy(first, call.result); break;
        case Role::promise: {
            resolvers.push_back(call.result);
            const SlotIndex resolve = graph.add_slot(call.file, call.offset);
            graph.hold(resolve, {FactKind::resolver, static_cast<uint32_t>(resolvers.size() - 1)}, 0);
            call_back(call, first, {resolve, 0});
            break;
        }
        case Role::define: {
            const SlotIndex value = graph.add_slot(call.file, call.offset);
            graph.add_use(argument(2), UseKind::member, value, known.value);
            if (call.encoding != 0) graph.add_use(first, UseKind::store, value, call.encoding);
            break;
        }
        case Role::apply:
        case Role::construct: {
            const size_t place = entity.role == Role::apply ? 2 : 1;
            const SlotIndex each = element_of(argument(place), call.file, call.offset);
            graph.copy(call_back(call, first, {each, each, each}), call.result);
            break;
        }
        case Role::reflect_get:
            if (call.encoding != 0) graph.add_use(first, UseKind::member, call.result, call.encoding);
            else graph.add_use(first, UseKind::any_member, call.result);
            break;
        case Role::emitter: graph.hold(call.result, {FactKind::object, graph.add_object()}, 0); break;
        case Role::pipeline:
            for (size_t i = 0; i + 1 < call.arguments.size(); ++i) {
                Call pipe = call;
                pipe.receiver = call.arguments[i];
                pipe.arguments = {call.arguments[i + 1]};
                pipe.result = graph.add_slot(call.file, call.offset);
                method_call(pipe, names.intern("pipe"));
            }
            break;
        default: break;
    }
}

}  // namespace ward::vet
