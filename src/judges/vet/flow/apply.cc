// What a use of a slot does with a fact that arrives there.
#include <array>
#include <string_view>

#include "judges/vet/flow/analysis.h"
#include "judges/vet/flow/texts.h"

namespace ward::vet {
namespace {

// Of an answer from the network: what is no content.
constexpr std::array<std::string_view, 16> no_content = {
    "length", "status",      "statusCode", "statusText", "statusMessage", "headers",  "ok",          "url",
    "type",   "httpVersion", "redirected", "request",    "config",        "complete", "rawTrailers", "size"};

}  // namespace

void Analysis::apply(SlotIndex slot, Fact fact, const Use& use) {
    switch (use.kind) {
        case UseKind::copy: graph.hold(use.target, fact, slot); break;
        case UseKind::data:
        case UseKind::arrives:
        case UseKind::absorb:
        case UseKind::absorb_array:
        case UseKind::absorb_options:
        case UseKind::serialise: apply_data(slot, fact, use); break;
        case UseKind::member:
        case UseKind::any_member: apply_member(slot, fact, use); break;
        case UseKind::store:
        case UseKind::store_any: apply_store(fact, use); break;
        case UseKind::call: apply_call(fact, use.target); break;
        case UseKind::spread:
            if (fact.kind() == FactKind::object) {
                graph.add_object_use(fact.index(), {UseKind::spread, use.target, 0, 0});
            } else if (fact.kind() == FactKind::taint) {
                graph.hold(use.extra, fact, slot);
            } else if (fact.kind() == FactKind::entity && knowledge[fact.index()].role == Role::environment) {
                graph.hold(use.extra, taint(TaintKind::environment), slot);
            }
            break;
        case UseKind::assign: {
            const Call call = calls[use.target];
            if (fact.kind() != FactKind::object) break;
            for (size_t i = 1; i < call.arguments.size(); ++i)
                graph.add_use(call.arguments[i], UseKind::spread, fact.index(), call.result);
            break;
        }
        case UseKind::require_text:
            if (fact.kind() == FactKind::text) {
                const Requested found = request(names.text(fact.index()), graph.slots[use.target].file,
                                                javascript::Loader::require, graph.slots[use.target].offset);
                graph.copy(found.exports, use.target);
            }
            break;
        case UseKind::mark:
            if (fact.kind() == FactKind::taint) {
                const TaintKind kind = taints[fact.index()].kind;
                if (kind != TaintKind::download && kind != TaintKind::decoded) break;
                const TaintKind file =
                    kind == TaintKind::download ? TaintKind::downloaded_file : TaintKind::decoded_file;
                graph.hold(use.target, taint(file), slot);
                // The places where the parts of the path are written.
                graph.add_use(use.target, UseKind::mark_text, slot, static_cast<uint32_t>(file));
            }
            break;
        case UseKind::mark_text:
            // A file of JSON is data, whoever loads it.
            if (fact.kind() != FactKind::text || names.text(fact.index()).ends_with(".json")) break;
            if (const auto found = paths_.find(fact.index()); found != paths_.end())
                graph.hold(found->second, taint(static_cast<TaintKind>(use.extra)), use.target);
            break;
        case UseKind::read_path:
            if (fact.kind() == FactKind::taint && taints[fact.index()].kind == TaintKind::credential_path) {
                const Slot& place = graph.slots[use.target];
                collected.push_back({false, slot, fact, place.file, place.offset});
                graph.hold(use.target, taint(TaintKind::credentials, taints[fact.index()].label), slot);
            }
            break;
        case UseKind::failure:
            if (fact.kind() == FactKind::taint && taints[fact.index()].kind == TaintKind::download)
                graph.hold(use.target, fact, slot);
            break;
        case UseKind::named:
            if (fact.kind() == FactKind::text) graph.add_use(use.extra, UseKind::member, use.target, fact.index());
            if (fact.kind() == FactKind::taint && taints[fact.index()].kind == TaintKind::environment_name)
                graph.add_use(use.extra, UseKind::listed, use.target);
            break;
        case UseKind::names:
            if (is_environment(fact)) graph.hold(use.target, taint(TaintKind::environment_name), slot);
            break;
        case UseKind::listed:
            if (is_environment(fact)) graph.hold(use.target, taint(TaintKind::environment_listed), slot);
            break;
        case UseKind::encoding:
            if (fact.kind() == FactKind::text && is_decoding(names.text(fact.index())))
                graph.hold(use.target, taint(TaintKind::decoded), 0);
            break;
    }
}

bool Analysis::is_environment(Fact fact) const {
    if (fact.kind() == FactKind::entity) return knowledge[fact.index()].role == Role::environment;
    return fact.kind() == FactKind::taint && taints[fact.index()].kind == TaintKind::environment;
}

void Analysis::apply_data(SlotIndex slot, Fact fact, const Use& use) {
    switch (fact.kind()) {
        case FactKind::taint:
            if (use.kind == UseKind::serialise && taints[fact.index()].kind == TaintKind::environment) {
                const Slot& place = graph.slots[use.target];
                collected.push_back({true, slot, fact, place.file, place.offset});
            }
            graph.hold(use.target, fact, slot);
            return;
        case FactKind::text: graph.hold(use.target, fact, slot); return;
        case FactKind::entity: {
            const Entity& entity = knowledge[fact.index()];
            if (entity.role == Role::environment) {
                if (use.kind == UseKind::serialise) {
                    const Slot& place = graph.slots[use.target];
                    collected.push_back({true, slot, fact, place.file, place.offset});
                }
                if (use.kind != UseKind::absorb_array) graph.hold(use.target, taint(TaintKind::environment), slot);
            } else if (use.kind == UseKind::arrives && (entity.path == "~Client" || entity.path == "~Socket")) {
                graph.hold(use.target, taint(TaintKind::download), slot);
            }
            return;
        }
        case FactKind::object: {
            if (use.kind == UseKind::data || use.kind == UseKind::arrives) return;
            if (use.kind == UseKind::absorb_array && !graph.objects[fact.index()].is_array) return;
            if (use.kind == UseKind::absorb_options)
                graph.add_object_use(fact.index(), {use.kind, use.target, use.extra, 0});
            else
                graph.use_contents(fact.index(), use.kind == UseKind::serialise ? use.kind : UseKind::absorb,
                                   use.target);
            return;
        }
        default: return;
    }
}

void Analysis::read_taint_member(SlotIndex slot, Fact fact, const Use& use) {
    const TaintKind kind = taints[fact.index()].kind;
    if (use.kind == UseKind::any_member) {
        graph.hold(use.target, kind == TaintKind::environment ? taint(TaintKind::environment_listed) : fact, slot);
        return;
    }
    const std::string_view name = names.text(use.extra);
    // What is read by name of decoded text is something that was made of it.
    if (name == "length" || kind == TaintKind::decoded) return;
    if (kind == TaintKind::environment) {
        // Of a command that prints it.
        if (name == "stdout") graph.hold(use.target, fact, slot);
        if (is_secret_key(name)) graph.hold(use.target, taint(TaintKind::environment_key, use.extra), slot);
        return;
    }
    if (kind == TaintKind::download)
        for (const std::string_view one : no_content)
            if (name == one) return;
    graph.hold(use.target, fact, slot);
}

void Analysis::apply_member(SlotIndex slot, Fact fact, const Use& use) {
    const Slot place = graph.slots[use.target];
    const bool any = use.kind == UseKind::any_member;
    const auto of_object = [&](uint32_t object) {
        if (any) {
            graph.use_contents(object, UseKind::copy, use.target);
            return;
        }
        graph.copy(graph.property(object, use.extra, place.file, place.offset), use.target);
        const SlotIndex prototype = graph.objects[object].prototype;
        if (prototype != 0 && inherited_.insert(uint64_t{prototype} << 32 | use.target).second)
            graph.add_use(prototype, UseKind::member, use.target, use.extra);
        if (graph.objects[object].entity != 0)
            if (const EntityIndex child = knowledge.child(graph.objects[object].entity, use.extra); child != 0)
                graph.hold(use.target, {FactKind::entity, child}, slot);
    };
    switch (fact.kind()) {
        case FactKind::object: of_object(fact.index()); break;
        case FactKind::function:
            // The constructor of a function makes functions of text.
            if (!any && use.extra == known.constructor)
                graph.hold(use.target, {FactKind::entity, knowledge.at("~constructor")}, slot);
            if (!any && use.extra == known.prototype) instances(fact.index(), place.file, place.offset);
            if (!any) of_object(own_object(fact.index()));
            break;
        case FactKind::taint: read_taint_member(slot, fact, use); break;
        case FactKind::entity: {
            const EntityIndex entity = fact.index();
            if (knowledge[entity].role == Role::environment) {
                if (any) graph.hold(use.target, taint(TaintKind::environment_value), slot);
                else if (is_secret_key(names.text(use.extra)))
                    graph.hold(use.target, taint(TaintKind::environment_key, use.extra), slot);
                break;
            }
            if (any) break;
            // globalThis.process is process.
            const std::string& path = knowledge[entity].path;
            const bool is_global =
                path == "globalThis" || path == "global" || path == "window" || path == "self" || path == "top";
            EntityIndex child = is_global ? knowledge.global(use.extra) : knowledge.child(entity, use.extra);
            if (child == 0 && use.extra == known.default_) child = entity;
            if (child == 0 && use.extra == known.constructor && knowledge.is_global(entity))
                child = knowledge.at(".Function");
            if (child == 0) break;
            graph.hold(use.target, {FactKind::entity, child}, slot);
            if (knowledge[child].role == Role::download) graph.hold(use.target, taint(TaintKind::download), 0);
            break;
        }
        default: break;
    }
}

void Analysis::apply_store(Fact fact, const Use& use) {
    uint32_t object = 0;
    if (fact.kind() == FactKind::object) object = fact.index();
    if (fact.kind() == FactKind::function) object = own_object(fact.index());
    if (object == 0) return;
    const Slot place = graph.slots[use.target];
    if (use.kind == UseKind::store_any) {
        graph.copy(use.target, graph.elements(object, place.file, place.offset));
        return;
    }
    graph.copy(use.target, graph.property(object, use.extra, place.file, place.offset));
    if (fact.kind() == FactKind::function && use.extra == known.prototype)
        graph.copy(use.target, graph.objects[instances(fact.index(), place.file, place.offset)].prototype);
}

}  // namespace ward::vet
